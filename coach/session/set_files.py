"""Adds questions to a person's own set, in its file; a set that is not there yet is begun."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coach.errors import InvalidQuestionSet
from coach.library.disk import write_text, writing
from coach.library.lock import in_turn
from coach.paths import config_file, private_folder, shipped_question_sets, user_question_sets
from coach.questions.finding import path_of_set
from coach.questions.naming import short_name
from coach.questions.quoting import printable
from coach.questions.reading import PLAIN_SUFFIX, set_of, text_of
from coach.questions.sets import Question, QuestionSet
from coach.questions.writing import NewQuestion, first_text, with_item, with_line

_HINT = "Where your own sets go: coach config"


@dataclass(frozen=True)
class AddedTo:
    """A set that a question was added to, and that question."""

    question_set: QuestionSet
    question: Question


def file_of_own_set(name: str) -> Path:
    """The file of the person's set of that name, or where it would be begun.

    Raises InvalidQuestionSet where the name is that of a set of the program's own.
    """
    path = path_of_set(name) or path_of_set(short_name(name, otherwise="mine"))
    if path is None:
        return user_question_sets() / f"{short_name(name, otherwise='mine')}.yaml"
    if path.resolve().parent == shipped_question_sets().resolve():
        raise InvalidQuestionSet(
            f"The set {path.stem} comes with the program, and the next version would overwrite "
            "what you add.",
            f'Begin one of your own: coach questions add my-{path.stem} "…"',
        )
    return path


def add_question(path: Path, title: str, question: NewQuestion) -> AddedTo:
    """Add a question at the end of the set in `path`; nothing else in the file changes.

    `title` is that of a set which is not there yet. Raises InvalidQuestionSet, CannotWrite.
    """
    with in_turn(config_file().parent, _HINT):
        text = _with(path, question) if path.exists() else _begun(path, title, question)
        added = set_of(path, text)
        with writing(path, _HINT):
            private_folder(path.parent)
        write_text(path, text)
    return AddedTo(added, added.questions[-1])


def _begun(path: Path, title: str, question: NewQuestion) -> str:
    if path.suffix.lower() == PLAIN_SUFFIX:
        return _listed(path, "", question)
    return first_text(title, question)


def _with(path: Path, question: NewQuestion) -> str:
    """The text of the file with the question in it. Raises InvalidQuestionSet."""
    text = text_of(path)
    if path.suffix.lower() == PLAIN_SUFFIX:
        return _listed(path, text, question)
    set_of(path, text)  # what is broken before is told as it is
    found = with_item(text, question)
    if found is None:
        raise InvalidQuestionSet(
            f"{printable(str(path))}: the questions stand in brackets, where none can be added.",
            "Put each on a line of its own, with a hyphen before it.",
        )
    return found


def _listed(path: Path, text: str, question: NewQuestion) -> str:
    if not question.is_plain:
        raise InvalidQuestionSet(
            f"{printable(str(path))}: a list with one question a line has no coats and themes.",
            "Put a hyphen before each question and save it as .yaml, or add the question alone.",
        )
    return with_line(text, question)
