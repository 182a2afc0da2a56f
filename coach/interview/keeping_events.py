"""Events about what is kept of an answer, and what may keep it from being; part of `events`."""

from __future__ import annotations

from dataclasses import dataclass

from coach.library.records import QuestionRef


@dataclass(frozen=True)
class StillPaused:
    """Somebody spoke while the answer is paused, and said no command. Nothing is recorded.

    `by_voice`: the person can say that they want to go on.
    """

    at_s: float
    by_voice: bool


@dataclass(frozen=True)
class PauseEnded:
    """The person spoke for so long that the answer goes on; `taken_in_s` of sound are kept."""

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
    """A microphone that was told to be silent gives sound again."""

    at_s: float
    microphone: str


@dataclass(frozen=True)
class DiskNearlyFull:
    """There is room for only so many `minutes` of recording."""

    at_s: float
    minutes: float


@dataclass(frozen=True)
class TakeRestored:
    """An answer that was skipped or started over is kept after all."""

    at_s: float
    question: QuestionRef
    take: int
