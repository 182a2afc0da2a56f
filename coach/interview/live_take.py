"""One take written down while it is spoken, so that little is left to do when it ends.

Threads: `heard` is called by the listener's thread, the writing is done by the worker's, all else
belongs to the thread that holds the conversation. The lock guards what they
share; it is never held while anything is written down.

Finished pieces are written down in order. Whenever the speech pauses, the piece that is still open
is written down as well, as a *guess* that the answer is over: people stop talking before they press
a key, and then it is done already. A piece that has grown long is cut so that its newest guess does
for it. Guesses are also what captions are made of. Finished pieces are listened to a second time,
for fillers, while nothing else waits.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path

from coach.audio.clips import Samples
from coach.audio.facts import SoundFacts
from coach.audio.reading import read_blocks
from coach.audio.vad import SpeechSegment
from coach.transcription.cutting import Piece
from coach.transcription.fillers import FillerPass
from coach.transcription.jobs import TranscriptionResult, transcript_from, with_unheard_speech
from coach.transcription.joining import Part, joined
from coach.transcription.live_cutting import PieceCutter
from coach.transcription.ports import Stage, Transcript
from coach.transcription.words import before
from coach.transcription.worker import TranscriptionWorker

_MOST_WAITING = 8  # pieces, 1.6 MB each; a machine that slow writes the rest down from the file
_GUESSES_KEPT = 3
_SURE_PAUSE_S = 0.5
_CAPTION_EVERY_S = 8.0  # where the speech leaves no pause; more often would hold up the end

_Key = tuple[float, tuple[SpeechSegment, ...]]


@dataclass(frozen=True)
class _Work:
    """A piece being written down. Its result has times relative to the piece."""

    piece: Piece  # without its sound
    result: Future[Transcript]
    given_up: threading.Event
    own_s: float  # what was heard later is another piece's

    def give_up(self) -> None:
        self.given_up.set()
        self.result.cancel()

    @property
    def usable(self) -> bool:
        """Whether it gives a result, now or later."""
        return not self.given_up.is_set() or self.is_written

    @property
    def text(self) -> Transcript | None:
        """What was written, once it is."""
        return before(self.part.transcript, self.own_s) if self.is_written else None

    @property
    def is_written(self) -> bool:
        result = self.result
        return result.done() and not result.cancelled() and not result.exception()

    @property
    def part(self) -> Part:
        """What was written, context and all; waits until it is."""
        return Part(self.piece.start_s, self.own_s, self.result.result())


@dataclass(frozen=True)
class Caption:
    """What has been heard so far; the first `settled_words` will not change."""

    text: str = ""
    settled_words: int = 0


class LiveTake:
    """Writes one take down as it is spoken, with `worker`."""

    def __init__(self, worker: TranscriptionWorker, *, captions: bool = True) -> None:
        """For `captions`, speech without pauses is guessed at now and then, too."""
        self._worker = worker
        self._captions = captions
        self._lock = threading.Lock()
        self._cutter = PieceCutter()
        self._pieces: list[_Work] = []  # with speech, in order
        self._guesses: dict[_Key, _Work] = {}  # of the open piece, the newest last
        self._guessed_to_s = 0.0
        self._newest_guess: _Work | None = None  # that is written down
        self._behind_from_s: float | None = None  # where the machine could not keep up
        self._rest_done_s = 0.0  # of what was written down from the file instead
        worker.speech_began()
        self.fillers = FillerPass(worker.transcriber, worker.fillers) if worker.fillers else None
        self._length_s = 0.0

    def heard(self, samples: Samples, probabilities: Sequence[float], kept: bool) -> None:
        """See `coach.audio.listener.Hearer`."""
        if not kept or self._behind_from_s is not None:
            return
        with self._lock:
            for piece in self._cutter.feed(samples, probabilities):
                self._settle(piece)
            self._guess()

    def forget(self, start_s: float, end_s: float) -> None:
        """What was heard between two times was meant for the coach: write none of it down."""
        with self._lock:
            self._cutter.forget(start_s, end_s)
            self._guess()

    def caption(self) -> Caption:
        """What has been written down so far."""
        with self._lock:
            pieces = [work.part for work in self._pieces if work.is_written]
            for guess in self._guesses.values():
                self._newest_guess = guess if guess.text else self._newest_guess
            newest, settled_to_s = self._newest_guess, self._cutter.open_from_s
        settled = [word.text for word in joined(self._worker.transcriber.blank, pieces).words]
        tentative = [
            word.text
            for word in (newest.text.words if newest and newest.text else ())
            if newest and newest.piece.start_s + word.start_s >= settled_to_s
        ]
        return Caption(" ".join([*settled, *tentative]), len(settled))

    def fraction(self) -> float:
        """How much of what was heard is written down, 0 to 1."""
        with self._lock:
            if self._behind_from_s is not None:
                return self._rest_done_s / max(self._length_s, self._rest_done_s, 0.1)
            done = sum(work.result.done() for work in self._pieces)
            return done / max(1, len(self._pieces))

    def finish(self, audio: Path, facts: SoundFacts) -> Future[TranscriptionResult]:
        """The take is over and lies in `audio`; what was said follows."""
        self._worker.speech_ended()
        with self._lock:
            self._length_s = facts.duration_s
            if self._behind_from_s is None:
                self._settle(self._cutter.rest())
            self._give_up_guesses()
            rest_from_s = self._behind_from_s
            if self.fillers and rest_from_s is not None:
                self.fillers.skip_from(rest_from_s)
        return self._worker.submit(lambda: self._whole(audio, facts, rest_from_s))

    def abandon(self) -> None:
        """The take is not wanted any more."""
        self._worker.speech_ended()
        with self._lock:
            self._behind_from_s = self._cutter.open_from_s
            for work in (*self._pieces, *self._guesses.values()):
                work.give_up()
            if self.fillers:
                self.fillers.abandon()

    def _settle(self, piece: Piece) -> None:
        """Have a finished piece written down, unless a guess has done that already."""
        if not piece.has_speech or self._behind_from_s is not None:
            return
        if sum(not work.result.done() for work in self._pieces) >= _MOST_WAITING:
            self._behind_from_s = piece.start_s
            return
        guess = self._guesses.get((piece.start_s, piece.speech))
        if guess and guess.usable:
            self._pieces.append(replace(guess, own_s=piece.own_s))
        else:
            self._give_up_guesses()
            self._pieces.append(self._begin(piece))
        self._listen_for_fillers(piece)

    def _listen_for_fillers(self, piece: Piece) -> None:
        """Behind everything else, so that few are left to be heard when the answer ends."""
        if self.fillers:
            self.fillers.add(piece)
            self._worker.when_idle(self.fillers.go_on)

    def _guess(self) -> None:
        """In a pause, begin to write down the open piece; give up guesses at less of it."""
        if self._behind_from_s is not None:
            return
        piece = self._cutter.pausing() or self._peek()
        if piece is None or any(not work.result.done() for work in self._pieces):
            return  # what is certain comes first
        key = (piece.start_s, piece.speech)
        if key in self._guesses and self._guesses[key].usable:
            return
        if self._cutter.pause_s < _SURE_PAUSE_S and any(
            not work.result.done() for work in self._guesses.values()
        ):
            return  # this pause may be none
        self._give_up_guesses()
        self._guesses[key] = self._begin(piece)
        self._guessed_to_s = piece.end_s
        for oldest in list(self._guesses)[:-_GUESSES_KEPT]:
            del self._guesses[oldest]

    def _peek(self) -> Piece | None:
        """The open piece in the midst of speech, where captions have waited for long.

        Not with a slow engine: the end of the answer would have to wait for it.
        """
        piece = self._cutter.rest()
        waited_s = piece.end_s - self._guessed_to_s
        wanted = self._captions and not self._worker.is_slow
        if not wanted or not piece.has_speech or waited_s < _CAPTION_EVERY_S:
            return None
        return piece if all(work.result.done() for work in self._guesses.values()) else None

    def _give_up_guesses(self) -> None:
        settled = [work.result for work in self._pieces]
        for work in self._guesses.values():
            if work.result not in settled:
                work.give_up()

    def _begin(self, piece: Piece) -> _Work:
        given_up = threading.Event()
        result = self._worker.write_piece(piece, given_up)
        return _Work(piece.without_sound, result, given_up, piece.own_s)

    def _whole(
        self, audio: Path, facts: SoundFacts, rest_from_s: float | None
    ) -> TranscriptionResult:
        """On the worker's thread, after all pieces: everything in order."""
        parts = [work.part for work in self._pieces]
        if rest_from_s is not None:
            rest = transcript_from(
                self._worker.transcriber,
                audio,
                facts,
                self._worker.vocabulary,
                self._worker.until_leaving(self._progressed),
                rest_from_s,
            )
            parts.append(Part(rest_from_s, math.inf, rest))
        transcriber = self._worker.transcriber
        transcript = joined(transcriber.blank.at_stage(Stage.LIVE), parts)
        return with_unheard_speech(transcriber, transcript, facts, read_blocks(audio))

    def _progressed(self, done_s: float) -> None:
        self._rest_done_s = done_s
