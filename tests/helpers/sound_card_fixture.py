"""The fixture `sound_card`: a virtual sound card for the whole test run."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.helpers.sound_card import NoSoundCardError, SoundCard


def start_sound_card() -> SoundCard:
    """A card of one's own; without PulseAudio the test is skipped, on CI it fails."""
    try:
        return SoundCard.start()
    except NoSoundCardError as error:
        reason = f"no virtual sound card: {error}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def sound_card() -> Iterator[SoundCard]:
    """A running card shared by all tests; they may not unplug it."""
    card = start_sound_card()
    try:
        yield card
    finally:
        card.stop()


@pytest.fixture
def doomed_sound_card() -> Iterator[SoundCard]:
    """A card for one test alone, which may unplug or freeze it."""
    card = start_sound_card()
    try:
        yield card
    finally:
        card.stop()
