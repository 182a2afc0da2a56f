"""The base of everything that is written to disk as JSON."""

from __future__ import annotations

import os

# Looking for plugins, of which this program has none, takes pydantic longer than its own import.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """Frozen, typed, and tolerant of keys that a later version may add."""

    model_config = ConfigDict(frozen=True, extra="ignore")
