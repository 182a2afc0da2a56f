"""Subtitles, as a player's parser (FFmpeg's) reads them."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.export.subtitles import SUBTITLES, Cue, cues_of
from coach.transcription.ports import Segment, Transcript, Unclear, Word
from tests.helpers.labels import as_transcript

HOSTILE = (
    "We went from A --> B & <b>sold</b> <script>alert(1)</script> {\\an8}x at"
    " 00:00:01,000 --> 00:00:02,000 \x1b[2J\n\n2\nNOTE WEBVTT &lt; &amp;nbsp; R&D."
)
MARK = "[1 s of sound I could not make out]"
LONG = (
    "I started in a warehouse, packing boxes at night, and I moved into planning because I kept"
    " seeing the same trucks leave half empty, which nobody seemed to mind, and then I asked why."
)


def transcript_at(times: list[tuple[str, float, float]]) -> Transcript:
    words = tuple(Word(text=t, start_s=s, end_s=e, probability=1.0) for t, s, e in times)
    text = " ".join(word.text for word in words)
    segment = Segment(text=text, start_s=0, end_s=0, first_word=0, end_word=len(words))
    return as_transcript(text).model_copy(update={"words": words, "segments": (segment,)})


def played(path: Path) -> list[tuple[float, float, str]]:
    """The cues of a file as FFmpeg finds them: start, end, and the text in the file's markup."""
    av: Any = pytest.importorskip("av", reason="PyAV is not installed")
    with av.open(str(path)) as container:
        return [
            (packet.pts / 1000, (packet.pts + packet.duration) / 1000, bytes(packet).decode())
            for packet in container.demux(container.streams.subtitles[0])
            if packet.size
        ]


def shown(path: Path) -> list[str]:
    """The text of each cue as FFmpeg would show it, in its own markup (ASS)."""
    av: Any = pytest.importorskip("av", reason="PyAV is not installed")
    with av.open(str(path)) as container:
        stream = container.streams.subtitles[0]
        subtitles = [each for packet in container.demux(stream) for each in packet.decode()]
    return [subtitle.ass.decode().split(",", 8)[8] for subtitle in subtitles]


