"""Fakes for the seams of the coach, for whoever builds on it and wants to test without sound.

Each one follows its port to the letter; the contract tests run over them and over the real parts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from types import MappingProxyType
from typing import Self

import numpy as np

from coach.audio.clips import LISTENING_RATE_HZ, AudioClip, Samples, silence
from coach.audio.ports import Block, Playback
from coach.debrief.ports import ITSELF, Keep, Means
from coach.errors import MicrophoneLost
from coach.interview import events
from coach.interview.ports import Choice
from coach.interview.time_source import SystemTime, TimeSource
from coach.transcription.ports import DecodeOptions, Transcriber, Transcript
from coach.transcription.words import EngineSegment, build_transcript

_BLOCK_SAMPLES = LISTENING_RATE_HZ // 10


class ScriptedMicrophone:
    """Gives its answers block by block, and then silence until it is stopped; with `ends` nothing.

    With `lost_after_s` the microphone goes away after so many seconds of an answer.
    """

    name = "a scripted microphone"
    is_prepared = False
    hears_loudspeaker = False

    def __init__(
        self, answers: Sequence[Samples], *, ends: bool = False, lost_after_s: float | None = None
    ) -> None:
        self._answers = list(answers)
        self._ends = ends
        self._lost_after_s = lost_after_s
        self.opened = 0
        self.speaking = False  # an answer has begun, and not all of its sound was taken

    @property
    def exhausted(self) -> bool:
        """Whether every answer has been given."""
        return not self._answers

    def __enter__(self) -> Self:
        self.opened += 1
        return self

    def __exit__(self, *exc_info: object) -> None:
        pass

    def blocks(self) -> Iterator[Block]:
        """See Microphone."""
        if not self._answers:
            raise LookupError("no more answers")
        self.speaking = True
        return self._blocks(self._answers.pop(0))

    def _blocks(self, answer: Samples) -> Iterator[Block]:
        given = 0
        for block in self._sound(answer):
            if self._lost_after_s is not None and given >= self._lost_after_s * LISTENING_RATE_HZ:
                raise MicrophoneLost(f"{self.name} went away.", "coach devices")
            given += len(block)
            yield Block(block)

    def _sound(self, answer: Samples) -> Iterator[Samples]:
        try:
            for start in range(0, len(answer), _BLOCK_SAMPLES):
                yield answer[start : start + _BLOCK_SAMPLES]
        finally:
            self.speaking = False
        while not self._ends:
            time.sleep(0.01)
            yield np.zeros(_BLOCK_SAMPLES, dtype=np.float32)


class RecordingSpeaker:
    """Plays nothing and keeps every clip it was given in `played`."""

    name = "a recording loudspeaker"

    def __init__(self) -> None:
        self.played: list[AudioClip] = []

    def play(self, clip: AudioClip) -> Playback:
        """See Speaker."""
        self.played.append(clip)
        return _Played(clip.duration_s)


class _Played:
    """A playback that is over at once."""

    def __init__(self, duration_s: float) -> None:
        self.position_s = duration_s

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        pass

    def wait(self, timeout_s: float) -> bool:  # noqa: ARG002 (the port's signature)
        """See Playback."""
        return True


class RecordingVoice:
    """Says every text as a tenth of a second of silence; `said` are the texts it rendered."""

    name = "a recording voice"

    def __init__(self) -> None:
        self.said: list[str] = []
        self._clips: list[AudioClip] = []

    def render(self, text: str) -> AudioClip:
        """See Voice."""
        self.said.append(text)
        self._clips.append(silence(0.1))
        return self._clips[-1]

    def text_of(self, clip: AudioClip) -> str | None:
        """The text of a clip that this voice rendered; None of any other clip."""
        said = zip(self.said, self._clips, strict=True)
        return next((text for text, rendered in said if rendered is clip), None)


class CannedTranscriber(Transcriber):
    """Writes its texts down, one per call, the last for ever, in `seconds_per_second` of sound."""

    engine = "canned"
    model = "canned"
    language = "en"

    def __init__(self, texts: Sequence[str], seconds_per_second: float = 0.0) -> None:
        self._texts = list(texts)
        self._seconds_per_second = seconds_per_second
        self.prompts: list[str] = []
        self.loaded = False

    def text_for(self, samples: Samples, prompt: str) -> str:
        """What it writes down of `samples`; for subclasses that listen."""
        del samples, prompt
        return self._texts.pop(0) if len(self._texts) > 1 else self._texts[0]

    def load(self) -> None:
        """See Transcriber."""
        self.loaded = True

    def transcribe(
        self, samples: Samples, prompt: str = "", decoding: DecodeOptions | None = None
    ) -> Transcript:
        """See Transcriber; the words are spread evenly over what is loud of the sound."""
        self.load()
        decoding = decoding or DecodeOptions(most_tokens=0)  # it has no tokens to count
        decoding.check()
        self.prompts.append(prompt)
        duration_s = len(samples) / LISTENING_RATE_HZ
        ready_s = time.monotonic() + duration_s * self._seconds_per_second
        while (left_s := ready_s - time.monotonic()) > 0:
            decoding.check()
            time.sleep(min(0.05, left_s))
        text = self.text_for(samples, prompt)
        said = text.split()
        loud = np.flatnonzero(np.abs(samples) > 0.05 * np.abs(samples).max(initial=0.0))
        first, last = (loud[0], loud[-1]) if len(loud) else (0, len(samples))
        times_s = (np.linspace(first, last, len(said) + 1) / LISTENING_RATE_HZ).tolist()
        words = [(f" {word}", *times_s[n : n + 2], 0.9) for n, word in enumerate(said)]
        return build_transcript(self.blank, [EngineSegment(text, words)], duration_s)


class HurriedTime:
    """See TimeSource: it runs `speed` times as fast, by default as ScriptedMicrophone's silence."""

    def __init__(self, speed: float = 10.0) -> None:
        self._speed = speed

    def now_s(self) -> float:
        """See TimeSource."""
        return time.monotonic() * self._speed

    def sleep(self, seconds: float) -> None:
        """See TimeSource."""
        time.sleep(seconds / self._speed)


