"""What every presenter and every person promises, asked of all there are in the package."""

from __future__ import annotations

import dataclasses
import io
import itertools
import os
import threading
import time
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from coach.cli.jsonlines import JsonLines
from coach.cli.keys import CONTROLS, PersonAtKeyboard, PersonOnStdin, PosixKeyboard, StdinLines
from coach.cli.plain import PlainPresenter
from coach.cli.state_keys import StateKeys
from coach.cli.terminal import TerminalPresenter
from coach.config import load_settings
from coach.delivery.advice.records import Candidate, ToChange
from coach.interview import events
from coach.interview.absent import NobodyThere, ShowsNothing
from coach.interview.ports import AFTER_ANSWER, WHILE_ANSWERING, Choice, Person, Presenter
from coach.library.records import QuestionRef
from coach.testing import RecordingPresenter, ScriptedPerson
from coach.web.practice.outbox import Outbox
from coach.web.practice.person import PagePerson
from coach.web.practice.presence import Presence
from coach.web.practice.presenter import PagePresenter
from tests.helpers.implementations import implementation, implementations, maker_of

AT_ONCE_S = 0.5  # on a machine that is busy

PRESENTERS: dict[str, Callable[[type], Presenter]] = {
    "coach.cli.jsonlines.JsonLines": lambda _: JsonLines(),
    "coach.cli.plain.PlainPresenter": lambda _: PlainPresenter(
        quiet=False, keys=lambda _: "", controls=CONTROLS, ascii_only=True
    ),
    "coach.cli.terminal.TerminalPresenter": lambda _: TerminalPresenter(
        Console(file=io.StringIO(), force_terminal=True),
        quiet=False,
        keys=StateKeys(load_settings({}), is_there=True, goes_on_by_itself=False),
        controls=CONTROLS,
    ),
    "coach.interview.absent.ShowsNothing": lambda _: ShowsNothing(),
    "coach.web.practice.presenter.PagePresenter": lambda _: PagePresenter(Outbox()),
    "coach.session.runner._Remembering": lambda remembering: remembering(RecordingPresenter()),
    "coach.testing.RecordingPresenter": lambda _: RecordingPresenter(),
}


def sample(kind: Any) -> Any:
    """A value of an annotated type, as an event may hold it."""
    known = {
        float: 1.5,
        int: 2,
        bool: True,
        str: "text",
        Path: Path("session"),
        QuestionRef: QuestionRef(number=1, id="strengths", text="What are your strengths?"),
        Candidate: Candidate(
            finding=ToChange.TOO_FAST, text="Breathe.", start_s=0.0, confidence=0.9
        ),
    }
    if kind in known:
        return known[kind]
    parts = typing.get_args(kind)
    if isinstance(kind, types.UnionType):
        return sample(next(part for part in parts if part is not types.NoneType))
    if typing.get_origin(kind) is tuple:
        return ()
    if typing.get_origin(kind) is typing.Literal:
        return parts[0]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    raise AssertionError(f"say what a {kind} may be")


def event_of(kind: Any) -> events.Event:
    hints = typing.get_type_hints(kind)
    values = {each.name: sample(hints[each.name]) for each in dataclasses.fields(kind)}
    return typing.cast("events.Event", kind(**values))


@pytest.mark.parametrize("name", implementations("Presenter"))
@pytest.mark.parametrize("kind", typing.get_args(events.Event), ids=lambda kind: kind.__name__)
def test_a_presenter_is_shown_every_event_and_returns_at_once(name: str, kind: Any) -> None:
    presenter = maker_of(PRESENTERS, name)(implementation(name))
    began_s = time.monotonic()
    presenter.show(event_of(kind))
    assert time.monotonic() - began_s < AT_ONCE_S


def test_what_is_passed_on_or_kept_is_the_event_itself() -> None:
    presenter = RecordingPresenter()
    passes_on: Presenter = implementation("coach.session.runner._Remembering")(presenter)
    told = [event_of(kind) for kind in typing.get_args(events.Event)]
    for event in told:
        passes_on.show(event)
    assert presenter.events == told


@dataclasses.dataclass(frozen=True)
class Seat:
    """A person, how they choose to go on, and how they leave; None where they cannot."""

    person: Person
    press_enter: Callable[[], object] | None
    leave: Callable[[], object] | None


@contextmanager
def scripted() -> Iterator[Seat]:
    script: list[Choice | float] = []
    person = ScriptedPerson([0.3, Choice.DONE, Choice.NEXT])
    yield Seat(person, lambda: time.sleep(0.3), script.clear)


@contextmanager
def at_a_keyboard() -> Iterator[Seat]:
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    ours, theirs = pty.openpty()
    with os.fdopen(theirs) as stdin, PosixKeyboard(terminal=stdin) as keys:
        yield Seat(
            PersonAtKeyboard(keys, itertools.count(step=1.0).__next__),  # a second between two keys
            lambda: os.write(ours, b"\n"),
            lambda: os.write(ours, b"\x04"),
        )
    os.close(ours)


