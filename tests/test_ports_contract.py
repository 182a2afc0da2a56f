"""What every port promises, asked of each implementation that needs no hardware."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from coach.audio.answers_microphone import AnswersMicrophone
from coach.audio.clips import LISTENING_RATE_HZ, silence
from coach.audio.device_speaker import SilentSpeaker
from coach.audio.ports import Microphone, Speaker
from coach.interview import events
from coach.interview.ports import AFTER_ANSWER, WHILE_ANSWERING, WHILE_ASKED, Choice, Presenter
from coach.library.records import QuestionRef
from coach.testing import (
    CannedTranscriber,
    RecordingPresenter,
    RecordingSpeaker,
    RecordingVoice,
    ScriptedMicrophone,
    ScriptedPerson,
)
from coach.voices.ports import Voice
from coach.voices.silent_voice import SilentVoice

SOUND = np.random.default_rng(1).uniform(-1, 1, 10_001).astype(np.float32)

MICROPHONES: dict[str, Callable[[], Microphone]] = {
    "scripted": lambda: ScriptedMicrophone([SOUND, SOUND / 2], ends=True),
    "answers": lambda: AnswersMicrophone("made up", [lambda: [SOUND], lambda: [SOUND / 2]]),
    "answers at real pace": lambda: AnswersMicrophone(
        "made up", [lambda: [SOUND], lambda: [SOUND / 2]], True
    ),
}


@pytest.mark.parametrize("make", MICROPHONES.values(), ids=MICROPHONES)
def test_a_microphone_gives_each_answer_once_in_short_blocks(
    make: Callable[[], Microphone],
) -> None:
    with make() as microphone:
        assert microphone.name
        for expected in (SOUND, SOUND / 2):
            assert not microphone.exhausted
            blocks = list(microphone.blocks())
            for block in blocks:
                assert block.samples.dtype == np.float32
                assert block.samples.ndim == 1
                assert 0 < len(block.samples) <= 0.2 * LISTENING_RATE_HZ
                assert block.lost_s == 0.0
            np.testing.assert_array_equal(np.concatenate([b.samples for b in blocks]), expected)
        assert microphone.exhausted
        with pytest.raises(LookupError):
            microphone.blocks()


@pytest.mark.parametrize("speaker", [RecordingSpeaker(), SilentSpeaker()])
@pytest.mark.parametrize("length_s", [0.0, 1.0])
def test_a_speaker_plays_and_returns_at_once(speaker: Speaker, length_s: float) -> None:
    began_s = time.monotonic()
    assert speaker.name
    with speaker.play(silence(length_s)) as playback:
        assert playback.wait(5.0)
        assert playback.wait(0.0)  # over stays over
        assert playback.position_s == length_s
    assert time.monotonic() - began_s < 1.0


@pytest.mark.parametrize("voice", [RecordingVoice(), SilentVoice()])
@pytest.mark.parametrize("text", ["Why us?", "", "…", "Größe\n\0"])
def test_a_voice_makes_a_clip_of_any_text(voice: Voice, text: str) -> None:
    clip = voice.render(text)
    assert voice.name
    assert clip.samples.dtype == np.float32
    assert clip.samples.ndim == 1
    assert clip.rate_hz > 0


@pytest.mark.parametrize("text", ["one two three", ""])
@pytest.mark.parametrize("prompt", ["", "Aoife"])
def test_a_transcriber_tells_words_in_order_inside_the_sound(text: str, prompt: str) -> None:
    transcriber = CannedTranscriber([text])
    transcriber.fetch()
    transcriber.load()
    transcriber.load()
    transcript = transcriber.transcribe(SOUND, prompt)
    assert (transcript.engine, transcript.model, transcript.language) == (
        transcriber.engine,
        transcriber.model,
        transcriber.language,
    )
    assert transcript.text == text
    assert [word.text for word in transcript.words] == text.split()
    edges = [edge for word in transcript.words for edge in (word.start_s, word.end_s)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(SOUND) / LISTENING_RATE_HZ + 1e-6 for edge in edges)
    assert all(0 <= word.probability <= 1 for word in transcript.words)
    for segment in transcript.segments:
        words = transcript.words[segment.first_word : segment.end_word]
        assert " ".join(word.text for word in words) == segment.text


@pytest.mark.parametrize("options", [WHILE_ASKED, WHILE_ANSWERING, AFTER_ANSWER])
def test_a_person_chooses_among_the_options_or_lets_the_time_pass(
    options: tuple[Choice, ...],
) -> None:
    person = ScriptedPerson([options[0], 0.2, options[1]])
    assert person.choose(options, 0.0) is options[0]
    began_s = time.monotonic()
    assert person.choose(options, 0.05) is None
    assert 0.05 <= time.monotonic() - began_s < 0.15
    assert person.choose(options, None) is options[1]
    assert time.monotonic() - began_s >= 0.2
    assert person.choose(options, 0.0) is None
    assert person.choose(options, None) is Choice.STOP  # never a wait for ever


def test_a_person_keeps_a_choice_until_it_is_offered() -> None:
    person = ScriptedPerson([Choice.DONE, Choice.NEXT])
    assert person.choose(WHILE_ASKED, 0.0) is None
    assert person.choose(WHILE_ANSWERING, 0.0) is Choice.DONE
    assert person.choose(AFTER_ANSWER, None) is Choice.NEXT


def test_a_presenter_is_shown_events_and_returns_at_once(tmp_path: Path) -> None:
    presenter = RecordingPresenter()
    shown: Presenter = presenter
    question = QuestionRef(number=1, id="strengths", text="?")
    told: list[events.Event] = [
        events.QuestionAsked(0.0, question, 1, "interview", None),
        events.LevelHeard(0.1, -30.0, 0.1, None, False),
        events.SessionFinished(0.2, "id", tmp_path, 0, 1),
    ]
    for event in told:
        shown.show(event)
    assert presenter.events == told
