"""Downloads of models that are not finished: one coach at a time, and never half of a file.

What has arrived is beside the file, in one that ends in `.part`, and stays for the next attempt.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from coach.errors import EngineMissing
from coach.paths import private_folder
from coach.transcription.checksums import sha256_of
from coach.transcription.models import download_damaged


@contextlib.contextmanager
def only_download(name: str, target: Path) -> Iterator[None]:
    """Within the context, no other coach downloads `target`, weights of the model `name`.

    The empty lock file stays: if it were deleted, two others could lock two files with its name.
    Raises EngineMissing where another coach downloads it now, OSError.
    """
    private_folder(target.parent)
    lock = FileLock(target.with_name(f".{target.name}.lock"), timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise EngineMissing(
            f"Another coach is downloading the Whisper model {name}.",
            "Wait until it is there, then run the same command again.",
        ) from None
    try:
        yield
    finally:
        lock.release()


def part_of(target: Path) -> Path:
    """Where a download of `target` is written to until it is whole."""
    return target.with_name(f"{target.name}.part")


def finish(target: Path, sha256: str, name: str, source: str) -> None:
    """Give what has arrived of `target` its name, where its checksum is right; else delete it.

    Raises EngineMissing where it is not, OSError.
    """
    part = part_of(target)
    if sha256_of(part) != sha256:
        part.unlink()
        raise download_damaged(name, source)
    part.replace(target)
