"""Fixtures of the tests of the command line."""

from __future__ import annotations

from tests.helpers.coach_fixture import coach, hire, speaker
from tests.helpers.spoken_fixture import spoken

__all__ = ["coach", "hire", "speaker", "spoken"]
