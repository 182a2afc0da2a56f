"""Takes in the page's sound: puts blocks in order, drops what is there twice, and finds gaps.

Threads: the event loop puts sound in (`open`, `take`), the recorder's thread takes it out (`read`).
"""

from __future__ import annotations

import itertools
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from coach.errors import MicrophoneLost
from coach.web.practice.messages import SoundFrame
from coach.web.practice.page_stream import PageStream, Piece
from coach.web.practice.presence import Presence, page_lost

_REMEMBERED_S = 0.5  # of what came before somebody listens: the end of the tone may lie in it
SILENT_FOR_S = 30.0  # the page is there, but its microphone gives nothing: it may be plugged in
_LOOKS_EVERY_S = 0.25
_LATE_S = 0.5  # so much later than it should be here, sound was recorded while nobody was there
_BEHIND_S = 0.2
_COMES_WITHIN_S = 3.0  # sound of before a press, after a lost connection
SMALLEST_GAP_S = 0.05  # between two streams
_LONGEST_GAP_S = 24 * 3600.0

# It goes on while the computer sleeps, where the system has such a clock.
_CLOCK: int | None = getattr(time, "CLOCK_BOOTTIME", None)


def _now_s() -> float:
    return time.monotonic() if _CLOCK is None else time.clock_gettime(_CLOCK)


@dataclass(frozen=True)
class Kept:
    """All sound before `position` of a stream is kept, or was not wanted. A recording that goes on
    there has so many samples `written`; None where nothing is being recorded.
    """

    position: int
    written: int | None = None


Acknowledge = Callable[[PageStream, Kept], None]


@dataclass
class _Arrival:
    """How far a stream has come, and when. `before` is the one that was opened before it."""

    stream: PageStream
    before: _Arrival | None = None
    expected: int | None = None  # position of the next sample
    at_s: float = field(default_factory=_now_s)

    def missing_s(self, frame: SoundFrame) -> float:
        """How much is missing between the stream before and the first block of this one."""
        before = self.before
        while before and before.expected is None:
            before = before.before
        began_s = self.stream.time_s(frame.position)
        if before and before.expected is not None and began_s is not None:
            ended_s = before.stream.time_s(before.expected)
            if ended_s is not None:  # a page's clock knows also if blocks come late
                return began_s - ended_s
        return _now_s() - self.at_s - len(frame.samples) / self.stream.rate_hz


