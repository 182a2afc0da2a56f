"""The page as a microphone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Self

from coach.audio.block_resampler import BlockResampler
from coach.audio.ports import Block
from coach.errors import DeviceMissing
from coach.web.practice.outbox import Outbox
from coach.web.practice.presence import Presence
from coach.web.practice.sound_inbox import PageStream, Piece, SoundInbox

_OPENED_WITHIN_S = 15.0
_BLOCK_S = 0.1  # the page sends shorter ones, except after a lost connection


class PageMicrophone:
    """A `Microphone` whose sound the page sends.

    Entering raises DeviceMissing if the page opens no microphone. While the page is away, `blocks`
    waits; what is missing then is told as `lost_s`.
    """

    is_prepared = False
    exhausted = False

    def __init__(self, inbox: SoundInbox, outbox: Outbox, presence: Presence) -> None:
        self._inbox = inbox
        self._outbox = outbox
        self._presence = presence

    @property
    def name(self) -> str:
        """The name that the browser gives it."""
        stream = self._inbox.stream
        return (stream and stream.label) or "the browser's microphone"

    @property
    def hears_loudspeaker(self) -> bool:
        """Whether the browser leaves the echo of the loudspeaker in the sound."""
        stream = self._inbox.stream
        return stream is not None and not stream.echo_cancelled

    @property
    def is_listening(self) -> bool:
        """Whether the page is to send sound."""
        return self._listening

    _listening = False

    def __enter__(self) -> Self:
        self._await_stream()
        self._listen(True)
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._listen(False)

    def blocks(self) -> Iterator[Block]:
        """See Microphone."""
        return _resampled(self._inbox.read())

    def _listen(self, on: bool) -> None:
        self._listening = on
        self._outbox.send({"type": "listen", "on": on})

    def _await_stream(self) -> None:
        changed, until_s = self._presence.changed, time.monotonic() + _OPENED_WITHIN_S
        with changed:
            while self._inbox.stream is None:
                self._presence.check()
                left_s = until_s - time.monotonic()
                if left_s <= 0:
                    raise DeviceMissing(
                        "The page has opened no microphone.",
                        "Allow the microphone in the browser, then begin again.",
                    )
                changed.wait(left_s)


def _resampled(pieces: Iterator[Piece]) -> Iterator[Block]:
    """`pieces` as blocks of a microphone."""
    stream: PageStream | None = None
    resampler = BlockResampler(1)
    for piece in pieces:
        if piece.stream != stream:
            if stream is not None:
                yield from resampler.rest()
            stream = piece.stream
            resampler = BlockResampler(stream.rate_hz)
        lost_s, size = piece.lost_s, round(_BLOCK_S * stream.rate_hz)
        for start in range(0, len(piece.samples), size):
            yield from resampler.blocks(piece.samples[start : start + size], lost_s)
            lost_s = 0.0
