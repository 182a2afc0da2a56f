"""Every benchmark, one after the other, as docs/numbers.md names it.

    SPEECH_DIR=… OTHER_DIR=… python tests/benchmarks/all.py [NAME …]

Takes some hours on two cores, on which nothing else should run. What each prints goes to
`build/numbers`, in a folder named after the commit; here stand how long it took, and whether it
held. NAME picks those of that name, as in `latency page_session`. Holds when all do.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
LONG_SPEECH = str(Path(os.environ.get("SPEECH_DIR", "")) / "radio-address-long.wav")
# First what takes a moment, then what hears people's answers at the pace at which they were spoken,
# and last the words, which are the same on a busy machine.
RUNS = (
    ("help_time",),
    ("first_word",),
    ("listing",),
    ("search_speed",),
    ("figures_speed",),
    ("scale", "10", "10000"),
    ("review_speed",),
    ("import_speed",),
    ("jobs", "--rounds", "1", "--minutes", "4"),
    ("latency", "--answers", "10"),
    ("latency", "--engine", "openai-whisper", "--only", "m", "--answers", "10"),
    ("follow_ups", "--answers", "12"),
    ("page_session",),
    ("page_alignment",),
    ("page_alignment", "30"),
    ("memory", LONG_SPEECH),
    ("live_hour", LONG_SPEECH),
    ("stages", "--session"),
    ("results",),
    ("accuracy",),
    ("fillers",),
    ("spoken_commands",),
    ("spoken_tellings",),
    ("soft_speech", "--seconds", "12"),
    ("invented",),
    ("stages", "--words"),
    ("page_echo",),
)


def main() -> int:
    names = set(sys.argv[1:])
    if unknown := names - {name for name, *_ in RUNS}:
        print(f"There is no benchmark {', '.join(sorted(unknown))}.")
        return 2
    commit = ["git", "rev-parse", "--short", "HEAD"]
    at = subprocess.run(commit, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
    folder = ROOT / "build" / "numbers" / at
    folder.mkdir(parents=True, exist_ok=True)
    held = [held_to(folder, *run) for run in RUNS if not names or run[0] in names]
    print(f"{sum(held)} of {len(held)} hold at {at}")
    return 0 if all(held) else 1


def held_to(folder: Path, name: str, *options: str) -> bool:
    """Run a benchmark, keep what it prints in `folder`, and return whether it held."""
    title = " ".join((name, *(Path(option).name for option in options)))
    began_s = time.monotonic()
    with (folder / f"{title}.txt").open("wb") as kept:
        command = [sys.executable, str(HERE / f"{name}.py"), *options]
        done = subprocess.run(command, cwd=ROOT, stdout=kept, stderr=subprocess.STDOUT, check=False)
    minutes = (time.monotonic() - began_s) / 60
    print(f"{title}: {'holds' if done.returncode == 0 else 'DOES NOT HOLD'}, {minutes:.1f} minutes")
    sys.stdout.flush()
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
