"""How long `coach --help` takes, as a whole process.

    python tests/benchmarks/help_time.py [RUNS]

Prints the median; holds when it is at most 0.2 s.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

MOST_S = 0.2


def main() -> int:
    times = []
    for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 9):
        began_s = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "coach", "--help"], stdout=subprocess.DEVNULL, check=True
        )
        times.append(time.perf_counter() - began_s)
    median_s = statistics.median(times)
    print(f"median {median_s:.3f} s, at most {MOST_S}")
    return 0 if median_s <= MOST_S else 1


if __name__ == "__main__":
    sys.exit(main())
