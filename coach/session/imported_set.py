"""Writes questions that were made from a document as a question set in the person's own folder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from coach.errors import CannotWrite, InvalidQuestionSet, InvalidSetting
from coach.language_tags import ENGLISH
from coach.library.disk import write_text
from coach.paths import (
    is_reserved,
    private_folder,
    readable_name,
    shipped_question_sets,
    user_question_sets,
)
from coach.questions.documents import UNNAMED, Document, first_heading
from coach.questions.importing import SourceKind
from coach.questions.made import MadeQuestion, as_set
from coach.questions.naming import short_name, title_of
from coach.questions.reading import LARGEST_BYTES
from coach.questions.writing import as_yaml
from coach.records import LanguageTag
from coach.transcription.models import check_language

_TAG: TypeAdapter[str] = TypeAdapter(LanguageTag)
_HINT = "Where your own sets go: coach config"


def free_set_name(document: Document, kind: SourceKind) -> str:
    """The name for a set made from `document`, which no set of the person or the program has.

    What came without a name is called by its first heading, or by what it is and the day.
    """
    is_named = document.name != UNNAMED
    stem = readable_name(Path(document.name).stem) if is_named else first_heading(document.text)
    return short_name(stem, _taken(), f"{kind}-{date.today()}")


def check_set_name(name: str) -> None:
    """Raise InvalidSetting where `name` is no name, or a set of the person or the program has it:
    nobody would find that of the program any more.
    """
    if is_reserved(name):
        raise InvalidSetting(
            f'Windows keeps the name "{name}" for itself.', f"--name {short_name(name, _taken())}"
        )
    if short_name(name, otherwise="") != name or not name:
        better = short_name(name, _taken(), "questions")
        sentence = f'"{readable_name(name)}" is no name of a set: it takes a-z, 0-9 and hyphens.'
        raise InvalidSetting(sentence, f"--name {better}")
    if name in _taken():
        hint = f"--name {short_name(name, _taken())}"
        told = f"You have a set {name} already."
        if name not in _stems(user_question_sets()):
            told = f"A set {name} comes with the program."
        raise InvalidSetting(told, hint)


def checked_language(tag: str) -> str:
    """`tag` as a set keeps it. Raises InvalidSetting where Whisper knows no such language."""
    check_language(tag)
    try:
        return _TAG.validate_python(tag)
    except ValidationError:
        sentence = f"{tag!r} is no language code."
        raise InvalidSetting(sentence, "Give a code such as de, or pt-BR.") from None


def write_imported_set(
    made: Sequence[MadeQuestion], name: str, purpose: str, language: str = ENGLISH
) -> Path:
    """Write the questions as the person's own set of that name, and return its file.

    Raises InvalidQuestionSet where there are none or far too many, CannotWrite.
    """
    if not made:
        raise InvalidQuestionSet("There is no question to keep.", "Keep at least one.")
    text = as_yaml(as_set(made, title_of(name), purpose, language))
    if len(text.encode()) > LARGEST_BYTES:
        raise InvalidQuestionSet(f"{len(made)} questions are too many for a set.", "Part the list.")
    folder = user_question_sets()
    try:
        path = private_folder(folder) / f"{name}.yaml"
        write_text(path, text)
    except OSError as error:
        raise CannotWrite(f"Cannot write to {folder}: {error.strerror or error}.", _HINT) from error
    except CannotWrite as error:
        raise CannotWrite(error.message, _HINT) from error
    return path


def _taken() -> set[str]:
    """The names that are taken, in small letters: on some disks My-Set and my-set are one file."""
    return _stems(user_question_sets()) | _stems(shipped_question_sets())


def _stems(folder: Path) -> set[str]:
    try:
        return {each.stem.lower() for each in folder.iterdir()}
    except OSError:  # there is no such folder yet
        return set()
