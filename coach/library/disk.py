"""Writes files so that a kill at any moment leaves the old file or the new one, never a part."""

from __future__ import annotations

import contextlib
import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from coach.errors import CannotWrite
from coach.parsing import json_in

if TYPE_CHECKING:
    from pydantic import BaseModel

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "the folder may not be written to",
    errno.EPERM: "the folder may not be written to",
}
# The names that `replacing` gives in a library, with the process; people's own files have others.
_UNFINISHED = re.compile(r"\..+\.(?:json|md|flac)\.(\d+)", re.ASCII)

HINT = "Make room or choose another folder: coach … --recordings DIR"


@contextlib.contextmanager
def writing(path: Path, hint: str = HINT) -> Iterator[None]:
    """Turn an OSError while writing `path` into CannotWrite with a sentence, and `hint`."""
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
        raise CannotWrite(f"Cannot write {path}: {reason}.", hint) from error


def older_name(path: Path, version: int) -> Path:
    """Where a file of an older schema is kept, such as take-1.edits.v1.json."""
    return path.with_name(f"{path.stem}.v{version}{path.suffix}")


def _keep_older(path: Path, version: int) -> None:
    """Copy `path` before it is first written in the schema `version`."""
    try:
        content = path.read_bytes()
        older = json_in(content).get("schema_version")
    except (OSError, ValueError, AttributeError):  # there is none, or nothing that a coach wrote
        return
    if isinstance(older, int) and older < version:
        kept = older_name(path, older)
        if not kept.exists():
            with replacing(kept) as file:
                file.write(content)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which then takes the place of `path` in one step.

    It can be read by its owner only. Raises CannotWrite.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    with writing(path):
        try:
            with unfinished.open("wb") as file:
                unfinished.chmod(0o600)
                yield file
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)


def delete_unfinished(folder: Path) -> None:
    """Delete what processes that died have left in `folder` of files they were replacing."""
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):  # noqa: PTH208  of ten thousand
            unfinished = _UNFINISHED.fullmatch(name)
            if unfinished and not _lives(int(unfinished[1])):
                (folder / name).unlink(missing_ok=True)


def _lives(process: int) -> bool:
    if os.name == "nt":  # it would be told to end
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def write_text(path: Path, text: str) -> None:
    """Replace `path` by `text` in one step, readable by its owner only. Raises CannotWrite."""
    with replacing(path) as file:
        file.write(text.encode("utf-8"))


def write_record(path: Path, record: BaseModel, indent: int | None = 1) -> None:
    """Replace `path` by `record` as JSON in one step. Raises CannotWrite.

    What an older coach wrote in another schema is kept beside it: see `older_name`.
    """
    version = getattr(record, "schema_version", 1)
    if version > 1:
        _keep_older(path, version)
    write_text(path, record.model_dump_json(indent=indent) + "\n")
