"""Fixtures of the tests of the command line."""

from __future__ import annotations

from tests.helpers.coach_fixture import coach, free_space, hire, speaker
from tests.helpers.spoken_fixture import speech, spoken

__all__ = ["coach", "free_space", "hire", "speaker", "speech", "spoken"]
