"""Memory while an hour of speech is written down live.

    python tests/benchmarks/live_hour.py ANSWER.wav [MINUTES] [SPEED]

ANSWER.wav is any recording of speech; repeated, it makes the hour (60 minutes unless given), heard
SPEED times as fast as it was spoken (6 unless given). Prints the memory after every ten minutes of
sound, and how long the last words took. Holds when at the end it is at most 100 MB more than after
the first ten minutes.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from coach.audio.clips import LISTENING_RATE_HZ
from coach.audio.ports import Block
from coach.audio.reading import read_blocks
from coach.audio.recorder import TakeRecorder
from coach.delivery.language import language_of
from coach.interview.live_take import LiveTake
from coach.transcription.choosing import choose_transcriber
from coach.transcription.worker import TranscriptionWorker

BLOCK = LISTENING_RATE_HZ // 10


MOST_MORE_MB = 100
memories_mb: list[float] = []  # after every ten minutes


def main() -> int:
    minutes = float(sys.argv[2]) if len(sys.argv) > 2 else 60.0
    speed = float(sys.argv[3]) if len(sys.argv) > 3 else 6.0
    transcriber = choose_transcriber("faster-whisper", None, "en", lambda offer: False)
    transcriber.load()
    with (
        tempfile.TemporaryDirectory() as folder,
        TranscriptionWorker(transcriber, fillers=language_of("en").fillers) as worker,
    ):
        wav = Path(folder) / "take.wav"
        take = LiveTake(worker)
        blocks = heard(Path(sys.argv[1]), minutes * 60, speed)
        with TakeRecorder(blocks, wav, [take]) as recorder:
            recorder.wait(1e9)
        ended_s = time.perf_counter()
        transcript = take.finish(wav, recorder.facts()).result().transcript
        took_s = time.perf_counter() - ended_s
    memory_mb = psutil.Process().memory_info().rss / 2**20
    print(
        f"the end: {memory_mb:.0f} MB, {len(transcript.words)} words, last ones in {took_s:.2f} s"
    )
    more_mb = memory_mb - memories_mb[0] if memories_mb else 0.0
    holds = bool(transcript.words) and more_mb <= MOST_MORE_MB
    print("holds" if holds else "DOES NOT HOLD")
    return 0 if holds else 1


def heard(source: Path, length_s: float, speed: float) -> Iterator[Block]:
    """The recording over and over, at `speed`, and a line on the memory now and then."""
    began_s = time.monotonic()
    count = 0
    for samples in itertools.chain.from_iterable(read_blocks(source) for _ in itertools.count()):
        for start in range(0, len(samples), BLOCK):
            block = samples[start : start + BLOCK]
            at_s = count / LISTENING_RATE_HZ
            if at_s >= length_s:
                return
            if at_s // 600 != (at_s + len(block) / LISTENING_RATE_HZ) // 600:
                memory_mb = psutil.Process().memory_info().rss / 2**20
                memories_mb.append(memory_mb)
                print(f"{at_s / 60:5.0f} minutes: {memory_mb:.0f} MB", flush=True)
            count += len(block)
            time.sleep(max(0.0, began_s + at_s / speed - time.monotonic()))
            yield Block(block)


if __name__ == "__main__":
    sys.exit(main())
