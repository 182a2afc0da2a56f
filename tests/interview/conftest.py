"""What several tests of the conversation need."""

from __future__ import annotations

from tests.helpers.spoken_fixture import speech

__all__ = ["speech"]
