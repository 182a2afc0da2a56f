"""Peak memory of a whole session, for a short and for a long answer; live; and of a long import.

    python tests/benchmarks/memory.py ANSWER.wav [MINUTES] [LIVE_MINUTES]

ANSWER.wav is any recording of speech; repeated, it makes the long one (10 minutes unless given),
and the one that is heard at its real pace, with captions and listened to for fillers meanwhile (5
minutes unless given, and so long it takes).

Holds when each takes at most 600 MB, and the long session at most 100 MB more than the short one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from coach.audio.clips import LISTENING_RATE_HZ
from coach.audio.reading import read_blocks
from coach.audio.writing import write_blocks

MOST_MB, MOST_MORE_MB = 600, 100


def main() -> int:
    source = Path(sys.argv[1])
    minutes = float(sys.argv[2]) if len(sys.argv) > 2 else 10.0
    live_minutes = float(sys.argv[3]) if len(sys.argv) > 3 else 5.0
    sound = list(read_blocks(source))
    length_s = sum(len(block) for block in sound) / LISTENING_RATE_HZ

    def repeated(path: Path, minutes: float) -> Path:
        times = max(1, round(minutes * 60 / length_s))
        write_blocks(path, (block for _ in range(times) for block in sound))
        print(f"{path.stem}: {times * length_s / 60:.1f} minutes")
        return path

    with tempfile.TemporaryDirectory() as folder:
        long = repeated(Path(folder) / "long.wav", minutes)
        live = repeated(Path(folder) / "live.wav", live_minutes)
        practice = ("practice", "--questions", "1", "--answers")
        peaks_mb: dict[str, float] = {}
        for title, command in {
            f"session, {length_s:.0f} s": (*practice, str(source)),
            "session, long": (*practice, str(long)),
            "session, live": (*practice, str(live), "--pace", "real"),
            "import, long": ("import", str(long)),
        }.items():
            peaks_mb[title] = peak_memory_mb(command, folder)
            print(f"{title:<20} {peaks_mb[title]:5.0f} MB", flush=True)
    short_mb, long_mb, *_ = peaks_mb.values()
    holds = max(peaks_mb.values()) <= MOST_MB and long_mb - short_mb <= MOST_MORE_MB
    print("holds" if holds else "DOES NOT HOLD")
    return 0 if holds else 1


def peak_memory_mb(arguments: Sequence[str], folder: str) -> float:
    """Of one command, to which no speech has been rendered before."""
    with tempfile.TemporaryDirectory() as cache:
        child = subprocess.Popen(
            [sys.executable, "-m", "coach", "--recordings", folder, *arguments],
            stdout=subprocess.DEVNULL,
            env=os.environ | {"XDG_CACHE_HOME": cache},
        )
        _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"coach {arguments[0]} failed")
    return usage.ru_maxrss / 1024  # kilobytes on Linux


if __name__ == "__main__":
    sys.exit(main())
