"""Fixtures of the tests of whole sittings."""

from __future__ import annotations

from tests.helpers.spoken_fixture import spoken

__all__ = ["spoken"]
