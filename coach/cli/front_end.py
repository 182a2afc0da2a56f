"""The terminal as a front end of a session: the presenter that shows it, the person who decides."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import click
from rich.console import Console

from coach.audio.ports import Microphone
from coach.cli.consent import allow_download
from coach.cli.hints import OTHER_MICROPHONES, keys_while_answering
from coach.cli.jsonlines import JsonLines
from coach.cli.keys import PersonAtKeyboard, PersonOnStdin, StdinLines, at_terminal, keyboard
from coach.cli.output import talk, wide_characters_fit
from coach.cli.plain import PlainPresenter
from coach.cli.progress import TerminalProgress
from coach.cli.state_keys import StateKeys
from coach.cli.terminal import TerminalPresenter
from coach.config import Settings
from coach.errors import NoSpeech
from coach.interview.absent import NobodyThere
from coach.interview.ports import FrontEnd, Person, Presenter
from coach.library.library import Library
from coach.library.records import Kind, Session
from coach.session.machine_models import MachineModels
from coach.session.runner import Host, SessionRunner

_NO_NOTES: Mapping[str, Any] = {}


def runner(
    settings: Settings,
    library: Library,
    kind: Kind = Kind.PRACTICE,
    *,
    microphone: Microphone | None = None,
    lines: StdinLines | None = None,
    notes: Mapping[str, Any] = _NO_NOTES,
) -> SessionRunner:
    """A runner that holds sessions at this terminal.

    `microphone` replaces the one that the settings name. `lines` are the lines of stdin, if the
    caller reads from the pipe, too.
    """
    front_end = functools.partial(terminal_front_end, microphone=microphone, lines=lines)
    return SessionRunner(settings, library, _host(settings, front_end), kind, notes)


def runner_of_part(
    settings: Settings,
    library: Library,
    kind: Kind,
    *,
    lines: StdinLines | None = None,
    notes: Mapping[str, Any] = _NO_NOTES,
) -> SessionRunner:
    """The same for sessions after which the command goes on: it says itself what to type next."""
    front_end = functools.partial(terminal_front_end, lines=lines, is_part=True)
    return SessionRunner(settings, library, _host(settings, front_end), kind, notes)


def _host(
    settings: Settings, front_end: Callable[[Settings], contextlib.AbstractContextManager[FrontEnd]]
) -> Host:
    return Host(front_end, allow_download(settings), talk)


def machine_models(settings: Settings, language: str = "en") -> MachineModels:
    """The Whisper models on this machine; the terminal shows when one is tried.

    `language` is that of the questions.
    """
    return MachineModels(settings, TerminalProgress(), question_language=language)


def leave_with(session: Session) -> None:
    """Leave the command with the exit code for no answer, if `session` has none."""
    if not session.answered:
        click.get_current_context().exit(NoSpeech.exit_code)


@contextlib.contextmanager
def terminal_front_end(
    settings: Settings,
    microphone: Microphone | None = None,
    lines: StdinLines | None = None,
    *,
    is_part: bool = False,
) -> Iterator[FrontEnd]:
    """The front end of this terminal. Single keys are read until the context is left."""
    is_prepared = microphone is not None or settings.answers is not None
    try:
        with (
            _person(settings, is_prepared, lines) as person,
            _presenter(settings, person, is_prepared, is_part) as presenter,
        ):
            yield FrontEnd(presenter, person, microphone)
    except NoSpeech as error:
        error.hint = error.hint or (
            "" if is_prepared else f"Is it the right microphone? {OTHER_MICROPHONES}"
        )
        raise


@contextlib.contextmanager
def _person(settings: Settings, is_prepared: bool, lines: StdinLines | None) -> Iterator[Person]:
    if at_terminal():
        is_rich = not (settings.json_ or _is_plain(settings, Console()))
        with keyboard(marks_pasted=is_rich) as keys:
            yield PersonAtKeyboard(keys)
    elif is_prepared:
        yield NobodyThere()
    else:
        yield PersonOnStdin(lines or StdinLines())


@contextlib.contextmanager
def _presenter(
    settings: Settings, person: Person, is_prepared: bool, is_part: bool
) -> Iterator[Presenter]:
    console = Console(highlight=False)
    if settings.json_:
        yield JsonLines()
    elif _is_plain(settings, console):
        acts = person.is_there or settings.hands_free
        yield PlainPresenter(
            quiet=settings.quiet,
            keys=lambda language: keys_while_answering(settings, language) if acts else "",
            controls=person.controls,
            ascii_only=not wide_characters_fit(),
            is_part=is_part,
        )
    else:
        keys = StateKeys(
            settings,
            is_there=person.is_there,
            goes_on_by_itself=is_prepared or settings.hands_free or not person.is_there,
        )
        presenter = TerminalPresenter(
            console, quiet=settings.quiet, keys=keys, controls=person.controls, is_part=is_part
        )
        with contextlib.closing(presenter):
            yield presenter


def _is_plain(settings: Settings, console: Console) -> bool:
    is_dumb = console.is_dumb_terminal or not console.is_terminal
    return settings.plain or is_dumb or not wide_characters_fit()
