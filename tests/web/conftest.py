"""A real browser, started once for each file of tests."""

from __future__ import annotations

import wave
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.helpers.browser import running_chromium
from tests.helpers.server_fixture import server

__all__ = ["server"]

_MICROPHONE = [
    *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
    "--use-file-for-fake-audio-capture={}",
]


@pytest.fixture(scope="module")
def driver() -> Iterator[Playwright]:
    """What starts browsers; there is one at a time."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def chromium(driver: Playwright) -> Iterator[Browser]:
    """Headless Chromium as the system has it; skipped where there is none."""
    with running_chromium(driver) as browser:
        yield browser


@pytest.fixture(scope="module")
def listening_chromium(
    driver: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """Headless Chromium with a microphone that gives half a minute of a voice-like sound."""
    path = tmp_path_factory.mktemp("microphone") / "voice.wav"
    rate_hz, length_s = 48_000, 30
    times_s = np.arange(rate_hz * length_s) / rate_hz
    loudness = 0.15 * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * times_s))
    voice = loudness * sum(np.sin(2 * np.pi * 140 * n * times_s) / n for n in range(1, 6))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes((voice * 32767 * 0.5).astype("<i2").tobytes())
    with running_chromium(driver, *(each.format(path) for each in _MICROPHONE)) as browser:
        yield browser


@pytest.fixture(scope="module")
def unlistening_chromium(driver: Playwright) -> Iterator[Browser]:
    """Headless Chromium that denies the microphone."""
    with running_chromium(driver, "--deny-permission-prompts", _MICROPHONE[0]) as browser:
        yield browser
