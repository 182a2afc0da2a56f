"""Where the page says that the microphone hears a clip, beside where it is heard.

    python tests/benchmarks/page_alignment.py [MINUTES]

On the virtual sound card the microphone of headless Chromium hears what its loudspeaker plays, with
echo cancellation off. The page's own modules play a click every few seconds and say at which
position of the microphone's stream it is heard; the click is then looked for in the stream.

Then think time: the page and the terminal ask aloud on the same card, somebody answers, and what
both tell is compared with one recording of loudspeaker and microphone.

Holds when no click is more than 0.1 s away from its place, when that distance drifts by less than
5 ms, and when each think time is within 0.1 s of the recording's.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import soundfile
from page_echo import sound_card
from page_session import PATIENCE_MS, SET, chromium, shown

from coach.library.library import Library
from tests.helpers.browser import ONWARD
from tests.helpers.coach_program import conversation
from tests.helpers.reviewing import reviewing
from tests.helpers.sound_card import RATE_HZ, SoundCard
from tests.helpers.spoken import WAREHOUSE, speak

MINUTES = 2.0
EVERY_S = 10.0
MOST_AWAY_S, MOST_DRIFT_S = 0.1, 0.005
THINKS_S = (0.8, 2.0, 3.5)
SOFTEST = 300  # of 32,767: above any dither
LISTEN = """
async () => {
  const { Capture } = await import("/static/practice/capture.js");
  const { Loudspeaker } = await import("/static/practice/loudspeaker.js");
  const { mediaDevices } = navigator;
  const asked = mediaDevices.getUserMedia.bind(mediaDevices);
  const off = { echoCancellation: false };
  mediaDevices.getUserMedia = ({ audio }) => asked({ audio: { ...audio, ...off } });
  window.said = null;
  window.loudest = null;
  const capture = new Capture({
    firstStream: 1,
    lost() {},
    heard({ position, samples }) {
      const at = samples.findIndex((sample) => Math.abs(sample) > 3000);
      if (at >= 0 && window.loudest === null) window.loudest = position + at;
    },
  });
  const report = ({ type, position }) => { if (type === "sound_started") window.said = position; };
  const loudspeaker = new Loudspeaker({ capture, address: "", report, blocked() {} });
  await capture.open();
  await capture.context.resume();
  const click = capture.context.createBuffer(1, capture.rate / 10, capture.rate);
  click.getChannelData(0).fill(0.5, 0, 480);
  window.rate = capture.rate;
  window.click = () => { window.said = window.loudest = null; loudspeaker.start(1, click); };
}
"""


def main() -> int:
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES
    with tempfile.TemporaryDirectory() as scratch:
        for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{kind}_HOME"] = f"{scratch}/{kind}"
        os.environ["COACH_RECORDINGS"] = f"{scratch}/kept"
        with sound_card() as card:
            away_s = clicks_away_s(card, minutes)
        with sound_card() as card:
            terminal_s, page_s = think_times_away_s(card, Path(scratch))
    drift_s = max(away_s) - min(away_s)
    print(f"{len(away_s)} clicks in {minutes:g} minutes: heard", end=" ")
    print(f"{1000 * min(away_s):.1f} to {1000 * max(away_s):.1f} ms later than said", end=" ")
    print(f"(at most {1000 * MOST_AWAY_S:.0f}), drift {1000 * drift_s:.1f} ms (below 5)")
    print("minute by minute:", " ".join(f"{1000 * each:.0f}" for each in medians(away_s)), "ms")
    for name, errors_s in (("terminal", terminal_s), ("page", page_s)):
        print(f"think time, {name}: off by", ", ".join(f"{each:+.2f} s" for each in errors_s))
    held = max(map(abs, away_s)) <= MOST_AWAY_S and drift_s < MOST_DRIFT_S
    held = held and max(map(abs, terminal_s + page_s)) <= MOST_AWAY_S
    print("holds" if held else "DOES NOT HOLD")
    return 0 if held else 1


def medians(away_s: list[float]) -> list[float]:
    """Of each minute. A step, unlike a slope, is a buffer that grew when the machine was busy."""
    count = round(60 / EVERY_S)
    return [float(np.median(away_s[at : at + count])) for at in range(0, len(away_s), count)]


def clicks_away_s(card: SoundCard, minutes: float) -> list[float]:
    """How much later than the page says each click is heard, in seconds."""
    away_s = []
    with (
        card.microphone_at_loudspeaker(),
        reviewing(command="open", env=card.environment) as server,
        chromium(card, server) as page,
    ):
        page.goto(server.at("/"))
        page.evaluate(LISTEN)
        page.wait_for_timeout(2000)
        until_s = time.monotonic() + 60 * minutes
        while time.monotonic() < until_s:
            page.evaluate("click()")
            page.wait_for_timeout(1000 * EVERY_S)
            said, heard, rate_hz = page.evaluate("[said, loudest, rate]")
            if heard is None:
                raise SystemExit("a click was not heard: the machine is too busy to measure")
            away_s.append((heard - said) / rate_hz)
    return away_s


def think_times_away_s(card: SoundCard, scratch: Path) -> tuple[list[float], list[float]]:
    """How much longer than in the recording the think times are that terminal and page tell."""
    sound = speak(WAREHOUSE, scratch / "answer.wav")
    with card.record_everything(scratch / "terminal.wav"):
        at_the_terminal(card, sound)
    terminal_s = told_think_times_s()
    with card.record_everything(scratch / "page.wav"):
        on_the_page(card, sound)
    page_s = told_think_times_s()
    return (
        differences(terminal_s, thought_s(scratch / "terminal.wav")),
        differences(page_s, thought_s(scratch / "page.wav")),
    )


def at_the_terminal(card: SoundCard, sound: Path) -> None:
    count = len(THINKS_S)
    env = {**os.environ, **card.environment}
    with conversation("practice", SET, "--questions", str(count), env=env) as talk:
        for number, thinks_s in enumerate(THINKS_S, start=1):
            while [event["event"] for event in talk.events].count("answer_started") < number:
                talk.wait_for("answer_started")
            time.sleep(thinks_s)
            card.play_into_microphone(sound)
            talk.press_enter()
            talk.wait_for("answer_transcribed")
        talk.wait_for("session_finished")


def on_the_page(card: SoundCard, sound: Path) -> None:
    with reviewing(command="open", env=card.environment) as server, chromium(card, server) as page:
        page.goto(server.at(f"/practice?set={SET}&questions={len(THINKS_S)}"))
        with card.playing_into_microphone(sound):
            shown(page, "I hear you well.")
        time.sleep(5)  # what was said for the check is over
        page.get_by_role("button", name="Begin", exact=True).click()
        for thinks_s in THINKS_S:
            shown(page, "Recording")
            time.sleep(thinks_s)
            card.play_into_microphone(sound)
            page.get_by_role("button", name="Done", exact=True).click()
            page.get_by_role("button", name=ONWARD).click(timeout=PATIENCE_MS)
        shown(page, "That is all")


def told_think_times_s() -> list[float]:
    """The think times of the newest session's answers."""
    folder = Path(os.environ["COACH_RECORDINGS"])
    session = Library(folder).session("last")
    kept = json.loads((folder / session.id / "session.json").read_text())
    return [take["think_s"] for turn in kept["turns"] for take in turn["takes"]]


