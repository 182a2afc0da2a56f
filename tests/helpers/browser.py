"""Headless Chromium as the system has it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Playwright

ONWARD = re.compile("^(Next|Finish)$")  # the button after an answer; Finish after the last one
NO_STORAGE = """for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, {get() { throw new DOMException("no", "SecurityError"); }});
}"""  # as in a browser that was told to keep nothing
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_OPTIONS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    "--autoplay-policy=no-user-gesture-required",
)


def chromium_program() -> str:
    """Where it is; skipped where there is none."""
    program = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("there is no Chromium here")
    return program


def options_of(*options: str) -> list[str]:
    """What it is started with, and `options` besides."""
    return [*_OPTIONS, *options]


@contextmanager
def running_chromium(
    driver: Playwright, *options: str, env: Mapping[str, str] | None = None, plays: bool = False
) -> Iterator[Browser]:
    """A browser, in that environment; skipped where there is none.

    `plays`: its sound goes to the loudspeaker, which Playwright otherwise shuts off.
    """
    browser = driver.chromium.launch(
        executable_path=chromium_program(),
        args=options_of(*options),
        env=None if env is None else dict(env),
        ignore_default_args=["--mute-audio"] if plays else None,
    )
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def faultless(page: Page) -> Iterator[Page]:
    """A page of which no script may have failed in the end."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    assert not wrong, wrong
