"""Rendered speech on disk."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from coach.audio.clips import AudioClip
from coach.voices.cache import CachedVoice, erase_cache, erase_texts
from coach.voices.ports import PrivateText


@dataclass
class CountingVoice:
    """Each text is a tone as long as its length in 0.1 s; remembers what it was asked for."""

    name: str = "counting"
    asked: list[str] = field(default_factory=list)

    def render(self, text: str) -> AudioClip:
        self.asked.append(text)
        tone = np.sin(np.arange(1600 * len(text)) / 10) / 2
        return AudioClip(tone.astype(np.float32), 16_000)


def test_a_text_is_rendered_once_and_comes_back_the_same(tmp_path: Path) -> None:
    voice = CountingVoice()
    first = CachedVoice(voice, tmp_path).render("Hello.")
    second = CachedVoice(voice, tmp_path).render("Hello.")
    assert voice.asked == ["Hello."]
    assert second.rate_hz == first.rate_hz
    np.testing.assert_allclose(second.samples, first.samples, atol=2 / 32768)


def test_what_quotes_the_person_is_rendered_and_not_kept(tmp_path: Path) -> None:
    voice = CountingVoice()
    cached = CachedVoice(voice, tmp_path)
    for _ in range(2):
        assert len(cached.render(PrivateText("You said “no”.")).samples) == 22_400
    assert voice.asked == ["You said “no”."] * 2
    assert list(tmp_path.iterdir()) == []


def test_voices_of_other_names_do_not_share(tmp_path: Path) -> None:
    one, other = CountingVoice("one"), CountingVoice("other")
    CachedVoice(one, tmp_path).render("Hello.")
    CachedVoice(other, tmp_path).render("Hello.")
    assert (one.asked, other.asked) == (["Hello."], ["Hello."])
    assert CachedVoice(other, tmp_path).name == "other"


@pytest.mark.parametrize("damage", [b"", b"fLaC and then nothing"])
def test_a_damaged_file_is_rendered_again(tmp_path: Path, damage: bytes) -> None:
    voice = CountingVoice()
    cached = CachedVoice(voice, tmp_path)
    cached.render("Hello.")
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage)
    assert len(cached.render("Hello.").samples) == 9600
    assert len(cached.render("Hello.").samples) == 9600
    assert voice.asked == ["Hello."] * 2


def test_a_cut_file_never_comes_back_short(tmp_path: Path) -> None:
    cached = CachedVoice(CountingVoice(), tmp_path)
    cached.render("Hello." * 20)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert len(cached.render("Hello." * 20).samples) == 192_000


def test_a_folder_that_cannot_be_written_does_not_silence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    voice = CountingVoice()
    cached = CachedVoice(voice, tmp_path / "file" / "speech")
    assert len(cached.render("Hello.").samples) == len(cached.render("Hello.").samples) == 9600
    assert voice.asked == ["Hello."] * 2


def test_what_may_only_be_read_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    voice = CountingVoice()
    CachedVoice(voice, tmp_path).render("Hello.")

    def refused(path: Path) -> None:
        raise PermissionError(path)

    monkeypatch.setattr(os, "utime", refused)  # as on a read-only disk
    assert len(CachedVoice(voice, tmp_path).render("Hello.").samples) == 9600
    assert voice.asked == ["Hello."]


def test_silence_is_not_kept(tmp_path: Path) -> None:
    CachedVoice(CountingVoice(), tmp_path).render("")
    assert list(tmp_path.iterdir()) == []


def test_only_the_owner_may_look(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "speech"
    CachedVoice(CountingVoice(), folder).render("Hello.")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert next(folder.iterdir()).stat().st_mode & 0o777 == 0o600


def test_what_was_longest_unused_makes_room(tmp_path: Path) -> None:
    voice = CountingVoice()
    cached = CachedVoice(voice, tmp_path, most_files=2)
    for age, text in enumerate(["a", "b"]):
        before = set(tmp_path.iterdir())
        cached.render(text)
        (new,) = set(tmp_path.iterdir()) - before
        os.utime(new, (age, age))
    cached.render("a")  # used again, so that "b" is the oldest
    cached.render("c")
    assert len(list(tmp_path.iterdir())) == 2
    voice.asked.clear()
    for text in ("a", "c", "b"):
        cached.render(text)
    assert voice.asked == ["b"]


def test_bytes_are_bounded_too(tmp_path: Path) -> None:
    cached = CachedVoice(CountingVoice(), tmp_path, most_bytes=1)
    cached.render("Hello.")
    assert list(tmp_path.iterdir()) == []


def test_erasing_counts_and_leaves_what_is_not_ours(tmp_path: Path) -> None:
    cached = CachedVoice(CountingVoice(), tmp_path)
    cached.render("one")
    cached.render("three")
    (tmp_path / "note.txt").write_text("mine")
    assert erase_cache(tmp_path) == 2
    assert [file.name for file in tmp_path.iterdir()] == ["note.txt"]
    assert erase_cache(tmp_path / "never there") == 0


def left_unfinished(folder: Path, text: str) -> Path:
    """What a coach leaves in `folder` that was killed while it wrote the speech of `text`."""
    CachedVoice(CountingVoice(), folder).render(text)
    (file,) = folder.glob("*.flac")
    return file.rename(folder / f".{file.name}.4711")


def test_speech_that_was_left_unfinished_is_erased_too(tmp_path: Path) -> None:
    left = left_unfinished(tmp_path, "Hello.")
    assert erase_texts(tmp_path, ["Goodbye."]) == 0
    assert erase_texts(tmp_path, ["Hello."]) == 1
    assert not left.exists()
    left = left_unfinished(tmp_path, "Hello.")
    assert erase_cache(tmp_path) == 1
    assert not left.exists()


def test_speech_that_was_left_unfinished_makes_room(tmp_path: Path) -> None:
    left = left_unfinished(tmp_path, "Hello.")
    os.utime(left, (1, 1))
    cached = CachedVoice(CountingVoice(), tmp_path, most_files=1)
    cached.render("Goodbye.")
    assert not left.exists()
    assert len(list(tmp_path.iterdir())) == 1
