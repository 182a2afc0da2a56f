"""`coach erase`."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import click

from coach.cli.completing import session_names
from coach.cli.consent import said_yes
from coach.cli.options import json_option, settings_from
from coach.cli.output import print_json, talk
from coach.debrief.keeping import read_debrief
from coach.debrief.replies import replies_of
from coach.errors import CoachError, SessionDamaged, WrongUse
from coach.formats import counted
from coach.library.disk import writing
from coach.library.incoming import delete_left
from coach.library.library import Library
from coach.paths import speech_cache, state_file, user_question_sets
from coach.plan.keeping import PlanFile
from coach.session.erasing import texts_of
from coach.stories.erasing import forget_takes, keep_words, told_in
from coach.stories.keeping import StoriesFolder
from coach.vision.building import fed_by
from coach.vision.keeping import VisionFolder
from coach.voices.cache import erase_cache, erase_texts
from coach.web.page_key import forget_key
from coach.web.places import forget_list


@click.command("erase")
@click.argument("session", required=False, shell_complete=session_names)
@click.option("--all", "everything", is_flag=True, help="Delete every session.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--with-stories", is_flag=True, help="Delete its takes in your stories, too.")
@json_option
def command(
    session: str | None, everything: bool, yes: bool, with_stories: bool, **options: Any
) -> None:
    """Delete a session for good: its sound, its words, and the speech rendered for it.

    --all deletes all sessions, the career vision, your stories and the plan. Deleting one session
    leaves the vision and your stories whole; with --with-stories its takes in your stories go, too.
    A session that another coach is using is left, and its name is shown.

    There is no way back.
    """
    if (session is None) != everything:
        raise WrongUse("Name one session, or --all.", "coach sessions")
    settings = settings_from(options)
    library = Library(settings.recordings)
    ids = [e.id for e in library.sessions()] if session is None else [library.find(session)]
    if not everything:
        _tell_of_lines(library, ids[0])
        _tell_of_stories(library, ids[0], gone=with_stories)
        _tell_of_listeners(library, ids[0])
    if ids and not yes and not _agreed(ids):
        talk("Nothing was erased.")
        if settings.json_:
            print_json(_Erasure(library).as_json())
        return
    erasure = _Erasure(library, with_stories=with_stories or everything)
    for session_id in ids:
        erasure.erase(session_id)
    if everything:
        erasure.erase_the_rest()
    forget_list()
    if settings.json_:
        print_json(erasure.as_json())
    else:
        talk(erasure.sentence())
    erasure.check()


_OF_STORIES = "its takes in your stories"


@dataclass
class _Erasure:
    """What was erased, and what could not be and why. One failure does not stop the rest."""

    library: Library
    with_stories: bool = False
    erased: list[str] = field(default_factory=list)
    left: dict[str, CoachError] = field(default_factory=dict)
    vision_erased: bool = False
    plan_erased: bool = False
    stories_erased: bool = False
    speech: int = 0  # files

    @property
    def _vision(self) -> VisionFolder:
        return VisionFolder(self.library.folder)

    def erase(self, session_id: str) -> None:
        """Erase one session and everything kept elsewhere because of it."""
        _tell_of_set(self.library, session_id)
        texts = texts_of(self.library, session_id)
        if not self.with_stories:
            with self._noting("nothing of it: your stories cannot be written"):
                keep_words(self.library, session_id)
        with self._noting(session_id):
            self.library.erase(session_id)
            self.erased.append(session_id)
        if session_id in self.erased:
            with self._noting("what you thought of its sentences, in the vision"):
                self._vision.forget(session_id)
            with self._noting(_OF_STORIES):
                forget_takes(self.library, session_id, also_kept=self.with_stories)
            with self._noting("its rendered speech"), writing(speech_cache()):
                self.speech += erase_texts(speech_cache(), texts)

    def erase_the_rest(self) -> None:
        """Erase vision, stories, plan, all rendered speech, search index, and the page's key."""
        was_there = self._vision.folder.is_dir()
        with self._noting("the career vision"):
            self._vision.erase()
            self.vision_erased = was_there
            self.left.pop("what you thought of its sentences, in the vision", None)
        with self._noting("the plan"):
            self.plan_erased = PlanFile(self.library.folder).forget()
        stories = StoriesFolder(self.library.folder)
        had_stories = stories.folder.is_dir()
        with self._noting("your stories"):
            stories.erase()
            self.stories_erased = had_stories
            self.left.pop(_OF_STORIES, None)
        with self._noting("the rendered speech"), writing(speech_cache()):
            self.speech += erase_cache(speech_cache())
        with self._noting("the search index"):
            self.library.forget_index()
        delete_left(self.library.folder)
        with self._noting("the key of the page"), writing(state_file().parent):
            forget_key()

    def as_json(self) -> dict[str, Any]:
        """The document that --json prints."""
        return {
            "erased": self.erased,
            "rendered_speech_files": self.speech,
            "vision_erased": self.vision_erased,
            "plan_erased": self.plan_erased,
            "stories_erased": self.stories_erased,
            "left": [{"what": what, "message": error.message} for what, error in self.left.items()],
        }

    def sentence(self) -> str:
        """A sentence that says what was erased."""
        gone = [_sessions(len(self.erased))] if self.erased else []
        gone += ["the career vision"] if self.vision_erased else []
        gone += ["the plan"] if self.plan_erased else []
        gone += ["your stories"] if self.stories_erased else []
        gone += [f"{counted(self.speech, 'file', 'files')} of rendered speech"] * bool(self.speech)
        *most, last = gone or ["nothing"]
        erased = f"Erased {', '.join(most)} and {last}." if most else f"Erased {last}."
        if self.erased or self.left:
            return erased
        return "No session was kept." + (f" {erased}" if gone else "")

    def check(self) -> None:
        """Raise CoachError if something is left, after naming everything that is left."""
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
    def _noting(self, what: str) -> Iterator[None]:
        """Keep an error as the reason why `what` is left."""
        try:
            yield
        except CoachError as error:
            self.left[what] = error


