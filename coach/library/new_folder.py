"""Makes the folder of a new session, and holds it."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from coach.errors import LibraryError
from coach.library.disk import writing
from coach.library.lock import held
from coach.paths import private_folder, shortened

_LONGEST_NAME_BYTES = 120  # any file system takes it, with a mark before or after it


@contextlib.contextmanager
def new_folder(library: Path, name: str) -> Iterator[Path]:
    """A new folder of that name in `library`, held within the context. Raises CannotWrite.

    Another coach that starts may delete it, as one that was left, before it is held.
    """
    with contextlib.ExitStack() as stack:
        while True:
            folder = _made(library, name)
            try:
                stack.enter_context(held(folder))
                break
            except LibraryError:
                if folder.is_dir():
                    shutil.rmtree(folder, ignore_errors=True)
                    raise
        with writing(folder):
            folder.chmod(0o700)  # a lock makes a folder that is gone anew, for everybody
        yield folder


def _made(library: Path, name: str) -> Path:
    slug = shortened(re.sub(r"[^\w.-]+", "-", name), _LONGEST_NAME_BYTES)
    slug = slug.rstrip(".")  # which Windows would leave out
    with writing(library):
        private_folder(library)
        for count in range(1, 10_000):
            folder = library / (slug if count == 1 else f"{slug}-{count}")
            with contextlib.suppress(FileExistsError):
                folder.mkdir(mode=0o700)
                return folder
    raise AssertionError("ten thousand sessions in one minute")
