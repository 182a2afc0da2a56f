"""`coach erase`."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import click

from coach.cli.options import json_option, settings_from
from coach.cli.output import print_json, talk
from coach.debrief.keeping import read_debrief
from coach.errors import CoachError, SessionDamaged, WrongUse
from coach.formats import counted
from coach.library.disk import writing
from coach.library.library import Library
from coach.paths import speech_cache, user_question_sets
from coach.vision.building import fed_by
from coach.vision.erasing import texts_of
from coach.vision.keeping import VisionFolder
from coach.voices.cache import erase_cache, erase_texts
from coach.web.places import forget_list


@click.command("erase")
@click.argument("session", required=False)
@click.option("--all", "everything", is_flag=True, help="Every session.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def command(session: str | None, everything: bool, yes: bool, **options: Any) -> None:
    """Delete a session, or all of them: sound, words, and the speech rendered for them.

    --all deletes the career vision too; a single session leaves it whole. What is in use stays, and
    is named.

    There is no way back.
    """
    if (session is None) != everything:
        raise WrongUse("Name one session, or --all.", "coach sessions")
    settings = settings_from(options)
    library = Library(settings.recordings)
    ids = [e.id for e in library.sessions()] if session is None else [library.find(session)]
    if not everything:
        _tell_of_lines(library, ids[0])
    if ids and not yes and not _agreed(ids):
        talk("Nothing was erased.")
        if settings.json_:
            print_json(_Erasure(library).as_json())
        return
    erasure = _Erasure(library)
    for session_id in ids:
        erasure.erase(session_id)
    if everything:
        erasure.erase_the_rest()
    forget_list()
    if settings.json_:
        print_json(erasure.as_json())
    else:
        talk(erasure.told())
    erasure.check()


@dataclass
class _Erasure:
    """What is gone, and why the rest is not: whatever cannot be erased keeps nothing else."""

    library: Library
    erased: list[str] = field(default_factory=list)
    left: dict[str, CoachError] = field(default_factory=dict)
    vision_erased: bool = False
    speech: int = 0  # files

    @property
    def _vision(self) -> VisionFolder:
        return VisionFolder(self.library.folder)

    def erase(self, session_id: str) -> None:
        """One session, and all that is kept of it elsewhere."""
        _tell_of_set(self.library, session_id)
        texts = texts_of(self.library, session_id)
        with self._told(session_id):
            self.library.erase(session_id)
            self.erased.append(session_id)
        if session_id in self.erased:
            with self._told("what you thought of its sentences, in the vision"):
                self._vision.forget(session_id)
            with self._told("its rendered speech"), writing(speech_cache()):
                self.speech += erase_texts(speech_cache(), texts)

    def erase_the_rest(self) -> None:
        """The vision, all rendered speech, and what is worked out of the sessions."""
        was_there = self._vision.folder.is_dir()
        with self._told("the career vision"):
            self._vision.erase()
            self.vision_erased = was_there
            self.left.pop("what you thought of its sentences, in the vision", None)
        with self._told("the rendered speech"), writing(speech_cache()):
            self.speech += erase_cache(speech_cache())
        with self._told("the search index"):
            self.library.forget_index()

    def as_json(self) -> dict[str, Any]:
        """It as a JSON document."""
        return {
            "erased": self.erased,
            "rendered_speech_files": self.speech,
            "vision_erased": self.vision_erased,
            "left": [{"what": what, "message": error.message} for what, error in self.left.items()],
        }

    def told(self) -> str:
        """What is gone, in a sentence."""
        gone = [_sessions(len(self.erased))] if self.erased else []
        gone += ["the career vision"] if self.vision_erased else []
        gone += [f"{counted(self.speech, 'file', 'files')} of rendered speech"] * bool(self.speech)
        *most, last = gone or ["nothing"]
        erased = f"Erased {', '.join(most)} and {last}." if most else f"Erased {last}."
        if self.erased or self.left:
            return erased
        return "No session was kept." + (f" {erased}" if gone else "")

    def check(self) -> None:
        """Raise what kept something from being erased, naming all that is left."""
        if not self.left:
            return
        error, *_ = self.left.values()
        if len(self.left) == 1:
            (what,) = self.left
            raise CoachError(f"Not erased: {what}. {error.message}", error.hint)
        for what, each in self.left.items():
            talk(f"Not erased: {what}. {each.message}")
        raise CoachError(f"{len(self.left)} things are left.", error.hint)

    @contextlib.contextmanager
    def _told(self, what: str) -> Iterator[None]:
        try:
            yield
        except CoachError as error:
            self.left[what] = error


def _tell_of_lines(library: Library, session_id: str) -> None:
    """Which lines of the vision were said in it; they keep their own copy."""
    try:
        lines = fed_by(library, session_id)
    except SessionDamaged as error:  # what is to be erased can be, all the same
        talk(f"{error.message} Whether it has lines from here cannot be told.")
        return
    for line in lines:
        talk(f'The vision has a line from it: "{line.text}"')
    if lines:
        talk("It stays in the vision, with its own copy of the sound.")


def _tell_of_set(library: Library, session_id: str) -> None:
    """The set that asks the questions of a real interview again is the person's own, and stays."""
    try:
        telling = read_debrief(library.folder / session_id).telling
    except SessionDamaged:
        return
    path = user_question_sets() / f"{telling.set_name}.yaml" if telling else None
    if path and path.is_file():
        talk(f"The questions you were asked stay, as a set of your own: {path}")


def _agreed(ids: list[str]) -> bool:
    if sys.stdin is None or not sys.stdin.isatty():
        raise WrongUse(
            f"This would erase {_sessions(len(ids))} for good.", "If you mean it, add --yes."
        )
    for session_id in ids[:10]:
        talk(session_id)
    if len(ids) > 10:
        talk(f"… and {len(ids) - 10} more")
    click.echo(f"Erase {_sessions(len(ids))} for good? [y/N]: ", nl=False, err=True)
    typed = sys.stdin.readline()  # not `click.confirm`, to which Ctrl-D is the same as Ctrl-C
    if not typed:
        talk()
    return typed.strip().lower() in ("y", "yes")


def _sessions(count: int) -> str:
    return counted(count, "session", "sessions")
