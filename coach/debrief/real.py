"""The debrief of a real interview: the person tells of it freely, then question by question.

Every reply is kept before the next one is asked for. So the person can leave at any point, and go
on later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from coach.debrief.asked_set import AskedOnce, free_name, write_asked_set
from coach.debrief.keeping import read_debrief, write_debrief
from coach.debrief.numbered import place_in
from coach.debrief.picking import questions_in
from coach.debrief.ports import Prompter
from coach.debrief.rating import rate
from coach.debrief.records import (
    REAL_ANSWER,
    Debrief,
    Draft,
    Rated,
    Recalled,
    RecalledQuestion,
    Telling,
    Words,
)
from coach.errors import SessionDamaged
from coach.interview.dictation import Dictated
from coach.library.open_session import OpenSession
from coach.library.reading import transcript_of
from coach.library.records import AskedQuestion, SetName, Turn
from coach.questions.sets import Question

REAL_SET = SetName(name="real", title="A real interview")
TELLING = AskedQuestion(id="telling", text="Tell me about it, from the start, as it comes.")

_SAY, _TYPE, _NOTHING = "say it", "type it", "nothing"
_RIGHT, _EDIT, _ADD = "that's right", "edit", "add one"
_FELT = "In one word, how was it?"
_SAID, _WISHED = "What did you say?", "What do you wish you had said?"

Hear = Callable[[Turn, str], Dictated]  # say a prompt, and record what is said then


class RealWalk:
    """Through what is told in one session of kind real, with the person at `prompter`."""

    def __init__(self, opened: OpenSession, prompter: Prompter, hear: Hear) -> None:
        self._opened = opened
        self._prompter = prompter
        self._hear = hear
        self._leaving = False  # the person stopped while they spoke: what they said is kept first
        self._debrief: Debrief = read_debrief(opened.folder)

    @property
    def telling(self) -> Telling:
        """What has been told so far."""
        return self._debrief.telling or Telling()

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
            felt = self._prompter.line(_FELT)
            if felt is None:
                return False
            self._tell(felt=felt)
        return True

    def _have_it_told(self) -> bool:
        if self.telling.words is None:
            turn = self._opened.session.turn(1)
            words = self._unclaimed(turn) or self._words(turn, TELLING.text, (_SAY, _TYPE))
            if words is None:
                return False
            self._tell(words=words, **_without_draft(words))
        return not self._leaving

    def _find_questions(self) -> bool:
        """Pick the questions out of what was told, and have the list put right."""
        if self.telling.recalled is not None:
            return True
        listed = self.telling.listed
        found = questions_in(self._account()) if listed is None else list(listed)
        while True:
            self._show_list(found)
            chosen = self._prompter.choose("Right?", (_RIGHT, _EDIT, _ADD))
            if chosen is None:
                return False
            if chosen == _RIGHT:
                break
            changed = self._edited(found) if chosen == _EDIT else self._one_more(found)
            if changed is None:
                return False
            if changed != found:
                self._tell(listed=tuple(changed))
            found = changed
        self._plan(found)
        self._tell(
            listed=None,
            recalled=tuple(
                Recalled(question=number, quote=each.quote) for number, each in enumerate(found, 2)
            ),
        )
        return True

    def _plan(self, found: Sequence[RecalledQuestion]) -> None:
        """Make the questions turns of this session, and a set of the person's own."""
        if not found:
            return
        if self.telling.set_name is None:
            self._tell(set_name=free_name(self._day))
        asked = self._write_set([AskedOnce(question=each.question) for each in found])
        self._opened.plan_after(
            1,
            (
                AskedQuestion(
                    id=each.id, theme=each.theme, text=each.wordings.interview, seconds=each.seconds
                )
                for each in asked
            ),
        )

    def _show_list(self, found: Sequence[RecalledQuestion]) -> None:
        if not found:
            self._prompter.show("I heard no question.")
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
        typed = self._prompter.line("What were you asked?")
        if typed is None:
            return None
        return [*found, RecalledQuestion(quote="", question=typed)] if typed else found

    def _go_back_to(self, recalled: Recalled) -> bool:
        """What was said to one question, what the person wishes they had said, and the ratings."""
        turn = self._opened.session.turn(recalled.question)
        rated = self._debrief.of(turn.number, REAL_ANSWER) or Rated(
            question=turn.number, take=REAL_ANSWER, rated_at=datetime.now().astimezone()
        )
        if rated.complete and recalled.said and recalled.wished:
            return True
        self._prompter.show(
            f"\n{turn.number - 1}/{len(self.telling.recalled or ())}  {turn.question.text}"
        )
        for what, prompt in (("said", _SAID), ("wished", _WISHED)):
            if getattr(recalled, what) is not None:
                continue
            words = self._unclaimed(turn) or self._words(turn, prompt, (_SAY, _TYPE, _NOTHING))
            if words is None:
                return False
            recalled = recalled.model_copy(update={what: words})
            self._tell_of(recalled, words)
            if what == "wished" and words != Words():
                self._keep_wishes()
            if self._leaving:
                return False
        return rate(self._prompter, rated, self._keep_rating)

    def _words(self, turn: Turn, prompt: str, ways: Sequence[str]) -> Words | None:
        """What the person says or types to `prompt`; None where they stop."""
        while True:
            way = self._prompter.choose(prompt, ways)
            if way is None:
                return None
            if way == _NOTHING:
                return Words()
            if way == _SAY:
                dictated = self._hear(turn, prompt)
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
            self._tell(draft=Draft(question=turn.number, prompt=prompt, text=begun + text))

        typed = self._prompter.text(prompt, keep)
        return None if typed is None else (begun + typed).strip()

    def _unclaimed(self, turn: Turn) -> Words | None:
        """A take that was kept when the program broke off, before its place was."""
        recalled = self.telling.recall_of(turn.number)
        known = (
            [words.take for words in (recalled.said, recalled.wished) if words] if recalled else []
        )
        takes = [take.number for take in turn.answers if take.duration_s]
        return next((Words(take=number) for number in takes if number not in known), None)

    def _keep_wishes(self) -> None:
        """What the person wishes they had said goes with the question, to be shown afterwards."""
        session = self._opened.session
        self._write_set(
            [
                AskedOnce(question=turn.question.text, wished=self._text(turn, recalled.wished))
                for recalled in self.telling.recalled or ()
                for turn in [session.turn(recalled.question)]
            ]
        )

    def _write_set(self, asked: Sequence[AskedOnce]) -> tuple[Question, ...]:
        return write_asked_set(asked, self._day, self.telling.set_name or free_name(self._day))

    @property
    def _day(self) -> date:
        return self._opened.session.started_at.date()

    def _account(self) -> str:
        """The telling as text. Raises SessionDamaged."""
        words, session = self.telling.words, self._opened.session
        turn = session.turn(1)
        if words and words.take and not turn.take(words.take).transcripts:
            raise SessionDamaged(
                "What you told is not written down yet.",
                f"coach transcribe {session.id}, then: coach debrief {session.id}",
            )
        return self._text(turn, words)

    def _text(self, turn: Turn, words: Words | None) -> str:
        """What was typed, or said as far as it is written down. Raises SessionDamaged."""
        if words is None or words.take is None:
            return words.text if words else ""
        transcript = transcript_of(self._opened.folder, turn.take(words.take))
        return transcript.text if transcript else ""

    def _tell(self, **changes: object) -> None:
        self._keep(telling=self.telling.model_copy(update=changes))

    def _tell_of(self, recalled: Recalled, words: Words) -> None:
        telling = self.telling.having(recalled)
        self._keep(telling=telling.model_copy(update=_without_draft(words)))

    def _keep_rating(self, rated: Rated) -> None:
        self._keep(rated=self._debrief.having(rated).rated)

    def _keep(self, **changes: object) -> None:
        self._debrief = self._debrief.model_copy(update=changes)
        self._opened.worth_keeping = True
        write_debrief(self._opened.folder, self._opened.session, self._debrief)


def _without_draft(words: Words) -> dict[str, None]:
    """The change that takes the draft away together with what it became, in one write."""
    return {"draft": None} if words.text else {}
