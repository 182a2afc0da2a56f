"""Readers of everything that is kept: each file of a library, read by the commands and the page."""

from __future__ import annotations

import functools
import json
import random
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path

from coach.cli.commands import export as _export  # noqa: F401  imported before anything is watched
from coach.debrief.listener_file import reply_in
from coach.debrief.listener_keeping import keep_reply
from coach.debrief.records import Rating
from coach.library.library import Library
from coach.library.records import AskedQuestion
from coach.paths import private_folder, state_file
from coach.state import remember
from coach.stories.building import keep as keep_story
from coach.vision.building import each_candidate, pick
from coach.vision.records import Section
from coach.web.places import keep_place
from tests.helpers.kept_sessions import HEDGED, PLAIN, keep, keep_followed_up, recordings
from tests.helpers.plans import plan
from tests.helpers.ratings import rate
from tests.helpers.replies import LISTENED, returned
from tests.trust.fuzzed.home import home, restore, typed_here
from tests.trust.fuzzed.pages import PAGES, page_of, shown
from tests.trust.fuzzed.reader import Reader

DREAM = AskedQuestion(id="ten-years", theme="ambition", text="What do you want to have built?")
_LOOKS = (
    *(("sessions",), ("sessions", "--json"), ("show", "last"), ("show", "last", "--json")),
    *(("show", "last", "--original"), ("search", "team"), ("search", "--json", "lead")),
    *(("delivery", "last"), ("delivery", "last", "--json"), ("progress",), ("progress", "--json")),
    *(("progress", "--csv"), ("compare", "team"), ("compare", "team", "--json"), ("vision",)),
    *(("vision", "--json"), ("vision", "history"), ("vision", "apart"), ("stories",), ("plan",)),
    *(("stories", "--json"), ("plan", "--json"), ("debrief", "last"), ("config",)),
    *(
        ("correct", "last", "1", "team", "crew"),
        ("erase", "last", "--yes"),
        ("stories", "show", "1"),
    ),
    *(("erase", "last", "--audio", "--yes"), ("sessions", "--not-mine", "last")),
    *(("vision", "reword", "1", "I lead"), ("reel", "--force", "-o", "out.wav")),
    *(
        ("export", "last", "--force", "-o", f"out.{form}", "--format", form)
        for form in ("md", "json", "html", "srt", "vtt", "zip")
    ),
)
_MOST_LOOKS = 4  # at one input


@functools.cache
def _library_made(folder: Path) -> Path:
    """A library with a file of every kind, made once for each home, and a copy of it beside."""
    first = keep([HEDGED, PLAIN], question=LISTENED, days_ago=3)
    dreamt = keep([PLAIN], question=DREAM, days_ago=2)
    last = keep_followed_up()
    library = Library(recordings())
    rate(first, Rating.PARTLY)
    rate(last, Rating.YES)
    with library.open_session(first) as opened:
        keep_reply(opened, reply_in(returned(first), "anna.json"))
    turn = library.session(last).turn(1)
    keep_story(library, last, turn, turn.takes[0], "Trucks")
    pick(library, Section.AMBITION, next(each_candidate(library, Section.AMBITION)))
    with library.open_session(last) as opened:
        opened.correct(1, opened.session.turn(1).takes[0], 1, 2, "really want")
    keep_place(recordings() / last, "q1t1", 0.5)
    plan(4, "screening")
    typed_here("progress")
    typed_here("search", "team")
    _last_dream(dreamt)
    shutil.copytree(recordings(), folder / "pristine")
    return folder / "pristine"


def load_all() -> None:
    """Look at everything once, so that what is loaded for it is."""
    restore(recordings(), _pristine())
    for look in (*_LOOKS, *PAGES):
        _look(look)


def _last_dream(session: str) -> None:
    with Library(recordings()).open_session(session) as opened:
        opened.finish()


def _pristine() -> Path:
    return _library_made(home())


def _file(pattern: str) -> Path:
    """The newest file of that kind, as its path in the library."""
    pristine = _pristine()
    found = sorted(path for path in pristine.glob(pattern) if path.is_file())
    assert found, pattern
    return found[-1].relative_to(pristine)


def _seeds(pattern: str) -> Callable[[], list[bytes]]:
    return lambda: [path.read_bytes() for path in sorted(_pristine().glob(pattern))[:4]]


def _look(look: str | tuple[str, ...]) -> bool:
    """Whether there is something to see."""
    if isinstance(look, str):
        return shown(page_of(recordings()), look) < 400
    return "damaged" not in typed_here(*look, typed="3\n\n")


def _read(pattern: str) -> Callable[[bytes], None]:
    def read(data: bytes) -> None:
        pristine = _pristine()
        restore(recordings(), pristine)
        (recordings() / _file(pattern)).write_bytes(data)
        draw = random.Random(zlib.crc32(data))
        for look in draw.sample((*_LOOKS, *PAGES), _MOST_LOOKS):
            if not _look(look):
                break  # it was refused: the others would say the same

    return read


def _remembered() -> list[bytes]:
    speed = {"on": "Linux", "speed": 3.1, "busy": False}
    remember("model_speeds", {"faster-whisper tiny.en 1": speed})
    remember("review_port", 5000)
    remember("heard", "a microphone")
    remember("erased", {"library": "abc"})
    return [state_file().read_bytes()]


def _read_state(data: bytes) -> None:
    restore(recordings(), _pristine())
    private_folder(state_file().parent)
    state_file().write_bytes(data)
    draw = random.Random(zlib.crc32(data))
    for look in draw.sample(
        (("search", "team"), ("progress",), ("sessions",), ("show", "last")), 2
    ):
        typed_here(*look)
    shown(page_of(recordings()), draw.choice(PAGES))
    remember("more", json.loads("[1]"))


_KINDS = {
    "sessions": ("*/session.json", 10),
    "transcripts": ("*/*/take-*.transcript-*.json", 10),
    "sound facts": ("*/*/take-*.sound.json", 10),
    "corrections": ("*/*/take-*.edits.json", 8),
    "debriefs": ("*/debrief.json", 8),
    "listeners' replies": ("*/listeners/*.json", 4),
    "visions": ("vision/vision.json", 5),
    "earlier visions": ("vision/versions/*.json", 2),
    "stories": ("stories/stories.json", 5),
    "plans": ("plan.json", 4),
    "places": ("*/.place.json", 2),
    "indexes": (".library.sqlite3", 4),
    "kept sound": ("*/*/take-*.flac", 3),
}
READERS = (
    *(
        Reader(name, _seeds(pattern), _read(pattern), share, bound_s=30.0)
        for name, (pattern, share) in _KINDS.items()
    ),
    Reader("what is remembered", _remembered, _read_state, 6, bound_s=30.0),
    Reader(
        "listeners' files",
        lambda: [returned(_pristine_session()), b"Hello,\n" + returned(_pristine_session())],
        lambda data: reply_in(data, "anna.json"),
        50,
    ),
)


def _pristine_session() -> str:
    _pristine()
    return Library(recordings()).find("last")
