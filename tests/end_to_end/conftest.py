"""Fixtures of the tests that run the whole program."""

from __future__ import annotations

import pytest

from coach.state import remember
from tests.helpers.coach_program import coach, succeeded
from tests.helpers.sound_card import SoundCard
from tests.helpers.spoken_fixture import spoken

__all__ = ["spoken"]


@pytest.fixture(scope="session")
def microphone_name(sound_card: SoundCard) -> str:
    """The card's microphone, as `coach devices` lists it."""
    listed = succeeded(coach("devices", "--json", env=sound_card.environment)).document
    return next(device["name"] for device in listed if device["is_default_input"])


@pytest.fixture
def heard_before(microphone_name: str) -> None:
    """The card's microphone was heard well in an earlier session."""
    remember("microphone_last_heard", microphone_name)