def _tell_of_lines(library: Library, session_id: str) -> None:
    """Name the lines of the vision that were said in this session. They stay, with their sound."""
    try:
        lines = fed_by(library, session_id)
    except SessionDamaged as error:  # the session can be erased all the same
        talk(f"{error.message} So it is unknown whether the vision has lines from this session.")
        return
    for line in lines:
        talk(f'The vision has a line from this session: "{line.text}"')
    if lines:
        talk("It stays in the vision, with its own copy of the sound.")


def _tell_of_stories(library: Library, session_id: str, *, gone: bool) -> None:
    """Name the stories with a take of this session. It stays, with its sound, unless it is gone."""
    try:
        stories = told_in(library, session_id)
    except SessionDamaged as error:  # the session can be erased all the same
        talk(f"{error.message} So it is unknown whether a story has a take of this session.")
        return
    for story in stories:
        talk(f'Your story "{story.name}" has a take of this session.')
    if stories and gone:
        talk("That take is erased, too.")
    elif stories:
        talk("It stays in the story, with its own copy of the sound. To erase it: --with-stories")


def _tell_of_listeners(library: Library, session_id: str) -> None:
    """Name the listeners whose replies go with the session."""
    try:
        replies = replies_of(library.folder / session_id)
    except SessionDamaged:  # which can be erased all the same
        return
    if replies:
        names = ", ".join(each.listener for each in replies)
        talk(f"What listeners returned goes with it: {names}. The pages you gave them stay theirs.")


def _tell_of_set(library: Library, session_id: str) -> None:
    """Say where the question set stays that was made from a real interview: it is the person's."""
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
    return said_yes(f"Erase {_sessions(len(ids))} for good?")


def _sessions(count: int) -> str:
    return counted(count, "session", "sessions")