def kept(tmp_path: Path, kind: str, cues: list[Cue]) -> Path:
    path = tmp_path / f"take-1.{kind}"
    path.write_text(SUBTITLES[kind](cues), encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", ["srt", "vtt"])
class TestForAPlayer:
    @pytest.mark.parametrize(
        "text", ["I led a team. It went well. Yes.", LONG, "Ein Ölfaß, 日本 é."]
    )
    def test_it_finds_the_same_text_at_the_same_time(
        self, tmp_path: Path, kind: str, text: str
    ) -> None:
        cues = cues_of(as_transcript(text))
        found = played(kept(tmp_path, kind, cues))
        assert found == [(cue.start_s, cue.end_s, "\n".join(cue.lines)) for cue in cues]
        assert " ".join(text for _, _, text in found).split() == text.split()

    def test_after_hours(self, tmp_path: Path, kind: str) -> None:
        cues = cues_of(
            transcript_at([("Late.", 35_999.5, 36_001.25), ("Later.", 36_009.0, 36_011)])
        )
        (first, second) = played(kept(tmp_path, kind, cues))
        assert first == (35_999.5, 36_001.25, "Late.")
        assert second == (36_009.0, 36_011.0, "Later.")

    def test_text_is_never_a_command(self, tmp_path: Path, kind: str) -> None:
        cues = cues_of(as_transcript(HOSTILE))
        path = kept(tmp_path, kind, cues)
        assert path.read_text().count("-->") == len(cues)
        found = played(path)
        assert [cue[:2] for cue in found] == [(cue.start_s, cue.end_s) for cue in cues]
        read = [html.unescape(text) if kind == "vtt" else text for _, _, text in found]
        if kind == "vtt":
            assert read == ["\n".join(cue.lines) for cue in cues]
        assert "alert(1)" in "".join(read)
        assert "\x1b" not in path.read_text()
        assert "R&D" in "".join(read)

    def test_what_is_said_in_signs_is_shown(self, tmp_path: Path, kind: str) -> None:
        path = kept(tmp_path, kind, cues_of(as_transcript("Say <b>yes</b> to {all} of it.")))
        (text,) = shown(path)
        expected = {
            "srt": "Say \u2039b\u203ayes\u2039/b\u203a to (all) of it.",
            "vtt": "Say <b>yes</b> to {all} of it.",
        }
        assert text.replace("\\{{}", "{") == expected[kind]


class TestCues:
    def test_a_sentence_is_a_cue(self) -> None:
        cues = cues_of(as_transcript("I led a small team there. Then it all went rather well."))
        assert [cue.lines for cue in cues] == [
            ("I led a small team there.",),
            ("Then it all went rather well.",),
        ]
        assert [(cue.start_s, cue.end_s) for cue in cues] == [(0.0, 1.8), (1.8, 3.6)]

    def test_two_lines_are_of_like_length(self) -> None:
        (cue,) = cues_of(
            as_transcript("I led a small team in Leeds that mended other people's cars.")
        )
        assert cue.lines == ("I led a small team in Leeds that", "mended other people's cars.")

    def test_a_long_one_is_cut_at_a_comma_or_a_pause(self) -> None:
        cues = cues_of(as_transcript(LONG))
        assert [cue.lines[-1].split()[-1] for cue in cues[:3]] == ["night,", "kept", "empty,"]
        words = [(f"word{n}", n * 0.3, n * 0.3 + 0.3) for n in range(20)]
        late = [
            (text, start + 0.8 * (n > 8), end + 0.8 * (n > 8))
            for n, (text, start, end) in enumerate(words)
        ]
        first = cues_of(transcript_at(late))[0]
        assert first.lines[-1].endswith("word8")

    def test_a_short_one_goes_with_the_next(self) -> None:
        cues = cues_of(as_transcript("Yes. No. I led a small team there for a year."))
        assert cues[0].lines == ("Yes. No. I led a small", "team there for a year.")

    def test_a_word_drawn_out_does_not_stay_for_ever(self) -> None:
        (cue,) = cues_of(transcript_at([("So", 1.0, 60.0)]))
        assert (cue.start_s, cue.end_s) == (1.0, 8.0)

    def test_what_could_not_be_made_out_is_marked_after_what_was_said_before(self) -> None:
        unclear = (
            Unclear(start_s=0.4, end_s=1.6),
            Unclear(start_s=3.0, end_s=33.0, language="nn"),
        )
        heard = transcript_at([("Yes.", 0.0, 0.3), ("No.", 33.1, 33.3)])
        cues = cues_of(heard.model_copy(update={"unclear": unclear}))
        assert [(cue.start_s, cue.end_s) for cue in cues] == [
            *((0.0, 1.0), (1.0, 2.0), (3.0, 33.0), (33.1, 34.1)),
        ]
        assert [cue.lines[0] for cue in (*cues[:2], cues[3])] == ["Yes.", MARK, "No."]
        assert all(len(line) <= 42 for cue in cues for line in cue.lines)

    def test_without_words_there_are_none(self) -> None:
        assert cues_of(as_transcript("")) == []
        assert cues_of(as_transcript("\x00 \x1b")) == []

    def test_a_language_without_spaces(self) -> None:
        heard = transcript_at(
            [(sign, n * 0.1, n * 0.1 + 0.1) for n, sign in enumerate("私は倉庫で" * 20)]
        )
        whole = heard.segments[0].model_copy(update={"text": "私は倉庫で" * 20})
        cues = cues_of(heard.model_copy(update={"segments": (whole,)}))
        assert "".join(line for cue in cues for line in cue.lines) == "私は倉庫で" * 20
        assert all(len(cue.lines) <= 2 and len(cue.lines[0]) <= 42 for cue in cues)

    @given(
        st.lists(
            st.tuples(
                st.text(st.characters(categories=("L", "P", "S", "N", "Z", "Cc")), max_size=12),
                st.floats(0, 3),
                st.floats(0, 3),
            ),
            max_size=40,
        )
    )
    @settings(max_examples=150, deadline=None)
    def test_they_come_one_after_the_other_and_hold_every_word(
        self, said: list[tuple[str, float, float]]
    ) -> None:
        times: list[tuple[str, float, float]] = []
        now_s = 0.0
        for text, pause_s, length_s in said:
            times.append((text, now_s + pause_s, now_s + pause_s + length_s))
            now_s = times[-1][2]
        cues = cues_of(transcript_at(times))
        free_s = 0.0
        for cue in cues:
            assert free_s <= cue.start_s
            assert 0.999 <= cue.end_s - cue.start_s <= 7.001
            assert 1 <= len(cue.lines) <= 2
            assert all(0 < len(line) <= 42 for line in cue.lines)
            free_s = cue.end_s
        everything = "".join(text for text, _, _ in times)
        visible = "".join(c for c in everything if c.isspace() or c.isprintable())
        shown_text = "".join(line for cue in cues for line in cue.lines)
        assert shown_text.replace(" ", "") == "".join(visible.split())
