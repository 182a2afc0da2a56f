"""A microphone that a page has opened, and the sound that comes from it."""

from __future__ import annotations

from dataclasses import dataclass

from coach.audio.clips import Samples
from coach.web.practice.messages import StreamOpened


@dataclass(frozen=True)
class PageStream:
    """A microphone that a page has opened; `number` counts those of the page `page`."""

    page: str
    number: int
    rate_hz: int
    label: str
    echo_cancelled: bool
    began_s: float | None = None  # when its first sample came, by the clock of its page

    def time_s(self, position: int) -> float | None:
        """When the sample at `position` came, by the clock of its page."""
        return None if self.began_s is None else self.began_s + position / self.rate_hz


def stream_of(page: str, opened: StreamOpened) -> PageStream:
    """The stream that `page` has opened."""
    began_s = None if opened.began_ms is None else opened.began_ms / 1000
    return PageStream(
        page, opened.stream, opened.rate_hz, opened.label, opened.echo_cancelled, began_s
    )


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

    def since(self, stream: PageStream, position: int) -> Piece | None:
        """The part that does not lie before `position` of `stream`; None where all of it does."""
        if self.stream != stream or self.position >= position:
            return self
        before = position - self.position
        if before >= len(self.samples):
            return None
        return Piece(stream, position, self.samples[before:])
