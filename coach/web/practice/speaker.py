"""The page as a loudspeaker: it is told to play a clip, fetches it, and reports how far it is."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Self

from coach.audio.clips import AudioClip
from coach.audio.device_speaker import SilentPlayback
from coach.audio.ports import Playback
from coach.audio.wav import wav_bytes
from coach.web.practice.outbox import Outbox
from coach.web.practice.presence import Presence

_STARTS_WITHIN_S = 10.0  # a page that is there, and plays nothing for so long, cannot
_ENDS_WITHIN_S = 3.0  # so much later than it should, the report that a clip is over was lost
_LOOKS_EVERY_S = 0.25
_REMEMBERED = 3  # clips that are over: the page may still be fetching them


class PageSpeaker:
    """A `Speaker` that is the page. The event loop tells it what the page reports."""

    name = "your browser"

    def __init__(self, outbox: Outbox, presence: Presence) -> None:
        self._outbox = outbox
        self._presence = presence
        self._lock = threading.Lock()
        self._count = 0
        self._clips: dict[int, AudioClip] = {}
        self._playing: PagePlayback | None = None

    def play(self, clip: AudioClip) -> Playback:
        """Have the page begin to play `clip`, and return at once."""
        if not len(clip.samples):
            return SilentPlayback(clip)
        with self._lock:
            self._count += 1
            number = self._count
            self._clips[number] = clip
            for old in list(self._clips)[: -_REMEMBERED - 1]:
                del self._clips[old]
            self._playing = playing = PagePlayback(
                number, clip.duration_s, self._presence, lambda: self._stop(number)
            )
        self._outbox.send(playing.request)
        return playing

    def clip_file(self, number: int) -> bytes | None:
        """The clip of that number as a WAV file; None if it was over long ago, or never was."""
        with self._lock:
            clip = self._clips.get(number)
        return wav_bytes(clip) if clip else None

    def playing(self, number: int | None = None) -> PagePlayback | None:
        """The clip that is playing or to be played; with `number`, only if it is that one."""
        playing = self._playing
        fits = playing and not playing.is_over and number in (None, playing.number)
        return playing if fits else None

    def forget(self) -> None:
        """The session is over: forget its clips."""
        with self._lock:
            self._clips.clear()
            self._playing = None

    def _stop(self, number: int) -> None:
        self._outbox.send({"type": "stop", "clip": number})


class PagePlayback:
    """A clip that the page plays. It waits for a page that is away, as long as the session does."""

    def __init__(
        self, number: int, duration_s: float, presence: Presence, stop: Callable[[], None]
    ) -> None:
        self.number = number
        self._duration_s = duration_s
        self._presence = presence
        self._stop = stop
        self._started_at_s: float | None = None
        self._heard_s = 0.0
        self._unanswered_s = 0.0
        self._looked_at_s = time.monotonic()
        self.is_over = False

    @property
    def request(self) -> dict[str, object]:
        """The message that has the page play it."""
        return {"type": "play", "clip": self.number, "duration_s": round(self._duration_s, 3)}

    @property
    def has_started(self) -> bool:
        """Whether the page has begun to play it."""
        return self._started_at_s is not None

    @property
    def duration_s(self) -> float:
        """The length of the clip."""
        return self._duration_s

    def started(self) -> None:
        """The page has begun to play it."""
        with self._presence.changed:
            self._started_at_s = time.monotonic()
            self._unanswered_s = 0.0

    def begin_again(self) -> None:
        """Another page is to play it."""
        with self._presence.changed:
            self._started_at_s = None
            self._unanswered_s = 0.0

    def ended(self) -> None:
        """The page has played it to its end."""
        self._end(self._duration_s)

    def failed(self) -> None:
        """The page cannot play it, or not to its end."""
        self._end(self.position_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        if not self.is_over:
            self.failed()
            self._stop()

    def wait(self, timeout_s: float) -> bool:
        """See Playback. Raises SittingInterrupted."""
        until_s = time.monotonic() + timeout_s
        changed = self._presence.changed
        with changed:
            while True:
                self._presence.check()
                self._give_up()
                left_s = until_s - time.monotonic()
                if self.is_over or left_s <= 0:
                    return self.is_over
                changed.wait(min(left_s, _LOOKS_EVERY_S))

    @property
    def position_s(self) -> float:
        """How many seconds of the clip have been played."""
        if self.is_over or self._started_at_s is None:
            return self._heard_s
        return min(time.monotonic() - self._started_at_s, self._duration_s)

    def _give_up(self) -> None:
        """End a clip of which nothing more will be heard."""
        now_s = time.monotonic()
        if self._presence.is_here:  # time in which the whole program was stopped does not count
            self._unanswered_s += min(now_s - self._looked_at_s, 2 * _LOOKS_EVERY_S)
        self._looked_at_s = now_s
        if self._presence.is_lost:
            self.failed()
        elif self.has_started and self._unanswered_s >= self._duration_s + _ENDS_WITHIN_S:
            self.ended()
        elif not self.has_started and self._unanswered_s >= _STARTS_WITHIN_S:
            self.failed()

    def _end(self, heard_s: float) -> None:
        with self._presence.changed:
            if not self.is_over:
                self._heard_s = heard_s
                self.is_over = True
                self._presence.changed.notify_all()
