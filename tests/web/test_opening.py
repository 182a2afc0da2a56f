"""`coach open`: the page at home, one that is open already, and the key that outlives the coach."""

from __future__ import annotations

import json
import os
import signal
import stat
import sys
from pathlib import Path
from types import FrameType
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import numpy as np
import pytest

from coach.library.library import Library
from coach.web.page_key import PageKey, forget_key, kept_key
from coach.web.running import running_address
from coach.web.serving import listening
from tests.helpers.coach_program import PATIENCE_S, coach, succeeded
from tests.helpers.kept_sessions import HEDGED, keep, recordings
from tests.helpers.practising import practising
from tests.helpers.reviewing import HERE, client, reviewing
from tests.helpers.spoken import need_whisper
from tests.helpers.waiting import eventually

STATE = "spoken-coach"


def state_folder() -> Path:
    return Path(os.environ["XDG_STATE_HOME"]) / STATE


def page_at(address: str) -> str:
    with build_opener(HTTPCookieProcessor()).open(address) as answer:
        return str(answer.read().decode())


def test_it_opens_at_home() -> None:
    with reviewing(command="open") as server:
        assert "<h1>Practise" in page_at(server.address)


def test_a_second_one_gives_an_address_of_the_first() -> None:
    with reviewing(command="open") as server:
        again = succeeded(coach("open", "--no-browser", "--json"))
        address = again.document["address"]
        assert address.startswith(f"{server.origin}/?token=")
        assert "open already" in again.stderr
        assert "<h1>Practise" in page_at(address)
    with reviewing(command="open") as later:  # the first was killed: its note does not count
        assert "<h1>Practise" in page_at(later.address)


def test_of_two_that_are_served_the_second_is_found_once_the_first_has_ended() -> None:
    keep([HEDGED])
    with reviewing() as first, reviewing() as second:
        assert running_address(recordings(), kept_key(), "/").startswith(first.origin)
        assert first.stop()[0] == 0
        assert eventually(
            lambda: running_address(recordings(), kept_key(), "/").startswith(second.origin)
        )


def test_another_library_has_a_page_of_its_own(tmp_path: Path) -> None:
    elsewhere = ("--recordings", str(tmp_path / "other"))
    with (
        reviewing(command="open") as server,
        reviewing(*elsewhere, command="open") as other,
    ):
        assert other.origin != server.origin


def test_a_browser_that_was_let_in_stays_so_when_the_coach_is_started_again() -> None:
    keep([HEDGED])
    with reviewing(command="open") as first:
        cookie, page = first.cookie, first.at("/library")
        assert first.stop()[0] == 0
    with reviewing(command="open") as second:
        assert second.cookie.partition("=")[2] == cookie.partition("=")[2]
        same = Request(second.at("/library"), headers={"Cookie": second.cookie})
        assert urlopen(same).status == 200
        assert page.split("/")[3] == second.at("/library").split("/")[3]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_nobody_else_can_read_the_key_and_others_have_it_no_more() -> None:
    key = kept_key()
    assert kept_key() == key
    path = state_folder() / "page-key.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)  # somebody may have read it
    assert kept_key() != key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for broken in ("", "{", "[]", '{"root": "x", "cookie": "y"}', json.dumps({"root": "a/b" * 20})):
        path.write_text(broken)
        assert len(kept_key().root) >= 30


def test_erasing_everything_renews_the_key() -> None:
    key = kept_key()
    name, other = keep([HEDGED]), keep([HEDGED])
    succeeded(coach("erase", name, "--yes"))
    assert kept_key() == key
    succeeded(coach("erase", "--all", "--yes"))
    assert kept_key() != key
    assert not (recordings() / other).exists()


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)]
)
def test_a_coach_that_is_stopped_in_an_answer_keeps_it(number: signal.Signals) -> None:
    need_whisper()
    with reviewing(command="open") as server:
        parts = urlsplit(server.at(""))
        with practising(parts.port or 0, parts.path, server.cookie) as page:
            page.open_microphone()
            page.begin(questions=1)
            page.wait_for(lambda message: "answer_" in str(message.get("document", "")))
            page.say(np.zeros(16_000, np.int16))
            code, said = server.stop(number)
        assert code in (0, 130)
        assert "Traceback" not in said
    session = Library(recordings()).session("last")
    (take,) = session.turns[0].takes
    assert take.ended_by == "interrupted"
    assert (take.duration_s or 0.0) >= 0.9
    assert session.finished_at is None


def test_without_the_key_there_is_no_ticket() -> None:
    browser = client(let_in=False)
    assert browser.post("/ticket", data={"path": "/"}, headers={"Origin": HERE}).status_code == 403
    with reviewing(command="open") as server:
        wrong = PageKey("a" * 32, "b" * 32)
        assert running_address(recordings(), wrong, "/") == ""
        assert running_address(recordings(), kept_key(), "/").startswith(server.origin)
        forget_key()
        assert running_address(recordings(), kept_key(), "/") == ""
    assert running_address(recordings(), kept_key(), "/") == ""


def test_a_button_of_the_page_ends_the_coach() -> None:
    with reviewing(command="open") as server:
        opener = build_opener(HTTPCookieProcessor())
        with opener.open(server.address) as answer:
            home, address = answer.read().decode(), answer.geturl()
        assert "End the coach" in home
        sent = Request(urljoin(address, "end"), b"", {"Origin": server.origin})
        with opener.open(sent) as answer:
            closed = answer.read().decode()
        assert "You can close this tab" in closed
        assert "import" not in closed
        assert server.process.wait(10) == 0


def test_who_ends_the_coach_in_an_import_is_told_what_becomes_of_it() -> None:
    with reviewing(command="open") as server:
        opener = build_opener(HTTPCookieProcessor())
        with opener.open(server.address) as answer:
            address = answer.geturl()
        origin = {"Origin": server.origin}
        opener.open(Request(urljoin(address, "import"), b"bytes=10", origin)).close()
        with opener.open(Request(urljoin(address, "end"), b"", origin)) as answer:
            assert "<code>coach resume</code> writes the rest of it down" in answer.read().decode()
        assert server.process.wait(10) == 0


def test_a_stranger_cannot_end_the_coach() -> None:
    with reviewing(command="open") as server:
        for origin in ("https://elsewhere.example", server.origin):
            with pytest.raises(HTTPError) as refused:
                urlopen(Request(f"{server.origin}/end", b"", {"Origin": origin}))
            assert refused.value.code in (403, 404)
        assert "<h1>Practise" in page_at(server.address)


def test_it_can_be_ended_before_the_first_step_of_its_event_loop() -> None:
    keep([HEDGED])

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    def give_up(*_: object) -> None:
        raise TimeoutError("it hangs")

    def at_first_step(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_qualname == "Handle._run":
            sys.setprofile(None)
            signal.raise_signal(signal.SIGINT)

    handlers = {signal.SIGINT: interrupt, signal.SIGALRM: give_up}
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    signal.setitimer(signal.ITIMER_REAL, PATIENCE_S)
    try:
        with listening(Library(recordings())) as server:
            sys.setprofile(at_first_step)
            server.run()
    finally:
        sys.setprofile(None)
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler_before in before.items():
            signal.signal(number, handler_before)
