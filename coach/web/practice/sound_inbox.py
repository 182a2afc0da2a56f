"""Takes in the page's sound: puts blocks in order, drops what is there twice, and finds gaps.

Threads: the event loop puts sound in (`open`, `take`), the recorder's thread takes it out (`read`).
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from coach.audio.clips import Samples
from coach.errors import MicrophoneLost
from coach.web.practice.messages import SoundFrame
from coach.web.practice.presence import Presence

_REMEMBERED_S = 0.5  # of what came before somebody listens: the end of the tone may lie in it
_SILENT_FOR_S = 15.0  # the page is there, but its microphone gives nothing any more
_LOOKS_EVERY_S = 0.25
_LATE_S = 0.5  # so much later than it should be here, sound was recorded while nobody was there
_BEHIND_S = 0.2
_SMALLEST_GAP_S = 0.05  # between two streams
_LONGEST_GAP_S = 24 * 3600.0

# It goes on while the computer sleeps, where the system has such a clock.
_CLOCK: int | None = getattr(time, "CLOCK_BOOTTIME", None)


def _now_s() -> float:
    return time.monotonic() if _CLOCK is None else time.clock_gettime(_CLOCK)


@dataclass(frozen=True)
class PageStream:
    """A microphone that a page has opened; `number` counts those of the page `page`."""

    page: str
    number: int
    rate_hz: int
    label: str
    echo_cancelled: bool


@dataclass(frozen=True)
class Piece:
    """Sound that arrived, at `position` in its stream; `lost_s` are missing just before it."""

    stream: PageStream
    position: int
    samples: Samples
    lost_s: float = 0.0

    @property
    def end(self) -> int:
        """The position after its last sample."""
        return self.position + len(self.samples)


@dataclass
class _Arrival:
    """How far a stream has come, and when."""

    stream: PageStream
    expected: int | None = None  # position of the next sample
    at_s: float = field(default_factory=_now_s)


class SoundInbox:
    """The sound of the page that holds the session. `acknowledge` gets a stream and a position:
    all sound before that is kept, or was not wanted.
    """

    def __init__(self, presence: Presence, acknowledge: Callable[[PageStream, int], None]) -> None:
        self._presence = presence
        self._changed = presence.changed
        self._tell_kept = acknowledge
        self._acknowledged: dict[PageStream, int] = {}
        self._now: _Arrival | None = None  # the newest stream
        self._arrivals: dict[PageStream, _Arrival] = {}
        self._pieces: deque[Piece] = deque()
        self._reading = False
        self._clip_end: tuple[PageStream, int] | None = None

    @property
    def stream(self) -> PageStream | None:
        """The newest stream; None before the first."""
        return self._now.stream if self._now else None

    @property
    def is_behind(self) -> bool:
        """Whether sound waits that came late, after a lost connection, and is still to be kept."""
        with self._changed:
            waiting_s = sum(len(piece.samples) / piece.stream.rate_hz for piece in self._pieces)
            return self._reading and waiting_s > _BEHIND_S

    def open(self, stream: PageStream) -> None:
        """The page has opened a microphone. Does nothing if that is known already."""
        with self._changed:
            if stream in self._arrivals:
                return
            ended_s = self._now.at_s if self._now else _now_s()
            self._now = self._arrivals[stream] = _Arrival(stream, at_s=ended_s)
            self._changed.notify_all()

    def take(self, page: str, frame: SoundFrame) -> None:
        """Take in a block from `page`. One of a stream that was not opened is dropped."""
        with self._changed:
            arrival = self._arrival_of(page, frame.stream)
            if arrival is None or not len(frame.samples):
                return
            piece = self._new_part(arrival, frame)
            if piece is None:
                # It is sent again: the page has not heard of that.
                self._tell_kept(arrival.stream, self._acknowledged.get(arrival.stream, 0))
                return
            self._pieces.append(piece)
            arrival.expected, arrival.at_s = piece.end, _now_s()
            if not self._reading:
                self._forget_old(arrival)
                self._acknowledge(arrival.stream, piece.end)
            self._changed.notify_all()

    def begin(self, stream: PageStream | None) -> None:
        """A session begins, with the microphone that its page has opened already, if any."""
        with self._changed:
            self._now = _Arrival(stream) if stream else None
            self._arrivals = {stream: self._now} if stream and self._now else {}
            self._acknowledged.clear()
            self._reading = False
            self._pieces.clear()
            self._clip_end = None

    def clip_began(self, stream_number: int, position: int, duration_s: float) -> None:
        """A clip began to leave the loudspeaker when the newest stream stood at `position`."""
        with self._changed:
            stream = self.stream
            if stream and stream.number == stream_number:
                self._clip_end = stream, position + round(duration_s * stream.rate_hz)

    def read(self) -> Iterator[Piece]:
        """The sound from now on: from the end of the clip on that was over just now.

        Each piece is acknowledged once the next one is asked for. Ends when the session is being
        ended from outside. Raises MicrophoneLost.
        """
        with self._changed:
            first = self._first_wanted()
            self._reading = True
        return self._read(first, _now_s())

    def _read(self, first: tuple[PageStream, int] | None, began_s: float) -> Iterator[Piece]:
        is_first = True
        try:
            while (piece := self._next()) is not None:
                wanted = _from(piece, first)
                if wanted:
                    yield _since(wanted, began_s) if is_first else wanted
                    is_first = False
                self._acknowledge(piece.stream, piece.end)
        finally:
            with self._changed:
                self._reading = False
                self._pieces.clear()
                for arrival in self._arrivals.values():
                    self._acknowledge(arrival.stream, arrival.expected or 0)

    def _acknowledge(self, stream: PageStream, position: int) -> None:
        """Tell that all sound before `position` is kept, or was not wanted."""
        position = max(position, self._acknowledged.get(stream, 0))
        self._acknowledged[stream] = position
        self._tell_kept(stream, position)

    def _arrival_of(self, page: str, number: int) -> _Arrival | None:
        opened = (each for each in self._arrivals.values() if each.stream.page == page)
        return next((each for each in opened if each.stream.number == number), None)

    def _new_part(self, arrival: _Arrival, frame: SoundFrame) -> Piece | None:
        """The part of a block that is not there yet, with what is missing before it."""
        whole = Piece(arrival.stream, frame.position, frame.samples)
        rate_hz = arrival.stream.rate_hz
        if arrival.expected is None:  # the first of its stream: the clock tells what is missing
            length_s = len(frame.samples) / rate_hz
            lost_s = _now_s() - arrival.at_s - length_s
            return replace(whole, lost_s=lost_s if lost_s >= _SMALLEST_GAP_S else 0.0)
        if frame.position > arrival.expected:
            lost_s = (frame.position - arrival.expected) / rate_hz
            return replace(whole, lost_s=min(lost_s, _LONGEST_GAP_S))
        return _from(whole, (arrival.stream, arrival.expected))

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
                if self._presence.is_lost or waited_s >= _SILENT_FOR_S:
                    raise self._lost()
            return self._pieces.popleft()

    def _lost(self) -> MicrophoneLost:
        if self._presence.is_lost:
            return page_lost()
        name = self.stream.label if self.stream else "The microphone"
        return MicrophoneLost(
            f'The microphone "{name}" gives the page no sound any more.',
            "Check its plug or battery, and the browser's permission. Then go on on the page.",
        )


def page_lost() -> MicrophoneLost:
    """The error where nobody waits for the page any more."""
    return MicrophoneLost(
        "The page was closed, or lost its connection.",
        "Everything until then is kept. Open the page again: coach open",
    )


def _from(piece: Piece, first: tuple[PageStream, int] | None) -> Piece | None:
    """The part of `piece` that does not lie before the position `first` of its stream."""
    if first is None or piece.stream != first[0] or piece.position >= first[1]:
        return piece if len(piece.samples) else None
    before = first[1] - piece.position
    if before >= len(piece.samples):
        return None
    return Piece(piece.stream, first[1], piece.samples[before:])


def _since(piece: Piece, began_s: float) -> Piece:
    """The first piece of an answer: what was missing before the answer began does not count."""
    length_s = len(piece.samples) / piece.stream.rate_hz
    passed_s = _now_s() - began_s - length_s
    lost_s = min(piece.lost_s, passed_s)
    return replace(piece, lost_s=lost_s if lost_s >= _SMALLEST_GAP_S else 0.0)
