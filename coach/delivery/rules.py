"""The version of the delivery rules of a language: a text that changes with their file.

Figures that were kept are current as long as it is the same. To compare them, the rules themselves
need not be loaded.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from coach.language_tags import primary_language
from coach.paths import config_file

SHIPPED = Path(__file__).parent / "languages"
"""The folder of the rules that come with the coach."""

_CODE = 6  # of the code that reads the files; raised when figures would come out differently


def rules_file(code: str) -> Path | None:
    """The file with the rules of a language, the person's own before ours; None without one."""
    own = config_file().parent / "languages"
    paths = (folder / f"{primary_language(code)}.toml" for folder in (own, SHIPPED))
    return next((path for path in paths if path.is_file()), None)


def last_change(path: Path) -> tuple[int, int]:
    """What changes with a file: when it was written, in nanoseconds, and its size in bytes.

    A page stays open for days: whoever keeps in memory what was read of a file, keeps this, too.
    """
    try:
        stat = path.stat()
    except OSError:
        return 0, 0
    return stat.st_mtime_ns, stat.st_size


def rules_version(code: str) -> str:
    """The version of the rules of a language; "" where they cannot be read."""
    path = rules_file(code)
    try:
        return version_of(path.read_bytes() if path else None)
    except OSError:
        return ""


def version_of(content: bytes | None) -> str:
    """The version of rules with that content; None: of a language without a file."""
    digest = "none" if content is None else hashlib.sha256(content).hexdigest()[:8]
    return f"{_CODE}-{digest}"
