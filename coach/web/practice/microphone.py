"""The page as a microphone."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Self

from coach.audio.block_resampler import BlockResampler
from coach.audio.clips import LISTENING_RATE_HZ
from coach.audio.ports import Block
from coach.errors import DeviceMissing
from coach.web.practice.outbox import Outbox
from coach.web.practice.page_stream import PageStream, Piece
from coach.web.practice.presence import Presence
from coach.web.practice.sound_inbox import Acknowledge, Kept, SoundInbox

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
        self._listening = False

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

    def __enter__(self) -> Self:
        self._await_stream()
        self._listen(True)
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._listen(False)

    def blocks(self) -> Iterator[Block]:
        """See Microphone."""
        return resampled(self._inbox.read(), self._inbox.acknowledge)

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


class _Part:
    """The sound of one stream between two gaps: how far it is kept, as far as anybody has told."""

    def __init__(self, acknowledge: Acknowledge) -> None:
        self._acknowledge = acknowledge
        self._written: int | None = None

    def begin(self, piece: Piece) -> None:
        self._stream, self._first, self._given = piece.stream, piece.position, 0
        self._tell()

    def through(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """The blocks, each acknowledged once the next one is asked for."""
        for block in blocks:
            yield replace(block, kept=self._kept)
            self._given += len(block.samples)
            self._tell()

    def _kept(self, written: int) -> None:
        self._written = written

    def _tell(self) -> None:
        # What the resampler still holds back is not kept.
        given = self._given * self._stream.rate_hz // LISTENING_RATE_HZ
        self._acknowledge(self._stream, Kept(self._first + given, self._written))


def resampled(
    pieces: Iterable[Piece], acknowledge: Acknowledge = lambda _stream, _kept: None
) -> Iterator[Block]:
    """`pieces` as blocks of a microphone. `acknowledge` is told where each part begins and, once
    the block after it is asked for, where the sound of a block ends in its stream.
    """
    stream: PageStream | None = None
    resampler = BlockResampler(LISTENING_RATE_HZ)
    part = _Part(acknowledge)
    for piece in pieces:
        lost_s, size = piece.lost_s, round(_BLOCK_S * piece.stream.rate_hz)
        if piece.stream != stream or lost_s:
            if stream:
                yield from part.through(resampler.rest())
            stream, resampler = piece.stream, BlockResampler(piece.stream.rate_hz)
            part.begin(piece)
        for start in range(0, len(piece.samples), size):
            blocks = resampler.blocks(piece.samples[start : start + size], lost_s)
            yield from part.through(blocks)
            lost_s = 0.0
    if stream:
        yield from part.through(resampler.rest())
