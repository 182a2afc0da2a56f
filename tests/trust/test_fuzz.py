"""Nothing that reads breaks, whatever it is given: a little of what `fuzz.py` does at length."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.trust.fuzzed.everything import READERS
from tests.trust.fuzzed.home import homed
from tests.trust.fuzzed.mutating import mutated
from tests.trust.fuzzed.reader import tried

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="its bounds are those of POSIX"),
]
FUZZ = Path(__file__).with_name("fuzz.py")
_OFTEN = 30  # a share of inputs above which a reader is quick


@pytest.fixture(scope="module")
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One for all readers: a library with a file of every kind takes seconds to make."""
    folder = tmp_path_factory.mktemp("fuzzed")
    with homed(folder):
        yield folder


# Whose libraries or seeds take long to load. `fuzz.py` has them read, too.
_LOADS_LONG = ("HTML", "PDF", "DOCX", "what is typed", "conversations with the page")
_QUICK = [name for name, reader in READERS.items() if name not in _LOADS_LONG]
_LONG = [pytest.param(name, marks=pytest.mark.long) for name in _LOADS_LONG]


@pytest.mark.parametrize("name", [*_QUICK, *_LONG])
def test_what_is_read_may_be_anything(name: str, own_home: Path) -> None:
    reader = READERS[name]
    with homed(own_home):  # the fixture of every test has made another one
        seeds = [bytes(seed) for seed in reader.seeds()]

        @settings(
            max_examples=10 if reader.share >= _OFTEN else 1,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(st.randoms(use_true_random=False))
        def nothing_breaks(draw: Random) -> None:
            data = mutated(draw.choice(seeds), seeds, draw)
            assert tried(reader, data, own_home).wrong == "", data

        nothing_breaks()


@pytest.mark.long
def test_two_hundred_thousand_inputs(tmp_path: Path) -> None:
    command = [sys.executable, FUZZ, "--inputs", "200000", "--found", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Nothing broke in 200" in done.stdout
