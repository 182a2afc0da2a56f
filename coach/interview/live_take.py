"""Transcribes one take while it is spoken, so that little is left to do when it ends.

Threads: the recorder's thread calls `heard`, the worker's thread transcribes, and the thread that
holds the conversation calls everything else. A lock guards what they share. The lock is never held
while anything is transcribed.

Finished pieces are transcribed in order. Whenever the speech pauses, the open piece is transcribed
as well: a *guess* that the answer is over. People stop talking before they press a key, so the
guess is often ready by then. A long piece is cut where its newest guess can be used for it.
Captions are made of guesses, too. While nothing else waits, finished pieces are listened to a
second time, for fillers.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path

from coach.audio.clips import Samples
from coach.audio.facts import SoundFacts, Span
from coach.audio.reading import read_blocks
from coach.audio.vad import SpeechSegment
from coach.transcription.believing import DOUBTFUL, shown, unbelieved
from coach.transcription.cutting import Piece
from coach.transcription.fillers import FillerPass
from coach.transcription.jobs import TranscriptionResult, checked, transcript_from
from coach.transcription.joining import WrittenPart, joined
from coach.transcription.live_cutting import PieceCutter
from coach.transcription.ports import Stage, Transcript
from coach.transcription.words import before, one_after_the_other, only
from coach.transcription.worker import TranscriptionWorker

# So many pieces of up to 1.6 MB may wait. A slower machine transcribes the rest from the file.
_MOST_WAITING = 8
_GUESSES_KEPT = 3  # guesses of the open piece; older ones are cancelled
_SURE_PAUSE_S = 0.5  # after so long a pause a guess begins
_CAPTION_EVERY_S = 8.0  # in speech without a pause; more often would delay the final transcript

_Key = tuple[float, tuple[SpeechSegment, ...]]


@dataclass(frozen=True)
class _Work:
    """A piece that is being transcribed. The times in its result count from the piece's start."""

    piece: Piece  # without its sound
    result: Future[Transcript]
    given_up: threading.Event
    own_s: float  # the length of the piece without the context after it

    def give_up(self) -> None:
        self.given_up.set()
        self.result.cancel()

    @property
    def usable(self) -> bool:
        """Whether the piece has a result, or will have one."""
        return not self.given_up.is_set() or self.is_written

    @property
    def transcript(self) -> Transcript | None:
        """The transcript of the piece without the context; None while it is not ready."""
        return before(self.part.transcript, self.own_s) if self.is_written else None

    @property
    def is_written(self) -> bool:
        result = self.result
        return result.done() and not result.cancelled() and not result.exception()

    @property
    def part(self) -> WrittenPart:
        """The result, including the context. Waits until the result is there."""
        return WrittenPart(self.piece.start_s, self.own_s, self.result.result())


@dataclass(frozen=True)
class Caption:
    """The transcript so far. Its first `settled_words` words will not change."""

    text: str = ""
    settled_words: int = 0


