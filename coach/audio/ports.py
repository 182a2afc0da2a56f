"""The ports of this room: where sound comes from and where it goes.

Implementations: `device_microphone`, `file_microphone`, `device_speaker`, and the scripted ones in
`coach.testing`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, Self

from coach.audio.clips import AudioClip, Samples
from coach.audio.damage import CutShort


@dataclass(frozen=True)
class Block:
    """A stretch of what the microphone heard.

    `samples` is float32 (n,) in [-1, 1] at LISTENING_RATE_HZ; `lost_s` is how many seconds are
    missing just before it (the computer slept, or blocks were dropped). `cut_short` is set on the
    last block of a file that breaks off.
    """

    samples: Samples
    lost_s: float = 0.0
    cut_short: CutShort | None = None


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
        """Whether its answers were recorded before: nobody sits at it who could be waited for."""
        ...

    @property
    def hears_loudspeaker(self) -> bool:
        """Whether its sound has the loudspeaker's echo in it, to be removed by whoever listens."""
        ...

    @property
    def exhausted(self) -> bool:
        """Whether there will be no further answer (prepared answers that ran out)."""
        ...

    def blocks(self) -> Iterator[Block]:
        """One answer's sound, from now on; whatever came before the call is thrown away.

        A device never ends by itself; a file ends where its sound ends. Blocks are short (at most
        0.2 s). Iterated by one thread at a time. Raises MicrophoneLost when no sound arrives any
        more, and LookupError when `exhausted`.
        """
        ...


class Playback(Protocol):
    """A sound on its way out. Leaving the context stops it."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc_info: object) -> None: ...

    def wait(self, timeout_s: float) -> bool:
        """Wait up to `timeout_s`; True once the last sample has left the loudspeaker."""
        ...

    @property
    def position_s(self) -> float:
        """How much of the clip has been heard."""
        ...


class Speaker(Protocol):
    """Where sound goes."""

    @property
    def name(self) -> str:
        """What to call it in front of a person."""
        ...

    def play(self, clip: AudioClip) -> Playback:
        """Begin to play `clip` and return at once. Raises DeviceMissing if it cannot be opened."""
        ...
