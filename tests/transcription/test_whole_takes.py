"""Cutting, gating and putting together, without weights; and real engines on what is not speech."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.reading import read_blocks
from coach.audio.vad import SpeechSegment
from coach.transcription.cutting import best_cut, merged, overheard, pieces
from coach.transcription.ports import DecodeOptions, Segment, Transcriber, Transcript, Word
from coach.transcription.vocabulary import with_names
from coach.transcription.whole import write_down
from coach.transcription.words import EngineSegment, build_transcript, only

BLANK = Transcript(engine="fake", model="fake", language="en")


def speech(*times: tuple[float, float]) -> list[SpeechSegment]:
    return [SpeechSegment(start_s=start_s, end_s=end_s) for start_s, end_s in times]


class SaysWhereItIs(Transcriber):
    """Writes one word for each second it is shown; finds speech where samples are not zero."""

    engine, model, language = "fake", "fake", "en"

    def __init__(self, invents: bool = False) -> None:
        self.shown: list[float] = []
        self.invents = invents

    def load(self) -> None:
        return

    def transcribe(
        self, samples: Samples, prompt: str = "", decoding: DecodeOptions | None = None
    ) -> Transcript:
        duration_s = len(samples) / LISTENING_RATE_HZ
        self.shown.append(duration_s)
        words = [(f" {n}", float(n), n + 0.5, 0.9) for n in range(int(duration_s))]
        if self.invents:
            words.append((" you", duration_s - 0.05, duration_s, 0.9))
        return build_transcript(
            BLANK, [EngineSegment("".join(word[0] for word in words), words)], duration_s
        )

    def detect_speech(self, samples: Samples) -> list[SpeechSegment]:
        sound = np.flatnonzero(np.diff(np.abs(np.pad(samples, 1)) > 0))
        times = sound / LISTENING_RATE_HZ
        return speech(*zip(times[::2].tolist(), times[1::2].tolist(), strict=True))


def sound(*parts: tuple[float, float]) -> Samples:
    """Parts of (level, seconds)."""
    return np.concatenate(
        [np.full(round(s * LISTENING_RATE_HZ), level, np.float32) for level, s in parts]
    )


segments = st.lists(
    st.tuples(st.floats(-1, 30), st.floats(0, 8)).map(lambda one: (one[0], one[0] + one[1])),
    max_size=12,
)


def test_pieces_written_at_the_same_time_come_in_their_order() -> None:
    samples = sound((0.5, 12.0), (0.0, 1.0), (0.5, 14.0), (0.0, 7.0), (0.5, 40.0))
    one, several = (write_down(SaysWhereItIs(), [samples], at_once=count) for count in (1, 3))
    assert several == one
    assert len(one.transcript.words) > 50


@settings(max_examples=150, deadline=None)
@given(segments, st.lists(st.integers(0, 80_000), max_size=14))
def test_no_sample_is_lost_and_none_comes_twice(
    times: Sequence[tuple[float, float]], sizes: Sequence[int]
) -> None:
    whole = np.arange(sum(sizes), dtype=np.float32)
    blocks = np.split(whole, np.cumsum(sizes)[:-1]) if sizes else []
    spoken = merged(speech(*times))
    cut = list(pieces(blocks, spoken))
    np.testing.assert_array_equal(
        np.concatenate([np.zeros(0, np.float32), *(piece.own_samples for piece in cut)]), whole
    )
    for piece in cut:
        assert piece.start_s * LISTENING_RATE_HZ == pytest.approx(float(piece.samples[0]), abs=0.01)
        assert 0 < len(piece.samples) <= 25.3 * LISTENING_RATE_HZ
    for segment in spoken:
        start_s, end_s = max(0.0, segment.start_s), min(len(whole) / 16_000, segment.end_s)
        if end_s - start_s > 0.15:  # all speech is some piece's own
            middle_s = (start_s + end_s) / 2
            assert any(
                each.has_speech and each.start_s <= middle_s <= each.end_s + 0.001 for each in cut
            )


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 60 * LISTENING_RATE_HZ), max_size=8))
def test_what_is_overheard_is_all_there_and_its_speech_is_known_by_then(sizes: list[int]) -> None:
    whole = np.tile(sound((1, 7.3), (0, 1.2)), 1 + sum(sizes) // 100_000)[: sum(sizes)]
    blocks = np.split(whole, np.cumsum(sizes)[:-1]) if sizes else []
    known: list[SpeechSegment] = []
    heard: list[Samples] = []
    for block in overheard(blocks, SaysWhereItIs().detect_speech, known):
        heard.append(block)
        spoken_s = sum(each.end_s - each.start_s for each in known)
        assert spoken_s == pytest.approx(np.concatenate(heard).sum() / 16_000, abs=0.01)
    np.testing.assert_array_equal(np.concatenate([np.zeros(0, np.float32), *heard]), whole)


def test_the_cut_is_in_the_longest_pause() -> None:
    spoken = speech((0, 92), (92.3, 100), (102, 110), (110.5, 125))
    assert best_cut(spoken, 90, 120) == 101
    assert best_cut(speech((0, 200)), 90, 120) == 120
    assert best_cut([], 90, 120) == 105


def test_long_silences_are_not_shown() -> None:
    spoken = speech((5, 6), (8, 9), (40, 41))
    cut = [each for each in pieces([sound((0, 60))], spoken) if each.has_speech]
    assert [each.start_s for each in cut] == pytest.approx([4.0, 39.0], abs=0.04)
    assert [each.speech[-1].end_s for each in cut] == pytest.approx([5.0, 2.0], abs=0.04)
    (near,) = pieces([sound((0, 7))], speech((1.5, 6)))
    assert (near.start_s, near.own_s) == (0, 7)
    assert not any(each.has_speech for each in pieces([sound((0, 60))], []))


@pytest.mark.parametrize("known", [False, True])
def test_times_are_those_of_the_whole(known: bool) -> None:
    whole = sound((0, 20), (1, 30), (0, 1), (1, 100), (0, 30), (1, 5), (0, 50))
    times = speech((20, 50), (51, 151), (181, 186))
    fake, progress = SaysWhereItIs(), []
    written = write_down(
        fake,
        np.array_split(whole, 77),
        times if known else None,
        on_progress=progress.append,
    )
    assert written.duration_s == progress[-1] == 236
    found = [(one.start_s, one.end_s) for one in written.speech]
    np.testing.assert_allclose(found, [(20, 50), (51, 151), (181, 186)], atol=0.002)
    starts = [word.start_s for word in written.transcript.words]
    assert starts == sorted(starts)
    assert 18.9 <= starts[0] <= 21
    assert 184 <= starts[-1] <= 187
    assert not [start for start in starts if 153 < start < 180]
    assert max(fake.shown) <= 26
    ranges = [(one.first_word, one.end_word) for one in written.transcript.segments]
    assert [first for first, _ in ranges] == [0, *(end for _, end in ranges[:-1])]


def test_invented_words_go() -> None:
    written = write_down(SaysWhereItIs(invents=True), [sound((1, 3), (0, 1.9))])
    assert [word.text for word in written.transcript.words] == ["0", "1", "2"]
    assert written.transcript.text == "0 1 2"


def test_nothing_at_all() -> None:
    written = write_down(SaysWhereItIs(), [])
    assert (written.transcript.text, written.speech, written.duration_s) == ("", [], 0)


NOISE = np.random.default_rng(7)
SECONDS = np.arange(12 * LISTENING_RATE_HZ) / LISTENING_RATE_HZ


@pytest.mark.parametrize(
    "nothing",
    [
        np.zeros_like(SECONDS),
        NOISE.normal(0, 0.1, len(SECONDS)),
        NOISE.normal(0, 0.003, len(SECONDS)),
        0.3 * np.sin(2 * np.pi * 100 * SECONDS),
        0.1 * np.sin(2 * np.pi * 440 * SECONDS),
    ],
    ids=["silence", "loud noise", "quiet noise", "hum", "tone"],
)
def test_no_words_are_invented(transcriber: Transcriber, nothing: Samples) -> None:
    written = write_down(transcriber, [nothing.astype(np.float32)])
    assert (written.transcript.text, written.speech) == ("", [])


def test_a_machine_is_not_speech(transcriber: Transcriber, speech_dir: Path) -> None:
    written = write_down(transcriber, read_blocks(speech_dir / "nospeech-exercise-bike.wav"))
    assert (written.transcript.text, written.speech) == ("", [])


def transcript(*texts: str) -> Transcript:
    words = [(text, n * 0.5, n * 0.5 + 0.4, 0.8) for n, text in enumerate(texts)]
    return build_transcript(BLANK, [EngineSegment("".join(texts), words)], 100)


def test_words_are_cleaned() -> None:
    rough = [
        EngineSegment(
            "  Well, no ", [(" Well,", -0.2, 0.5, 1.2), (" ", 0.5, 0.6, 1), (" no", 0.3, 9, 0.5)]
        ),
        EngineSegment(" ", [("", 1, 2, 1)]),
    ]
    clean = build_transcript(BLANK, rough, 2.0)
    assert [(one.text, one.start_s, one.end_s, one.probability) for one in clean.words] == [
        ("Well,", 0.0, 0.5, 1.0),
        ("no", 0.5, 2.0, 0.5),
    ]
    assert clean.segments == (
        Segment(text="Well, no", start_s=0, end_s=2, first_word=0, end_word=2),
    )


def test_what_an_engine_tears_apart_is_one_word() -> None:
    torn = transcript(" At", " 5", " o", "'clock", " I", " was", " hands", "-on", ".")
    assert [word.text for word in torn.words] == ["At", "5", "o'clock", "I", "was", "hands-on."]
    assert " ".join(word.text for word in torn.words) == torn.text
    assert (torn.words[2].start_s, torn.words[2].end_s) == (1.0, 1.9)
    assert [word.text for word in transcript("-on", " foot").words] == ["-on", "foot"]


def test_text_keeps_the_spaces_of_its_language() -> None:
    kept = only(transcript("我", "喜欢", "猫"), [True, False, True])
    assert (kept.text, len(kept.words)) == ("我猫", 2)
    assert only(transcript(" I", " do", " not."), [True, True, False]).text == "I do"
    assert only(transcript(" Thank", " you."), [False, False]).segments == ()


def test_names_come_from_the_prompted_pass_and_nothing_else() -> None:
    plain = transcript(" I", " met", " heifer", " at", " the", " nvidia", " site", " today.")
    prompted = transcript(" I", " met", " Aoife", " at", " a", " NVIDIA", " site")
    mended = with_names(plain, prompted, "Aoife, NVIDIA")
    assert mended.text == "I met Aoife at the NVIDIA site today."
    assert [word.start_s for word in mended.words] == [word.start_s for word in plain.words]
    looped = transcript(*[" Aoife"] * 30)
    assert with_names(plain, looped, "Aoife").text == plain.text
    assert with_names(plain, BLANK, "Aoife") == plain


def test_a_name_may_have_fewer_words_than_what_was_heard() -> None:
    plain = Transcript(
        engine="fake",
        model="fake",
        language="en",
        segments=(Segment(text="Use zero pill.", start_s=0, end_s=2, first_word=0, end_word=3),),
        words=tuple(
            Word(text=text, start_s=n * 0.5, end_s=n * 0.5 + 0.5, probability=1)
            for n, text in enumerate(["Use", "zero", "pill."])
        ),
    )
    named = [("Use", 0.0, 0.5, 1.0), (" Xarelto.", 0.6, 1.4, 0.7)]
    mended = with_names(
        plain, build_transcript(BLANK, [EngineSegment("Use Xarelto.", named)], 2), "Xarelto"
    )
    assert mended.text == "Use Xarelto."
    assert (mended.words[1].start_s, mended.words[1].end_s) == (0.5, 1.5)
    assert mended.segments[0].end_word == 2
