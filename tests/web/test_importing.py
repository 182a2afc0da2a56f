"""Bringing in recordings on the page: from the first byte to the words, or why not."""

from __future__ import annotations

import base64
import contextlib
import http.client
import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pytest
import soundfile
from playwright.sync_api import Browser, Page, Route, expect

from coach.audio.clips import LISTENING_RATE_HZ
from coach.library.incoming import Incoming, delete_left, plain_name
from coach.library.library import Library
from coach.library.reading import transcript_of
from coach.library.records import Kind
from coach.web.app import create_app
from coach.web.door import Door
from coach.web.import_pages import import_pages
from coach.web.importing import ImportBusy, Importing
from tests.helpers.coach_program import PATIENCE_S
from tests.helpers.kept_sessions import recordings
from tests.helpers.page_server import always_the_same
from tests.helpers.reviewing import HERE, PORT, Answer, Client, page_here, reviewing, text_of
from tests.helpers.spoken import TEAM
from tests.helpers.spoken_fixture import spoken
from tests.helpers.waiting import eventually
from tests.web.test_practising_looks import Looking

__all__ = ["spoken"]


class Bringing:
    """The library page of one browser, and the import behind it."""

    def __init__(self, importing: Importing) -> None:
        self.importing = importing
        door = Door(PORT)
        app = create_app(Library(recordings()), door, import_pages(importing))
        self.browser = Client(app, door)
        self.browser.hold(door.root + "/", door.cookie_name, door.cookie)

    def post(self, path: str, **fields: str) -> Answer:
        return self.browser.post(f"/import{path}", data=fields, headers={"Origin": HERE})

    def file(self, number: int, name: str, sound: bytes, folder: str = "") -> Answer:
        path = f"/import/file/{number}?name={quote(name)}&folder={quote(folder)}"
        return self.browser.post(path, body=sound, headers={"Origin": HERE})

    def bring(self, *files: tuple[str, bytes], **fields: str) -> dict[str, object]:
        """Bring in these files; what is told in the end."""
        assert self.post("", bytes=str(sum(len(sound) for _, sound in files))).json["kept"]
        for number, (name, sound) in enumerate(files):
            assert self.file(number, name, sound).status_code == 204
        self.post("/take-in", **fields)
        return self.ended()

    def ended(self) -> dict[str, object]:
        deadline_s = time.monotonic() + PATIENCE_S
        while (state := self.browser.get("/import").json)["state"] == "working":
            assert time.monotonic() < deadline_s, state
            time.sleep(0.02)
        assert not list(recordings().glob(".incoming-*"))
        return dict(state)


@pytest.fixture
def page(home: Path) -> Iterator[Bringing]:
    with Importing(Library(recordings()), always_the_same) as importing:
        yield Bringing(importing)


@pytest.fixture
def sound(tmp_path: Path, spoken: dict[str, Path]) -> bytes:
    return spoken[TEAM].read_bytes()


def wav(tmp_path: Path, seconds: float) -> bytes:
    path = tmp_path / "made.wav"
    soundfile.write(path, np.zeros(round(seconds * LISTENING_RATE_HZ)), LISTENING_RATE_HZ)
    return path.read_bytes()


def test_recordings_come_in_with_their_words(page: Bringing, sound: bytes) -> None:
    told = page.bring(("answer-2.wav", sound), ("a note.txt", b"No sound."), question="Why us?")
    assert told["told"] == [
        "One recording is in the library, in sound and in writing.",
        "a note.txt is not an audio file I can read.",
        "1 file is left out.",
    ]
    session = Library(recordings()).session(str(told["session"]))
    assert (session.kind, session.not_mine) == (Kind.IMPORT, False)
    (turn,) = session.turns
    assert turn.question.text == "Why us?"
    said = transcript_of(recordings() / session.id, turn.takes[0])
    assert said
    assert said.text == TEAM
    assert page.browser.get("/import").json["state"] == "done"


