"""The ports of sound: a Microphone gives it, a Speaker plays it.

docs/architecture.md lists the implementations of both, and their fakes in `coach.testing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol, Self

from coach.audio.clips import AudioClip, Samples
from coach.audio.damage import CutShort


@dataclass(frozen=True)
class Block:
    """A stretch of sound from a microphone.

    `samples` is float32 (n,) in [-1, 1] at LISTENING_RATE_HZ. `lost_s` is the number of seconds
    that are missing just before the block, because the computer slept or blocks were dropped.
    `cut_short` is set on the last block of a file that breaks off. Whoever records tells `kept`,
    once the block is on disk (or is not wanted), how many samples the recording has then.
    """

    samples: Samples
    lost_s: float = 0.0
    cut_short: CutShort | None = None
    kept: Callable[[int], None] | None = field(default=None, compare=False)


class Microphone(Protocol):
    """A source of answers. Entering opens it; it stays open between answers."""

    @property
    def name(self) -> str:
        """What to call it in front of a person."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc_info: object) -> None: ...

    @property
    def is_prepared(self) -> bool:
        """Whether its answers were recorded before: no person is there to wait for."""
        ...

    @property
    def hears_loudspeaker(self) -> bool:
        """Whether its sound has the echo of the loudspeaker, which the recorder must remove."""
        ...

    @property
    def exhausted(self) -> bool:
        """Whether no further answer will come, because all prepared answers were given."""
        ...

    def blocks(self) -> Iterator[Block]:
        """The sound of one answer, from now on. Sound from before the call is thrown away.

        The sound of a device never ends by itself; that of a file ends with the file. Blocks are
        short (at most 0.2 s). One thread at a time may iterate. Raises MicrophoneLost when no sound
        arrives any more, and LookupError when `exhausted`.
        """
        ...


class Playback(Protocol):
    """A clip that is playing. Leaving the context stops it."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc_info: object) -> None: ...

    def wait(self, timeout_s: float) -> bool:
        """Wait up to `timeout_s` seconds. True once the last sample has left the loudspeaker."""
        ...

    @property
    def position_s(self) -> float:
        """How many seconds of the clip have been played."""
        ...


class Speaker(Protocol):
    """Plays clips."""

    @property
    def name(self) -> str:
        """What to call it in front of a person."""
        ...

    def play(self, clip: AudioClip) -> Playback:
        """Begin to play `clip` and return at once. Raises DeviceMissing if it cannot be opened."""
        ...
