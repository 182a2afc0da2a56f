"""Names the files that a session left on this machine, what is in each, and what erases it."""

from __future__ import annotations

import contextlib
import fnmatch
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from coach.formats import to_type
from coach.library.library import Library
from coach.paths import (
    config_file,
    model_cache,
    speech_cache,
    state_file,
    template_cache,
)

Seen = dict[Path, tuple[int, int]]  # when each file was written (ns), and how long it is (bytes)

_ALL = "coach erase --all"
_OF_SESSION = (  # by the name in the session's folder
    ("session.json", "what was asked, when, and with which settings"),
    ("transcript.md", "the questions and your words, to read"),
    ("*/take-*.flac", "the sound of an answer: your voice"),
    ("*/take-*.wav", "the sound of an answer: your voice"),
    ("*/take-*.sound.json", "where there is speech in the sound, how loud and how high"),
    ("*/take-*.gaps", "where sound is missing in an answer that was broken off"),
    ("*/take-*.transcript-*.json", "your words, each with its time"),
    ("*/take-*.edits.json", "your corrections of the words"),
    ("*/take-*.edits.v*.json", "your corrections, as an older coach had kept them"),
    ("debrief.*", "what you rated and noted"),
    ("listeners/*.json", "what a listener returned: their name, ticks and words"),
    (".place.json", "where you were on the page"),
    (".lock", "nothing: it says that a coach has the session open"),
    (".holder.json", "which process has the session open"),
)
_OF_LIBRARY = (  # by the name in the folder of all sessions, with what erases it
    (".library.sqlite3*", "the search index: a copy of your words", _ALL),
    ("vision/*", "your career vision: sentences of yours, and their sound", _ALL),
    ("stories/*", "your stories: answers of yours, and their sound", _ALL),
    ("plan.json", "your plan: when the interview is, and what for", "coach plan --forget"),
    (".incoming-*", "a file on its way into the library", _ALL),
)
UNKNOWN = "unknown: no part of the coach is known to write it"


@dataclass(frozen=True)
class LeftFile:
    """A file that was left; `erase` is what to type, or "" where the coach has no command."""

    path: Path
    size: int  # bytes
    what: str
    erase: str


def folders(library: Library) -> list[Path]:
    """Every folder that the coach writes to."""
    caches = (speech_cache(), model_cache(), template_cache())
    own = [library.folder, config_file().parent, state_file().parent]
    return list(dict.fromkeys([*own, *(cache.parent for cache in caches)]))


def seen(among: Iterable[Path]) -> Seen:
    """The files below the folders `among`."""
    found: Seen = {}
    for folder in among:
        for within, _, names in os.walk(folder):
            for name in names:
                path = Path(within, name)
                with contextlib.suppress(FileNotFoundError):  # it has just been removed
                    stat = path.lstat()
                    found[path] = (stat.st_mtime_ns, stat.st_size)
    return found


def left(library: Library, before: Seen, after: Seen, written: Iterable[Path]) -> list[LeftFile]:
    """The files that are new or changed since `before`, and of those `written` that are there."""
    paths = {path for path, state in after.items() if before.get(path) != state}
    paths |= {path for path in written if path.suffix != ".pyc" and path.is_file()}
    return [_told(library, path) for path in sorted(paths)]


def _told(library: Library, path: Path) -> LeftFile:
    size = path.lstat().st_size
    places = (
        (
            speech_cache(),
            "speech of the coach; that of questions goes with their session, too",
            _ALL,
        ),
        (template_cache(), "a compiled template of the page; nothing of yours", _ALL),
        (model_cache(), "a Whisper model; nothing of yours", "coach models remove NAME"),
        (state_file().parent, "which microphone was heard, how fast each model is", _ALL),
        (config_file().parent, "settings and question sets that you wrote", ""),
    )
    if path.is_relative_to(library.folder):
        return LeftFile(path, size, *_told_of_library(path.relative_to(library.folder)))
    for folder, what, erase in places:
        if path.is_relative_to(folder):
            return LeftFile(path, size, what, erase)
    return LeftFile(path, size, UNKNOWN, "")


def _told_of_library(name: Path) -> tuple[str, str]:
    """What is in a file of the library, and what erases it."""
    for pattern, what, erase in _OF_LIBRARY:
        if fnmatch.fnmatch(name.as_posix(), pattern):
            return what, erase
    session, *rest = name.parts
    for pattern, what in _OF_SESSION:
        if fnmatch.fnmatch("/".join(rest), pattern):
            return what, to_type("erase", session)
    return UNKNOWN, to_type("erase", session) if rest else ""
