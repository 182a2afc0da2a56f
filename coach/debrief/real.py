"""The debrief of a real interview: the person tells of it freely, then question by question.

Every reply is kept before the next one is asked for. So the person can leave at any point, and go
on later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from coach.debrief.numbered import place_in
from coach.debrief.ports import Prompter
from coach.debrief.rating import rate
from coach.debrief.records import (
    REAL_ANSWER,
    Draft,
    Rated,
    Recalled,
    RecalledQuestion,
    Telling,
    Words,
)
from coach.debrief.told import PROMPTS, TELLING, ToldInterview, why_none
from coach.interview.dictation import Dictated
from coach.library.open_session import OpenSession
from coach.library.records import Turn

_SAY, _TYPE, _NOTHING = "say it", "type it", "nothing"
_RIGHT, _EDIT, _ADD, _UNDO = "that's right", "edit", "add one", "undo"
_FELT = "In one word, how was it?"

Hear = Callable[[Turn, str], Dictated]  # say a prompt, and record what is said then


class RealWalk:
    """Through what is told in one session of kind real, with the person at `prompter`."""

    def __init__(self, opened: OpenSession, prompter: Prompter, hear: Hear) -> None:
        self._opened = opened
        self._prompter = prompter
        self._hear = hear
        self._leaving = False  # the person stopped while they spoke: what they said is kept first
        self._told = ToldInterview(opened)

    @property
    def telling(self) -> Telling:
        """What has been told so far."""
        return self._told.telling

    def through(self) -> bool:
        """Ask what was not asked yet; False where the person stopped on the way.

        Raises SessionDamaged, CannotWrite, and what listening raises.
        """
        steps = (self._ask_how_it_felt, self._have_it_told, self._find_questions)
        return all(step() for step in steps) and all(
            self._go_back_to(recalled) for recalled in self.telling.recalled or ()
        )

    def _ask_how_it_felt(self) -> bool:
        if self.telling.felt is None:
            felt = self._prompter.line(_FELT, lambda half: self._told.tell(felt=half))
            if felt is None:
                return False
            self._told.tell(felt=felt)
        return True

    def _have_it_told(self) -> bool:
        if self.telling.words is None:
            turn = self._opened.session.turn(1)
            words = self._told.unclaimed(turn) or self._words(turn, TELLING.text, (_SAY, _TYPE))
            if words is None:
                return False
            self._told.tell_words(words)
        return not self._leaving

    def _find_questions(self) -> bool:
        """Pick the questions out of what was told, and have the list put right."""
        if self.telling.recalled is not None:
            return True
        lists = [self._told.questions()]  # as it is now, after those that it was before
        while True:
            self._show_list(lists[-1])
            undo = (_UNDO,) if len(lists) > 1 else ()
            chosen = self._prompter.choose("Right?", (_RIGHT, _EDIT, _ADD, *undo))
            if chosen == _RIGHT:
                break
            if chosen is None or not self._put_right(lists, chosen):
                return False
        self._told.confirm(lists[-1])
        return True

    def _put_right(self, lists: list[list[RecalledQuestion]], chosen: str) -> bool:
        """Change the last of `lists`, or have the one before it back; False where they stop."""
        if chosen == _UNDO:
            lists.pop()
        else:
            found = lists[-1]
            changed = self._edited(found) if chosen == _EDIT else self._one_more(found)
            if changed is None:
                return False
            if changed == found:
                return True
            lists.append(changed)
        self._told.tell(listed=tuple(lists[-1]))
        return True

    def _show_list(self, found: Sequence[RecalledQuestion]) -> None:
        if not found:
            self._prompter.show(f"I heard no question. {why_none(self._opened.session)}".rstrip())
            return
        count = "one question" if len(found) == 1 else f"{len(found)} questions"
        self._prompter.show(f"I heard {count}:")
        for number, each in enumerate(found, 1):
            self._prompter.show(f"  {number:>2}  {each.question}")
            if each.quote:
                self._prompter.show(f'      "{each.quote}"')

    def _edited(self, found: list[RecalledQuestion]) -> list[RecalledQuestion] | None:
        typed = self._prompter.line("Its number and new words, or only its number to drop it")
        if not typed:
            return None if typed is None else found
        number, _, text = typed.partition(" ")
        at = place_in(len(found), number)
        if at is None:
            self._prompter.show("None of them has that number.")
            return found
        new = (
            [RecalledQuestion(quote=found[at].quote, question=text.strip())] if text.strip() else []
        )
        return [*found[:at], *new, *found[at + 1 :]]

    def _one_more(self, found: list[RecalledQuestion]) -> list[RecalledQuestion] | None:
        def having(*asked: str) -> list[RecalledQuestion]:
            return [*found, *(RecalledQuestion(quote="", question=each) for each in asked)]

        typed = self._prompter.lines(
            "What were you asked?", lambda half: self._told.tell(listed=tuple(having(half)))
        )
        return None if typed is None else having(*typed)

    def _go_back_to(self, recalled: Recalled) -> bool:
        """What was said to one question, what the person wishes they had said, and the ratings."""
        turn = self._opened.session.turn(recalled.question)
        rated = self._told.rated(turn.number) or Rated(
            question=turn.number, take=REAL_ANSWER, rated_at=datetime.now().astimezone()
        )
        if rated.complete and recalled.said and recalled.wished:
            return True
        self._prompter.show(
            f"\n{turn.number - 1}/{len(self.telling.recalled or ())}  {turn.question.text}"
        )
        for part, prompt in PROMPTS.items():
            if getattr(recalled, part) is not None:
                continue
            words = self._told.unclaimed(turn) or self._words(turn, prompt, (_SAY, _TYPE, _NOTHING))
            if words is None:
                return False
            recalled = self._told.tell_of(recalled, part, words)
            if self._leaving:
                return False
        return rate(self._prompter, rated, self._told.keep_rating)

    def _words(self, turn: Turn, prompt: str, ways: Sequence[str]) -> Words | None:
        """What the person says or types to `prompt`; None where they stop."""
        while True:
            way = self._prompter.choose(prompt, ways)
            if way is None:
                return None
            if way == _NOTHING:
                return Words()
            if way == _SAY:
                dictated = self._hear(turn, self._told.aloud(prompt))
                self._leaving = dictated.stopped
                if dictated.take:
                    return Words(take=dictated.take.number)
                if dictated.stopped:
                    return None
                continue
            typed = self._typed(turn, prompt)
            if typed is None or typed:
                return None if typed is None else Words(text=typed)

    def _typed(self, turn: Turn, prompt: str) -> str | None:
        """What the person types to `prompt`, after what an interruption left of it.

        The draft stays until the words are kept in their place.
        """
        draft = self.telling.draft
        begun = ""
        if draft and (draft.question, draft.prompt) == (turn.number, prompt):
            begun = f"{draft.text}\n"
            self._prompter.show(f"You had begun:\n{draft.text}")

        def keep(text: str) -> None:
            self._told.tell(draft=Draft(question=turn.number, prompt=prompt, text=begun + text))

        typed = self._prompter.text(prompt, keep)
        return None if typed is None else (begun + typed).strip()
