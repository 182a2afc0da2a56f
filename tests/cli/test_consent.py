"""What is asked at a terminal with yes or no: Ctrl-D is no answer, and breaks nothing off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
import pytest

from coach.cli.consent import allow_download, said_yes
from coach.cli.offering import offer_asked, offer_back
from coach.cli.remembering import offer_to_remember
from coach.config import load_settings
from coach.library.library import Library
from coach.transcription.models import DownloadOffer
from tests.helpers.asked import asked
from tests.helpers.coach_fixture import Terminal
from tests.helpers.coach_program import coach_here
from tests.helpers.kept_sessions import keep_half, recordings

CTRL_D = ""


class Typist(Terminal):
    """Where a person types one line after the other."""

    def __init__(self, *lines: str) -> None:
        super().__init__(CTRL_D)
        self._lines = list(lines)

    def readline(self) -> str:
        return self._lines.pop(0) if self._lines else CTRL_D


def at_terminal(ask: Callable[[], object], *typed: str) -> tuple[Any, str]:
    """What `ask` gives to somebody who types that, and what it said."""
    given = []

    @click.command
    def asking() -> None:
        given.append(ask())

    stdin: Any = Typist(*typed)
    done = coach_here(stdin=stdin, command=asking)
    assert done.returncode == 0, done.stderr
    return given[0], done.stderr


def download() -> bool:
    offer = DownloadOffer("Whisper model base.en", 148, "a host")
    return allow_download(load_settings({}))(offer)


@pytest.mark.parametrize(
    ("typed", "default", "wanted"),
    [
        (["y\n"], False, True),
        (["YES\n"], False, True),
        (["n\n"], True, False),
        (["\n"], True, True),
        (["\n"], False, False),
        (["what?\n", "y\n"], False, True),
        ([CTRL_D], True, False),
    ],
)
def test_a_reply(typed: list[str], default: bool, wanted: bool) -> None:
    given, said = at_terminal(lambda: said_yes("Well?", default=default), *typed)
    assert given is wanted
    assert said.count("Well? [Y/n]: " if default else "Well? [y/N]: ") == len(typed)


def test_ctrl_d_is_no_to_whatever_is_offered() -> None:
    asked(1)
    settings, library = load_settings({}), Library(recordings())
    assert at_terminal(lambda: offer_asked(library, settings))[0] is None
    assert at_terminal(download)[0] is False
    was, now = "I sold so relto.", "I sold Xarelto."
    said = at_terminal(lambda: offer_to_remember(now, was, settings, set()))[1]
    assert said == '  Spell "Xarelto" right from now on? [y/N]: \n'


@pytest.mark.parametrize(("typed", "left"), [(["\n"], [False]), (["n\n"], []), ([CTRL_D], [True])])
def test_a_skipped_answer_is_neither_brought_back_nor_deleted_by_ctrl_d(
    typed: list[str], left: list[bool]
) -> None:
    library = Library(recordings())
    with library.open_session(keep_half()) as opened:
        opened.discard(1, opened.session.turn(1).takes[0])
        said = at_terminal(lambda: offer_back(opened), *typed)[1]
        assert [take.discarded for take in opened.session.turn(1).takes] == left
    assert "Bring that back? [Y/n]: " in said
