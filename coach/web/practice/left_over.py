"""What the page still has of an answer whose recording was cut off: it is put behind the rest.

A page goes on recording while it cannot reach the coach. Where that coach died, the next one
finishes the recording where its file ends; where nobody waited for the page any longer, it ended
there. The page hands over what came after.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from coach.audio.clips import LISTENING_RATE_HZ
from coach.audio.recorder import EndedBy
from coach.config import PAGE, load_settings
from coach.errors import CoachError, SessionBusy, SessionNotFound
from coach.interview.absent import ShowsNothing
from coach.library.late_sound import append, samples_of
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.records import Take
from coach.library.recovery import end_open_takes
from coach.web.error_text import hint_here
from coach.web.practice.messages import LeftOver, SoundFrame, sound_frame
from coach.web.practice.microphone import resampled
from coach.web.practice.page_stream import PageStream, Piece, stream_of
from coach.web.practice.sound_inbox import SMALLEST_GAP_S

_CUT_OFF = (EndedBy.CRASH, EndedBy.MICROPHONE_LOST)  # while the page went on recording
_LEAST_S = 0.005  # less is what a resampler rounds


class Collected:
    """The blocks of what is left over, one after the other."""

    def __init__(self, left: LeftOver) -> None:
        self.left = left
        self._frames: list[bytes] = []

    def add(self, frame: bytes) -> bool:
        """One more block. Whether that was the last one. Raises BadMessage."""
        sound_frame(frame)
        self._frames.append(frame)
        return len(self._frames) >= self.left.blocks

    @property
    def frames(self) -> Iterator[SoundFrame]:
        """The blocks, in the order in which they came."""
        return (sound_frame(frame) for frame in self._frames)

    def hand_to(self, library: Library) -> dict[str, object]:
        """Put it behind what `library` has of the answer. The message that tells how that went;
        where it says `again`, the session is in use just now.
        """
        try:
            _take_in(self, library)
        except CoachError as error:
            again = isinstance(error, SessionBusy)
            told: dict[str, object] = {"type": "refused", "again": again}
            return told | {"message": error.message, "hint": hint_here(error.hint)}
        return {"type": "taken_in", "session": self.left.session}


def _take_in(collected: Collected, library: Library) -> None:
    """Raises CoachError."""
    left = collected.left
    with library.open_session(library.find(left.session)) as opened:
        end_open_takes(opened, EndedBy.CRASH)
        take = _take_of(opened, left)
        gaps = opened.take(left.question, left.take).damage.gaps
        written_s = left.written / LISTENING_RATE_HZ
        late_s = sum(gap.lost_s for gap in gaps if gap.at_s >= written_s)
        late_s += (samples_of(opened, take) - left.written) / LISTENING_RATE_HZ
        pieces = missing(left, late_s, collected.frames)
        if sum(len(each.samples) / each.stream.rate_hz for each in pieces) < _LEAST_S:
            return
        # Once more: they are made one by one, and an hour of them is not held in memory.
        pieces = missing(left, late_s, collected.frames)
        take = append(opened, left.question, take, resampled(pieces))
        if take.grown:  # somebody had it written down before all was there
            _write_down(opened, left.question, take)


def _take_of(opened: OpenSession, left: LeftOver) -> Take:
    """The take that was cut off. Raises SessionNotFound where there is none of that kind."""
    with contextlib.suppress(KeyError):
        take = opened.session.take(left.question, left.take)
        if take.ended_by in _CUT_OFF:
            return take
    raise SessionNotFound("That answer does not wait for the rest of it.")


def _write_down(opened: OpenSession, number: int, take: Take) -> None:
    from coach.session.writing import AnswerWriter
    from coach.web.practice.sitting import PageProgress, download_nothing

    progress = PageProgress(ShowsNothing())
    with contextlib.suppress(CoachError):  # the sound is kept, and waits to be written down
        writer = AnswerWriter(load_settings({}, PAGE), download_nothing, progress)
        writer.write_down(opened, [(opened.session.turn(number), take)]).raise_failed(progress.tell)


def missing(left: LeftOver, late_s: float, frames: Iterator[SoundFrame]) -> Iterator[Piece]:
    """The part of `frames` that the recording lacks, which goes on `late_s` after the place that
    the page knows of.
    """
    streams = {each.stream: stream_of("", each) for each in left.streams}
    before = _end_of_recording(left, late_s, streams)
    there = {number: _there(before, stream) for number, stream in streams.items()}
    for frame in frames:
        stream = streams.get(frame.stream)
        if stream is None:
            continue
        first = max(frame.position, there[stream.number])
        if before and before.stream == stream:
            first = max(first, before.end)
        samples = frame.samples[first - frame.position :]
        if len(samples):
            piece = Piece(stream, first, samples)
            before = replace(piece, lost_s=_lost_s(before, piece))
            yield before


def _end_of_recording(
    left: LeftOver, late_s: float, streams: Mapping[int, PageStream]
) -> Piece | None:
    """Where the recording ends, as a piece without sound."""
    stream = streams.get(left.stream)
    if stream is None:
        return None
    position = left.position + round(late_s * stream.rate_hz)
    return Piece(stream, position, np.zeros(0, np.float32))


def _there(recording: Piece | None, stream: PageStream) -> int:
    """Up to which position of `stream` the recording has its sound."""
    if recording is None:
        return 0
    if recording.stream == stream:
        return recording.end
    late_s = -_between_s(recording, stream, 0)
    return round(late_s * stream.rate_hz) if late_s >= SMALLEST_GAP_S else 0


def _lost_s(before: Piece | None, piece: Piece) -> float:
    """How much is missing between two pieces."""
    if before is None:
        return 0.0
    if before.stream == piece.stream:
        lost_s, least_s = (piece.position - before.end) / piece.stream.rate_hz, _LEAST_S
    else:
        lost_s, least_s = _between_s(before, piece.stream, piece.position), SMALLEST_GAP_S
    return lost_s if lost_s >= least_s else 0.0


def _between_s(before: Piece, stream: PageStream, position: int) -> float:
    """From the end of a piece to a position of another stream, by the page's clock."""
    ended_s, began_s = before.stream.time_s(before.end), stream.time_s(position)
    return 0.0 if ended_s is None or began_s is None else began_s - ended_s
