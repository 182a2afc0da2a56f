"""Fixtures of the tests of whole sittings."""

from __future__ import annotations

from tests.helpers.spoken_fixture import speech, spoken

__all__ = ["speech", "spoken"]
