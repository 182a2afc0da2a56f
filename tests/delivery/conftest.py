"""Fixtures of the tests that measure real sound."""

from __future__ import annotations

from tests.helpers.spoken_fixture import spoken

__all__ = ["spoken"]
