"""Time to write down a long file: ours against bare faster-whisper, on the same audio.

    SPEECH_DIR=… python tests/benchmarks/import_speed.py [RUNS]

Bare: word times and its own batch voice activity detection. Ours: decoding, voice activity,
writing down, gating. Runs alternate; holds when the ratio of the medians is at most 1.25.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from faster_whisper import WhisperModel

sys.path.insert(0, str(Path(__file__).parents[2]))

from coach.audio.files import read_blocks, read_clip
from coach.transcription.choosing import choose_transcriber
from coach.transcription.whole import write_down
from tests.helpers.whisper_checkpoint import packaged_folder

MOST = 1.25


def main() -> int:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    file = Path(os.environ["SPEECH_DIR"]) / "radio-address-long.wav"
    model = WhisperModel(str(packaged_folder()), "cpu", compute_type="int8", cpu_threads=2)
    transcriber = choose_transcriber("faster-whisper", None, "en", lambda offer: False)
    transcriber.load()

    def bare() -> None:
        samples = read_clip(file).at_rate(16_000).samples
        segments, _ = model.transcribe(
            samples, language="en", word_timestamps=True, vad_filter=True
        )
        list(segments)

    def ours() -> None:
        write_down(transcriber, read_blocks(file))

    times: dict[str, list[float]] = {"bare": [], "ours": []}
    for _ in range(runs):
        for name, work in (("bare", bare), ("ours", ours)):
            times[name].append(seconds(work))
            print(f"{name} {times[name][-1]:.2f} s", flush=True)
    ratio = statistics.median(times["ours"]) / statistics.median(times["bare"])
    print(f"ratio of medians {ratio:.2f}, at most {MOST}")
    return 0 if ratio <= MOST else 1


def seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
