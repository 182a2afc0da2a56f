"""Both engines when somebody waits: one bounded pass that can be called off, and reading."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from coach.audio.clips import LISTENING_RATE_HZ, Samples, silence
from coach.audio.vad import SpeechSegment, detect_speech
from coach.transcription.cutting import CONTEXT_S, Piece
from coach.transcription.faster_whisper_engine import FasterWhisper, Hurried
from coach.transcription.models import ModelChoice
from coach.transcription.ports import DecodeOptions, GivenUp, Segment, Transcriber, Transcript, Word
from coach.transcription.writing import write_piece
from tests.helpers.engines import one_engine_is_enough


def whole_piece(samples: Samples) -> Piece:
    length_s = len(samples) / LISTENING_RATE_HZ
    return Piece(samples, 0.0, length_s, tuple(detect_speech(samples)))


@one_engine_is_enough
def test_a_piece_gets_the_words_of_a_whole_take(
    transcriber: Transcriber, sentence: Samples
) -> None:
    piece = whole_piece(sentence)
    live = write_piece(transcriber, piece)
    assert live.text == transcriber.transcribe(sentence).text
    half = Piece(sentence, 0.0, piece.own_s / 2, piece.speech)
    assert write_piece(transcriber, half) == live  # the rest is context


class Impatient:
    """Gives up when it is asked for the `last`th time."""

    def __init__(self, last: int = 0) -> None:
        self.last = last
        self.asked = 0

    def __call__(self) -> bool:
        self.asked += 1
        return self.asked == self.last


@one_engine_is_enough
def test_it_can_be_called_off(transcriber: Transcriber, sentence: Samples) -> None:
    impatient = Impatient(3)
    with pytest.raises(GivenUp):
        transcriber.transcribe(sentence, "", DecodeOptions(200, impatient))
    assert impatient.asked == 3


@one_engine_is_enough
def test_it_can_be_called_off_at_any_moment(transcriber: Transcriber, sentence: Samples) -> None:
    patient = Impatient()
    whole = transcriber.transcribe(sentence, "", DecodeOptions(200, patient))
    for last in {1, patient.asked // 2, patient.asked}:
        with pytest.raises(GivenUp):
            transcriber.transcribe(sentence, "", DecodeOptions(200, Impatient(last)))
        again = transcriber.transcribe(sentence, "", DecodeOptions(200))
        assert again.text == whole.text  # it works as before


@one_engine_is_enough
def test_the_text_is_bounded(transcriber: Transcriber, sentence: Samples) -> None:
    assert len(transcriber.transcribe(sentence, "", DecodeOptions(5)).words) <= 6


@one_engine_is_enough
def test_reading_gives_the_bare_text(transcriber: Transcriber, sentence: Samples) -> None:
    text = transcriber.read(sentence, "", DecodeOptions(40))
    assert "project" in text
    assert text == text.strip()


TINY_BYTES, BASE_BYTES = 75_000_000, 145_000_000


@pytest.mark.parametrize(
    ("size", "length_s", "window_s"),
    [
        (TINY_BYTES, 3.0, 16.0),
        (TINY_BYTES, 9.0, 18.0),
        (TINY_BYTES, 12.0, 30.0),
        (BASE_BYTES, 3.0, 8.0),
        (BASE_BYTES, 12.0, 17.0),
    ],
)
def test_a_short_sound_needs_no_whole_window_and_the_smallest_model_a_larger_one(
    tmp_path: Path, size: int, length_s: float, window_s: float
) -> None:
    with (tmp_path / "model.bin").open("wb") as file:
        file.truncate(size)
    engine = FasterWhisper(ModelChoice("mine", tmp_path), "en", lambda offer: False)
    assert engine.window_s(length_s) == window_s


@pytest.mark.parametrize(("window_s", "frames"), [(7.0, 700), (29.995, 3000), (math.inf, 3000)])
def test_no_more_of_the_window_is_encoded_than_is_needed(window_s: float, frames: int) -> None:
    ctranslate2 = pytest.importorskip("ctranslate2")
    encoded: list[np.ndarray] = []

    class Network:
        def encode(self, features: object, to_cpu: bool) -> None:
            encoded.append(np.array(features))

    features = np.random.default_rng(1).random((1, 80, 3000), dtype=np.float32)
    hurried = Hurried(Network(), DecodeOptions(1), window_s)
    hurried.encode(ctranslate2.StorageView.from_array(features), to_cpu=False)
    assert np.array_equal(encoded[0], features[..., :frames])


@one_engine_is_enough
def test_nothing_is_looked_for_after_the_last_word(
    transcriber: Transcriber, sentence: Samples
) -> None:
    samples = np.concatenate([sentence, silence(8.0).samples])
    live = write_piece(transcriber, whole_piece(samples))
    assert live.words[-1].end_s < len(sentence) / LISTENING_RATE_HZ + 0.5


class Scripted(Transcriber):
    """Gives what it was told for sounds of so many seconds."""

    engine, model, language = "scripted", "scripted", "en"

    def __init__(self, texts: dict[int, str]) -> None:
        self._texts = texts
        self.asked_s: list[int] = []
        self.heard: list[Samples] = []
        self.enough_s: list[float] = []

    def load(self) -> None: ...

    def transcribe(
        self, samples: Samples, prompt: str = "", decoding: DecodeOptions | None = None
    ) -> Transcript:
        length_s = len(samples) / LISTENING_RATE_HZ
        self.asked_s.append(int(length_s))
        self.heard.append(samples)
        self.enough_s.append(decoding.enough_s if decoding else math.inf)
        words = tuple(
            Word(text=text, start_s=n * 0.4, end_s=n * 0.4 + 0.3, probability=0.9)
            for n, text in enumerate(self._texts[int(length_s)].split())
        )
        text = " ".join(word.text for word in words)
        segment = Segment(text=text, start_s=0, end_s=9, first_word=0, end_word=len(words))
        segments = (segment,) if words else ()
        return self.blank.model_copy(update={"words": words, "segments": segments})


def spoken_piece(*speech: tuple[float, float], length_s: float = 12.0) -> Piece:
    samples = np.zeros(round(length_s * LISTENING_RATE_HZ), dtype=np.float32)
    segments = tuple(SpeechSegment(start_s=start, end_s=end) for start, end in speech)
    return Piece(samples, 0.0, length_s, segments)


@pytest.mark.parametrize("wrong", ["it stopped early", "again and " * 40])
def test_what_stopped_early_or_went_round_in_circles_is_written_in_halves(wrong: str) -> None:
    engine = Scripted({12: wrong, 6: "one two three four five six seven eight nine ten"})
    written = write_piece(engine, spoken_piece((0.2, 5.7), (6.3, 11.8)))
    assert engine.asked_s == [12, 6, 6]
    assert written.text.count("one two three") == 2
    assert [word.start_s for word in written.words] == sorted(w.start_s for w in written.words)


def test_a_clause_that_was_left_out_is_asked_for_again() -> None:
    most = "so I called every customer of ours myself told them what had happened and offered a "
    engine = Scripted({12: most + "choice which nineteen took", 6: "and two sent us a card"})
    left_out = spoken_piece((0.2, 5.7), (6.3, 11.8))  # the last two seconds have no word
    assert "sent us a card" in write_piece(engine, left_out).text


def test_words_of_a_context_that_breaks_off_are_not_asked_for_again() -> None:
    """The piece after it has them; and a window for them would take as long as any other."""
    engine = Scripted({12: "one two three four five six seven eight nine ten eleven twelve"})
    breaks_off = replace(spoken_piece((0.2, 12.0)), own_s=1.0)
    assert len(write_piece(engine, breaks_off).words) == 12
    assert engine.enough_s == [1.0 + CONTEXT_S]
    assert engine.asked_s == [12]


def test_words_of_a_context_that_ends_in_a_pause_are_all_asked_for() -> None:
    """A live take had them written down before it was known to be a context."""
    engine = Scripted(dict.fromkeys((12, 6, 5), "one two three four five six seven eight"))
    ends = replace(spoken_piece((0.2, 5.7), (6.3, 11.5)), own_s=1.0)
    write_piece(engine, ends)
    assert engine.enough_s[0] == 11.5
    assert len(engine.asked_s) == 3


def test_whisper_hears_more_of_the_quiet_that_a_piece_ends_with() -> None:
    noise = np.random.default_rng(1).uniform(-0.1, 0.1, 5 * LISTENING_RATE_HZ).astype(np.float32)
    engine = Scripted({4: "one two three", 5: "one two three"})
    for length_s in (5.0, 4.9, 4.3):  # however much later than the last word it ends
        samples = noise[: round(length_s * LISTENING_RATE_HZ)]
        speech = (SpeechSegment(start_s=0.2, end_s=4.3),)
        write_piece(engine, Piece(samples, 0.0, length_s, speech))
    one, same, in_speech = engine.heard
    end = round(4.3 * LISTENING_RATE_HZ)
    quiet = noise[end : round(4.5 * LISTENING_RATE_HZ)]
    assert np.array_equal(one[:end], noise[:end])
    assert np.array_equal(one[end:][: 2 * len(quiet)], [*quiet, *quiet[::-1]])
    assert len(one) == end + len(quiet) + LISTENING_RATE_HZ // 2
    assert np.array_equal(same, one)
    assert np.array_equal(in_speech, noise[:end])  # nothing to go on with


def test_where_it_is_halved_does_not_depend_on_when_its_end_was_noticed() -> None:
    noise = np.random.default_rng(1).uniform(-0.1, 0.1, 12 * LISTENING_RATE_HZ).astype(np.float32)
    speech = (SpeechSegment(start_s=0.2, end_s=9.8),)  # without a pause to cut in
    heard = []
    for length_s in (10.0, 11.9):
        engine = Scripted(dict.fromkeys(range(13), "one two three"))
        samples = noise[: round(length_s * LISTENING_RATE_HZ)]
        write_piece(engine, Piece(samples, 0.0, length_s, speech))
        heard.append(engine.heard)
    early, late = heard
    assert len(early) == len(late) == 3
    assert all(np.array_equal(one, other) for one, other in zip(early, late, strict=True))
