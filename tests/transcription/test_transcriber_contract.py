"""What every transcriber promises, asked of all there are in the package."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from _pytest.mark import ParameterSet

from coach.audio.clips import LISTENING_RATE_HZ, Samples, silence
from coach.testing import CannedTranscriber
from coach.transcription.bounded import WatchedTranscriber
from coach.transcription.in_order import in_order
from coach.transcription.ports import DecodeOptions, GivenUp, Transcriber, Transcript
from tests.helpers.implementations import implementation, implementations, maker_of
from tests.transcription.conftest import SENTENCE

PROMPTS = ("", "Aoife, Xarelto")
Make = Callable[[pytest.FixtureRequest], Transcriber]


def real(engine: str) -> Make:
    """The engine with the packaged weights; skipped where they are not installed."""

    def make(request: pytest.FixtureRequest) -> Transcriber:
        made: Transcriber = request.getfixturevalue("transcribers")[engine]
        return made

    return make


MAKERS: dict[str, Make] = {
    "coach.transcription.bounded.WatchedTranscriber": lambda _: WatchedTranscriber(
        CannedTranscriber([SENTENCE]), lambda: None
    ),
    "coach.testing.CannedTranscriber": lambda _: CannedTranscriber([SENTENCE]),
    "coach.transcription.faster_whisper_engine.FasterWhisper": real("faster-whisper"),
    "coach.transcription.openai_whisper_engine.OpenAiWhisper": real("openai-whisper"),
}


SLOWEST = "coach.transcription.openai_whisper_engine.OpenAiWhisper"

# `test_in_haste.py` asks the same of it.
without_the_slowest = pytest.mark.parametrize(
    "each",
    [
        pytest.param(name, marks=[pytest.mark.long] if name == SLOWEST else [])
        for name in implementations("Transcriber")
    ],
    indirect=True,
)


def in_every_manner() -> Iterator[ParameterSet]:
    """Each transcriber at leisure and in decoding, with and without a prompt.

    One of these is enough of the slowest; the rest of it is left to `make test-long`.
    """
    manners = [(decoding, prompt) for decoding in (None, DecodeOptions(200)) for prompt in PROMPTS]
    for name in implementations("Transcriber"):
        for decoding, prompt in manners:
            is_too_slow = name == SLOWEST and (decoding, prompt) != (None, PROMPTS[1])
            marks = [pytest.mark.long] if is_too_slow else []
            how = "in decoding" if decoding else "at leisure"
            yield pytest.param(name, decoding, prompt, id=f"{name}-{how}-{prompt}", marks=marks)


@pytest.fixture(params=implementations("Transcriber"))
def each(request: pytest.FixtureRequest) -> Transcriber:
    made = maker_of(MAKERS, request.param)(request)
    assert isinstance(made, implementation(request.param))
    return made


def test_it_loads_as_often_as_one_likes_and_names_itself(each: Transcriber) -> None:
    each.fetch()
    each.load()
    each.load()
    assert each.blank == Transcript(engine=each.engine, model=each.model, language=each.language)
    assert each.engine
    assert each.model
    assert each.language == "en"


@pytest.mark.parametrize(("each", "decoding", "prompt"), list(in_every_manner()), indirect=["each"])
def test_it_tells_words_in_order_inside_the_sound(
    each: Transcriber, sentence: Samples, prompt: str, decoding: DecodeOptions | None
) -> None:
    transcript = each.transcribe(sentence, prompt, decoding)
    assert transcript.model_copy(update={"segments": (), "words": ()}) == each.blank
    assert "proud" in transcript.text
    edges = [edge for word in transcript.words for edge in (word.start_s, word.end_s)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(sentence) / LISTENING_RATE_HZ + 0.1 for edge in edges)
    assert all(0 <= word.probability <= 1 for word in transcript.words)
    assert [segment.end_word for segment in transcript.segments][-1] == len(transcript.words)
    for segment in transcript.segments:
        words = transcript.words[segment.first_word : segment.end_word]
        assert " ".join(word.text for word in words) == segment.text


@without_the_slowest
def test_several_threads_get_the_words_of_one(each: Transcriber, sentence: Samples) -> None:
    def hear(_: int, given_up: Callable[[], bool]) -> str:
        return each.transcribe(sentence, "", DecodeOptions(200, given_up)).text

    heard = [text for _, text in in_order(hear, range(3), each.at_once + 1)]
    assert heard == [each.transcribe(sentence, "", DecodeOptions(200)).text] * 3


@without_the_slowest
def test_a_short_utterance_is_read_without_times(each: Transcriber, sentence: Samples) -> None:
    assert "proud" in each.read(sentence, "", DecodeOptions(40))


@without_the_slowest
def test_an_abandoned_one_is_loaded_anew(each: Transcriber, sentence: Samples) -> None:
    each.load()
    each.abandon()
    assert "proud" in each.read(sentence, "", DecodeOptions(40))


@without_the_slowest
def test_what_is_not_wanted_any_more_is_given_up(each: Transcriber, sentence: Samples) -> None:
    with pytest.raises(GivenUp):
        each.transcribe(sentence, "", DecodeOptions(200, lambda: True))


def test_it_finds_speech_where_there_is_some(each: Transcriber, sentence: Samples) -> None:
    heard = each.detect_speech(np.concatenate([silence(2.0).samples, sentence]))
    assert 1.5 < heard[0].start_s < 3.0
    assert each.detect_speech(silence(2.0).samples) == []