class ScriptedPerson:
    """Makes the choices it was given, each as soon as it is an option, then none, or STOP for ever.

    A number in the script is a wait of so many seconds, a function one until it returns True. With
    a `microphone` nothing is chosen while an answer is spoken into it, however slow the machine.
    """

    is_there = True
    controls = MappingProxyType({choice: choice.value for choice in Choice})

    def __init__(
        self,
        script: Sequence[Choice | float | Callable[[], bool]],
        microphone: ScriptedMicrophone | None = None,
        clock: TimeSource | None = None,
    ) -> None:
        self._script = list(script)
        self._clock = clock or SystemTime()
        self._microphone = microphone
        self._wait_until_s = 0.0

    def choose(self, options: Collection[Choice], timeout_s: float | None) -> Choice | None:
        """See Person."""
        if self._microphone is not None and self._microphone.speaking and timeout_s is not None:
            self._clock.sleep(timeout_s)
            return None
        self._begin_wait()
        left_s = self._wait_until_s - self._clock.now_s()
        if left_s > 0:
            if timeout_s is not None and timeout_s <= left_s:
                self._clock.sleep(timeout_s)
                return None
            self._clock.sleep(left_s)
            return self.choose(options, None if timeout_s is None else timeout_s - left_s)
        choice = self._script[0] if self._script else None
        if isinstance(choice, Choice) and choice in options:
            self._script.pop(0)
            return choice
        if timeout_s is None:
            return Choice.STOP
        self._clock.sleep(timeout_s)
        return None

    def _begin_wait(self) -> None:
        wait = self._script[0] if self._script else None
        if isinstance(wait, int | float):
            self._script.pop(0)
            self._wait_until_s = self._clock.now_s() + wait
        elif callable(wait) and wait():
            self._script.pop(0)


class ScriptedPrompter:
    """Makes the choices and types the lines it was given; then it wants to stop."""

    def __init__(self, script: Sequence[str]) -> None:
        self._script = list(script)
        self.shown: list[str] = []
        self.played: list[AudioClip] = []
        self.asked: list[str] = []
        self.meant: list[Means] = []

    def show(self, text: str) -> None:
        """See Prompter."""
        self.shown.append(text)

    def play(self, clip: AudioClip) -> None:
        """See Prompter."""
        self.played.append(clip)

    def choose(self, question: str, options: Sequence[str], means: Means = ITSELF) -> str | None:
        """See Prompter."""
        self.meant.append(means)
        chosen = self.line(question)
        assert chosen is None or chosen in options, (chosen, options)
        return chosen

    def line(self, question: str, keep: Keep = None, *, back: bool = False) -> str | None:
        """See Prompter."""
        del keep, back
        self.asked.append(question)
        return self._script.pop(0) if self._script else None

    def lines(self, question: str, keep: Keep = None) -> list[str] | None:
        """See Prompter."""
        typed = self.line(question, keep)
        return None if typed is None else typed.splitlines()

    def text(self, question: str, keep: Callable[[str], None]) -> str | None:
        """See Prompter."""
        typed = self.line(question)
        if typed:
            keep(typed)
        return typed


class RecordingPresenter:
    """Keeps every event in `events`."""

    def __init__(self) -> None:
        self.events: list[events.Event] = []

    def show(self, event: events.Event) -> None:
        """See Presenter."""
        self.events.append(event)
