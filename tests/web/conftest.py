"""A real browser, started once for each file of tests."""

from __future__ import annotations

import shutil
import wave
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_OPTIONS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    "--autoplay-policy=no-user-gesture-required",
]


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
    yield from _running(driver, _OPTIONS)


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
    yield from _running(driver, [*_OPTIONS, *(each.format(path) for each in _MICROPHONE)])


@pytest.fixture(scope="module")
def unlistening_chromium(driver: Playwright) -> Iterator[Browser]:
    """Headless Chromium that denies the microphone."""
    yield from _running(driver, [*_OPTIONS, "--deny-permission-prompts", _MICROPHONE[0]])


def _running(driver: Playwright, options: list[str]) -> Iterator[Browser]:
    program = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("there is no Chromium here")
    browser = driver.chromium.launch(executable_path=program, args=options)
    yield browser
    browser.close()