class LiveTake:
    """Transcribes one take with `worker` while it is spoken."""

    def __init__(self, worker: TranscriptionWorker, *, captions: bool = True) -> None:
        """With `captions`, speech without pauses is transcribed now and then, too."""
        self._worker = worker
        self._captions = captions
        self._lock = threading.Lock()
        self._cutter = PieceCutter(worker.transcriber.piece_lengths)
        self._pieces: list[_Work] = []  # with speech, in order
        self._guesses: dict[_Key, _Work] = {}  # guesses of the open piece, the newest last
        self._guessed_to_s = 0.0
        self._newest_guess: _Work | None = None  # the newest that is ready
        self._behind_from_s: float | None = None  # from here on the machine could not keep up
        self._rest_done_s = 0.0  # seconds transcribed from the file instead
        worker.speech_began()
        self.fillers = FillerPass(worker.transcriber, worker.fillers) if worker.fillers else None
        self._length_s = 0.0
        self._commands: list[Span] = []

    def heard(self, samples: Samples, probabilities: Sequence[float], kept: bool) -> None:
        """See `coach.audio.recorder.AudioSink`."""
        if not kept or self._behind_from_s is not None:
            return
        with self._lock:
            for piece in self._cutter.feed(samples, probabilities):
                self._settle(piece)
            self._guess()

    def forget(self, start_s: float, end_s: float) -> None:
        """Leave the sound between two times out of the transcript: it was a spoken command."""
        with self._lock:
            self._commands.append(Span(start_s=start_s, end_s=end_s))
            self._cutter.forget(start_s, end_s)
            self._guess()

    def caption(self) -> Caption:
        """The transcript so far."""
        written, all_words = self._so_far()
        settled = shown(written.words)
        tentative = shown(all_words.words[len(written.words) :])
        return Caption(" ".join([*settled, *tentative]), len(settled))

    def so_far(self) -> Transcript:
        """The transcript so far, the newest guess at the open piece included."""
        return self._so_far()[1]

    def _so_far(self) -> tuple[Transcript, Transcript]:
        """The words that are settled, and all words so far."""
        blank = self._worker.transcriber.blank
        with self._lock:
            pieces = [work.part for work in self._pieces if work.is_written]
            for guess in self._guesses.values():
                self._newest_guess = guess if guess.transcript else self._newest_guess
            newest, settled_to_s = self._newest_guess, self._settled_to_s
        settled = _without(self._commands, joined(blank, pieces))
        if not newest or not newest.transcript:
            return settled, settled
        start_s, guessed = newest.piece.start_s, newest.transcript
        is_open = [start_s + word.start_s >= settled_to_s for word in guessed.words]
        both = [(0.0, settled), (start_s, only(guessed, is_open))]
        return settled, _without(self._commands, one_after_the_other(blank, both))

    @property
    def _settled_to_s(self) -> float:
        """From here on guesses count: a piece that waits for the engine has nothing else yet."""
        waiting = (work.piece.start_s for work in self._pieces if not work.result.done())
        return next(waiting, self._cutter.open_from_s)

    def fraction(self) -> float:
        """The share of the sound that is transcribed, 0 to 1."""
        with self._lock:
            if self._behind_from_s is not None:
                return self._rest_done_s / max(self._length_s, self._rest_done_s, 0.1)
            done = sum(work.result.done() for work in self._pieces)
            return done / max(1, len(self._pieces))

    def finish(self, audio: Path, facts: SoundFacts) -> Future[TranscriptionResult]:
        """End the take, whose sound is in `audio`. Returns the transcript as a future."""
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
        """Stop transcribing: the take is not wanted any more."""
        self._worker.speech_ended()
        with self._lock:
            self._behind_from_s = self._cutter.open_from_s
            for work in (*self._pieces, *self._guesses.values()):
                work.give_up()
            if self.fillers:
                self.fillers.abandon()

    def _settle(self, piece: Piece) -> None:
        """Have a finished piece transcribed, unless a guess of it can be used."""
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
        """Queue the piece for the filler pass, behind all other work."""
        if self.fillers:
            self.fillers.add(piece)
            self._worker.when_idle(self.fillers.go_on)

    def _guess(self) -> None:
        """In a pause, begin to transcribe the open piece, and cancel guesses at less of it."""
        if self._behind_from_s is not None:
            return
        piece = self._cutter.pausing() or self._peek()
        if piece is None or any(not work.result.done() for work in self._pieces):
            return  # finished pieces come first
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
        """Transcribe the open piece during speech, if captions have waited for long.

        A slow engine does not do so: the end of the answer would have to wait for it.
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
        result.add_done_callback(self._expect_languages)
        return _Work(piece.without_sound, result, given_up, piece.own_s)

    def _expect_languages(self, written: Future[Transcript]) -> None:
        """Where words are in doubt, the end of the answer asks for their language (see `checked`).
        What that needs is loaded while nothing else waits.
        """
        is_there = not written.cancelled() and not written.exception()
        if is_there and unbelieved(written.result().words, DOUBTFUL):
            self._worker.when_idle(lambda _: self._worker.transcriber.load_languages())

    def _whole(
        self, audio: Path, facts: SoundFacts, rest_from_s: float | None
    ) -> TranscriptionResult:
        """Join all pieces into one result. Runs on the worker's thread, after all pieces."""
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
            parts.append(WrittenPart(rest_from_s, math.inf, rest))
        transcriber = self._worker.transcriber
        whole = joined(transcriber.blank.at_stage(Stage.LIVE), parts)
        transcript = _without(self._commands, whole)
        return checked(transcriber, transcript, facts, lambda: read_blocks(audio))

    def _progressed(self, done_s: float) -> None:
        self._rest_done_s = done_s


def _without(commands: Sequence[Span], transcript: Transcript) -> Transcript:
    """The transcript without the words of `commands`. On a busy machine a command may be recognised
    only when its piece is finished.
    """
    middles_s = [(word.start_s + word.end_s) / 2 for word in transcript.words]
    said = [any(each.start_s <= at_s <= each.end_s for each in commands) for at_s in middles_s]
    return only(transcript, [not each for each in said])
