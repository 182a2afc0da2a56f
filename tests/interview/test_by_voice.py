"""Spoken commands in a conversation: each is acted on, and none is part of the answer.

The sound is a real voice, and time passes SPEED times as fast; what was said is known, so a fake
reads it. All sessions are held at the same time: they mostly wait.
"""

from __future__ import annotations

import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from coach.audio.answers_microphone import AnswersMicrophone
from coach.audio.clips import LISTENING_RATE_HZ, Samples, silence
from coach.audio.facts import SoundFacts
from coach.audio.reading import read_clip
from coach.interview import events
from coach.interview.conversation import Conversation
from coach.interview.pausing import LONG_SPEECH_S
from coach.interview.session_devices import SessionDevices
from coach.interview.session_options import SessionOptions
from coach.interview.wording import english
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind, SetName, Take, Turn
from coach.testing import (
    CannedTranscriber,
    HurriedTime,
    RecordingPresenter,
    RecordingSpeaker,
    RecordingVoice,
    ScriptedPerson,
)
from coach.transcription.worker import TranscriptionWorker
from coach.voices.prefetch import SpeechPrefetch
from tests.helpers.pacing import paced

pytestmark = pytest.mark.real  # takes too long for `make quick`

wording = english()
SPEED = 2.0
SHORTEST_ANSWER_S = 3.5  # longer than any command
QUESTION = AskedQuestion(
    id="strengths",
    text="What are your strengths?",
    wordings={"interview": "What are your strengths?", "chat": "What are you good at?"},
    seconds=60,
)
MANNER = SessionOptions(
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

    def text_for(self, samples: Samples, prompt: str) -> str:
        length_s = len(samples) / LISTENING_RATE_HZ
        if length_s < SHORTEST_ANSWER_S:
            return self._recognised(samples)
        return " ".join(["word"] * round(length_s))

    def _recognised(self, samples: Samples) -> str:
        likeness = {text: alike(samples, sound) for text, sound in self._sounds.items()}
        best = max(likeness, key=lambda text: likeness[text])
        return best if likeness[best] > 0.8 else "something else"


def alike(heard: Samples, known: Samples) -> float:
    """The best correlation of two sounds, 1 where one is in the other."""
    size = 1 << (len(heard) + len(known)).bit_length()  # the transform is quickest for these
    spectrum = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(known, size))
    energy = float(np.sqrt(np.square(heard).sum() * np.square(known).sum()))
    return float(np.fft.irfft(spectrum, size).max()) / max(energy, 1e-9)


