"""Spoken commands in a conversation: each is acted on, and none is part of the answer.

The sound is a real voice at its real pace; what was said is known, so a fake reads it.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from coach.audio.answers_microphone import AnswersMicrophone
from coach.audio.clips import LISTENING_RATE_HZ, Samples, silence
from coach.audio.files import read_clip
from coach.interview import events, wording
from coach.interview.conversation import Conversation
from coach.interview.equipment import Equipment, Manner
from coach.interview.scribe import Scribe
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind, SetName, Turn
from coach.testing import (
    CannedTranscriber,
    RecordingPresenter,
    RecordingSpeaker,
    RecordingVoice,
    ScriptedPerson,
)
from coach.transcription.ports import Haste, Transcript
from coach.voices.ahead import RenderedAhead

SHORTEST_ANSWER_S = 3.5  # longer than any command
QUESTION = AskedQuestion(
    id="strengths",
    text="What are your strengths?",
    wordings={"interview": "What are your strengths?", "chat": "What are you good at?"},
    seconds=60,
)
MANNER = Manner(
    hands_free=True,
    ends_after_silence_s=3.0,
    goes_on_by_itself=True,
    waits_for_transcript_s=None,
)


class Reader(CannedTranscriber):
    """Knows the sound of what was said; one word a second in anything longer than a command."""

    def __init__(self, sounds: dict[str, Samples]) -> None:
        super().__init__([""])
        self._sounds = sounds

    def transcribe(
        self, samples: Samples, prompt: str = "", haste: Haste | None = None
    ) -> Transcript:
        length_s = len(samples) / LISTENING_RATE_HZ
        if length_s < SHORTEST_ANSWER_S:
            self._texts = [self._recognised(samples)]
        else:
            self._texts = [" ".join(["word"] * round(length_s))]
        return super().transcribe(samples, prompt, haste)

    def _recognised(self, samples: Samples) -> str:
        likeness = {text: alike(samples, sound) for text, sound in self._sounds.items()}
        best = max(likeness, key=lambda text: likeness[text])
        return best if likeness[best] > 0.8 else "something else"


def alike(heard: Samples, known: Samples) -> float:
    """The best correlation of two sounds, 1 where one is in the other."""
    size = len(heard) + len(known)
    spectrum = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(known, size))
    energy = float(np.sqrt(np.square(heard).sum() * np.square(known).sum()))
    return float(np.fft.irfft(spectrum, size).max()) / max(energy, 1e-9)


class Table:
    """A session with one question, a fake reader, and a voice that says what it is told."""

    def __init__(self, folder: Path, voice: str) -> None:
        self._folder = folder
        self._program = voice
        self._sounds: dict[str, Samples] = {}
        self.presenter = RecordingPresenter()
        self.voice = RecordingVoice()
        self.speaker = RecordingSpeaker()

    def said(self, *parts: str | float) -> Samples:
        """Texts and silences of so many seconds."""
        sounds = []
        for number, part in enumerate(parts):
            if isinstance(part, float):
                sounds.append(silence(part).samples)
                continue
            path = self._folder / f"{number}.wav"
            subprocess.run([self._program, "-w", str(path), part], check=True)
            sounds.append(read_clip(path).at_rate(LISTENING_RATE_HZ).samples)
            self._sounds[part] = sounds[-1]
        return np.concatenate(sounds)

    def hold(self, sound: Samples) -> Turn:
        library = Library(self._folder / "recordings")
        microphone = AnswersMicrophone("a voice", [lambda: [sound]], real_pace=True)
        name = SetName(name="screening", title="Screening")
        with (
            library.new_session(Kind.PRACTICE, name, [QUESTION]) as opened,
            RenderedAhead(self.voice) as voice,
            Scribe(Reader(self._sounds)) as scribe,
        ):
            equipment = Equipment(
                microphone, self.speaker, voice, scribe, self.presenter, ScriptedPerson([])
            )
            Conversation(opened, equipment, MANNER).hold(list(opened.session.turns))
            return opened.session.turn(1)

    def of(self, kind: type) -> list[object]:
        return [event for event in self.presenter.events if isinstance(event, kind)]

    @property
    def commands(self) -> list[str]:
        return [event.command for event in self.of(events.CommandHeard)]


@pytest.fixture
def table(tmp_path: Path) -> Table:
    program = shutil.which("espeak-ng")
    if program is None:
        pytest.skip("espeak-ng is not installed")
    return Table(tmp_path, program)


ANSWER = "I have always been good at making plans with many people who disagree."


def test_each_command_is_acted_on(table: Table) -> None:
    said = table.said(
        *(0.3, ANSWER, 1.2, "Pause.", 1.5, "Not for you to hear.", 1.2, "Go on.", 1.5),
        *("How long have I got?", 1.5, "Say it another way.", 1.5),
        *("Play that back.", 1.5, "I'm done.", 3.0),
    )
    turn = table.hold(said)
    assert table.commands == [
        *("pause", "go on", "how long have I got", "say it another way", "play that back"),
        table.commands[-1],
    ]
    (take,) = turn.kept_takes
    assert take.ended_by == "person"
    assert wording.paused() in table.voice.said
    assert any(text.startswith("There is no clock") for text in table.voice.said)
    assert "What are you good at?" in table.voice.said
    played = max(table.speaker.played, key=lambda clip: clip.duration_s)
    assert played.duration_s > 4  # the answer so far
    (written,) = table.of(events.AnswerTranscribed)
    assert set(written.text.split()) == {"word"}
    paused = table.of(events.LevelHeard)
    assert any(event.paused for event in paused)


def test_next_question_without_an_answer_skips_it(table: Table) -> None:
    turn = table.hold(table.said(0.5, "Next question.", 2.0))
    assert turn.skipped
    assert not table.of(events.AnswerTranscribed)


def test_thinking_aloud_keeps_the_answer_open(table: Table) -> None:
    sound = table.said(0.3, ANSWER, 0.4, ANSWER, 1.2, "I'm thinking.", 4.0, ANSWER, 0.3)
    turn = table.hold(sound)
    (take,) = turn.kept_takes
    assert take.ended_by == "sound_ended"  # four seconds of silence did not end it
    assert take.duration_s == pytest.approx(len(sound) / LISTENING_RATE_HZ, abs=0.01)


def test_a_long_silence_ends_the_answer(table: Table) -> None:
    sound = table.said(0.3, ANSWER, 0.4, ANSWER, 5.0)
    turn = table.hold(sound)
    (take,) = turn.kept_takes
    assert take.ended_by == "silence"
    assert take.duration_s is not None
    assert take.duration_s < len(sound) / LISTENING_RATE_HZ - 1
