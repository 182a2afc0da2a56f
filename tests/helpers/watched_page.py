"""A browser's page whose blocks of sound are noted as they leave it, to be compared with the kept.

Its audio context runs at the rate of the kept recordings, so that nothing is resampled.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import soundfile
from playwright.sync_api import Browser, Page, Playwright, expect

from coach.audio.clips import LISTENING_RATE_HZ, AudioClip
from coach.audio.reading import read_clip
from coach.audio.writing import write_clip
from coach.library.library import Library
from tests.helpers.browser import running_chromium
from tests.helpers.coach_program import PATIENCE_S
from tests.helpers.kept_sessions import recordings
from tests.helpers.practising import Pcm
from tests.helpers.reviewing import Reviewing

_WATCH = """
(() => {
  const Context = AudioContext, Socket = WebSocket;
  window.AudioContext = class extends Context {
    constructor(options) { super({ ...options, sampleRate: RATE }); }
  };
  window.noted = { blocks: new Map(), kept: null, isTorn: false };
  addEventListener("pagehide", () => {
    sessionStorage.noted = JSON.stringify([[...noted.blocks.values()], noted.kept]);
  });
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
        if (noted.isTorn) return undefined; // it never leaves the browser
      }
      return super.send(data);
    }
  };
})();
"""
_BLOCK = LISTENING_RATE_HZ // 10  # the page's are half as long
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

    def with_place_of(self, other: Noted) -> Noted:
        """These blocks, with the place that `other` was told of while it was being recorded."""
        return replace(self, stream=other.stream, kept_at=other.kept_at, written=other.written)

    def compare(self, kept: Pcm, begins_at: int = 0) -> int:
        """Each block that lies in the part `kept` of the recording, which begins at that sample of
        it, is there as it left, and nothing is between them. How many blocks those are.
        """
        first = self.kept_at - self.written + begins_at
        inside = [
            (position - first, length, checksum)
            for stream, position, length, checksum in self.blocks
            if stream == self.stream and 0 <= position - first <= len(kept) - length
        ]
        for at, length, checksum in inside:
            assert zlib.crc32(kept[at : at + length].astype("<i2").tobytes()) == checksum, at
        ends = [at + length for at, length, _ in inside]
        assert [at for at, _, _ in inside[1:]] == ends[:-1]
        assert inside[0][0] < _BLOCK
        assert ends[-1] > len(kept) - _BLOCK
        return len(inside)


def forget_noted(page: Page) -> None:
    """Forget the blocks that have left."""
    page.evaluate("noted.blocks.clear()")


def kept_sound(session: str, question: int = 1) -> Pcm:
    """The recording of the first answer to a question."""
    take = Library(recordings()).session(session).take(question, 1)
    samples, rate_hz = soundfile.read(recordings() / session / take.audio, dtype="int16")
    assert rate_hz == LISTENING_RATE_HZ
    return np.asarray(samples, np.int16)


def noted(page: Page) -> Noted:
    """What left the page until now."""
    blocks, kept = page.evaluate("[[...noted.blocks.values()], noted.kept]")
    return Noted([tuple(block) for block in blocks], *kept)


def noted_before_reload(page: Page) -> Noted:
    """What had left the page, or should have, when it was loaded again."""
    blocks, kept = page.evaluate("JSON.parse(sessionStorage.noted)")
    return Noted([tuple(block) for block in blocks], *kept)


def tear(page: Page) -> None:
    """From now on no block leaves the page over its socket, although the page does not see that."""
    page.evaluate("noted.isTorn = true")


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
def watched_browser(driver: Playwright, microphone: Path, *options: str) -> Iterator[Browser]:
    """A browser whose microphone gives that file, again and again."""
    given = [each.format(microphone) for each in _MICROPHONE]
    with running_chromium(driver, *given, *options) as browser:
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