def energy(samples: Samples) -> float:
    return float(np.square(samples).sum())


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

    def length_s(self, text: str) -> float:
        """Of what was said."""
        return len(self._sounds[text]) / LISTENING_RATE_HZ

    def hold(self, sound: Samples) -> Turn:
        library = Library(self._folder / "recordings")
        microphone = AnswersMicrophone("a voice", [lambda: paced(sound, SPEED)])
        name = SetName(name="screening", title="Screening")
        clock = HurriedTime(SPEED)
        with (
            library.new_session(Kind.PRACTICE, name, [QUESTION]) as opened,
            SpeechPrefetch(self.voice) as voice,
            TranscriptionWorker(Reader(self._sounds)) as worker,
        ):
            person = ScriptedPerson([], clock=clock)
            devices = SessionDevices(
                microphone, self.speaker, voice, worker, self.presenter, person, time=clock
            )
            Conversation(opened, devices, MANNER).hold(list(opened.session.turns))
            return opened.session.turn(1)

    def correlation(self, take: Take, text: str) -> float:
        """How surely `text` can be heard in `take`."""
        heard = read_clip(self._session() / take.audio).samples
        known = self._sounds[text]
        best = 0.0
        for start in range(0, max(1, len(heard) - len(known)), LISTENING_RATE_HZ // 2):
            span = heard[start : start + len(known) + LISTENING_RATE_HZ // 2]
            best = max(best, alike(span, known))
        return best

    def facts(self, take: Take) -> SoundFacts:
        return SoundFacts.model_validate_json((self._session() / str(take.facts)).read_bytes())

    def _session(self) -> Path:
        library = Library(self._folder / "recordings")
        return library.folder / library.find("last")

    def of(self, kind: type) -> list[object]:
        return [event for event in self.presenter.events if isinstance(event, kind)]

    @property
    def commands(self) -> list[str]:
        return [event.command for event in self.of(events.CommandHeard)]


ANSWER = "I have always been good at making plans with many people who disagree."
LONG_ANSWER = f"{ANSWER} So they asked me to do it again, for all of the other offices in Europe."
SAID: dict[str, tuple[str | float, ...]] = {
    "each command": (
        *(0.3, ANSWER, 1.2, "Pause.", 1.5, "Not for you to hear.", 1.2, "Go on.", 1.5),
        *("How long have I got?", 1.5, "Say it another way.", 1.5),
        *("Play that back.", 1.5, "I'm done.", 3.0),
    ),
    "no answer": (0.5, "Next question.", 2.0),
    "thinking": (0.3, ANSWER, 0.4, ANSWER, 1.2, "I'm thinking.", 4.0, ANSWER, 0.3),
    "missed go on": (
        *(0.3, ANSWER, 1.2, "Pause.", 1.5, "I'll be right there.", 3.5),
        *("Now then.", 0.8, LONG_ANSWER, 1.2, "I'm done.", 2.0),
    ),
    "resume": (0.3, ANSWER, 1.2, "Pause.", 1.5, "Resume.", 1.5, ANSWER, 1.2, "I'm done.", 2.0),
    "silence": (0.3, ANSWER, 0.4, ANSWER, 5.0),
}


@dataclass(frozen=True)
class Held:
    """A session that was held: what was said in it, and what became of its question."""

    table: Table
    sound: Samples
    turn: Turn


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Held]:
    program = shutil.which("espeak-ng")
    if program is None:
        pytest.skip("espeak-ng is not installed")

    def hold(parts: tuple[str | float, ...]) -> Held:
        table = Table(tmp_path_factory.mktemp("by-voice"), program)
        sound = table.said(*parts)
        return Held(table, sound, table.hold(sound))

    with ThreadPoolExecutor(len(SAID)) as sessions:
        return dict(zip(SAID, sessions.map(hold, SAID.values()), strict=True))


def test_each_command_is_acted_on(held: dict[str, Held]) -> None:
    table, turn = held["each command"].table, held["each command"].turn
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
    answer_s = table.length_s(ANSWER)
    assert played.duration_s > answer_s  # the answer so far, from its first word on
    later = played.samples[round((answer_s + 2) * LISTENING_RATE_HZ) :]
    assert energy(later) < 0.05 * energy(played.samples)  # of commands, no more than their edges
    (written,) = table.of(events.AnswerTranscribed)
    assert isinstance(written, events.AnswerTranscribed)
    assert set(written.text.split()) == {"word"}
    assert any(isinstance(e, events.LevelHeard) and e.paused for e in table.of(events.LevelHeard))


def test_next_question_without_an_answer_skips_it(held: dict[str, Held]) -> None:
    assert held["no answer"].turn.skipped
    assert not held["no answer"].table.of(events.AnswerTranscribed)


def test_thinking_aloud_keeps_the_answer_open(held: dict[str, Held]) -> None:
    (take,) = held["thinking"].turn.kept_takes
    assert take.ended_by == "sound_ended"  # four seconds of silence did not end it
    length_s = len(held["thinking"].sound) / LISTENING_RATE_HZ
    assert take.duration_s == pytest.approx(length_s, abs=0.01)


def test_speech_of_a_few_seconds_ends_a_pause_and_none_of_it_is_lost(held: dict[str, Held]) -> None:
    table, turn = held["missed go on"].table, held["missed go on"].turn
    assert table.commands == ["pause", table.commands[-1]]
    assert len(table.of(events.StillPaused)) == 1  # after the remark
    assert wording.still_paused(by_voice=True) in table.voice.said
    (ended,) = table.of(events.PauseEnded)
    assert isinstance(ended, events.PauseEnded)
    assert ended.taken_in_s > LONG_SPEECH_S
    (take,) = turn.kept_takes
    assert table.correlation(take, LONG_ANSWER) > 0.95
    assert table.correlation(take, "Now then.") > 0.9
    assert table.correlation(take, "I'll be right there.") < 0.6


def test_in_a_pause_resume_goes_on(held: dict[str, Held]) -> None:
    table, turn = held["resume"].table, held["resume"].turn
    assert table.commands[:2] == ["pause", "go on"]
    assert not table.of(events.PauseEnded)
    (take,) = turn.kept_takes
    facts = table.facts(take)
    assert len(facts.pauses_taken) == 1
    assert take.duration_s == pytest.approx(
        len(held["resume"].sound) / LISTENING_RATE_HZ - facts.pauses_taken[0].lost_s, abs=2.5
    )


def test_a_long_silence_ends_the_answer(held: dict[str, Held]) -> None:
    (take,) = held["silence"].turn.kept_takes
    assert take.ended_by == "silence"
    assert take.duration_s is not None
    assert take.duration_s < len(held["silence"].sound) / LISTENING_RATE_HZ - 1
    (ended,) = held["silence"].table.of(events.AnswerEnded)
    assert isinstance(ended, events.AnswerEnded)
    assert ended.duration_s < take.duration_s - 2  # the silence is no part of the answer
