"""Fixtures of the tests that run the whole program."""

from __future__ import annotations

from tests.helpers.spoken_fixture import spoken

__all__ = ["spoken"]
