"""Fixtures of the tests of whole sittings."""

from __future__ import annotations

from tests.helpers.coach_fixture import free_space
from tests.helpers.spoken_fixture import speech, spoken

__all__ = ["free_space", "speech", "spoken"]