@contextmanager
def on_stdin() -> Iterator[Seat]:
    theirs, ours = os.pipe()
    with os.fdopen(theirs) as stdin, os.fdopen(ours, "w") as pipe:

        def press_enter() -> None:
            pipe.write("\n")
            pipe.flush()

        yield Seat(PersonOnStdin(StdinLines(stdin)), press_enter, pipe.close)


@contextmanager
def at_the_page() -> Iterator[Seat]:
    outbox, presence = Outbox(), Presence(grace_s=0.2)
    presence.came()
    person = PagePerson(outbox, presence)
    pressed: list[None] = []

    def sent(message: Mapping[str, Any]) -> None:
        """Press the button to go on when something is offered, if one is to be pressed."""
        if message["choices"] and pressed:
            pressed.pop()
            button = Choice.NEXT if Choice.NEXT in message["choices"] else Choice.DONE
            threading.Timer(0.1, person.press, (button,)).start()

    outbox.connect(sent)
    yield Seat(person, lambda: pressed.append(None), presence.went)


@contextmanager
def nobody() -> Iterator[Seat]:
    yield Seat(NobodyThere(), None, None)


PERSONS = {
    "coach.cli.keys.PersonAtKeyboard": at_a_keyboard,
    "coach.cli.keys.PersonOnStdin": on_stdin,
    "coach.web.practice.person.PagePerson": at_the_page,
    "coach.interview.absent.NobodyThere": nobody,
    "coach.testing.ScriptedPerson": scripted,
}


@pytest.fixture(params=implementations("Person"))
def seat(request: pytest.FixtureRequest) -> Iterator[Seat]:
    with maker_of(PERSONS, request.param)() as seat:
        assert isinstance(seat.person, implementation(request.param))
        yield seat


def test_a_person_lets_the_time_pass(seat: Seat) -> None:
    assert isinstance(seat.person.is_there, bool)
    assert set(seat.person.controls) <= set(Choice)
    for timeout_s in (0.0, 0.1):
        began_s = time.monotonic()
        assert seat.person.choose(WHILE_ANSWERING, timeout_s) is None
        assert timeout_s <= time.monotonic() - began_s < timeout_s + AT_ONCE_S


def test_a_person_chooses_among_the_options(seat: Seat) -> None:
    if seat.press_enter is None or seat.leave is None:
        pytest.skip("nobody chooses")
    seat.press_enter()
    assert seat.person.choose(WHILE_ANSWERING, 5.0) is Choice.DONE
    seat.press_enter()
    assert seat.person.choose(AFTER_ANSWER, 5.0) is Choice.NEXT
    seat.leave()
    assert seat.person.choose(AFTER_ANSWER, None) is Choice.STOP  # never a wait for ever


def test_a_person_never_chooses_what_is_no_option(seat: Seat) -> None:
    if seat.press_enter is None:
        pytest.skip("nobody chooses")
    seat.press_enter()
    assert seat.person.choose((Choice.PAUSE,), 0.2) is None


def test_a_scripted_person_keeps_a_choice_until_it_is_offered() -> None:
    person = ScriptedPerson([Choice.DONE, Choice.NEXT])
    assert person.choose(AFTER_ANSWER, 0.0) is None
    assert person.choose(WHILE_ANSWERING, 0.0) is Choice.DONE
    assert person.choose(AFTER_ANSWER, None) is Choice.NEXT


def test_a_button_that_is_not_shown_does_nothing() -> None:
    presence = Presence()
    presence.came()
    person = PagePerson(Outbox(), presence)
    person.press(Choice.DONE)
    assert person.choose(WHILE_ANSWERING, 0.05) is None
    person.press(Choice.NEXT)
    person.press(Choice.DONE)
    assert person.choose(WHILE_ANSWERING, 0.05) is Choice.DONE
    person.press(Choice.DONE)  # a double click: it was taken away
    assert person.choose(WHILE_ANSWERING, 0.05) is None


def test_a_press_that_comes_again_over_another_connection_counts_once() -> None:
    presence = Presence()
    presence.came()
    person = PagePerson(Outbox(), presence)
    assert person.choose(WHILE_ANSWERING, 0.0) is None
    for number in (1, 1, 2, 2):
        person.press(Choice.PAUSE, number)
    assert [person.choose(WHILE_ANSWERING, 0.0) for _ in range(3)] == [
        Choice.PAUSE,
        Choice.PAUSE,
        None,
    ]


def test_a_button_that_was_pressed_twice_at_the_end_counts_in_no_later_session() -> None:
    presence = Presence()
    presence.came()
    person = PagePerson(Outbox(), presence)
    assert person.choose(WHILE_ANSWERING, 0.0) is None
    person.press(Choice.STOP)
    person.press(Choice.STOP)
    assert person.choose(WHILE_ANSWERING, 0.05) is Choice.STOP
    person.withdraw()
    assert person.choose(WHILE_ANSWERING, 0.05) is None
