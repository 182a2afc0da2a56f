"""A phrase that was spoken on the page leaves no trace once all is erased: not as text and not as
sound, in none of the coach's folders, and not in the browser's profile.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from playwright.sync_api import Page, sync_playwright

from coach.audio.clips import LISTENING_RATE_HZ
from coach.audio.reading import read_clip
from coach.errors import UnreadableAudio
from tests.end_to_end.test_session_on_the_page import press, shown, written
from tests.helpers.browser import ONWARD, chromium_program, options_of
from tests.helpers.coach_program import PATIENCE_S, coach, succeeded
from tests.helpers.kept_sessions import recordings
from tests.helpers.reviewing import Reviewing, reviewing
from tests.helpers.spoken import WAREHOUSE, speak_with_pauses

Sound = npt.NDArray[np.float32]

ALIKE = 0.5  # correlation of the phrase with itself is 1, with other sound below 0.2
_SEARCHED_BYTES = 50_000_000  # a larger file is a model, or a component of the browser


def chunks(folders: Iterable[Path]) -> Iterator[tuple[Path, bytes]]:
    """Every file of these folders, and what is in it."""
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and path.stat().st_size < _SEARCHED_BYTES:
                yield path, path.read_bytes()


def with_words(folders: Iterable[Path], words: str) -> list[Path]:
    """The files with these words, in any case, as UTF-8 or UTF-16."""
    sought = [words.lower().encode(encoding) for encoding in ("utf-8", "utf-16-le")]
    return [path for path, data in chunks(folders) if any(each in data.lower() for each in sought)]


def with_sound(folders: Iterable[Path], phrase: Sound) -> list[Path]:
    """The files in which the phrase is heard: as sound files, or as samples of 16 or 32 bits."""
    return [
        path
        for path, data in chunks(folders)
        if any(alike(phrase, sound) > ALIKE for sound in sounds_in(path, data))
    ]


def sounds_in(path: Path, data: bytes) -> Iterator[Sound]:
    """The sound that a file may hold."""
    if len(data) < LISTENING_RATE_HZ:  # less than half a second
        return
    try:
        yield read_clip(path).at_rate(LISTENING_RATE_HZ).samples
        return
    except UnreadableAudio:
        pass
    for kind in ("<i2", "<f4"):
        size = len(data) // np.dtype(kind).itemsize * np.dtype(kind).itemsize
        raw = np.frombuffer(data[:size], kind).astype(np.float64)
        yield np.nan_to_num(np.clip(raw, -1e6, 1e6)).astype(np.float32)


def alike(phrase: Sound, sound: Sound) -> float:
    """The largest correlation of `phrase` with a stretch of `sound`; 1 is the same sound."""
    if len(sound) < len(phrase):
        return 0.0
    count = len(sound) + len(phrase)
    spectrum = np.fft.rfft(sound, count) * np.conj(np.fft.rfft(phrase, count))
    products = np.fft.irfft(spectrum, count)[: len(sound) - len(phrase) + 1]
    energy = np.concatenate([[0.0], np.cumsum(sound.astype(np.float64) ** 2)])
    within = energy[len(phrase) :] - energy[: -len(phrase)]
    norms = np.sqrt(np.maximum(within, 0.0) * np.sum(phrase.astype(np.float64) ** 2))
    return float(np.max(np.abs(products) / np.maximum(norms, 1e-3 * np.max(norms) + 1e-12)))


def loudest_second(sound: Sound) -> Sound:
    """As it was heard: the browser has its own clock, and evens what the microphone gives."""
    energy = np.convolve(sound**2, np.ones(LISTENING_RATE_HZ), "valid")
    first = int(np.argmax(energy))
    return sound[first : first + LISTENING_RATE_HZ]


@pytest.fixture
def server(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reviewing]:
    """The page, with a folder for temporary files and a cache of its own."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    env = os.environ | {"TMPDIR": str(tmp_path / "temporary")}
    with reviewing(command="open", env=env) as running:
        yield running


def practise(page: Page, server: Reviewing) -> str:
    """Say the phrase as an answer; the words that were shown."""
    page.goto(server.at("/practice?set=screening&questions=1&voice=none"))
    press(page, "Begin")
    shown(page, "Recording")
    page.wait_for_timeout(6_000)
    press(page, "Done")
    said = written(page)
    press(page, ONWARD)
    shown(page, "That is all")
    return said


@pytest.mark.long
def test_a_phrase_leaves_no_trace(server: Reviewing, tmp_path: Path) -> None:
    sound = speak_with_pauses([1.0, WAREHOUSE, 2.0], tmp_path / "said.wav")
    profile = tmp_path / "profile"
    microphone = (
        *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
        f"--use-file-for-fake-audio-capture={sound}",
    )
    with sync_playwright() as driver:
        context = driver.chromium.launch_persistent_context(
            profile, executable_path=chromium_program(), args=options_of(*microphone)
        )
        server.let_in(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_S * 1000)
        said = practise(page, server)
        context.close()
    (recording,) = recordings().rglob("take-1.flac")
    phrase = loudest_second(read_clip(recording).samples)
    words = "warehouse for three"
    assert words in said
    own = [recordings(), tmp_path / "home", tmp_path / "cache", tmp_path / "temporary"]
    succeeded(coach("search", "warehouse"))  # which makes the index
    assert len(with_words(own, words)) >= 3  # the transcript, to read, and the index
    assert with_sound(own, phrase) == [recording]
    assert with_words([profile], words) == []
    assert with_sound([profile], phrase) == []

    succeeded(coach("erase", "--all", "--yes"))
    assert with_words(own, words) == []
    assert with_sound(own, phrase) == []
