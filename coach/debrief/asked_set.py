"""Writes the questions of a real interview as a question set in the person's own folder."""

from __future__ import annotations

import contextlib
import itertools
import unicodedata
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from coach.debrief.asking import AskedAgain, asked_again
from coach.errors import CannotWrite, InvalidQuestionSet
from coach.language_tags import ENGLISH
from coach.library.disk import write_text
from coach.library.records import AskedQuestion
from coach.paths import private_folder, user_question_sets
from coach.questions.naming import short_name
from coach.questions.reading import set_of, text_of
from coach.questions.sets import LONGEST_TEXT, Question, QuestionSet, SetContents, Wordings
from coach.questions.short_form import DEFAULT_SECONDS
from coach.questions.writing import as_yaml, with_wish
from coach.records import Record

_HINT = "Where your own sets go: coach config"
PREFIX = "asked-"  # of the sets' names, before the day
THEME = "asked"  # which says nothing of what the questions are about


class AskedOnce(Record):
    """A question as it is to be asked again, and what the person wishes they had said."""

    question: str
    wished: str = ""


def free_name(day: date, folder: Path | None = None) -> str:
    """The name of a set of that day's questions that is not there yet: the second is `…-2`."""
    folder = folder or user_question_sets()
    first = f"{PREFIX}{day.isoformat()}"
    names = itertools.chain([first], (f"{first}-{number}" for number in itertools.count(2)))
    return next(name for name in names if not any(folder.glob(f"{name}.y*ml")))


def write_asked_set(
    questions: Sequence[AskedOnce],
    day: date,
    name: str,
    folder: Path | None = None,
    language: str = ENGLISH,
) -> tuple[Question, ...]:
    """Write `questions`, asked on `day` in `language`, as the set `name`; as they stand in it.

    It goes into the person's own folder of sets unless `folder` is another. Raises
    InvalidQuestionSet where no question has any text, CannotWrite.
    """
    contents = _contents(questions, day, language)
    folder = folder or user_question_sets()
    try:
        path = private_folder(folder) / f"{name}.yaml"
    except OSError as error:
        raise CannotWrite(f"Cannot write to {folder}: {error.strerror or error}.", _HINT) from error
    _write(path, as_yaml(contents))
    return contents.questions


def note_wish(name: str, question: AskedQuestion, wish: str, *, replaces: bool) -> None:
    """Note in the set `name` what the person wishes they had said to `question`; one that is noted
    already stays unless `wish` `replaces` it.

    The set is theirs: whatever else they changed in it stays, and where they took the set or the
    question out, or what they wrote cannot be read, nothing is noted. Raises CannotWrite.
    """
    for path in user_question_sets().glob(f"{name}.y*ml"):
        with contextlib.suppress(InvalidQuestionSet):
            text = text_of(path)
            found = set_of(path, text)
            place = _place(found, question)
            if place is None or not (replaces or found.questions[place].wished is None):
                continue
            changed = with_wish(text, place, _speakable(wish))
            if changed and changed != text:
                set_of(path, changed)  # what could not be read is not written
                _write(path, changed)


def _place(found: QuestionSet, question: AskedQuestion) -> int | None:
    """Which question of the set it is: by what it asks, or else by its id."""
    texts = [each.wordings.interview for each in found.questions]
    if question.text in texts:
        return texts.index(question.text)
    ids = [each.id for each in found.questions]
    return ids.index(question.id) if question.id in ids else None


def _write(path: Path, text: str) -> None:
    try:
        write_text(path, text)
    except CannotWrite as error:
        raise CannotWrite(error.message, _HINT) from error


def _contents(questions: Sequence[AskedOnce], day: date, language: str) -> SetContents:
    kept: list[Question] = []
    again = asked_again(language)
    for each in questions:
        text = _speakable(each.question)
        if text:
            wished = _speakable(each.wished) or None
            kept.append(_question(text, wished, {question.id for question in kept}, again))
    if not kept:
        raise InvalidQuestionSet("There is no question to keep.", "Add one in your own words.")
    title = again.title.format(day=day)
    return SetContents(title=title, language=language, questions=tuple(kept))


def _question(text: str, wished: str | None, taken: set[str], again: AskedAgain) -> Question:
    return Question(
        id=short_name(text, taken),
        theme=THEME,
        wordings=Wordings(interview=text),
        seconds=DEFAULT_SECONDS,
        listen_for=again.listen_for,
        follow_ups=again.follow_ups,
        wished=wished,
    )


def _speakable(text: str) -> str:
    """`text` on one line, with nothing in it that cannot be said, and not too long."""
    line = " ".join(text.split())
    said = "".join(each for each in line if unicodedata.category(each) not in {"Cc", "Cs"})
    return said[:LONGEST_TEXT].strip()
