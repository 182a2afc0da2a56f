"""Parses JSON and TOML that anybody may have written: whatever is wrong is a ValueError.

Both parsers of Python fail in more ways than they say: where something is nested too deeply, and
where a number has too many digits.
"""

from __future__ import annotations

import json
import tomllib
from typing import Any

_TOO_DEEP = "it is nested too deeply"


def json_in(text: str | bytes) -> Any:
    """What `text` holds. Raises ValueError."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError(_TOO_DEEP) from error


def toml_in(text: str) -> dict[str, Any]:
    """What `text` holds. Raises ValueError, mostly TOMLDecodeError."""
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError(_TOO_DEEP) from error