def thought_s(recording: Path) -> list[float]:
    """From the end of each question to the first speech, in a recording whose left channel is the
    loudspeaker and whose right channel is the microphone.
    """
    samples, rate_hz = soundfile.read(recording, dtype="int16")
    assert rate_hz == RATE_HZ
    played, said = (stretches_s(samples[:, channel]) for channel in (0, 1))
    tones = [at for at, stretch in enumerate(played) if is_tone(samples[:, 0], stretch)]
    thought = []
    for tone in tones:
        asked_until_s = played[tone - 1][1]
        later = [begin_s for begin_s, _ in said if begin_s > played[tone][0]]
        if tone and not is_tone(samples[:, 0], played[tone - 1]) and later:
            thought.append(later[0] - asked_until_s)
    return thought


def stretches_s(samples: np.ndarray) -> list[tuple[float, float]]:
    """Where it is loud: what is less than 0.25 s apart is one stretch."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > SOFTEST) / RATE_HZ
    if not len(loud):
        return []
    breaks = np.flatnonzero(np.diff(loud) > 0.25)
    begins, ends = np.r_[0, breaks + 1], np.r_[breaks, len(loud) - 1]
    return [(float(loud[begin]), float(loud[end])) for begin, end in zip(begins, ends, strict=True)]


def is_tone(samples: np.ndarray, stretch: tuple[float, float]) -> bool:
    begin, end = (round(each * RATE_HZ) for each in stretch)
    if not 0.05 < stretch[1] - stretch[0] < 0.6:
        return False
    powers = np.abs(np.fft.rfft(samples[begin:end].astype(float))) ** 2
    strongest = np.sort(powers)[-len(powers) // 50 - 1 :]
    return bool(strongest.sum() > 0.9 * powers.sum())


def differences(told_s: list[float], heard_s: list[float]) -> list[float]:
    return [told - heard for told, heard in zip(told_s, heard_s, strict=True)]


if __name__ == "__main__":
    sys.exit(main())
