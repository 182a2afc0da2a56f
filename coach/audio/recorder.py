"""Records one answer: the sound goes to disk first, and is analysed afterwards.

Threads: a TakeRecorder owns one thread, started when its context is entered and joined when it is
left. That thread takes blocks from the microphone, writes the WAV, removes the coach's own sounds,
and feeds levels, pitch, voice activity and the sinks. It alone writes the results. The thread that
holds the conversation reads them. It alone notes pauses (see `coach.audio.take_pause`), commands
and the coach's own sounds.
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
from coach.audio.damage import SoundGap, note_gap
from coach.audio.echo import EchoCanceller
from coach.audio.facts import SoundFacts, SoundFactsBuilder
from coach.audio.levels import FLOOR_DB, level_db
from coach.audio.paused_speech import PausedSpeech
from coach.audio.ports import Block
from coach.audio.take_pause import TakePause
from coach.audio.vad import CHUNK_S, STARTS_ABOVE, VoiceActivity
from coach.audio.wav import GrowingWav
from coach.errors import CannotWrite, CoachError

_WAKES_WITHIN = 16 * LISTENING_RATE_HZ  # samples: so long a device may give zeros after a gap


class EndedBy(StrEnum):
    """Why a take ended."""

    PERSON = "person"
    SOUND_ENDED = "sound_ended"  # the audio file was over
    SILENCE = "silence"  # nobody spoke for a very long time
    TIME_UP = "time_up"  # a strict clock ended it
    MICROPHONE_LOST = "microphone_lost"
    DISK_FULL = "disk_full"
    FAILURE = "failure"  # an error during recording
    INTERRUPTED = "interrupted"
    CRASH = "crash"  # the program died; found at the next start


class AudioSink(Protocol):
    """Receives the sound of a take while it is recorded."""

    def heard(self, samples: Samples, probabilities: Sequence[float], kept: bool) -> None:
        """Take the next `samples` (float32 (n,) at 16 kHz), without the coach's own sounds.

        `probabilities` has the probability of speech of each chunk (`coach.audio.vad`) that these
        samples complete. Sound during a pause is not `kept` in the take, and its chunks are counted
        separately. Called on the recorder's thread.
        """
        ...


class TakeRecorder:
    """Records one take, the answer in `blocks`, to `wav_path` while its context is open."""

    def __init__(
        self,
        blocks: Iterator[Block],
        wav_path: Path,
        sinks: Sequence[AudioSink] = (),
        *,
        hears_loudspeaker: bool = False,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """`hears_loudspeaker`: the coach's own echo is removed. `now_s` measures pauses."""
        self._blocks = blocks
        self._wav_path = wav_path
        self._sinks = sinks
        self._activity = VoiceActivity()
        self._builder = SoundFactsBuilder(self._activity)
        self._pause = TakePause(now_s, self._builder.paused)
        self._echo = EchoCanceller() if hears_loudspeaker else None
        self._sounds_from_s: float | None = None
        self._muted = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="recorder")
        self._ended = threading.Event()
        self._last_speech_s = 0.0
        self.heard_s = 0.0  # seconds of sound kept so far
        self.resumed_at_s = 0.0  # of it, after the last pause, or when the coach had last spoken
        self._spoken_s = self._commanded_s = 0.0  # seconds of speech, and of commands among it
        self.level_db = FLOOR_DB
        self._zeros = 0  # how many of the newest samples are digital zeros
        self.ended_by = EndedBy.PERSON
        self.error: CoachError | None = None

    def __enter__(self) -> Self:
        """Start to record. Raises CannotWrite if the file cannot be made."""
        try:
            self._wav = GrowingWav(self._wav_path).__enter__()
        except OSError as error:
            raise CannotWrite(f"Cannot write {self._wav_path}: {error.strerror}.") from error
        try:
            self._thread.start()
        except BaseException:  # Ctrl-C: this context will not be left
            self._stop.set()
            raise
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Stop recording. The WAV is complete afterwards."""
        self._stop.set()
        self._thread.join()
        self.coach_is_silent()  # whatever still plays is of this take no more
        try:
            self._wav.__exit__()
        except OSError as error:
            self._cannot_go_on(error)

    def wait(self, timeout_s: float) -> bool:
        """Wait up to `timeout_s` seconds for the take to end by itself. True once it has."""
        return self._ended.wait(timeout_s)

    @property
    def speech_s(self) -> float:
        """Seconds of speech, without commands."""
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
        """For how many seconds the microphone has given only digital zeros.

        Negative after a gap (Ctrl-Z, a sleeping computer), while zeros mean nothing.
        """
        return self._zeros / LISTENING_RATE_HZ

    @property
    def paused(self) -> bool:
        """Whether the take is paused, so that no sound is kept."""
        return self._pause.is_on

    @property
    def paused_speech(self) -> PausedSpeech:
        """What was said since the pause began."""
        return self._pause.speech

    def pause(self) -> None:
        """Pause the take: no sound is kept until `go_on`."""
        self._pause.begin()

    def go_on(self, *, with_paused_speech: bool = False) -> None:
        """End the pause. The sound facts have its length.

        `with_paused_speech` adds what was said during the pause to the take: see PausedSpeech.
        """
        if self.paused:
            self.resumed_at_s = self.heard_s
            self._pause.end(with_speech=with_paused_speech)

    @contextlib.contextmanager
    def muted(self) -> Iterator[None]:
        """Pause, and send no sound to the sinks either: the coach itself is speaking."""
        was_paused = self.paused
        self._muted = True
        self.pause()
        try:
            yield
        finally:
            self.resumed_at_s = self.heard_s
            if not was_paused:
                self.go_on()
            self._muted = False

    def coach_sounds(self, clip: AudioClip) -> None:
        """The coach begins to play `clip` during the recording: remove the echo of it."""
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
        """The person said a command from `start_s` to `end_s`. Call this once for each command."""
        self._builder.command(start_s, end_s)
        self._commanded_s += self._activity.speech_within_s(start_s, end_s)

    def facts(self) -> SoundFacts:
        """The sound facts so far. They are complete once the context is left."""
        return self._builder.facts()

    def _listen(self) -> None:
        try:
            self._take_all()
            self._take_in(self._pause.rest())
            self._flush()
        except OSError as error:
            self._cannot_go_on(error)
        except Exception as error:  # noqa: BLE001  the thread's outermost frame: the take is kept, the error is shown
            self.ended_by = EndedBy.FAILURE
            self.error = CoachError(f"The recording failed: {error!r}.", "coach doctor")
        finally:
            self._ended.set()

    def _take_all(self) -> None:
        try:
            for block in self._blocks:
                self._take(block)
                if block.kept:
                    block.kept(self._wav.samples_written)
                if self._stop.is_set():
                    return
            self.ended_by = EndedBy.SOUND_ENDED
        except CoachError as error:
            self.ended_by, self.error = EndedBy.MICROPHONE_LOST, error

    def _cannot_go_on(self, error: OSError) -> None:
        self.ended_by = EndedBy.DISK_FULL
        self.error = CannotWrite(
            f"Cannot go on recording to {self._wav_path}: {error.strerror or error}.",
            "The sound until then is kept. Make room on the disk.",
        )

    def _take(self, block: Block) -> None:
        if block.lost_s:
            self._zeros = -_WAKES_WITHIN
            if not self._pause.goes_on:  # else nothing of the answer is missing
                gap = SoundGap(at_s=round(self.heard_s, 3), lost_s=round(block.lost_s, 3))
                note_gap(self._wav_path, gap)
                self._builder.lost(block.lost_s)
        if block.cut_short:
            self._builder.ends_early(block.cut_short.missing_s)
        if not len(block.samples):
            return
        listens = bool(self._sinks) and not self._muted
        placed = self._pause.place(block.samples, listens=listens)
        self._take_in(placed.taken_in)
        if not placed.is_paused:
            self._record(block.samples)
            return
        self._flush()  # the sound before the pause
        self.level_db = FLOOR_DB
        if placed.probabilities is not None:
            self._tell(block.samples, placed.probabilities, kept=False)

    def _take_in(self, paused_speech: Sequence[Samples]) -> None:
        """Add what was said in a pause, without the coach's sounds since."""
        for samples in paused_speech:
            self._write(samples)
            self._keep(samples)
        if paused_speech and self._sounds_from_s is not None:
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
        """Keep and analyse samples that are free of the coach's own sounds."""
        if not len(samples):
            return
        probabilities = self._builder.feed(samples)
        self._spoken_s += CHUNK_S * sum(each >= STARTS_ABOVE for each in probabilities)
        if self._activity.speaking:
            self._last_speech_s = self._builder.duration_s
        self._tell(samples, probabilities, kept=True)

    def _flush(self) -> None:
        """Keep and analyse the samples that the echo canceller still holds back."""
        if self._echo and len(clean := self._echo.flush()):
            self._wav.rewrite(self._builder.sample_count, clean)
            self._keep(clean)

    def _tell(self, samples: Samples, probabilities: Sequence[float], *, kept: bool) -> None:
        for sink in self._sinks:
            sink.heard(samples, probabilities, kept)
