"""What was told of a real interview: every change of it is kept at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from coach.debrief.asked_set import AskedOnce, free_name, note_wish, write_asked_set
from coach.debrief.asking import asked_again, rules_for
from coach.debrief.keeping import read_told, write_debrief
from coach.debrief.picking import questions_in
from coach.debrief.records import (
    REAL_ANSWER,
    Debrief,
    Rated,
    Recalled,
    RecalledQuestion,
    Telling,
    Words,
)
from coach.errors import SessionDamaged
from coach.formats import to_type
from coach.library.open_session import OpenSession
from coach.library.reading import transcript_of
from coach.library.records import AskedQuestion, Session, SetName, Turn
from coach.questions.sets import Question

Part = Literal["said", "wished"]  # what is told of one question: a field of `Recalled`
PROMPTS: Mapping[Part, str] = MappingProxyType(
    {"said": "What did you say?", "wished": "What do you wish you had said?"}
)
REAL_SET = SetName(name="real", title="A real interview")
TELLING = AskedQuestion(id="telling", text="Tell me about it, from the start, as it comes.")


class ToldInterview:
    """What is told in one session of kind real, which is open."""

    def __init__(self, opened: OpenSession) -> None:
        """Raises SessionDamaged."""
        self._opened = opened
        self._debrief: Debrief = read_told(opened.folder, opened.session)

    @property
    def telling(self) -> Telling:
        """What has been told so far."""
        return self._debrief.telling or Telling()

    def tell(self, **changes: object) -> None:
        """Keep changes of the telling."""
        self._keep(telling=self.telling.model_copy(update=changes))

    def tell_words(self, words: Words) -> None:
        """Keep the account itself."""
        self.tell(words=words, **_without_draft(words))

    def tell_of(self, recalled: Recalled, part: Part, words: Words) -> Recalled:
        """Keep `words` as that part of what is told of one question; that, as it is now."""
        before = getattr(recalled, part) or Words()
        recalled = recalled.model_copy(update={part: words})
        telling = self.telling.having(recalled)
        self._keep(telling=telling.model_copy(update=_without_draft(words)))
        if part == "wished" and words != before:
            self._keep_wishes(recalled.question)
        return recalled

    def rated(self, question: int) -> Rated | None:
        """What was rated of the answer given there."""
        return self._debrief.of(question, REAL_ANSWER)

    def keep_rating(self, rated: Rated) -> None:
        """Keep it."""
        self._keep(rated=self._debrief.having(rated).rated)

    def unclaimed(self, turn: Turn) -> Words | None:
        """A take that was kept when the program broke off, before its place was."""
        recalled = self.telling.recall_of(turn.number)
        known = (
            [words.take for words in (recalled.said, recalled.wished) if words] if recalled else []
        )
        takes = [take.number for take in turn.answers if take.duration_s]
        return next((Words(take=number) for number in takes if number not in known), None)

    def questions(self) -> list[RecalledQuestion]:
        """The questions in the account, as far as the person put them right.

        Raises SessionDamaged.
        """
        return questions_told(self._opened.folder, self._opened.session, self.telling)

    def confirm(self, found: Sequence[RecalledQuestion]) -> None:
        """These are the questions that were asked: they become questions of this session, and a set
        of the person's own. Raises CannotWrite, InvalidQuestionSet.
        """
        self._plan(found)
        self.tell(
            listed=None,
            recalled=tuple(
                Recalled(question=number, quote=each.quote) for number, each in enumerate(found, 2)
            ),
        )

    def finish_if_told(self) -> None:
        """End the session, if nothing is left to be asked in it."""
        recalled = self.telling.recalled
        if recalled is not None and all(self._is_told(each) for each in recalled):
            self._opened.finish()

    def _is_told(self, recalled: Recalled) -> bool:
        rated = self.rated(recalled.question)
        return bool(recalled.said and recalled.wished and rated and rated.complete)

    def _keep_wishes(self, changed: int) -> None:
        """What the person wishes they had said goes with the question, to be shown afterwards.

        Of the question `changed` as it is now; of others what was not written down before.
        """
        name = self.telling.set_name
        if name is None:
            return
        for each in self.telling.recalled or ():
            turn = self._opened.session.turn(each.question)
            wish = text_of(self._opened.folder, turn, each.wished)
            note_wish(name, turn.question, wish, replaces=each.question == changed)

    def _plan(self, found: Sequence[RecalledQuestion]) -> None:
        if not found:
            return
        if self.telling.set_name is None:
            self.tell(set_name=free_name(self._day))
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

    def _write_set(self, asked: Sequence[AskedOnce]) -> tuple[Question, ...]:
        name, language = self.telling.set_name or free_name(self._day), self._language
        return write_asked_set(asked, self._day, name, language=language)

    def aloud(self, prompt: str) -> str:
        """`prompt`, one of PROMPTS or that of TELLING, as the voice says it in this session."""
        again = asked_again(self._language)
        spoken = {
            TELLING.text: again.telling,
            PROMPTS["said"]: again.said,
            PROMPTS["wished"]: again.wished,
        }
        return spoken[prompt]

    @property
    def _language(self) -> str:
        return self._opened.session.question_set.language

    @property
    def _day(self) -> date:
        return self._opened.session.started_at.date()

    def _keep(self, **changes: object) -> None:
        self._debrief = self._debrief.model_copy(update=changes)
        self._opened.worth_keeping = True
        write_debrief(self._opened.folder, self._opened.session, self._debrief)


def questions_told(folder: Path, session: Session, telling: Telling) -> list[RecalledQuestion]:
    """The questions in what was told in the session in `folder`, as far as they were put right.

    Raises SessionDamaged.
    """
    if telling.listed is not None:
        return list(telling.listed)
    words, turn = telling.words, session.turn(1)
    if words and words.take and not turn.take(words.take).transcripts:
        raise SessionDamaged(
            "What you told is not written down yet.",
            f"{to_type('transcribe', session.id)}, then: {to_type('debrief', session.id)}",
        )
    return questions_in(text_of(folder, turn, words), session.question_set.language)


def why_none(session: Session) -> str:
    """Why no question can be picked out in the language of `session`; "" where they can be."""
    language = session.question_set.language
    if rules_for(language):
        return ""
    return f"I cannot pick questions out in the language “{language}”: add them yourself."


def text_of(folder: Path, turn: Turn, words: Words | None) -> str:
    """What was typed, or said as far as it is written down. Raises SessionDamaged."""
    if words is None or words.take is None:
        return words.text if words else ""
    transcript = transcript_of(folder, turn.take(words.take))
    return transcript.text if transcript else ""


def _without_draft(words: Words) -> dict[str, None]:
    """The change that takes the draft away together with what it became, in one write."""
    return {"draft": None} if words.text else {}