def test_a_folder_comes_in_as_the_terminal_takes_one(page: Bringing, sound: bytes) -> None:
    page.post("", bytes="10000000")
    for name in ("answer-10.wav", "answer-2.wav"):
        page.file(0, name, sound, "Interview")
    page.file(0, "notes.txt", b"No sound.", "Interview")
    page.file(1, "notes.txt", b"No sound.", "Empty")
    page.post("/take-in", not_mine="1")
    told = page.ended()
    assert told["told"] == [
        "2 recordings are in the library, in sound and in writing.",
        "The folder Empty has no audio files in it.",
        "Left out, because they have no sound: notes.txt, notes.txt.",
    ]
    session = Library(recordings()).session(str(told["session"]))
    assert session.not_mine
    assert [turn.question.text for turn in session.turns] == ["answer-2.wav", "answer-10.wav"]


def test_where_nothing_can_be_read_nothing_is_made(page: Bringing) -> None:
    told = page.bring(("broken.wav", b"RIFF"))
    assert told["session"] == ""
    assert "broken.wav" in str(told["told"])
    assert ".incoming" not in str(told["told"])
    assert Library(recordings()).sessions() == []


def test_a_recording_without_speech_is_kept_and_told(page: Bringing, tmp_path: Path) -> None:
    told = page.bring(("silence.wav", wav(tmp_path, 1.0)))
    assert "No speech was heard" in str(told["told"])
    assert "coach replay" not in str(told["told"])
    assert Library(recordings()).session(str(told["session"])).turns[0].takes


@contextlib.contextmanager
def bringing_to_a_disk(free: Callable[[Path], int]) -> Iterator[Bringing]:
    with Importing(Library(recordings()), always_the_same, free=free) as importing:
        yield Bringing(importing)


def test_the_disk_bounds_what_comes_in(home: Path) -> None:
    with bringing_to_a_disk(lambda _: 60_000_000) as page:
        answer = page.post("", bytes="20000000")
        assert answer.status_code == 500
        assert "20 MB are to come in, and 60 MB are free" in text_of(answer.text)
        assert page.post("", bytes="10").status_code == 200
        answer = page.file(0, "more.wav", b"0123456789a")
        assert "More came than was announced" in text_of(answer.text)
        assert not list(recordings().glob(".incoming-*/*/*"))


def test_where_the_system_does_not_tell_of_its_disk_anything_may_come(home: Path) -> None:
    def untold(_: Path) -> int:
        raise OSError

    with bringing_to_a_disk(untold) as page:
        assert page.post("", bytes="20000000").status_code == 200


def test_one_import_at_a_time(page: Bringing, sound: bytes) -> None:
    assert page.post("/take-in").status_code == 409
    assert page.file(0, "early.wav", sound).status_code == 409
    page.post("", bytes="1000000")
    assert page.post("", bytes="1000000").status_code == 409
    page.post("/cancel")
    assert page.browser.get("/import").json["state"] == "idle"
    page.post("/cancel")
    assert page.bring(("answer.wav", sound))["session"]
    assert page.bring(("answer.wav", sound))["session"]


def test_an_import_is_not_forgotten_while_a_large_file_arrives(home: Path) -> None:
    library = Library(recordings())
    with Importing(library, always_the_same, forgotten_after_s=-1.0) as importing:
        importing.begin(10)
        with importing.file(0, "hour.wav", "") as file:
            file.write(b"01234")
            with pytest.raises(ImportBusy):
                importing.begin(10)
            file.write(b"56789")
        assert arrived("hour.wav") == 10
        importing.begin(10)  # the first page has gone


def test_nothing_is_written_down_while_somebody_practises(home: Path, sound: bytes) -> None:
    practising = threading.Event()
    practising.set()
    with Importing(Library(recordings()), always_the_same, practising.is_set) as importing:
        page = Bringing(importing)
        page.post("", bytes=str(len(sound)))
        page.file(0, "answer.wav", sound)
        page.post("/take-in")
        eventually(lambda: "when your session is over" in page.browser.get("/import").json["doing"])
        practising.clear()
        assert page.ended()["session"]


def test_a_coach_that_is_ended_keeps_what_was_taken_in(home: Path, sound: bytes) -> None:
    with Importing(Library(recordings()), always_the_same, lambda: True) as importing:
        page = Bringing(importing)
        page.post("", bytes=str(len(sound)))
        page.file(0, "answer.wav", sound)
        page.post("/take-in")
        eventually(lambda: "when your session is over" in page.browser.get("/import").json["doing"])
    assert "was ended before all was written down" in str(importing.state["told"])
    (listed,) = Library(recordings()).sessions()
    assert listed.session
    assert listed.session.unwritten


