"""Events about keeping an answer: pauses, silent microphones, full disks. Part of `events`."""

from __future__ import annotations

from dataclasses import dataclass

from coach.library.records import QuestionRef


@dataclass(frozen=True)
class StillPaused:
    """Somebody spoke while the answer is paused, and it was no command. Nothing is recorded.

    `by_voice`: the person can end the pause by a spoken command.
    """

    at_s: float
    by_voice: bool


@dataclass(frozen=True)
class PauseEnded:
    """The person spoke for so long that the answer goes on. `taken_in_s` seconds of it are kept."""

    at_s: float
    taken_in_s: float


@dataclass(frozen=True)
class MicrophoneSilent:
    """The microphone has given nothing but digital zeros since `since_s` seconds of the answer."""

    at_s: float
    microphone: str
    since_s: float


@dataclass(frozen=True)
class MicrophoneBack:
    """The microphone gives sound again, after a MicrophoneSilent."""

    at_s: float
    microphone: str


@dataclass(frozen=True)
class DiskNearlyFull:
    """The disk has room for only `minutes` of recording."""

    at_s: float
    minutes: float


@dataclass(frozen=True)
class TakeRestored:
    """An answer that was skipped or started over is kept after all."""

    at_s: float
    question: QuestionRef
    take: int


@dataclass(frozen=True)
class QuestionSkipped:
    """A question was skipped before its answer began."""

    at_s: float
    question: QuestionRef
