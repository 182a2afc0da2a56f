"""Finds a question set by name, and lists all sets.

A name is searched for in extra folders, then in `question_sets` in the current folder, in the
person's own folder, and among the sets that come with the program. The first one found is taken.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coach.errors import InvalidQuestionSet
from coach.paths import shipped_question_sets, user_question_sets
from coach.questions.quoting import shown
from coach.questions.reading import SUFFIXES, read_set
from coach.questions.sets import QuestionSet

_MOST_REMEMBERED = 200


@dataclass(frozen=True)
class FoundSet:
    """A set by name and file: either read (`question_set`) or broken (`error`)."""

    name: str
    path: Path
    question_set: QuestionSet | None
    error: InvalidQuestionSet | None


def find_set(name_or_path: str | Path, extra_folders: Sequence[Path] = ()) -> QuestionSet:
    """Read the set with that name, or the set in that file.

    Raises InvalidQuestionSet if there is none (the message lists all names), or if it is broken.
    """
    if _is_path(name_or_path):
        return read_set(Path(name_or_path))
    files = files_by_name(extra_folders)
    path = files.get(str(name_or_path))
    if path is None:
        raise _unknown(str(name_or_path), list(files))
    return read_set(path)


def path_of_set(name_or_path: str, extra_folders: Sequence[Path] = ()) -> Path | None:
    """The file of the set with that name, which need not be readable; None where there is none.

    What is a path is that file, whether it is there or not.
    """
    if _is_path(name_or_path):
        return Path(name_or_path)
    return files_by_name(extra_folders).get(name_or_path)


def files_by_name(extra_folders: Sequence[Path] = ()) -> dict[str, Path]:
    """The file of each set by its name, readable or not; the first folder with a name wins."""
    here = Path("question_sets")
    files: dict[str, Path] = {}
    for folder in (*extra_folders, here, user_question_sets(), shipped_question_sets()):
        for path in _set_files(folder):
            files.setdefault(path.stem, path)
    return files


def readable_sets(extra_folders: Sequence[Path] = ()) -> list[QuestionSet]:
    """The sets of `available_sets` that are not broken."""
    found = (each.question_set for each in available_sets(extra_folders))
    return [each for each in found if each]


def available_sets(extra_folders: Sequence[Path] = ()) -> list[FoundSet]:
    """Every name once, sorted, as `find_set` would find it; a broken set carries its error."""
    return [found_in(path) for _, path in sorted(files_by_name(extra_folders).items())]


def own_first(found: Sequence[FoundSet]) -> list[FoundSet]:
    """The same, those that the person made before those that come with the program."""
    shipped = shipped_question_sets().resolve()
    return sorted(found, key=lambda each: each.path.parent.resolve() == shipped)


def found_in(path: Path) -> FoundSet:
    """The set in that file; a file that has not changed is not read again."""
    return _read(path.stem, path, _stamp(path))


def _is_path(name_or_path: str | Path) -> bool:
    text = str(name_or_path)
    looks_like_one = "/" in text or "\\" in text or text.lower().endswith(SUFFIXES)
    if isinstance(name_or_path, Path) or looks_like_one or text in {".", ".."}:
        return True
    try:
        return Path(text).is_file()
    except (OSError, ValueError):  # too long, or a NUL character: no file has that name
        return False


def _set_files(folder: Path) -> list[Path]:
    try:
        paths = sorted(folder.iterdir())
    except OSError:  # most people have no folder of their own
        return []
    sets = (each for each in paths if each.suffix.lower() in SUFFIXES)
    return [each for each in sets if not each.name.startswith(".")]


def _stamp(path: Path) -> tuple[int, ...]:
    """What changes with the file; () where nobody can tell."""
    try:
        stat = path.stat()
    except OSError:
        return ()
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns


@functools.lru_cache(maxsize=_MOST_REMEMBERED)  # home lists all sets each time
def _read(name: str, path: Path, stamp: tuple[int, ...]) -> FoundSet:
    del stamp  # which makes it another file
    try:
        return FoundSet(name, path, read_set(path), None)
    except InvalidQuestionSet as error:
        return FoundSet(name, path, None, error)


def _unknown(name: str, names: list[str]) -> InvalidQuestionSet:
    near = difflib.get_close_matches(name.lower(), names, n=1)
    question = f' Did you mean "{near[0]}"?' if near else ""
    there_are = ", ".join(sorted(names)) or "none"
    message = f'There is no question set "{shown(name)}".{question} There are: {there_are}.'
    return InvalidQuestionSet(message, "coach questions list")
