"""Give everything that reads input that nobody meant, and look for what it does not promise.

    python tests/trust/fuzz.py --inputs 200000 --seed 1
    python tests/trust/fuzz.py --only sessions --inputs 2000
    python tests/trust/fuzz.py --only sessions --again FILE

Each reader runs in a process of its own, with limits of memory and of the size of a file. It may
raise the errors that it promises, and nothing else; it must end within its bound, write nowhere but
in its own folder, and call nobody. Where atheris is installed, it looks for input that reaches new
code; else the inputs are changed at random. What was found is kept, as a file, to be tried again.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import hashlib
import mmap
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from tests.trust.fuzzed.mutating import LONGEST, mutated  # noqa: E402

if TYPE_CHECKING:
    from tests.trust.fuzzed.reader import Reader

_MOST_MEMORY_BYTES = 3 << 30  # of addresses; the program with all its libraries takes one
_MOST_FILE_BYTES = 256 << 20
_IDLE = 10  # times its bound of the processor's time, whoever else works
_AT_ONCE = 4_000  # of a reader; then a new process begins, with other inputs
_DIED = "DIED"
_MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # quicker than a disk


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--inputs", type=int, default=200_000, help="how many, in all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", metavar="READER", help="one reader, such as sessions")
    parser.add_argument("--again", type=Path, metavar="FILE", help="try one input once more")
    parser.add_argument("--found", type=Path, default=Path("build/fuzz"), help="where they go")
    parser.add_argument("--engine", choices=("atheris", "random"), default=_engine())
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker or options.again:
        return _work(options)
    return _share_out(options)


def _engine() -> str:
    return "atheris" if find_spec("atheris") else "random"


def _share_out(options: argparse.Namespace) -> int:
    """Give each reader its share, one after the other, and say what was found."""
    from tests.trust.fuzzed.everything import READERS

    if options.only and options.only not in READERS:
        sys.exit(f"There is no reader {options.only!r}. There are: {', '.join(READERS)}")
    options.found.mkdir(parents=True, exist_ok=True)
    before = set(options.found.iterdir())
    whole = sum(each.share for each in READERS.values())
    tried = 0
    for number, (name, reader) in enumerate(READERS.items()):
        if options.only not in (None, name):
            continue
        count = options.inputs if options.only else -(-options.inputs * reader.share // whole)
        began_s = time.monotonic()
        left, round_ = count, 0
        while left > 0:
            some = min(left, _AT_ONCE)
            _round(options, name, some, options.seed + 1000 * round_ + number)
            left, round_ = left - some, round_ + 1
        tried += count
        took_s = time.monotonic() - began_s
        print(f"{name}: {count} inputs, {count / took_s:.0f} a second", flush=True)
    found = sorted(set(options.found.iterdir()) - before)
    for each in found:
        if each.suffix == ".txt":
            print(f"\n{each}\n{each.read_text(encoding='utf-8')[-1500:]}")
    if found:
        return 1
    print(f"Nothing broke in {tried} inputs ({options.engine}).")
    return 0


def _round(options: argparse.Namespace, name: str, count: int, seed: int) -> None:
    """One process with some inputs of a reader. Where it dies, keep what it died of."""
    with tempfile.TemporaryDirectory(prefix="coach-fuzz-", dir=_MEMORY) as folder:
        last = Path(folder) / "last"
        last.write_bytes(bytes(LONGEST + 8))
        command = [sys.executable, __file__, "--worker", "--only", name, "--engine", options.engine]
        command += ["--inputs", str(count), "--seed", str(seed), "--found", str(options.found)]
        log = Path(folder) / "log"
        with log.open("wb") as said:
            done = subprocess.run(
                command,
                env={**os.environ, "COACH_FUZZ": folder, "PYTHONHASHSEED": "0"},
                stdout=said,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode:
            data = last.read_bytes()
            length = int.from_bytes(data[:8], "little")
            told = log.read_text(encoding="utf-8", errors="replace")[-8_000:]
            _keep(options.found, name, data[8 : 8 + length], f"{_DIED} {done.returncode}\n{told}")


def _work(options: argparse.Namespace) -> int:
    """The inputs of one reader, in this process."""
    with contextlib.ExitStack() as stack:
        if options.engine == "atheris" and not options.again:
            import atheris

            stack.enter_context(atheris.instrument_imports(include=["coach"]))
        from tests.trust.fuzzed.everything import READERS
        from tests.trust.fuzzed.home import homed
        from tests.trust.fuzzed.reader import tried

        sys.dont_write_bytecode = True
        folder = Path(os.environ.get("COACH_FUZZ") or tempfile.mkdtemp(prefix="coach-fuzz-"))
        found = options.found.resolve()
        stack.enter_context(homed(folder / "home"))
        reader = READERS[options.only]
        seeds = [bytes(each)[:LONGEST] for each in reader.seeds()]
        if not options.again:
            _load(reader, seeds)
        if options.again:
            trial = tried(reader, options.again.read_bytes(), folder / "home")
            print(trial.wrong or ("refused, as promised" if trial.refused else "all is well"))
            return 1 if trial.wrong else 0
        _limit()
        note = _note(folder / "last")
        known: set[tuple[str, ...]] = set()

        def one(data: bytes) -> None:
            note(data)
            faulthandler.dump_traceback_later(reader.bound_s * _IDLE, exit=True)
            trial = tried(reader, data, folder / "home")
            faulthandler.cancel_dump_traceback_later()
            if trial.wrong and trial.where not in known:
                known.add(trial.where)
                _keep(found, reader.name, data, trial.wrong)

        draw = random.Random(options.seed)
        if options.engine == "atheris":
            _by_coverage(options, seeds, one, folder)
        for _ in range(options.inputs):
            one(mutated(draw.choice(seeds), seeds, draw))
    return 0


def _load(reader: Reader, seeds: list[bytes]) -> None:
    """Have all be imported that reading needs, before anything is watched."""
    from tests.trust.fuzzed import kept

    if reader in kept.READERS:
        kept.load_all()
    for each in seeds:
        with contextlib.suppress(*reader.promised):
            reader.read(each)


def _by_coverage(options: argparse.Namespace, seeds: list[bytes], one, folder: Path) -> None:
    import atheris

    corpus = folder / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(seeds):
        (corpus / str(number)).write_bytes(seed)

    def change(data: bytes, most: int, seed: int) -> bytes:
        draw = random.Random(seed)
        if draw.random() < 0.3:
            return atheris.Mutate(data, most)
        return mutated(data or draw.choice(seeds), seeds, draw)[:most]

    flags = [f"-runs={options.inputs}", f"-seed={options.seed}", f"-max_len={LONGEST}"]
    flags += ["-timeout=0", "-rss_limit_mb=0", "-len_control=0", str(corpus)]
    atheris.Setup([sys.argv[0], *flags], one, custom_mutator=change)
    atheris.Fuzz()


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, _MOST_MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, _MOST_FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, resource.getrlimit(what)[1]))


def _note(path: Path):
    """Keeps what is being tried in a file, for whoever finds this process dead."""
    if not path.exists():
        return lambda _: None
    with path.open("r+b") as file:
        kept = mmap.mmap(file.fileno(), LONGEST + 8)

    def note(data: bytes) -> None:
        data = data[:LONGEST]
        kept[: 8 + len(data)] = len(data).to_bytes(8, "little") + data

    return note


def _keep(found: Path, name: str, data: bytes, told: str) -> None:
    slug = re.sub(r"\W+", "-", name)
    path = found / f"{slug}-{hashlib.sha256(data).hexdigest()[:8]}"
    path.write_bytes(data)
    path.with_suffix(".txt").write_text(told, encoding="utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(main())
