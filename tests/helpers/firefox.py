"""Headless Firefox as the system has it, with a sound card's microphone and loudspeaker."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.helpers.coach_program import PATIENCE_S

if TYPE_CHECKING:
    from marionette_driver.marionette import Marionette, WebElement

_NAMES = ("firefox-esr", "firefox")
_PREFERENCES: Mapping[str, bool | int | str] = {
    # The microphone is given without a question, and what is played needs no click before.
    "media.navigator.permission.disabled": True,
    "media.autoplay.default": 0,
    # It talks to nobody but the coach.
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.safebrowsing.update.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.startup.page": 0,
    "captivedetect.canonicalURL": "",
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.server": "",
    # Any free port; it is written into the profile.
    "marionette.port": 0,
}


@contextmanager
def running_firefox(profile: Path, env: Mapping[str, str]) -> Iterator[Marionette]:
    """A browser in that environment, with a new profile in that folder; skipped where there is
    none, or nothing to drive it with.
    """
    driver = pytest.importorskip("marionette_driver.marionette", reason="no marionette_driver")
    program = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("there is no Firefox here")
    profile.mkdir()
    lines = [f"user_pref({json.dumps(n)}, {json.dumps(v)});\n" for n, v in _PREFERENCES.items()]
    (profile / "user.js").write_text("".join(lines))
    process = subprocess.Popen(
        [
            program,
            "--headless",
            "--no-remote",
            "--marionette",
            "--remote-allow-system-access",
            "--profile",
            str(profile),
        ],
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        client = driver.Marionette(host="127.0.0.1", port=_port_in(profile))
        client.start_session()
        client.timeout.script = PATIENCE_S
        yield client
        client.delete_session()
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


class FirefoxPage:
    """A tab of Firefox, let in at the page."""

    def __init__(self, browser: Marionette) -> None:
        self.browser = browser
        here = urlsplit(browser.get_url())
        self._root = f"{here.scheme}://{here.netloc}/{here.path.split('/')[1]}"

    def open(self, path: str) -> None:
        self.browser.navigate(self._root + path)

    def press(self, name: str) -> None:
        """Click the button of that name."""
        path = f"//button[normalize-space()='{name}' or span[text()='{name}']]"
        self._await(f"the button {name}", lambda: [b for b in self._found(path) if b.is_enabled()])
        next(button for button in self._found(path) if button.is_enabled()).click()

    def shows(self, text: str) -> None:
        """Wait until an element with just that text is to be seen."""
        self._await(text, lambda: self._found(f"//*[normalize-space()='{text}']"))

    def written(self, of: str) -> str:
        """The text of the element `of`, once it is to be seen."""
        path = f"//*[@data-now='{of}']"
        self._await(of, lambda: self._found(path))
        return str(self._found(path)[0].text)

    def _found(self, path: str) -> list[WebElement]:
        return [each for each in self.browser.find_elements("xpath", path) if each.is_displayed()]

    def _await(self, what: str, found: Callable[[], object]) -> None:
        deadline_s = time.monotonic() + PATIENCE_S
        while not found():
            assert time.monotonic() < deadline_s, (what, self._found("//main")[0].text)
            time.sleep(0.05)


def _port_in(profile: Path) -> int:
    """The port at which the browser of that profile can be driven, once it is there."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not (found := _read(profile / "MarionetteActivePort")):
        assert time.monotonic() < deadline_s, "Firefox does not start"
        time.sleep(0.1)
    return int(found)


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""
