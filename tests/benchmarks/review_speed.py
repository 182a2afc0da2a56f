"""The page of a library of a thousand sessions, and a place in a ten-minute take.

    python tests/benchmarks/review_speed.py [SESSIONS]

Holds when each first view (home, a session to be practised, the library, a kept session, the
vision, what may be picked for it: the page with all that it links and imports, from a server that
has just started) takes at most 0.3 s (the median of five) and 300 KB, and when a word near the end
of ten minutes is heard, in Chromium, within half a second of the click: when the sound has gone on
from there, as is looked at with every frame that Chromium draws (its own `timeupdate` comes four
times a second).
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urljoin, urlsplit

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np

from coach.library.library import Library
from coach.library.records import Kind
from tests.helpers.kept_sessions import SET, WHY
from tests.helpers.labels import as_transcript, facts_for
from tests.helpers.large_library import make_sessions
from tests.helpers.reviewing import Reviewing, reviewing

MOST_S, MOST_BYTES, MOST_SEEK_S = 0.3, 300_000, 0.5
MINUTES = 10
LINKED = re.compile(r'(?:href|src)="([^"]*/static/[^"]+)"|from "([^"]+[.]js)"')
RATE_HZ = 16_000
HEARD = """
() => new Promise((heard) => {
  const word = [...document.querySelectorAll('.word')].at(-30);
  const audio = document.querySelector('audio');
  const clicked = performance.now();
  const look = () => {
    const goesOn = !audio.paused && !audio.seeking && audio.currentTime > Number(word.dataset.s);
    if (goesOn) heard((performance.now() - clicked) / 1000);
    else requestAnimationFrame(look);
  };
  word.click();
  requestAnimationFrame(look);
})
"""


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        os.environ["COACH_RECORDINGS"] = folder
        os.environ["XDG_STATE_HOME"] = f"{folder}/.state"
        make_sessions(Path(folder), count)
        newest = max(each.name for each in Path(folder).glob("2*"))
        views = [holds_view(count, path) for path in paths(newest)]
        seeks_s = seeks(long_take(Path(folder)))
        seek_s = statistics.median(seeks_s)
        print(f"a word near the end of {MINUTES} minutes is heard {seek_s:.2f} s after the click")
    holds = all(views) and seek_s <= MOST_SEEK_S
    print("holds" if holds else "DOES NOT HOLD")
    return 0 if holds else 1


def paths(session: str) -> list[str]:
    """The pages that a person comes to first."""
    build = "/vision/build?section=ambition"
    return ["/", "/practice?set=screening", "/library", f"/session/{session}", "/vision", build]


def holds_view(count: int, path: str) -> bool:
    """Whether the first view of a page is quick and small."""
    views = [first_view(path) for _ in range(5)]
    view_s, size = statistics.median(view_s for view_s, _ in views), views[0][1]
    print(f"{count} sessions: {path} {view_s:.3f} s (at most {MOST_S}), {size // 1000} KB")
    return view_s <= MOST_S and size <= MOST_BYTES


def first_view(path: str) -> tuple[float, int]:
    """Seconds and bytes of a page with all that it links and imports, from a fresh server."""
    with reviewing() as server:
        began_s = time.perf_counter()
        address = server.at(path)
        connection = HTTPConnection(urlsplit(address).netloc)  # kept open, as a browser does
        seen, size, waiting = set(), 0, [address]
        while waiting:
            address = waiting.pop()
            seen.add(address)
            content = get(connection, address, server.cookie)
            size += len(content)
            found = {
                urljoin(address, one or other) for one, other in LINKED.findall(content.decode())
            }
            waiting += found - seen - set(waiting)
        connection.close()
        return time.perf_counter() - began_s, size


def get(connection: HTTPConnection, address: str, cookie: str) -> bytes:
    """What is there."""
    parts = urlsplit(address)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    content = answer.read()
    assert answer.status == 200, (address, answer.status)
    return content


def long_take(folder: Path) -> str:
    """A session with an answer of MINUTES: noise, which FLAC cannot make small."""
    words = round(MINUTES * 60 / 0.3)
    transcript = as_transcript(" ".join(["word"] * words))
    facts = facts_for(transcript)
    noise = np.random.default_rng(1).uniform(-0.3, 0.3, MINUTES * 60 * RATE_HZ)
    with Library(folder).new_session(Kind.PRACTICE, SET, [WHY]) as opened:
        take = opened.take_in(1, [noise.astype(np.float32)])
        take = opened.end_take(1, take, ended_by="sound_ended", facts=facts)
        opened.add_transcript(1, take, transcript)
        opened.finish()
        return opened.session.id


def seeks(name: str) -> list[float]:
    """Seconds from clicking a word to having heard the beginning of it, on fresh pages."""
    program = shutil.which("chromium")
    if program is None:
        raise SystemExit("Chromium is needed: sudo apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with reviewing() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
        )
        found = [seek(browser.new_page(), server, name) for _ in range(5)]
        browser.close()
    return found


def seek(page: object, server: Reviewing, name: str) -> float:
    from playwright.sync_api import Page

    assert isinstance(page, Page)
    server.let_in(page.context)
    page.goto(server.at(f"/session/{name}"))
    return float(page.evaluate(HEARD))


if __name__ == "__main__":
    sys.exit(main())
