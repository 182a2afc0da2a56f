"""The base of everything that is written to disk as JSON."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """Frozen, typed, and tolerant of keys that a later version may add."""

    model_config = ConfigDict(frozen=True, extra="ignore")
