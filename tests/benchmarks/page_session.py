"""The page beside the terminal: first sound, end of an answer until its transcript, word errors.

    SPEECH_DIR=… python tests/benchmarks/page_session.py [ANSWERS]

Both hear the same sound on the virtual sound card, one after the other: at the terminal through
`coach practice --json`, on the page through headless Chromium, with its echo cancellation on and
nothing to cancel. Each answer ends 0.3 s after its last word.

Holds when the first sound comes within 1.5 s of the click on Begin, and within 0.5 s in a later
session of the same coach; when the page's median from the end of an answer to its transcript is at
most 0.1 s above the terminal's; and when the word errors are within 0.5 points.
"""

from __future__ import annotations

import itertools
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import jiwer
import numpy as np
import soundfile
from playwright.sync_api import Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))

from answers import all_answers

from coach.audio.clips import LISTENING_RATE_HZ
from coach.transcription.choosing import choose_transcriber
from tests.helpers.browser import ONWARD, running_chromium
from tests.helpers.coach_program import conversation
from tests.helpers.reviewing import Reviewing, reviewing
from tests.helpers.sound_card import SoundCard

FIRST_S, FIRST_AGAIN_S, LATER_S, WORSE_POINTS = 1.5, 0.5, 0.1, 0.5
PATIENCE_MS = 60_000
SET = "career-vision"
LOUD, CHUNK_BYTES = 300, 960  # above any dither; 10 ms
ENDED = """
() => new Promise((shown) => {
  const words = document.querySelector("[data-now=answer]");
  const began = performance.now();
  const look = () => {
    if (words.hidden || !words.textContent) requestAnimationFrame(look);
    else shown([(performance.now() - began) / 1000, words.textContent]);
  };
  document.querySelector("[data-choice=done]").click();
  requestAnimationFrame(look);
})
"""
Heard = list[tuple[float, str]]  # of each answer: seconds to its transcript, and the words


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as scratch:
        for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{kind}_HOME"] = f"{scratch}/{kind}"
        os.environ["COACH_RECORDINGS"] = f"{scratch}/kept"
        card = SoundCard.start()
        try:
            sounds, said = answers(Path(scratch), count)
            terminal = at_the_terminal(card, sounds)
            first_s, again_s, page = on_the_page(card, sounds)
        finally:
            card.stop()
    return report(first_s, again_s, said, terminal, page)


def answers(folder: Path, count: int) -> tuple[list[Path], list[str]]:
    """The files of the answers, and what is said in them."""
    transcriber = choose_transcriber("faster-whisper", None, "en", lambda _: False)
    sounds, said = [], []
    chosen = itertools.islice(all_answers(transcriber, 0.3), count)
    for number, (_, samples, reference) in enumerate(chosen):
        path = folder / f"{number}.wav"
        soundfile.write(path, np.clip(samples, -1, 1), LISTENING_RATE_HZ)
        sounds.append(path)
        said.append(reference)
    return sounds, said


def at_the_terminal(card: SoundCard, sounds: list[Path]) -> Heard:
    heard: Heard = []
    arguments = ("practice", SET, "--questions", str(len(sounds)), "--voice", "none")
    with conversation(*arguments, env={**os.environ, **card.environment}) as talk:
        for number, sound in enumerate(sounds, start=1):
            while [event["event"] for event in talk.events].count("answer_started") < number:
                talk.wait_for("answer_started")
            card.play_into_microphone(sound)
            began_s = time.perf_counter()
            talk.press_enter()
            text = talk.wait_for("answer_transcribed")["text"]
            heard.append((time.perf_counter() - began_s, text))
    return heard


def on_the_page(card: SoundCard, sounds: list[Path]) -> tuple[float, float, Heard]:
    """Seconds to the first sound, at first and in a later session; and what was heard."""
    with reviewing(command="open", env=card.environment) as server, chromium(card, server) as page:
        first_s = first_sound_s(card, server, page, f"set={SET}&questions=1")
        page.get_by_role("button", name="Stop", exact=True).click(timeout=PATIENCE_MS)
        shown(page, "Practise something else")
        again_s = first_sound_s(card, server, page, f"set={SET}&questions={len(sounds)}")
        heard: Heard = []
        for sound in sounds:
            shown(page, "Recording")
            card.play_into_microphone(sound)
            took_s, text = page.evaluate(ENDED)
            heard.append((took_s, text))
            page.get_by_role("button", name=ONWARD).click(timeout=PATIENCE_MS)
    return first_s, again_s, heard


@contextmanager
def chromium(card: SoundCard, server: Reviewing) -> Iterator[Page]:
    with (
        sync_playwright() as driver,
        running_chromium(
            driver, "--use-fake-ui-for-media-stream", env=environment(card), plays=True
        ) as browser,
    ):
        context = browser.new_context(permissions=["microphone"])
        server.let_in(context)
        yield context.new_page()


def environment(card: SoundCard) -> Mapping[str, str]:
    return {**os.environ, **card.environment}


def first_sound_s(card: SoundCard, server: Reviewing, page: Page, query: str) -> float:
    """Seconds from the click on Begin to the first sound on the loudspeaker."""
    page.goto(server.at(f"/practice?{query}"))
    begin = page.get_by_role("button", name="Begin", exact=True)
    expect(begin).to_be_visible(timeout=PATIENCE_MS)
    with card.playing_into_microphone(Path(os.environ["COACH_RECORDINGS"]).parent / "0.wav"):
        shown(page, "I hear you well.")
    with card.overhearing_loudspeaker() as sound:
        began_s = time.perf_counter()
        begin.click()
        while np.abs(np.frombuffer(sound.read(CHUNK_BYTES), np.int16).astype(int)).max() < LOUD:
            pass
        return time.perf_counter() - began_s


def shown(page: Page, text: str) -> None:
    expect(page.get_by_text(text, exact=True)).to_be_visible(timeout=PATIENCE_MS)


def report(first_s: float, again_s: float, said: list[str], terminal: Heard, page: Heard) -> int:
    terminal_s, page_s = (statistics.median(s for s, _ in heard) for heard in (terminal, page))
    errors = [100 * word_errors(said, heard) for heard in (terminal, page)]
    print(f"first sound after Begin: {first_s:.2f} s (at most {FIRST_S}),")
    print(f"  in a later session {again_s:.2f} s (at most {FIRST_AGAIN_S})")
    print(f"{len(said)} answers, end to transcript, median: terminal {terminal_s:.2f} s,", end=" ")
    print(f"page {page_s:.2f} s (at most {LATER_S} s more)")
    print(f"word errors: terminal {errors[0]:.1f} %, page {errors[1]:.1f} %", end=" ")
    print(f"(at most {WORSE_POINTS} points more)")
    held = first_s <= FIRST_S and again_s <= FIRST_AGAIN_S
    held = held and page_s <= terminal_s + LATER_S and errors[1] <= errors[0] + WORSE_POINTS
    print("holds" if held else "DOES NOT HOLD")
    return 0 if held else 1


def word_errors(said: list[str], heard: Heard) -> float:
    from whisper.normalizers import EnglishTextNormalizer

    plain = EnglishTextNormalizer()
    return float(jiwer.wer([plain(text) for text in said], [plain(text) for _, text in heard]))


if __name__ == "__main__":
    sys.exit(main())
