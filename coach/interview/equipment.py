"""What a conversation is held with, and how."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from coach.audio.ports import Microphone, Speaker
from coach.interview.clock import Clock
from coach.interview.microphone_watch import MicrophoneWatch
from coach.interview.ports import Choice, FrontEnd, Person, Presenter
from coach.interview.time_source import SystemTime, TimeSource
from coach.transcription.worker import TranscriptionWorker
from coach.voices.ahead import RenderedAhead


@dataclass(frozen=True)
class Manner:
    """How a conversation is held."""

    checks_sound: bool = False  # asks for a word before the first question
    goes_on_by_itself: bool = False  # no choice is asked for after an answer
    asks_for_a_sign_s: float | None = 180.0  # no speech for so long: a soft tone and a line
    gives_up_s: float | None = 900.0  # no speech for so long: the take ends, kept
    live: bool = True  # written down while it is spoken
    captions: bool = True  # and shown while it is
    waits_for_transcript_s: float | None = 3.0  # before it goes on by itself; None: however long
    clock: Clock | None = None
    hands_free: bool = False  # spoken commands, and a long silence ends the answer
    ends_after_silence_s: float = 5.0  # where it is hands-free
    watches_microphone: bool = True  # tells of one that gives nothing but zeros
    eyes_free: bool = False  # everything that matters is said aloud

    def allowed(self, options: Collection[Choice]) -> tuple[Choice, ...]:
        """`options`, without another take where the clock is strict."""
        another = (Choice.AGAIN, Choice.START_OVER)
        strict = self.clock is not None and self.clock.strict
        return tuple(each for each in options if not (strict and each in another))


@dataclass(frozen=True)
class Equipment:
    """The devices, opened, and whoever shows the conversation and decides in it."""

    microphone: Microphone
    speaker: Speaker
    voice: RenderedAhead
    worker: TranscriptionWorker
    presenter: Presenter
    person: Person
    microphone_watch: MicrophoneWatch = field(default_factory=MicrophoneWatch)
    time: TimeSource = field(default_factory=SystemTime)
    began_s: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "began_s", self.time.now_s())

    def shown_by(self, front_end: FrontEnd) -> Equipment:
        """The same devices, with somebody else who shows and decides."""
        return replace(self, presenter=front_end.presenter, person=front_end.person)

    def at_s(self) -> float:
        """Seconds since the session began."""
        return round(self.time.now_s() - self.began_s, 3)