def test_what_a_dead_coach_left_is_deleted_and_that_of_a_living_one_is_not(home: Path) -> None:
    recordings().mkdir(parents=True)
    left = recordings() / ".incoming-0123"
    (left / "1").mkdir(parents=True)
    (left / "1" / "answer.wav").write_bytes(b"half of it")
    with Incoming(recordings(), 10) as mine:
        with mine.file(1, "answer.wav") as file:
            file.write(b"0123")
        delete_left(recordings())
        assert not left.exists()
        (kept,) = mine.named
        assert kept.read_bytes() == b"0123"
    assert not mine.folder.exists()


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("answer.wav", "answer.wav"),
        ("../../.ssh/config", "config"),
        ("C:\\recordings\\a.m4a", "a.m4a"),
        ("..", "recording"),
        ("aux.wav", "_aux.wav"),
        ("", "recording"),
        ("a\nb\x00c.wav", "c.wav"),
        (f"{'ü' * 300}.wav", f"{'ü' * 98}.wav"),
    ],
)
def test_a_name_leads_nowhere(name: str, plain: str) -> None:
    assert plain_name(name).startswith(plain)
    assert len(plain_name(name).encode()) <= 255


def test_a_long_name_keeps_its_ending() -> None:
    assert plain_name(f"{'会' * 300}.g722").endswith("会.g722")
    assert plain_name(f"answer.{'x' * 300}").startswith("answer.xxx")


def test_a_file_is_in_the_library_as_it_arrives_and_never_without_the_cookie(home: Path) -> None:
    with reviewing() as server:
        root = server.at("").removeprefix(server.origin)
        path = f"{root}/import/file/0?name=answer.wav"
        headers = {"Origin": server.origin, "Content-Length": "2000000"}
        assert sent(server.origin, path, headers, b"").status == 403  # nothing of it was sent
        headers |= {"Cookie": server.cookie}
        form = {"Content-Length": "13"}
        assert sent(server.origin, f"{root}/import", headers | form, b"bytes=2000000").status == 200
        connection = opened(server.origin, path, headers)
        connection.send(b"0" * 1_000_000)
        eventually(lambda: arrived() == 1_000_000)
        connection.close()  # the tab is closed
        eventually(lambda: arrived() == 0)
        state = sent(server.origin, f"{root}/import/cancel", headers | {"Content-Length": "0"}, b"")
        assert state.status == 200
    assert not list(recordings().glob(".incoming-*"))


def arrived(name: str = "answer.wav") -> int:
    return sum(path.stat().st_size for path in recordings().glob(f".incoming-*/0/{name}"))


def opened(origin: str, path: str, headers: dict[str, str]) -> http.client.HTTPConnection:
    """A request of which the body is still to be sent."""
    connection = http.client.HTTPConnection(origin.removeprefix("http://"), timeout=PATIENCE_S)
    connection.putrequest("POST", path)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    return connection


def sent(origin: str, path: str, headers: dict[str, str], body: bytes) -> http.client.HTTPResponse:
    connection = opened(origin, path, headers)
    connection.send(body)
    return connection.getresponse()


@pytest.fixture
def library_page(home: Path, chromium: Browser) -> Iterator[Page]:
    """The library in a browser, of which nothing may be wrong in the end."""
    with page_here(always_the_same) as server:
        context = chromium.new_context()
        server.let_in(context)
        page = context.new_page()
        wrong: list[str] = []
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(server.at("/library"))
        yield page
        context.close()
    assert not [each for each in wrong if "409" not in each], wrong  # which a test asks for


DROP = """
([sound, name]) => {
  const dropped = new DataTransfer();
  const bytes = Uint8Array.from(atob(sound), (letter) => letter.charCodeAt(0));
  dropped.items.add(new File([bytes], name));
  for (const kind of ["dragover", "drop"]) {
    const event = new DragEvent(kind, { dataTransfer: dropped, bubbles: true, cancelable: true });
    if (document.body.dispatchEvent(event)) throw new Error("the browser would leave the page");
  }
}
"""


