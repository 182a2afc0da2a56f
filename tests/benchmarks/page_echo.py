"""Which of the browser's ways to clean the microphone's sound serves the words best.

    SPEECH_DIR=… python tests/benchmarks/page_echo.py [ANSWERS]

People's answers, heard on the virtual sound card by headless Chromium, whose loudspeaker leaks into
the microphone. They go over their time, so that the coach's tones and spoken warnings fall into
them. The same answers are heard once for each way. Whisper's words move by themselves, so each kept
answer is written down from five beginnings (see accuracy.py), by Whisper tiny.en.

Holds when the way that the page asks for has at most 1 point more word errors than the best.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from accuracy import normalised, word_errors
from page_session import PATIENCE_MS, SET, answers, chromium, shown

from coach.audio.clips import LISTENING_RATE_HZ
from coach.audio.reading import read_clip
from coach.library.library import Library
from coach.transcription.choosing import choose_transcriber
from coach.transcription.whole import write_down
from tests.helpers.browser import ONWARD
from tests.helpers.reviewing import reviewing
from tests.helpers.sound_card import SoundCard

ANSWERS = 10
LIMIT_S = 8  # warnings at four seconds, and when it is over
WORSE_POINTS = 1.0
LEAK = "40%"
OURS = "the browser's echo cancellation (as the page asks for)"
# Echo cancellation, noise suppression, gain control; and whether the loudspeaker leaks.
WAYS = {
    "without a loudspeaker: nothing": ((False, False, False), False),
    "without a loudspeaker: the browser's echo cancellation": ((True, False, False), False),
    OURS: ((True, False, False), True),
    "the browser's echo cancellation and noise suppression": ((True, True, False), True),
    "the browser's echo cancellation and gain control": ((True, False, True), True),
    "the coach's own echo cancellation": ((False, False, False), True),
}
ASK = """
(() => {
  const [echoCancellation, noiseSuppression, autoGainControl] = WAY;
  const { mediaDevices } = navigator;
  const asked = mediaDevices.getUserMedia.bind(mediaDevices);
  const way = { echoCancellation, noiseSuppression, autoGainControl };
  mediaDevices.getUserMedia = ({ audio }) => asked({ audio: { ...audio, ...way } });
})();
"""


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ANSWERS
    errors = {}
    with tempfile.TemporaryDirectory() as scratch:
        for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{kind}_HOME"] = f"{scratch}/{kind}"
        os.environ["COACH_RECORDINGS"] = f"{scratch}/kept"
        with sound_card() as card:
            sounds, said = answers(Path(scratch), count)
            for name, (way, leaks) in WAYS.items():
                leak = card.microphone_beside_loudspeaker(LEAK) if leaks else nullcontext()
                with leak:
                    hold(way, card, sounds)
                errors[name] = errors_kept(said)
                print(f"{errors[name]:5.1f} % of the words wrong: {name}", flush=True)
    best = min(errors[name] for name, (_, leaks) in WAYS.items() if leaks)
    held = errors[OURS] <= best + WORSE_POINTS
    print("holds" if held else "DOES NOT HOLD")
    return 0 if held else 1


@contextmanager
def sound_card() -> Iterator[SoundCard]:
    card = SoundCard.start()
    try:
        yield card
    finally:
        card.stop()


def hold(way: tuple[bool, bool, bool], card: SoundCard, sounds: list[Path]) -> None:
    """A mock interview on the page, with the microphone cleaned in that way."""
    asked = ASK.replace("WAY", str([int(each) for each in way]))
    with reviewing(command="open", env=card.environment) as server, chromium(card, server) as page:
        page.add_init_script(asked)
        query = f"set={SET}&kind=mock&answer={LIMIT_S}&questions={len(sounds)}"
        page.goto(server.at(f"/practice?{query}"))
        with card.playing_into_microphone(sounds[0]):
            shown(page, "I hear you well.")
        page.get_by_role("button", name="Begin", exact=True).click()
        for sound in sounds:
            shown(page, "Recording")
            card.play_into_microphone(sound)
            page.get_by_role("button", name="Done", exact=True).click()
            page.get_by_role("button", name=ONWARD).click(timeout=PATIENCE_MS)
        shown(page, "That is all")


def errors_kept(said: list[str]) -> float:
    """The mean word error rate of the newest session's answers, in percent."""
    transcriber = choose_transcriber("faster-whisper", None, "en", lambda _: False)
    folder = Path(os.environ["COACH_RECORDINGS"])
    session = Library(folder).session("last")
    rates = []
    for number, reference in enumerate(said, start=1):
        audio = folder / session.id / session.take(number, 1).audio
        samples = read_clip(audio).at_rate(LISTENING_RATE_HZ).samples
        rates += word_errors(
            lambda sound: write_down(transcriber, [sound]).transcript.text,
            samples,
            normalised(reference),
        )
    return statistics.mean(rates)


if __name__ == "__main__":
    sys.exit(main())
