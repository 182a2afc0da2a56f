"""Looking back on a real interview: told as it comes, then question by question.

Every reply is kept before the next one is asked for, so that it can be left at any point, and gone
on with later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from coach.debrief.keeping import read_debrief, write_debrief
from coach.debrief.picking import Asked, questions_in
from coach.debrief.ports import Desk
from coach.debrief.rating import rate
from coach.debrief.records import REAL_ANSWER, Debrief, Rated, Recalled, Telling, Words
from coach.errors import SessionDamaged
from coach.interview.dictation import Dictated
from coach.library.open_session import OpenSession
from coach.library.reading import transcript_of
from coach.library.records import AskedQuestion, SetName, Turn

REAL_SET = SetName(name="real", title="A real interview")
TELLING = AskedQuestion(id="telling", text="Tell me about it, from the start, as it comes.")

_SAY, _TYPE, _NOTHING = "say it", "type it", "nothing"
_RIGHT, _EDIT, _ADD = "that's right", "edit", "add one"
_FELT = "In one word, how was it?"
_SAID, _WISHED = "What did you say?", "What do you wish you had said?"

Hear = Callable[[Turn, str], Dictated]  # say a prompt, and record what is said then


class RealWalk:
    """Through what is told in one session of kind real, with the person at `desk`."""

    def __init__(self, opened: OpenSession, desk: Desk, hear: Hear) -> None:
        self._opened = opened
        self._desk = desk
        self._hear = hear
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
            felt = self._desk.line(_FELT)
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
            self._tell(words=words)
        return True

    def _find_questions(self) -> bool:
        """Pick the questions out of what was told, and have the list put right."""
        if self.telling.recalled is not None:
            return True
        found = questions_in(self._told())
        while True:
            self._show_list(found)
            chosen = self._desk.choose("Right?", (_RIGHT, _EDIT, _ADD))
            if chosen is None:
                return False
            if chosen == _RIGHT:
                break
            changed = self._edited(found) if chosen == _EDIT else self._one_more(found)
            if changed is None:
                return False
            found = changed
        questions = [_question(number, each) for number, each in enumerate(found, 1)]
        self._opened.plan_after(1, questions)
        self._tell(
            recalled=tuple(
                Recalled(question=number, quote=each.quote) for number, each in enumerate(found, 2)
            )
        )
        return True

    def _show_list(self, found: Sequence[Asked]) -> None:
        if not found:
            self._desk.show("I heard no question.")
            return
        count = "one question" if len(found) == 1 else f"{len(found)} questions"
        self._desk.show(f"I heard {count}:")
        for number, each in enumerate(found, 1):
            quote = f'   "{each.quote}"' if each.quote else ""
            self._desk.show(f"  {number:>2}  {each.question}{quote}")

    def _edited(self, found: list[Asked]) -> list[Asked] | None:
        typed = self._desk.line("Its number and new words, or only its number to drop it")
        if typed is None:
            return None
        number, _, text = typed.partition(" ")
        if not number.isdigit() or not 1 <= int(number) <= len(found):
            self._desk.show("None of them has that number.")
            return found
        at = int(number) - 1
        new = [Asked(quote=found[at].quote, question=text.strip())] if text.strip() else []
        return [*found[:at], *new, *found[at + 1 :]]

    def _one_more(self, found: list[Asked]) -> list[Asked] | None:
        typed = self._desk.line("What were you asked?")
        if typed is None:
            return None
        return [*found, Asked(quote="", question=typed)] if typed else found

    def _go_back_to(self, recalled: Recalled) -> bool:
        """What was said to one question, what the person wishes they had said, and the ratings."""
        turn = self._opened.session.turn(recalled.question)
        rated = self._debrief.of(turn.number, REAL_ANSWER) or Rated(
            question=turn.number, take=REAL_ANSWER, rated_at=datetime.now().astimezone()
        )
        if rated.complete and recalled.said and recalled.wished:
            return True
        self._desk.show(
            f"\n{turn.number - 1}/{len(self.telling.recalled or ())}  {turn.question.text}"
        )
        for what, prompt in (("said", _SAID), ("wished", _WISHED)):
            if getattr(recalled, what) is not None:
                continue
            words = self._unclaimed(turn) or self._words(turn, prompt, (_SAY, _TYPE, _NOTHING))
            if words is None:
                return False
            recalled = recalled.model_copy(update={what: words})
            self._tell_of(recalled)
        return rate(self._desk, rated, self._keep_rating)

    def _words(self, turn: Turn, prompt: str, ways: Sequence[str]) -> Words | None:
        """What the person says or types to `prompt`; None where they stop."""
        while True:
            way = self._desk.choose(prompt, ways)
            if way is None:
                return None
            if way == _NOTHING:
                return Words()
            if way == _SAY:
                dictated = self._hear(turn, prompt)
                if dictated.take:
                    return Words(take=dictated.take.number)
                if dictated.stopped:
                    return None
                continue
            typed = self._desk.line(prompt)
            if typed is None or typed:
                return None if typed is None else Words(text=typed)

    def _unclaimed(self, turn: Turn) -> Words | None:
        """A take that was kept when the program broke off, before its place was."""
        recalled = self.telling.recall_of(turn.number)
        known = (
            [words.take for words in (recalled.said, recalled.wished) if words] if recalled else []
        )
        takes = [take.number for take in turn.kept_takes if take.recorded and take.duration_s]
        return next((Words(take=number) for number in takes if number not in known), None)

    def _told(self) -> str:
        """The telling as text. Raises SessionDamaged."""
        words = self.telling.words or Words()
        if words.take is None:
            return words.text
        take = self._opened.session.turn(1).take(words.take)
        transcript = transcript_of(self._opened.folder, take)
        if transcript is None:
            session = self._opened.session.id
            raise SessionDamaged(
                "What you told is not written down yet.",
                f"coach transcribe {session}, then: coach debrief {session}",
            )
        return transcript.text

    def _tell(self, **changes: object) -> None:
        self._keep(telling=self.telling.model_copy(update=changes))

    def _tell_of(self, recalled: Recalled) -> None:
        self._keep(telling=self.telling.having(recalled))

    def _keep_rating(self, rated: Rated) -> None:
        self._keep(rated=self._debrief.having(rated).rated)

    def _keep(self, **changes: object) -> None:
        self._debrief = self._debrief.model_copy(update=changes)
        self._opened.worth_keeping = True
        write_debrief(self._opened.folder, self._opened.session, self._debrief)


def _question(number: int, asked: Asked) -> AskedQuestion:
    return AskedQuestion(id=f"asked-{number}", text=asked.question)
