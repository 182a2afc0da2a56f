"""What was told of a real interview, as a page that is one file shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coach.debrief.records import REAL_ANSWER, Debrief, Rated, Recalled, Telling, Words
from coach.debrief.told import text_of
from coach.errors import SessionDamaged
from coach.library.records import Session, Turn
from coach.web.takes import key_of


@dataclass(frozen=True)
class ToldWordsAlong:
    """Words that were typed, or said: then `key` is the take in which they are heard."""

    title: str
    text: str
    key: str = ""


@dataclass(frozen=True)
class ToldQuestionAlong:
    """A question of the interview, the words it was picked from, and what was told of it."""

    title: str
    quote: str
    parts: tuple[ToldWordsAlong, ...]
    rated: Rated | None


@dataclass(frozen=True)
class ToldAlong:
    """All of it; `felt` is "" where it was not said."""

    felt: str
    account: tuple[ToldWordsAlong, ...]
    questions: tuple[ToldQuestionAlong, ...]


def told_along(folder: Path, session: Session, debrief: Debrief) -> ToldAlong | None:
    """What was told of the interview; None where `session` is no telling."""
    telling = debrief.telling
    return _All(folder, session, debrief).of(telling) if telling else None


@dataclass(frozen=True)
class _All:
    folder: Path
    session: Session
    debrief: Debrief

    def of(self, telling: Telling) -> ToldAlong:
        account = self._words(self.session.turn(1), "", telling.words)
        questions = tuple(self._question(each) for each in telling.recalled or ())
        return ToldAlong(telling.felt or "", tuple(account), questions)

    def _question(self, recalled: Recalled) -> ToldQuestionAlong:
        turn = self.session.turn(recalled.question)
        return ToldQuestionAlong(
            title=f"{turn.number - 1}. {turn.question.text}",
            quote=recalled.quote,
            parts=(
                *self._words(turn, "I said", recalled.said),
                *self._words(turn, "I wish I had said", recalled.wished),
            ),
            rated=self.debrief.of(turn.number, REAL_ANSWER),
        )

    def _words(self, turn: Turn, title: str, words: Words | None) -> Iterator[ToldWordsAlong]:
        if words is None or words == Words():
            return
        key = key_of(turn.number, words.take) if words.take else ""
        yield ToldWordsAlong(title, self._text(turn, words), key)

    def _text(self, turn: Turn, words: Words) -> str:
        try:
            return text_of(self.folder, turn, words)
        except SessionDamaged:  # the take says so itself
            return ""
