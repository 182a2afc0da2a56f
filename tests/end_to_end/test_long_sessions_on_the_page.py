"""Long answers and sessions on the page in a real browser: no block of sound is lost, and the page
needs little memory and processor time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import psutil
import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect, sync_playwright

from coach.audio.clips import LISTENING_RATE_HZ
from coach.library.library import Library
from tests.helpers.browser import ONWARD
from tests.helpers.coach_program import PATIENCE_S
from tests.helpers.kept_sessions import recordings
from tests.helpers.reviewing import reviewing
from tests.helpers.spoken_fixture import spoken
from tests.helpers.watched_page import (
    answer_first,
    forget_noted,
    kept_sound,
    microphone_file,
    noted,
    recording,
    watched_browser,
    watched_page,
)

__all__ = ["spoken"]

pytestmark = pytest.mark.long

MOST_MORE_MB = 10.0
MOST_PROCESSOR = 0.15  # of a core
MINUTE_S = 60.0
LISTENED_WITHIN_S = 600.0


@pytest.fixture
def browser(spoken: dict[str, Path], tmp_path: Path) -> Iterator[Browser]:
    """A browser whose microphone gives ten minutes of speech, again and again."""
    microphone = microphone_file(tmp_path / "voice.wav", spoken.values(), times=20)
    with sync_playwright() as driver, watched_browser(driver, microphone) as running:
        yield running


@dataclass
class Cost:
    """What a page costs while it is looked at: its heap in MB, and its share of a core."""

    page: Page
    heaps_mb: list[float] = field(default_factory=list)
    _devtools: CDPSession | None = None
    _began_s: float = 0.0
    _used_s: float = 0.0

    def __enter__(self) -> Self:
        self._devtools = self.page.context.new_cdp_session(self.page)
        self._devtools.send("Performance.enable")
        self._began_s, self._used_s = time.monotonic(), _renderers_s()
        self.look()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._devtools
        self._devtools.detach()

    def look(self) -> None:
        """Note the heap, without what is garbage."""
        assert self._devtools
        self._devtools.send("HeapProfiler.collectGarbage")
        metrics = self._devtools.send("Performance.getMetrics")["metrics"]
        (used,) = (each["value"] for each in metrics if each["name"] == "JSHeapUsedSize")
        self.heaps_mb.append(used / 1e6)

    def check(self) -> None:
        """The page costs little, and no more than in its first minute."""
        self.look()
        share = (_renderers_s() - self._used_s) / (time.monotonic() - self._began_s)
        heaps = f"{self.heaps_mb[0]:.1f} MB, in the end {self.heaps_mb[-1]:.1f} MB"
        print(f"heap {heaps}, at most {max(self.heaps_mb):.1f} MB; {share:.1%} of a core")
        assert max(self.heaps_mb) - min(self.heaps_mb) <= MOST_MORE_MB
        assert share <= MOST_PROCESSOR


def _renderers_s() -> float:
    """The processor time of all pages of our browser until now."""
    used_s = 0.0
    for process in psutil.Process().children(recursive=True):
        if "--type=renderer" in process.cmdline():
            times = process.cpu_times()
            used_s += times.user + times.system
    return used_s


def answer_for(page: Page, length_s: float, cost: Cost, question: int) -> int:
    """Let the answer go on for so long, and end it. How many blocks it has, all of them kept."""
    until_s = time.monotonic() + length_s
    while (left_s := until_s - time.monotonic()) > 0:
        page.wait_for_timeout(min(left_s, MINUTE_S) * 1000)
        cost.look()
    while_recorded = noted(page)
    page.get_by_role("button", name="Done", exact=True).click()
    expect(page.locator(".words")).to_be_visible(timeout=PATIENCE_S * 1000)
    sound = kept_sound(Library(recordings()).find("last"), question)
    assert len(sound) >= length_s * LISTENING_RATE_HZ
    left_the_page = noted(page).with_place_of(while_recorded)
    forget_noted(page)
    return left_the_page.compare(sound)


@pytest.mark.parametrize(("questions", "each_s"), [(1, 600.0), (9, 192.0)])
def test_a_long_time_on_the_page(browser: Browser, questions: int, each_s: float) -> None:
    blocks = 0
    with reviewing("--port", "0", command="open") as server:
        page = watched_page(browser, server)
        answer_first(page, server, f"questions={questions}&voice=none")
        with Cost(page) as cost:
            for number in range(1, questions + 1):
                recording(page)
                blocks += answer_for(page, each_s, cost, number)
                print(f"answer {number}: {blocks} blocks so far, heap {cost.heaps_mb[-1]:.1f} MB")
                page.get_by_role("button", name=ONWARD).click()
            cost.check()
        # The last answer is listened to for fillers before that, as long as that takes.
        expect(page.get_by_text("That is all")).to_be_visible(timeout=LISTENED_WITHIN_S * 1000)
        page.context.close()
    session = Library(recordings()).session("last")
    assert session.spoken_s >= questions * each_s
