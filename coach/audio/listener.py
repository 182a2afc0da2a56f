"""Listening to one answer: sound to disk first, then everything that is found out about it.

Threads: a Listener owns one thread, started when its context is entered and joined when it is left.
The thread takes blocks from the microphone, writes the WAV, takes the coach's own sounds out, and
feeds levels, pitch, voice activity and whoever hears along. All that is found out in the sound is
written by it alone. The thread that holds the conversation asks, and tells of pauses, commands and
the coach's own sounds, which it alone writes: neither changes what belongs to the other.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Protocol, Self

from coach.audio.clips import LISTENING_RATE_HZ, AudioClip, Samples
from coach.audio.echo import EchoRemover
from coach.audio.facts import SoundFacts, SoundFactsBuilder
from coach.audio.levels import FLOOR_DB, level_db
from coach.audio.paused_speech import PausedSpeech
from coach.audio.ports import Block
from coach.audio.vad import CHUNK_S, STARTS_ABOVE, VoiceActivity
from coach.audio.wav import GrowingWav
from coach.errors import CannotWrite, CoachError


class EndedBy(StrEnum):
    """Why a take ended."""

    PERSON = "person"
    SOUND_ENDED = "sound_ended"  # the audio file was over
    SILENCE = "silence"  # nobody spoke for a very long time
    TIME_UP = "time_up"  # a strict clock ended it
    MICROPHONE_LOST = "microphone_lost"
    DISK_FULL = "disk_full"
    FAILURE = "failure"  # something broke while listening
    INTERRUPTED = "interrupted"
    CRASH = "crash"  # found at the next start


class Hearer(Protocol):
    """Somebody who hears along."""

    def heard(self, samples: Samples, probabilities: Sequence[float], kept: bool) -> None:
        """The next `samples` (float32 (n,) at 16 kHz), without the coach's own sounds.

        `probabilities` of speech are those of the chunks (`coach.audio.vad`) which these samples
        completed; what is heard while the person pauses is not `kept` in the take, and its chunks
        are counted apart. Called on the listener's thread.
        """
        ...


class Listener:
    """Records one take, the answer in `blocks`, to `wav_path` while its context is open."""

    def __init__(
        self,
        blocks: Iterator[Block],
        wav_path: Path,
        hearers: Sequence[Hearer] = (),
        *,
        hears_loudspeaker: bool = False,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """Where the microphone `hears_loudspeaker`, the coach's own sounds are removed.

        `now_s` is the clock by which pauses are measured.
        """
        self._now_s = now_s
        self._blocks = blocks
        self._wav_path = wav_path
        self._hearers = hearers
        self._activity = VoiceActivity()
        self.paused_speech = PausedSpeech()
        self._takes_paused_speech_in = False
        self._builder = SoundFactsBuilder(self._activity)
        self._echo = EchoRemover() if hears_loudspeaker else None
        self._sounds_from_s: float | None = None
        self._deaf = False
        self._stop = threading.Event()
        self._paused_at_s: float | None = None
        self._thread = threading.Thread(target=self._listen, name="listener")
        self._ended = threading.Event()
        self._last_speech_s = 0.0
        self.heard_s = 0.0  # seconds of sound kept so far
        self._spoken_s = 0.0
        self._commanded_s = 0.0  # of it
        self.level_db = FLOOR_DB
        self._zeros = 0  # samples, the newest ones
        self.ended_by = EndedBy.PERSON
        self.error: CoachError | None = None

    def __enter__(self) -> Self:
        """Start to listen. Raises CannotWrite if the file cannot be made."""
        try:
            self._wav = GrowingWav(self._wav_path).__enter__()
        except OSError as error:
            raise CannotWrite(f"Cannot write {self._wav_path}: {error.strerror}.") from error
        try:
            self._thread.start()
        except BaseException:  # interrupted meanwhile: nobody will leave this context
            self._stop.set()
            raise
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Stop listening; the WAV is complete afterwards."""
        self._stop.set()
        self._thread.join()
        self._wav.__exit__()

    def wait(self, timeout_s: float) -> bool:
        """Wait up to `timeout_s` for the take to end by itself; True once it has."""
        return self._ended.wait(timeout_s)

    @property
    def speech_s(self) -> float:
        """Seconds in which somebody spoke, and not to the coach."""
        return max(0.0, self._spoken_s - self._commanded_s)

    @property
    def speech_heard(self) -> bool:
        """Whether anybody has spoken yet."""
        return self._last_speech_s > 0

    @property
    def quiet_s(self) -> float:
        """Seconds since somebody last spoke (or since the beginning)."""
        return self._builder.duration_s - self._last_speech_s

    @property
    def zeros_s(self) -> float:
        """Seconds for which the microphone has been giving nothing but digital zeros."""
        return self._zeros / LISTENING_RATE_HZ

    @property
    def paused(self) -> bool:
        """Whether sound is being thrown away on request."""
        return self._paused_at_s is not None

    def pause(self) -> None:
        """Keep nothing of what is heard until `go_on`."""
        if self._paused_at_s is None:
            self.paused_speech.forget()
            self._paused_at_s = self._now_s()

    def go_on(self, *, with_paused_speech: bool = False) -> None:
        """Keep what is heard again; the pause becomes a fact of the take.

        `with_paused_speech` takes in what was said meanwhile, see PausedSpeech.
        """
        if self._paused_at_s is not None:
            paused_s = self._now_s() - self._paused_at_s
            if with_paused_speech:
                paused_s -= self.paused_speech.duration_s
                self._takes_paused_speech_in = True
            self._builder.paused(max(0.0, paused_s))
            self._paused_at_s = None

    @contextlib.contextmanager
    def deaf(self) -> Iterator[None]:
        """Pause, and let nobody hear along either: the coach itself speaks."""
        was_paused = self.paused
        self._deaf = True
        self.pause()
        try:
            yield
        finally:
            if not was_paused:
                self.go_on()
            self._deaf = False

    def coach_sounds(self, clip: AudioClip) -> None:
        """The coach begins to play `clip` while listening: keep it out of all that is heard."""
        self._sounds_from_s = self.heard_s
        if self._echo:
            self._echo.begin(clip)

    def coach_is_silent(self) -> None:
        """The last sample has left the loudspeaker."""
        if self._sounds_from_s is not None:
            if self._echo:
                self._echo.end()
            self._builder.coach_sounded(self._sounds_from_s, self.heard_s)
            self._sounds_from_s = None

    def command(self, start_s: float, end_s: float) -> None:
        """What was said between two times of the take was meant for the coach: told once each."""
        self._builder.command(start_s, end_s)
        self._commanded_s += self._activity.speech_within_s(start_s, end_s)

    def facts(self) -> SoundFacts:
        """The sound facts; complete once the context is left."""
        return self._builder.facts()

    def _listen(self) -> None:
        try:
            for block in self._blocks:
                self._take(block)
                if self._stop.is_set():
                    break
            else:
                self.ended_by = EndedBy.SOUND_ENDED
            self._flush()
        except OSError as error:
            self.ended_by = EndedBy.DISK_FULL
            self.error = CannotWrite(
                f"Cannot go on recording to {self._wav_path}: {error.strerror or error}.",
                "What was heard until then is kept. Make room on the disk.",
            )
        except CoachError as error:
            self.ended_by = EndedBy.MICROPHONE_LOST
            self.error = error
        except Exception as error:  # noqa: BLE001  the thread's outermost frame: the take is kept, the error is shown
            self.ended_by = EndedBy.FAILURE
            self.error = CoachError(f"Listening failed: {error!r}.", "coach doctor")
        finally:
            self._ended.set()

    def _take(self, block: Block) -> None:
        if block.lost_s:
            self._builder.lost(block.lost_s)
        if block.cut_short:
            self._builder.ends_early(block.cut_short.missing_s)
        if not len(block.samples):
            return
        if self._takes_paused_speech_in:  # also where the next pause has begun already
            self._take_paused_speech_in()
        if self.paused:
            self._flush()  # what was heard before the pause
            self.level_db = FLOOR_DB
            if not self._deaf and self._hearers:
                probabilities = self.paused_speech.feed(block.samples)
                self._tell(block.samples, probabilities, kept=False)
            return
        self._record(block.samples)

    def _take_paused_speech_in(self) -> None:
        """What was said in the pause, with none of the sounds that the coach has begun since."""
        self._takes_paused_speech_in = False
        for samples in self.paused_speech.taken():
            self._write(samples)
            self._keep(samples)
        if self._sounds_from_s is not None:
            self._sounds_from_s = self.heard_s

    def _write(self, samples: Samples) -> None:
        self._wav.write(samples)
        self.heard_s = self._wav.samples_written / LISTENING_RATE_HZ

    def _record(self, samples: Samples) -> None:
        self._write(samples)  # to disk before anything else happens to it
        self.level_db = level_db(samples)
        self._zeros = self._zeros + len(samples) if self.level_db <= FLOOR_DB else 0
        clean = self._echo.feed(samples) if self._echo else samples
        if clean is not samples:
            self._wav.rewrite(self._builder.sample_count, clean)
        self._keep(clean)

    def _keep(self, samples: Samples) -> None:
        """Take in what is free of the coach's own sounds."""
        if not len(samples):
            return
        probabilities = self._builder.feed(samples)
        spoken = sum(probability >= STARTS_ABOVE for probability in probabilities)
        self._spoken_s += spoken * CHUNK_S
        if self._activity.speaking:
            self._last_speech_s = self._builder.duration_s
        self._tell(samples, probabilities, kept=True)

    def _flush(self) -> None:
        """Take in what was held back because the coach was making a sound."""
        clean = self._echo.flush() if self._echo else None
        if clean is not None and len(clean):
            self._wav.rewrite(self._builder.sample_count, clean)
            self._keep(clean)

    def _tell(self, samples: Samples, probabilities: Sequence[float], *, kept: bool) -> None:
        for hearer in self._hearers:
            hearer.heard(samples, probabilities, kept)
