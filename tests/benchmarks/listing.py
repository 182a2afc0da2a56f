"""Time to list a thousand sessions of five answered questions each.

    python tests/benchmarks/listing.py [SESSIONS]

Holds when the median of five listings takes at most a second. Sound files are not made: a listing
does not open them.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from coach.library.library import Library
from tests.helpers.large_library import TURNS, make_sessions

MOST_S = 1.0


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        make_sessions(library.folder, count)
        times_s = []
        for _ in range(5):
            began_s = time.perf_counter()
            listed = library.sessions()
            times_s.append(time.perf_counter() - began_s)
            assert len(listed) == count
            assert all(one.session and one.session.answered == TURNS for one in listed)
        began_s = time.perf_counter()
        library.session("last")
        last_s = time.perf_counter() - began_s
    median_s = statistics.median(times_s)
    print(f"{count} sessions listed in {median_s:.3f} s, at most {MOST_S}; last in {last_s:.3f} s")
    return 0 if median_s <= MOST_S else 1


if __name__ == "__main__":
    sys.exit(main())
