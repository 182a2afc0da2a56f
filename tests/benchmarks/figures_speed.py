"""Time to work out the figures of a five-minute answer, and those of ten thousand takes over time.

    python tests/benchmarks/figures_speed.py [TAKES]

Holds when the answer's figures take at most 50 ms (the median of 20), those of all takes, read from
the index, at most half a second, looking for a hedged sentence where there is none as long, and the
whole of `coach progress --json` at most 1.2 s (the median of seven), once every take has been
measured. The rest of the command loads what it needs, and looks whether sessions were changed, and
prints; no single part of that stands out.
"""

from __future__ import annotations

import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from coach.audio.facts import SoundFacts
from coach.audio.vad import SpeechSegment
from coach.delivery.delivery import delivery_of
from coach.delivery.kept import all_measured
from coach.library.library import Library
from coach.transcription.ports import Transcript
from coach.vision.drilling import hedged
from tests.helpers.labels import TUNED_ON, as_transcript, read
from tests.helpers.large_library import TURNS, make_sessions

ANSWER_S, WORDS = 300, 750
MOST_MS, MOST_INDEX_S, MOST_S = 50, 0.5, 1.2


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    took_ms = 1000 * statistics.median(answer_times_s())
    print(f"figures of an answer of {ANSWER_S} s, {WORDS} words: {took_ms:.0f} ms")
    with tempfile.TemporaryDirectory() as folder:
        make_sessions(Path(folder), count // TURNS)
        times_s = [progress_s(Path(folder)) for _ in range(8)]
        library = Library(Path(folder))
        index_s = statistics.median(index_times_s(library, count // TURNS * TURNS))
        began_s = time.perf_counter()
        assert next(hedged(library), None) is None
        hedged_s = time.perf_counter() - began_s
    took_s = statistics.median(times_s[1:])
    print(f"figures of {count} takes, read from the index: {index_s:.2f} s")
    print(f"a hedged sentence among {count} takes, none of which is: {hedged_s:.2f} s")
    print(f"coach progress --json, {count} takes: {times_s[0]:.1f} s at first, then {took_s:.2f} s")
    holds = took_ms <= MOST_MS and max(index_s, hedged_s) <= MOST_INDEX_S and took_s <= MOST_S
    print("holds" if holds else "DOES NOT HOLD")
    return 0 if holds else 1


def answer_times_s() -> list[float]:
    """The times of 20 runs, each on an answer of its own (nothing is remembered)."""
    times_s = []
    for number in range(20):
        transcript, facts = answer(number)
        began_s = time.perf_counter()
        delivery_of(transcript, facts, 240, 2.0)
        times_s.append(time.perf_counter() - began_s)
    return times_s


def answer(number: int) -> tuple[Transcript, SoundFacts]:
    """Sentences of interview answers, half a second of pause after each second of speech."""
    sentences = itertools.cycle(sentence.text for sentence in read(TUNED_ON))
    words: list[str] = []
    for text in itertools.islice(sentences, number, None):
        words += text.split()
        if len(words) >= WORDS:
            break
    transcript = as_transcript(" ".join(words[:WORDS]))
    spread = ANSWER_S / transcript.words[-1].end_s
    stretched = [
        word.model_copy(update={"start_s": word.start_s * spread, "end_s": word.end_s * spread})
        for word in transcript.words
    ]
    speech = [SpeechSegment(start_s=n * 1.5, end_s=n * 1.5 + 1.0) for n in range(ANSWER_S * 2 // 3)]
    facts = SoundFacts(
        duration_s=float(ANSWER_S),
        speech=tuple(speech),
        levels_db=tuple(-20.0 - n % 7 for n in range(ANSWER_S * 10)),
        pitches_hz=tuple(100 + n % 9 for n in range(ANSWER_S * 50)),
    )
    return transcript.model_copy(update={"words": tuple(stretched)}), facts


def index_times_s(library: Library, count: int) -> list[float]:
    """The times of five runs in this process, after one that loads what it needs."""
    times_s = []
    for _ in range(6):
        began_s = time.perf_counter()
        assert len(all_measured(library)) == count
        times_s.append(time.perf_counter() - began_s)
    return times_s[1:]


def progress_s(library: Path) -> float:
    """The time of the whole command."""
    command = [sys.executable, "-m", "coach", "progress", "--json", "--recordings", str(library)]
    env = os.environ.copy()
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled once, too
    began_s = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=env)
    return time.perf_counter() - began_s


if __name__ == "__main__":
    sys.exit(main())
