"""Peak memory of a whole session, for a short and for a long answer; and of a long import.

    python tests/benchmarks/memory.py ANSWER.wav [MINUTES]

ANSWER.wav is any recording of speech; repeated, it makes the long one (10 minutes unless given).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from coach.audio.clips import LISTENING_RATE_HZ
from coach.audio.reading import read_blocks
from coach.audio.writing import write_blocks


def main() -> None:
    source = Path(sys.argv[1])
    minutes = float(sys.argv[2]) if len(sys.argv) > 2 else 10.0
    sound = list(read_blocks(source))
    length_s = sum(len(block) for block in sound) / LISTENING_RATE_HZ
    with tempfile.TemporaryDirectory() as folder:
        long = Path(folder) / "long.wav"
        times = max(1, round(minutes * 60 / length_s))
        write_blocks(long, (block for _ in range(times) for block in sound))
        practice = ("practice", "--questions", "1", "--answers")
        for title, answer, command in (
            ("session, as it is", source, practice),
            ("session, long", long, practice),
            ("import, long", long, ("import",)),
        ):
            peak_mb = peak_memory_mb([*command, str(answer)], folder)
            print(f"{title:<20} {peak_mb:5.0f} MB")
    print(f"the answer is {length_s:.0f} s long, the long one {times * length_s / 60:.1f} minutes")


def peak_memory_mb(arguments: list[str], folder: str) -> float:
    child = subprocess.Popen(
        [sys.executable, "-m", "coach", "--recordings", folder, *arguments],
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"coach {arguments[0]} failed")
    return usage.ru_maxrss / 1024  # kilobytes on Linux


if __name__ == "__main__":
    main()
