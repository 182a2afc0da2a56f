"""Fillers put into a transcript: the wording stays, every filler has its place and time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.reading import read_clip
from coach.audio.vad import SpeechSegment
from coach.delivery.language import language_of
from coach.testing import CannedTranscriber
from coach.transcription.choosing import choose_transcriber
from coach.transcription.cutting import Piece, pieces
from coach.transcription.fillers import FillerPass, with_fillers
from coach.transcription.ports import DecodeOptions, GivenUp, Stage, Transcript, Word
from tests.helpers.labels import as_transcript
from tests.helpers.spoken import need_whisper, speak

FILLERS = language_of("en").fillers


def merged(plain: str, prompted: str) -> str:
    return with_fillers(as_transcript(plain), as_transcript(prompted), FILLERS).text


@pytest.mark.parametrize(
    ("plain", "prompted", "verbatim"),
    [
        ("I led a team.", "I led, um, a team.", "I led um, a team."),
        ("I led a team.", "Um, I led a team.", "Um, I led a team."),
        ("So I led a team.", "Um, so I led a team.", "Um, so I led a team."),
        ("I led a team.", "I led a team. Uh.", "I led a team. Uh,"),
        ("I led a team.", "Um, uh, I led a team.", "Um, uh, I led a team."),
        ("I led. We won.", "I led. Um, er, so we won.", "I led. Um, er, we won."),
        ("I led a team.", "I led a team. Uh, um.", "I led a team. Uh, um,"),
        ("I, um, led it.", "I, um, led it.", "I, um, led it."),
        ("I led a team.", "I led a team.", "I led a team."),
        # the wording is the unprompted one's, whatever the other heard
        (
            "I led a small team of nine.",
            "I let us, uh, team of nine.",
            "I led a small team of nine.",
        ),
        ("We met in the ER.", "We met in the ER.", "We met in the ER."),
    ],
)
def test_only_fillers_are_put_in(plain: str, prompted: str, verbatim: str) -> None:
    assert merged(plain, prompted) == verbatim


def test_it_is_verbatim_and_its_words_fit_its_text() -> None:
    transcript = with_fillers(
        as_transcript("I led a team."), as_transcript("I led, um, a team."), FILLERS
    )
    assert transcript.stage is Stage.VERBATIM
    assert " ".join(word.text for word in transcript.words) == transcript.text
    assert transcript.segments[-1].end_word == len(transcript.words)


@given(
    words=st.lists(st.sampled_from(["so", "we", "moved", "it", "Leeds", "nine"]), max_size=12),
    places=st.lists(st.integers(min_value=0, max_value=12), max_size=5),
)
def test_every_word_stays_in_its_order_and_times_go_on(words: list[str], places: list[int]) -> None:
    prompted = list(words)
    for place in places:
        prompted.insert(min(place, len(prompted)), "um,")
    transcript = with_fillers(
        as_transcript(" ".join(words)), as_transcript(" ".join(prompted)), FILLERS
    )
    kept = [word.text for word in transcript.words if not FILLERS.has(word.text)]
    assert [text.lower() for text in kept] == [text.lower() for text in words]
    starts = [word.start_s for word in transcript.words]
    assert starts == sorted(starts)
    if words:
        assert len(transcript.words) == len(words) + len(places)


class Hesitant(CannedTranscriber):
    """Is given up as often as it is told, then hears what it was made with."""

    def __init__(self, text: str, given_up: int) -> None:
        super().__init__([text])
        self.left = given_up

    def transcribe(
        self, samples: Samples, prompt: str = "", decoding: DecodeOptions | None = None
    ) -> Transcript:
        if self.left:
            self.left -= 1
            raise GivenUp
        return super().transcribe(samples, prompt, decoding)


def piece(start_s: float, length_s: float = 2.0) -> Piece:
    samples = np.full(round(length_s * LISTENING_RATE_HZ), 0.1, np.float32)
    speech = (SpeechSegment(start_s=0.0, end_s=length_s),)
    return Piece(samples, start_s, length_s, speech)


def test_what_was_given_up_is_heard_later_and_nothing_twice() -> None:
    transcriber = Hesitant("um, yes", given_up=2)
    heard = FillerPass(transcriber, FILLERS)
    for start_s in (0.0, 2.0, 4.0):
        heard.add(piece(start_s))
    for _ in range(2):
        with pytest.raises(GivenUp):
            heard.go_on()
    heard.go_on()
    assert len(transcriber.prompts) == 3
    plain = as_transcript("yes yes yes").model_copy(
        update={
            "words": tuple(
                Word(text="yes", start_s=at_s + 1, end_s=at_s + 2, probability=0.9)
                for at_s in (0.0, 2.0, 4.0)
            )
        }
    )
    assert heard.verbatim(plain).text == "Um, yes um, yes um, yes"


def test_a_slow_engine_is_not_given_more_than_it_can_hold() -> None:
    heard = FillerPass(Hesitant("um, yes", 0), FILLERS)
    for number in range(12):
        heard.add(piece(2.0 * number))
    assert heard.rest_from_s == 16.0
    heard.add_rest([piece(16.0)])
    heard.go_on()
    assert len(heard.verbatim(as_transcript("yes")).words) >= 1


def test_what_is_abandoned_is_not_listened_to() -> None:
    transcriber = Hesitant("um, yes", 0)
    heard = FillerPass(transcriber, FILLERS)
    heard.add(piece(0.0))
    heard.abandon()
    heard.go_on()
    assert transcriber.prompts == []


def test_another_language_by_dropping_in_a_file() -> None:
    german = language_of("de").fillers
    prompted = as_transcript("Ähm, ich habe, äh, neun Leute geführt.")
    plain = as_transcript("Ich habe neun Leute geführt.")
    transcript = with_fillers(plain, prompted, german)
    assert transcript.text == "Ähm, ich habe äh, neun Leute geführt."


class TestOnSpeech:
    def heard(self, samples: Samples) -> Transcript:
        transcriber = choose_transcriber("faster-whisper", None, "en", lambda offer: False)
        found = FillerPass(transcriber, FILLERS)
        found.add_rest(pieces([samples], transcriber.detect_speech(samples)))
        found.go_on()
        return found.verbatim(transcriber.transcribe(samples))

    def test_a_synthesised_answer(self, tmp_path: Path) -> None:
        need_whisper()
        text = "I, um, led a small team for four years, and, uh, I liked it very much."
        samples = read_clip(speak(text, tmp_path / "said.wav")).at_rate(LISTENING_RATE_HZ).samples
        transcript = self.heard(samples)
        assert sum(FILLERS.has(word.text) for word in transcript.words) == 2

    @pytest.mark.parametrize(
        ("name", "count"),
        [
            pytest.param("monologue-cold.wav", 5, marks=pytest.mark.long),
            ("meeting-woman-2.wav", 2),
        ],
    )
    def test_people(self, speech_dir: Path, name: str, count: int) -> None:
        need_whisper()
        samples = read_clip(speech_dir / name).at_rate(LISTENING_RATE_HZ).samples
        found = sum(FILLERS.has(word.text) for word in self.heard(samples).words)
        assert abs(found - count) <= 1

    def test_noise_has_none(self, speech_dir: Path) -> None:
        need_whisper()
        clip = read_clip(speech_dir / "nospeech-exercise-bike.wav")
        assert self.heard(clip.at_rate(LISTENING_RATE_HZ).samples[: 20 * 16_000]).words == ()