def test_files_are_chosen_or_dropped_and_every_state_can_be_seen(
    library_page: Page, sound: bytes, tmp_path: Path
) -> None:
    page, look = library_page, Looking()
    page.get_by_role("heading", name="Bring in recordings").scroll_into_view_if_needed()
    look(page, "import-idle")
    recording, note = tmp_path / "answer.wav", tmp_path / "note.txt"
    recording.write_bytes(sound)
    note.write_text("No sound.")
    page.get_by_label("Choose files").set_input_files([recording, note])
    expect(page.get_by_text("answer.wav, note.txt")).to_be_visible()
    look(page, "import-chosen")
    page.get_by_role("button", name="Not these").click()
    page.get_by_label("Choose files").set_input_files([recording, note])
    page.get_by_label("Which question do they answer?").fill("Why us?")
    page.get_by_role("button", name="Bring them in").click()
    expect(page.get_by_text("One recording is in the library")).to_be_visible()
    expect(page.get_by_text("note.txt is not an audio file I can read.")).to_be_visible()
    look(page, "import-done")
    page.get_by_role("button", name="Bring in more").click()
    page.evaluate(DROP, [base64.b64encode(sound).decode(), "dropped.wav"])
    expect(page.get_by_text("dropped.wav · ")).to_be_visible()
    page.get_by_role("button", name="Bring them in").click()
    page.get_by_role("link", name="Hear and read it").click()
    expect(page.get_by_text(TEAM)).to_be_visible()
    sessions = [
        Library(recordings()).session(each).turns for each in Library(recordings()).states()
    ]
    asked = {turn.question.text for turns in sessions for turn in turns}
    assert asked == {"Why us?", "dropped.wav"}
    assert not look.faults, "\n".join(look.faults)


def test_what_was_brought_in_is_in_the_list_below(
    library_page: Page, sound: bytes, tmp_path: Path
) -> None:
    page, recording = library_page, tmp_path / "answer.wav"
    recording.write_bytes(sound)
    page.get_by_label("Choose files").set_input_files([recording])
    page.get_by_role("button", name="Bring them in").click()
    expect(page.get_by_text("One recording is in the library")).to_be_visible()
    expect(page.get_by_role("heading", name="1 session")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Play Imported")).click()
    expect(page.get_by_role("button", name=re.compile("^Stop Imported"))).to_be_visible()
    expect(page.get_by_text("One recording is in the library")).to_be_visible()


def test_an_upload_can_be_stopped_and_what_is_refused_is_told(
    library_page: Page, sound: bytes, tmp_path: Path
) -> None:
    page, look = library_page, Looking()
    recording = tmp_path / "answer.wav"
    recording.write_bytes(sound)
    page.route("**/import/file/0*", lambda _: None)  # it is on its way, and does not arrive
    page.get_by_label("Choose files").set_input_files([recording])
    page.get_by_role("button", name="Bring them in").click()
    expect(page.get_by_text("Copying 1 of 1: answer.wav")).to_be_visible()
    look(page, "import-sending")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("or drop them on this page")).to_be_visible()
    page.unroute("**/import/file/0*")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/import", hold)  # the announcement, before any file
    page.get_by_label("Choose files").set_input_files([])
    page.get_by_label("Choose files").set_input_files([recording])
    page.get_by_role("button", name="Bring them in").click()
    page.get_by_role("button", name="Stop").click()
    held[0].continue_()
    expect(page.get_by_text("or drop them on this page")).to_be_visible()
    page.unroute("**/import")
    page.get_by_label("Choose files").set_input_files([])
    page.get_by_label("Choose files").set_input_files([recording])
    page.route("**/import", refused)
    page.get_by_role("button", name="Bring them in").click()
    expect(page.get_by_text("Another import is under way.")).to_be_visible()
    assert not look.faults, "\n".join(look.faults)


def refused(route: Route) -> None:
    body = "<h1>That did not work</h1><p>Another import is under way.</p>"
    route.fulfill(status=200 if route.request.method == "GET" else 409, body=body)
