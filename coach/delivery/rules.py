"""The version of the delivery rules of a language: a text that changes with their file.

Figures that were kept are current as long as it is the same. To compare them, the rules themselves
need not be loaded.
"""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from coach.language_tags import primary_language
from coach.paths import config_file

_SHIPPED = Path(__file__).parent / "languages"
_CODE = 4  # of the code that reads the files; raised when figures would come out differently


def rules_file(code: str) -> Path | None:
    """The file with the rules of a language, the person's own before ours; None without one."""
    return _file(primary_language(code), config_file().parent / "languages")


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


@functools.cache
def _file(code: str, own: Path) -> Path | None:
    paths = (folder / f"{code}.toml" for folder in (own, _SHIPPED))
    return next((path for path in paths if path.is_file()), None)
