"""Fixtures of the tests of the command line."""

from __future__ import annotations

from tests.helpers.coach_fixture import coach, speaker
from tests.helpers.spoken_fixture import spoken

__all__ = ["coach", "speaker", "spoken"]
