"""The settings of a command that only lists what is kept, found without pydantic.

Loading pydantic takes longer than listing ten thousand sessions. It is needed where anything else
is set, which has to be checked: see `coach.config`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach.paths import config_file, default_recordings

_RECORDINGS = "COACH_RECORDINGS"


@dataclass(frozen=True)
class QuickSettings:
    """Two of the settings, by the names that they have in `coach.config.Settings`."""

    recordings: Path
    json_: bool


def quick_settings(flags: Mapping[str, Any]) -> QuickSettings | None:
    """The settings in force for `flags`, which are `recordings` and `json` where they were typed.

    None where there is a config file, a variable with another setting, or a folder without a name.
    """
    others = [name for name in os.environ if name.startswith("COACH_") and name != _RECORDINGS]
    named = flags.get("recordings", os.environ.get(_RECORDINGS) or None)
    if others or named == "" or _may_be_there(config_file()):
        return None
    recordings = default_recordings() if named is None else Path(named).expanduser()
    return QuickSettings(recordings, bool(flags.get("json")))


def _may_be_there(path: Path) -> bool:
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except OSError:  # whoever reads it says why that cannot be done
        return True
    return True
