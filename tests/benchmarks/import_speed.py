"""Time to write down a long file: ours against bare faster-whisper, on the same audio.

    SPEECH_DIR=… python tests/benchmarks/import_speed.py [RUNS]

Bare: word times and its own batch voice activity detection. Ours: all that `coach import` does once
the model is loaded: decoding, keeping the sound as FLAC, voice activity, sound facts, writing down,
keeping the transcript. Runs alternate; holds when the ratio of the medians is at most 1.25.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from faster_whisper import WhisperModel

sys.path.insert(0, str(Path(__file__).parents[2]))


from coach.audio.reading import read_blocks, read_clip
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind, SetName
from coach.transcription.choosing import choose_transcriber
from coach.transcription.jobs import TranscriptionJob, run_job
from tests.helpers.whisper_checkpoint import packaged_folder

MOST = 1.25
QUESTION = AskedQuestion(id="q", text="?")


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
        with tempfile.TemporaryDirectory() as folder:
            library = Library(Path(folder))
            with library.new_session(Kind.IMPORT, SetName(name="s", title="S"), [QUESTION]) as kept:
                take = kept.take_in(1, read_blocks(file))
                audio = kept.folder / take.audio
                written = run_job(TranscriptionJob(audio), transcriber)
                kept.add_transcript(1, kept.add_facts(1, take, written.facts), written.transcript)

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
