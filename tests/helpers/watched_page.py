"""A browser's page whose blocks of sound are noted as they leave it, to be compared with the kept.

Its audio context runs at the rate of the kept recordings, so that nothing is resampled.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, Playwright, expect

from coach.audio.clips import LISTENING_RATE_HZ, AudioClip
from coach.audio.reading import read_clip
from coach.audio.writing import write_clip
from tests.helpers.browser import running_chromium
from tests.helpers.coach_program import PATIENCE_S
from tests.helpers.practising import Pcm
from tests.helpers.reviewing import Reviewing

_WATCH = """
(() => {
  const Context = AudioContext, Socket = WebSocket;
  window.AudioContext = class extends Context {
    constructor(options) { super({ ...options, sampleRate: RATE }); }
  };
  window.noted = { blocks: new Map(), kept: null };
  window.WebSocket = class extends Socket {
    constructor(...address) {
      super(...address);
      this.addEventListener("message", ({ data }) => {
        if (!data.includes('"written"')) return;
        const { stream, position, written } = JSON.parse(data);
        if (Number.isInteger(written)) noted.kept = [stream, position, written];
      });
    }
    send(data) {
      if (data instanceof ArrayBuffer) {
        const view = new DataView(data);
        const stream = view.getUint32(0, true), position = Number(view.getBigUint64(8, true));
        const block = [stream, position, (data.byteLength - 16) / 2, view.getUint32(4, true)];
        noted.blocks.set(`${stream} ${position}`, block);
      }
      return super.send(data);
    }
  };
})();
"""
_MICROPHONE = [
    *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
    "--use-file-for-fake-audio-capture={}",
]


@dataclass(frozen=True)
class Noted:
    """The blocks that left a page (stream, position, samples, CRC-32), in the order of their first
    leaving, and the last place that the page was told of: position `kept_at` of stream `stream` is
    sample `written` of the recording.
    """

    blocks: list[tuple[int, int, int, int]]
    stream: int
    kept_at: int
    written: int

    def compare(self, kept: Pcm, lost: int = 0) -> int:
        """Each block that lies in the recording `kept` is there as it left. How many those are.

        Between them nothing is missing, but for `lost` samples in all.
        """
        first = self.kept_at - self.written
        count, end, missing = 0, first, 0
        for stream, position, length, checksum in self.blocks:
            at = position - first - missing
            if stream != self.stream or at < 0:
                continue
            missing += max(0, position - end) if count else 0
            at = position - first - missing
            if at + length > len(kept):
                break
            assert zlib.crc32(kept[at : at + length].astype("<i2").tobytes()) == checksum, count
            count, end = count + 1, position + length
        assert missing == lost
        assert end - first - missing > len(kept) - LISTENING_RATE_HZ // 5
        return count


def noted(page: Page) -> Noted:
    """What left the page until now."""
    blocks, kept = page.evaluate("[[...noted.blocks.values()], noted.kept]")
    return Noted([tuple(block) for block in blocks], *kept)


def microphone_file(path: Path, spoken: Iterable[Path], times: int = 1) -> Path:
    """What is `spoken`, one after the other, so many times, with soft noise: no two stretches are
    alike.
    """
    rate_hz = 48_000
    parts = [read_clip(each).at_rate(rate_hz).samples for each in spoken] * times
    sound = np.concatenate(parts) * 0.5
    sound += np.random.default_rng(5).normal(0, 0.002, len(sound)).astype(np.float32)
    write_clip(path, AudioClip(sound, rate_hz))
    return path


@contextmanager
def watched_browser(driver: Playwright, microphone: Path) -> Iterator[Browser]:
    """A browser whose microphone gives that file, again and again."""
    with running_chromium(driver, *(each.format(microphone) for each in _MICROPHONE)) as browser:
        yield browser


def watched_page(browser: Browser, server: Reviewing) -> Page:
    """A new page of a browser that was let in; what leaves it is noted."""
    context = browser.new_context(permissions=["microphone"])
    server.let_in(context)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_S * 1000)
    page.add_init_script(_WATCH.replace("RATE", str(LISTENING_RATE_HZ)))
    return page


def answer_first(page: Page, server: Reviewing, options: str = "questions=2&voice=none") -> None:
    """Begin a session, and be in its first answer."""
    page.goto(server.at(f"/practice?set=career-vision&{options}"))
    expect(page.get_by_text("I hear you well.")).to_be_visible(timeout=PATIENCE_S * 1000)
    page.get_by_role("button", name="Begin", exact=True).click()
    recording(page)


def recording(page: Page) -> None:
    """Wait until the page records."""
    shown = page.get_by_text("Recording", exact=True)
    expect(shown).to_be_visible(timeout=PATIENCE_S * 1000)
