"""What every test gets: a home of its own, and never the network."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from types import FunctionType, ModuleType

import pytest
from hypothesis import settings

from coach.cli import interruption

pytest_plugins = ["tests.helpers.sound_card_fixture", "tests.helpers.temporary_files"]

# They drive a POSIX terminal, or limit how large a file may become.
collect_ignore = (
    [
        "audio/test_audio_files.py",
        "cli/test_at_the_desk.py",
        "cli/test_bad_input.py",
        "cli/test_real_interview.py",
        "end_to_end",
        "web/test_serving.py",
    ]
    if sys.platform == "win32"
    else []
)

# A better model may be installed. Only the tests about better words have it write, too. This is
# here for fixtures that come before `home`.
os.environ["COACH_STAGES"] = "live"

# Hypothesis would fail an example that takes 200 ms, which a busy machine may take for any.
settings.register_profile("patient", settings.default, deadline=None)
settings.load_profile("patient")

_HOME_VARIABLES = {
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
}


# What needs the whole program, a real voice or engine, a sound card, a browser, encoders, or a
# server that hears sound at its own pace.
_REAL_FIXTURES = {
    *("sound_card", "doomed_sound_card", "spoken", "speech_dir", "transcriber", "transcribers"),
    *("checkpoint", "sentence", "names", "driver", "voice", "second"),
}
_REAL_HELPERS = (
    *("coach_program.coach", "coach_program.conversation", "terminal.in_terminal"),
    *("reviewing.reviewing", "whisper_checkpoint.packaged_folder", "tones_encoded.encoded"),
    *("whisper_checkpoint.build_checkpoint", "spoken.need_whisper", "spoken.speak"),
    *("spoken.understood", "sound_card.no_sound_card", "page_server.served"),
)
_REAL_FOLDERS = ("end_to_end", "voices")


# The files that take longest, the longest first: one that began last would leave the other workers
# of pytest-xdist idle (with --no-loadscope-reorder; xdist itself begins with those of most tests).
_SLOWEST_FIRST = (
    *("test_long_sessions_on_the_page", "test_nothing_lost_on_the_page", "test_kill"),
    *("test_session_on_sound_card", "test_live_timed_by_voice", "test_keys_in_a_terminal"),
    *("test_conversation", "test_typing", "test_debrief_in_a_terminal", "test_engines"),
    *("test_devices_sound_card", "test_demo_and_doctor", "test_in_a_browser", "test_in_haste"),
    *("test_recordings_from_elsewhere", "test_looks", "test_sessions_from_files", "test_quotes"),
    *("test_odd_files", "test_connections", "test_by_voice", "test_voice_contract"),
    *("test_serving", "test_at_the_desk", "test_voice_activity", "test_transcriber_contract"),
    *("test_bad_input", "test_real_interview", "test_crash_safety", "test_jobs", "test_fillers"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slowest files, and mark what `make quick` leaves out."""
    ranks = {name: rank for rank, name in enumerate(_SLOWEST_FIRST)}
    items.sort(key=lambda item: ranks.get(item.path.stem, len(ranks)))
    for item in items:
        assert isinstance(item, pytest.Function)
        has_real_fixture = bool(_REAL_FIXTURES & set(item.fixturenames))
        if has_real_fixture or item.path.parent.name in _REAL_FOLDERS or _is_real(item.module):
            item.add_marker(pytest.mark.real)


def _is_real(module: ModuleType) -> bool:
    """Whether a module of tests uses what starts a real part."""
    used = {
        f"{each.__module__}.{each.__name__}"
        for each in vars(module).values()
        if isinstance(each, FunctionType)
    }
    return any(f"tests.helpers.{name}" in used for name in _REAL_HELPERS)


@pytest.fixture(scope="session")
def speech_cache_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for all tests, so that the same speech is rendered once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where those tests live that ask for no `tmp_path`."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def home(
    request: pytest.FixtureRequest,
    homes: Path,
    speech_cache_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A temporary home, without the settings of whoever runs the tests.

    It is in `tmp_path` only where the test wants that: pytest looks through all there are to make
    another one, which takes most tests longer than all else.
    """
    has_its_own = "tmp_path" in request.fixturenames
    place = Path(request.getfixturevalue("tmp_path") if has_its_own else mkdtemp(dir=homes))
    for name in list(os.environ):
        if name.startswith("COACH_"):
            monkeypatch.delenv(name)
    for name, folder in _HOME_VARIABLES.items():
        monkeypatch.setenv(name, str(place / "home" / folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(speech_cache_home))
    monkeypatch.setenv("COACH_RECORDINGS", str(place / "recordings"))
    monkeypatch.setenv("COACH_STAGES", "live")
    return place / "home"


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    """The way to stop the tests, given back after each: a command in this process takes it."""
    before = {number: signal.getsignal(number) for number in interruption.SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
    interruption.go_on()


@pytest.fixture(scope="session")
def speech_dir() -> Path:
    """Recordings of people speaking, with references; skipped where there are none."""
    folder = os.environ.get("SPEECH_DIR")
    if not folder or not Path(folder).is_dir():
        pytest.skip("SPEECH_DIR names no folder with human speech")
    return Path(folder)


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Threads that take turns as often as they can."""
    before_s = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before_s)
