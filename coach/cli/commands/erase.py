"""`coach erase`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import click

from coach.cli.commands.erase_listener import erase_listener
from coach.cli.completing import session_names
from coach.cli.consent import said_yes
from coach.cli.erasure import Erasure
from coach.cli.kept import unrecovered
from coach.cli.keys import at_terminal
from coach.cli.options import json_option, settings_from
from coach.cli.output import print_json, talk
from coach.debrief.keeping import read_debrief
from coach.debrief.replies import replies_of
from coach.errors import SessionDamaged, WrongUse
from coach.formats import clock, counted, to_type
from coach.library.library import Library, Listed
from coach.library.records import Session, Take
from coach.paths import config_file, user_question_sets
from coach.plan.keeping import PlanFile
from coach.stories.erasing import told_in
from coach.stories.keeping import StoriesFolder
from coach.vision.building import fed_by
from coach.vision.keeping import VisionFolder
from coach.web.browser_storage import was_opened

Thing = TypeVar("Thing")

_DAYS = {"d": 1, "w": 7, "y": 365}
_AGE = re.compile(r"(\d{1,5})\s*([dwy])")
_SHOWN = 10  # sessions
_WANTED = ("everything", "older_than", "audio", "with_stories")
_LISTENER_ALONE = "--listener goes with a SESSION, and with nothing else."
_BROWSER = (
    "What a browser keeps of the page goes when the page is opened in it next: coach open. Its own "
    "history has the names of sessions and what you searched for; only you can clear that."
)


def age(_context: click.Context, _option: click.Parameter, text: str | None) -> timedelta | None:
    """Turn an age such as 90d, 12w or 1y into a length of time. Raises click.BadParameter."""
    if text is None:
        return None
    if match := _AGE.fullmatch(text.strip().lower()):
        length = timedelta(days=int(match[1]) * _DAYS[match[2]])
        if length < datetime.now() - datetime.min:
            return length
        raise click.BadParameter(f"{text} ago there was no calendar.")
    raise click.BadParameter(f"{text} is not an age such as 90d, 12w or 1y.")


@click.command("erase")
@click.argument("session", required=False, shell_complete=session_names)
@click.option("--all", "everything", is_flag=True, help="Delete every session, and all else.")
@click.option(
    "--older-than", metavar="AGE", callback=age, help="Sessions begun longer ago: 90d, 12w or 1y."
)
@click.option("--audio", "audio", is_flag=True, help="Delete only the sound; the words stay.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--with-stories", is_flag=True, help="Delete its takes in your stories, too.")
@click.option("--listener", metavar="NAME", help="Delete only what this listener returned of it.")
@json_option
def command(session: str | None, **options: Any) -> None:
    """Delete a session for good: its sound, its words, and the speech rendered for it.

    --all deletes all sessions, the career vision, your stories, the plan, all rendered speech, the
    search index, and what the coach remembered. Deleting sessions leaves the vision and your
    stories whole; with --with-stories their takes in your stories go, too. --audio deletes only the
    sound of answers that are written down: of SESSION, of those older than AGE, or of all. What
    another coach is using is left, and its name is shown.

    There is no way back.
    """
    named = {name: options.pop(name) for name in _WANTED}
    yes, listener = options.pop("yes"), options.pop("listener")
    settings = settings_from(options)
    library = unrecovered(settings)  # what is to go need not be mended first
    if listener is not None:
        if any(named.values()):
            raise WrongUse(_LISTENER_ALONE, to_type("erase", "SESSION", "--listener", listener))
        erase_listener(library, session, listener, yes=yes, as_json=settings.json_)
        return
    wanted = Wanted(session, **named)
    ids = wanted.among(library)
    if not wanted.audio:
        _tell_what_stays(library, ids, wanted)
    erasure = Erasure(
        library,
        with_stories=wanted.with_stories or wanted.the_rest,
        by_age=wanted.older_than is not None,
    )
    made = _made(library) if wanted.the_rest else []
    if ((ids or made) and not yes) and not _agreed(library, ids, made, wanted):
        talk("Nothing was erased.")
    else:
        erasure.erase_all(ids, audio=wanted.audio, and_the_rest=wanted.the_rest)
        if not settings.json_:
            talk(erasure.sentence())
        if wanted.the_rest and was_opened():
            talk(_BROWSER)
    if settings.json_:
        print_json(erasure.as_json())
    erasure.check()


@dataclass(frozen=True)
class Wanted:
    """What is to be erased, as it was typed. Raises WrongUse where that is unclear."""

    session: str | None
    everything: bool
    older_than: timedelta | None
    audio: bool
    with_stories: bool

    def __post_init__(self) -> None:
        named = [self.session is not None, self.everything, self.older_than is not None]
        if sum(named) > 1 or not (any(named) or self.audio):
            raise WrongUse(
                "Name one session, --older-than AGE, or --all; --audio for the sound alone.",
                "coach sessions",
            )
        if self.audio and self.with_stories:
            raise WrongUse(
                "--audio leaves the takes in your stories whole, and --with-stories erases them.",
                "Leave one of the two out.",
            )

    @property
    def the_rest(self) -> bool:
        """Whether what belongs to no session goes, too."""
        return self.everything and not self.audio

    def among(self, library: Library) -> list[str]:
        """The sessions of `library` that it is about. Raises SessionNotFound."""
        if self.session is not None:
            return [library.find(self.session)]
        listed = library.sessions()
        if self.older_than is not None:
            before = datetime.now().astimezone() - self.older_than
            listed = [each for each in listed if _is_older(each, before)]
        if self.audio:
            listed = [each for each in listed if each.session and _sound(each.session)]
        return [each.id for each in listed]


def _is_older(listed: Listed, before: datetime) -> bool:
    if listed.session:
        return listed.session.started_at < before
    talk(f"{listed.id} cannot be read, so nobody knows how old it is. It stays.")
    return False


def _sound(session: Session) -> list[Take]:
    return [take for turn in session.turns for take in turn.takes if take.has_sound]


def _tell_what_stays(library: Library, ids: list[str], wanted: Wanted) -> None:
    """Say what is kept elsewhere because of these sessions, and of one what else goes with it."""
    for session_id in ids:
        _tell_of_set(library, session_id)
    if len(ids) == 1 and not wanted.the_rest:
        _tell_of_lines(library, ids[0])
        _tell_of_stories(library, ids[0], gone=wanted.with_stories)
        _tell_of_listeners(library, ids[0])


def _tell_of_lines(library: Library, session_id: str) -> None:
    """Name the lines of the vision that were said in this session. They stay, with their sound."""
    unknown = "whether the vision has lines from this session"
    lines = _found(fed_by, library, session_id, unknown)
    for line in lines:
        talk(f'The vision has a line from this session: "{line.text}"')
    if lines:
        talk("It stays in the vision, with its own copy of the sound.")


def _tell_of_stories(library: Library, session_id: str, *, gone: bool) -> None:
    """Name the stories with a take of this session. It stays, with its sound, unless it is gone."""
    unknown = "whether a story has a take of this session"
    stories = _found(told_in, library, session_id, unknown)
    for story in stories:
        talk(f'Your story "{story.name}" has a take of this session.')
    if stories and gone:
        talk("That take is erased, too.")
    elif stories:
        talk("It stays in the story, with its own copy of the sound. To erase it: --with-stories")


def _found(
    find: Callable[[Library, str], list[Thing]], library: Library, session_id: str, unknown: str
) -> list[Thing]:
    """What `find` finds for a session. Where that cannot be read, say what is `unknown`; the
    session can be erased all the same.
    """
    try:
        return find(library, session_id)
    except SessionDamaged as error:
        talk(f"{error.message} So it is unknown {unknown}.")
        return []


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


def _made(library: Library) -> list[str]:
    """What the person has made beside sessions, which goes with --all."""
    there = {
        "the career vision": VisionFolder(library.folder).folder.is_dir(),
        "your stories": StoriesFolder(library.folder).folder.is_dir(),
        "the plan": PlanFile(library.folder).path.exists(),
    }
    return [what for what, is_there in there.items() if is_there]


def _agreed(library: Library, ids: list[str], made: list[str], wanted: Wanted) -> bool:
    """Whether the person agrees, after they saw what goes."""
    what = counted(len(ids), "session", "sessions") if ids else " and ".join(made)
    if wanted.audio:
        what = f"the sound of {what}"
    if not at_terminal():
        raise WrongUse(f"This would erase {what} for good.", "If you mean it, add --yes.")
    for session_id in ids[:_SHOWN]:
        talk(_line(library, session_id))
    if len(ids) > _SHOWN:
        talk(f"… and {len(ids) - _SHOWN} more")
    if wanted.the_rest:
        if ids:
            talk(
                "With them: the career vision, your stories, the plan, rendered speech, the search"
            )
            talk("index, and what is remembered.")
        talk(f"These stay: {config_file()}, {user_question_sets()}, and Whisper models.")
    elif wanted.with_stories and len(ids) > 1:
        talk("With them: their takes in your stories.")
    return said_yes(f"Erase {what} for good?")


def _line(library: Library, session_id: str) -> str:
    """A session and how much sound it has; of a link, also where it leads to."""
    folder = library.folder / session_id
    leads_to = f", with {folder.resolve()}, to which it leads" if folder.is_symlink() else ""
    try:
        takes = _sound(library.session(session_id))
    except SessionDamaged:
        return f"{session_id}  (cannot be read){leads_to}"
    length = clock(sum(take.duration_s or 0.0 for take in takes))
    return f"{session_id}  {counted(len(takes), 'recording', 'recordings')}, {length}{leads_to}"
