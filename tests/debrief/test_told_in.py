"""Tellings that are written already."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.debrief.telling_reader import read_telling
from coach.errors import UnreadableText
from coach.export.subtitles import as_vtt, cues_of
from tests.helpers.labels import as_transcript

SAID = "They asked why I left. Was I happy there?"

SRT = """1
00:00:01,000 --> 00:00:03,000
They asked why I left.

2
00:00:04,000 --> 00:00:05,000
<i>Was I happy there?</i>
"""
VTT = f"""\N{ZERO WIDTH NO-BREAK SPACE}WEBVTT

NOTE made elsewhere

{SRT.replace(",", ".")}"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("told.txt", f"  {SAID}\n"),
        ("told.md", SAID),
        ("told", SAID),
        ("told.srt", SRT),
        ("told.VTT", VTT),
        ("take-1.transcript-1.json", as_transcript(SAID).model_dump_json()),
    ],
)
def test_words_are_read(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert read_telling(path) == SAID


def test_signs_that_webvtt_writes_in_another_way_are_read(tmp_path: Path) -> None:
    said = "They asked about R&D, and <why>."
    path = tmp_path / "told.vtt"
    path.write_text(as_vtt(cues_of(as_transcript(said))), encoding="utf-8")
    assert "&amp;" in path.read_text(encoding="utf-8")
    assert read_telling(path) == said


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("told.txt", b"\xff\xfe\x00", "no text in UTF-8"),
        ("told.txt", b" \n", "no words"),
        ("told.srt", b"1\n00:00:01,000 --> 00:00:02,000\n", "no words"),
        ("told.json", b"{}", "no transcript"),
        ("told.json", b"[", "no transcript"),
        ("told.txt", b"word " * 50_000, "too long"),
    ],
)
def test_what_has_none_is_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableText, match=said):
        read_telling(path)


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.txt", tmp_path):
        with pytest.raises(UnreadableText, match="cannot be read"):
            read_telling(path)


def test_what_windows_calls_unicode_is_read(tmp_path: Path) -> None:
    path = tmp_path / "told.txt"
    path.write_bytes(SAID.encode("utf-16"))
    assert read_telling(path) == SAID


def test_nothing_in_it_steers_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "told.txt"
    path.write_text(
        "They asked\x1b[2J why\0 I\u202e left.\nWas I happy, caf\u00e9?", encoding="utf-8"
    )
    assert read_telling(path) == "They asked [2J why  I  left.\nWas I happy, caf\u00e9?"


def test_a_file_of_any_size_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "holiday.mxf"
    with path.open("wb") as file:
        file.truncate(40_000_000_000)  # takes no room on the disk
    with pytest.raises(UnreadableText, match="too long"):
        read_telling(path)
