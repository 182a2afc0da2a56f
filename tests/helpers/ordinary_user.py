"""A user whom the modes of files stop, unlike root."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

_RIGHTS = "-dac_override,-dac_read_search"


def as_ordinary_user() -> tuple[str, ...]:
    """What goes before a command that may do no more than the modes of files allow.

    Skips the test where that cannot be had.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return ()
    command = ("setpriv", f"--bounding-set={_RIGHTS}", f"--inh-caps={_RIGHTS}")
    if not shutil.which("setpriv") or subprocess.run([*command, "true"], check=False).returncode:
        pytest.skip("this user may read and write everywhere, and that cannot be taken away")
    return command


def make_unreadable(path: Path) -> None:
    """Take away the right to read `path`. Skips the test where this user has it all the same."""
    path.chmod(0)
    if os.access(path, os.R_OK):
        path.chmod(0o600)
        pytest.skip("this user may read everything")
