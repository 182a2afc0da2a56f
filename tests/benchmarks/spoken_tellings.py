"""How many of the questions are picked out of a telling that was spoken: written, and as heard.

    python tests/benchmarks/spoken_tellings.py [--model NAME|FOLDER] [--heard FOLDER]

Fourteen tellings, the first six of the held-out ones in the order of their names and eight others,
each said by one of three voices in turn and written down by Whisper (tiny.en unless another is
named). The labels are carried over to the transcript by aligning the words. For the held-out ones
only the sums are told. `--heard` keeps the transcripts of the others in a folder, to read.
Holds when recall and precision of all that was heard are at least 85 %.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import jiwer
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from voices import said

from coach.audio.clips import LISTENING_RATE_HZ
from coach.debrief.picking import questions_in
from coach.transcription.choosing import choose_transcriber
from coach.transcription.ports import Transcriber
from coach.transcription.whole import write_down
from tests.helpers import tellings
from tests.helpers.tellings import Score, Telling

LEAST = 0.85
VOICES = ("joe-1.3", "joe", "en-us")


def main() -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", help="Whisper model instead of tiny.en")
    parser.add_argument(
        "--heard", type=Path, help="folder for the transcripts of those not held out"
    )
    options = parser.parse_args()
    transcriber = choose_transcriber("faster-whisper", options.model, "en", lambda offer: False)
    held_out = sorted(tellings.read(tellings.HELD_OUT), key=lambda each: each.name)[:6]
    others = [each for path in tellings.LABELLED for each in tellings.read(path)[4:6]]
    together = Score()
    for kind, chosen, keep in (("held out", held_out, None), ("others", others, options.heard)):
        written = sum((tellings.score(t, questions_in(t.text)) for t in chosen), Score())
        heard, wrong = heard_score(transcriber, chosen, keep)
        print(
            f"{kind}: written {written.told()}\n  heard {heard.told()}, word error rate {wrong:.0%}"
        )
        together += heard
    holds = min(together.recall, together.precision) >= LEAST
    print(f"all heard: {together.told()}: {'holds' if holds else 'DOES NOT HOLD'}")
    return 0 if holds else 1


def heard_score(
    transcriber: Transcriber, chosen: Sequence[Telling], keep: Path | None
) -> tuple[Score, float]:
    """What is picked out of the transcripts, and the mean word error rate."""
    total, wrong = Score(), []
    for number, telling in enumerate(chosen):
        quiet = np.zeros(LISTENING_RATE_HZ // 2, np.float32)
        sound = np.concatenate([quiet, said(VOICES[number % len(VOICES)], telling.text), quiet])
        heard = write_down(transcriber, [sound]).transcript.text
        picked = tellings.spans_of(heard, [each.quote for each in questions_in(heard)])
        total += tellings.score_spans(tellings.heard_spans(telling, heard), picked)
        wrong.append(jiwer.wer(plain(telling.text), plain(heard)))
        if keep:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{telling.name}.txt").write_text(heard, encoding="utf-8")
    return total, float(np.mean(wrong))


def plain(text: str) -> str:
    return " ".join(word for word, _ in tellings.words_of(text))


if __name__ == "__main__":
    sys.exit(main())