class SoundInbox:
    """The sound of the page that holds the session. `tell_kept` is told how far it is kept."""

    def __init__(
        self, presence: Presence, tell_kept: Acknowledge, silent_for_s: float = SILENT_FOR_S
    ) -> None:
        self._silent_for_s = silent_for_s
        self._presence = presence
        self._changed = presence.changed
        self._tell_kept = tell_kept
        self._kept: dict[PageStream, Kept] = {}
        self._now: _Arrival | None = None  # the newest stream
        self._arrivals: dict[PageStream, _Arrival] = {}
        self._pieces: deque[Piece] = deque()
        self._arrived = 0  # pieces so far
        self._reader: object | None = None  # whoever reads now
        self._clip_end: tuple[PageStream, int] | None = None
        self._given_up = False  # an answer ended without the page

    @property
    def stream(self) -> PageStream | None:
        """The newest stream; None before the first."""
        return self._now.stream if self._now else None

    def mark(self, comes_within_s: float = _COMES_WITHIN_S) -> Callable[[], bool]:
        """Mark this moment. What is returned says whether sound of before is still to be kept.

        After a lost connection it may come `comes_within_s` later. But what is said after that
        does not count: a slow machine may never catch up with it.
        """
        with self._changed:
            arrived, at_s = self._arrived, _now_s()

        def is_behind() -> bool:
            with self._changed:
                is_late = _now_s() - at_s > comes_within_s
                waiting = len(self._pieces)
                count = max(0, arrived - (self._arrived - waiting)) if is_late else waiting
                waiting_s = sum(
                    len(piece.samples) / piece.stream.rate_hz
                    for piece in itertools.islice(self._pieces, count)
                )
                return self._reader is not None and waiting_s > _BEHIND_S

        return is_behind

    def open(self, stream: PageStream) -> None:
        """The page has opened a microphone. Does nothing if that is known already."""
        with self._changed:
            if stream in self._arrivals:
                return
            ended_s = self._now.at_s if self._now else _now_s()
            self._now = self._arrivals[stream] = _Arrival(stream, self._now, at_s=ended_s)
            self._changed.notify_all()

    def take(self, page: str, frame: SoundFrame) -> None:
        """Take in a block from `page`. One of a stream that was not opened is dropped."""
        with self._changed:
            arrival = self._arrival_of(page, frame.stream)
            if arrival is None or not len(frame.samples) or self._given_up:
                return  # who gave the page up cannot keep it: the page hands it over at the end
            piece = self._new_part(arrival, frame)
            if piece is None:
                # It is sent again: the page has not heard of that.
                self._tell_kept(arrival.stream, self._kept.get(arrival.stream, Kept(0)))
                return
            self._pieces.append(piece)
            self._arrived += 1
            arrival.expected, arrival.at_s = piece.end, _now_s()
            if self._reader is None:
                self._forget_old(arrival)
                self.acknowledge(arrival.stream, Kept(piece.end))
            self._changed.notify_all()

    def begin(self, stream: PageStream | None) -> None:
        """A session begins, with the microphone that its page has opened already, if any."""
        with self._changed:
            self._now = _Arrival(stream) if stream else None
            self._arrivals = {stream: self._now} if stream and self._now else {}
            self._kept.clear()
            self._reader = None
            self._pieces.clear()
            self._clip_end = None
            self._given_up = False

    def clip_began(self, stream_number: int, position: int, duration_s: float) -> None:
        """A clip began to leave the loudspeaker when the newest stream stood at `position`."""
        with self._changed:
            stream = self.stream
            if stream and stream.number == stream_number:
                self._clip_end = stream, position + round(duration_s * stream.rate_hz)

    def read(self) -> Iterator[Piece]:
        """The sound from now on: from the end of the clip on that was over just now.

        Whoever reads acknowledges what is kept; the rest is, when the reading ends. Ends when the
        session is being ended from outside. Raises MicrophoneLost.
        """
        with self._changed:
            first = self._first_wanted()
            self._reader = reader = object()
        return self._read(reader, first, _now_s())

    def acknowledge(self, stream: PageStream, kept: Kept) -> None:
        """Tell the page how far `stream` is kept."""
        with self._changed:
            self._kept[stream] = kept
            self._tell_kept(stream, kept)

    def _read(
        self, reader: object, first: tuple[PageStream, int] | None, began_s: float
    ) -> Iterator[Piece]:
        is_first = True
        try:
            while (piece := self._next()) is not None:
                wanted = piece.since(*first) if first else piece
                if wanted and len(wanted.samples):
                    yield _since(wanted, began_s) if is_first else wanted
                    is_first = False
        finally:
            with self._changed:
                if self._reader is reader:
                    self._reader = None
                    self._pieces.clear()
                    for arrival in self._arrivals.values():
                        self.acknowledge(arrival.stream, Kept(arrival.expected or 0))

    def _arrival_of(self, page: str, number: int) -> _Arrival | None:
        opened = (each for each in self._arrivals.values() if each.stream.page == page)
        return next((each for each in opened if each.stream.number == number), None)

    def _new_part(self, arrival: _Arrival, frame: SoundFrame) -> Piece | None:
        """The part of a block that is not there yet, with what is missing before it."""
        whole = Piece(arrival.stream, frame.position, frame.samples)
        rate_hz = arrival.stream.rate_hz
        if arrival is not self._now and self._now and self._now.expected is not None:
            return None  # another stream has gone on: what is missing before that is told
        if arrival.expected is None:
            lost_s = min(arrival.missing_s(frame), _LONGEST_GAP_S)
            return replace(whole, lost_s=lost_s if lost_s >= SMALLEST_GAP_S else 0.0)
        if frame.position > arrival.expected:
            lost_s = (frame.position - arrival.expected) / rate_hz
            return replace(whole, lost_s=min(lost_s, _LONGEST_GAP_S))
        return whole.since(arrival.stream, arrival.expected)

    def _forget_old(self, arrival: _Arrival) -> None:
        oldest = (arrival.expected or 0) - _REMEMBERED_S * arrival.stream.rate_hz
        while self._pieces[0].stream != arrival.stream or self._pieces[0].end < oldest:
            self._pieces.popleft()

    def _first_wanted(self) -> tuple[PageStream, int] | None:
        """Where the sound of an answer begins that is listened to from now on."""
        arrival, clip_end = self._now, self._clip_end
        self._clip_end = None
        if arrival is None or arrival.expected is None:
            self._pieces.clear()
            return None
        rate_hz = arrival.stream.rate_hz
        late_s = _now_s() - arrival.at_s
        here = arrival.expected + (round(late_s * rate_hz) if late_s > _LATE_S else 0)
        if clip_end and clip_end[0] == arrival.stream:
            was_just_now = abs(here - clip_end[1]) <= _REMEMBERED_S * rate_hz
            here = clip_end[1] if was_just_now else here
        return arrival.stream, here

    def _next(self) -> Piece | None:
        """The next piece; None when the session is being ended from outside."""
        waited_s = 0.0
        with self._changed:
            while not self._pieces:
                if self._presence.interrupted:
                    return None
                began_s = time.monotonic()
                self._changed.wait(_LOOKS_EVERY_S)
                # Time that passed while the whole program was stopped does not count.
                waited_s += min(time.monotonic() - began_s, 2 * _LOOKS_EVERY_S)
                if not self._presence.is_here:
                    waited_s = 0.0
                if self._presence.is_lost or waited_s >= self._silent_for_s:
                    raise self._lost()
            return self._pieces.popleft()

    def _lost(self) -> MicrophoneLost:
        if self._presence.is_lost:
            self._given_up = True
            return page_lost()
        name = self.stream.label if self.stream else "The microphone"
        return MicrophoneLost(
            f'The microphone "{name}" gives the page no sound any more.',
            "Check its plug or battery, and the browser's permission. Then go on on the page.",
        )


def _since(piece: Piece, began_s: float) -> Piece:
    """The first piece of an answer: what was missing before the answer began does not count."""
    length_s = len(piece.samples) / piece.stream.rate_hz
    passed_s = _now_s() - began_s - length_s
    lost_s = min(piece.lost_s, passed_s)
    return replace(piece, lost_s=lost_s if lost_s >= SMALLEST_GAP_S else 0.0)
