"""Which of the browser's ways to clean the microphone's sound serves the words best.

    SPEECH_DIR=… python tests/benchmarks/page_echo.py [ANSWERS]

People's answers, heard on the virtual sound card by headless Chromium, whose loudspeaker leaks into
the microphone. They go over their time, so that the coach's tones and spoken warnings fall into
them. The same answers are heard once for each way.

Holds when the way that the page asks for has at most 1 point more word errors than the best.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from page_session import PATIENCE_MS, SET, Heard, answers, chromium, shown, word_errors

from tests.helpers.reviewing import reviewing
from tests.helpers.sound_card import SoundCard

ANSWERS = 6
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
    "the browser's all three": ((True, True, True), True),
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
                    errors[name] = 100 * word_errors(said, heard_in(way, card, sounds))
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


def heard_in(way: tuple[bool, bool, bool], card: SoundCard, sounds: list[Path]) -> Heard:
    """What the page writes down of each answer, in a mock interview."""
    asked = ASK.replace("WAY", str([int(each) for each in way]))
    heard: Heard = []
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
            words = page.locator("[data-now=answer]")
            words.filter(has_text=" ").wait_for(timeout=PATIENCE_MS)
            heard.append((0.0, words.inner_text()))
            page.get_by_role("button", name="Next", exact=True).click(timeout=PATIENCE_MS)
    return heard


if __name__ == "__main__":
    sys.exit(main())
