"""Answers on their way to transcripts: each is kept as soon as it is transcribed, and shown.

What is ready while a follow-up is asked and answered is kept at once, and shown after that.

After that the recording is encoded as FLAC, listened to for fillers, and measured; and, where a
better model is on this machine, transcribed once more (see BetterWords).
"""

from __future__ import annotations

import contextlib
import functools
import math
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace

from coach.audio.facts import SoundFacts
from coach.formats import to_type
from coach.interview import events
from coach.interview.answer_recorder import RecordedAnswer
from coach.interview.better_words import BetterWords
from coach.interview.measuring import Measuring
from coach.interview.session_devices import SessionDevices
from coach.library.open_session import OpenSession
from coach.library.records import Take, Turn
from coach.transcription.advising import advice
from coach.transcription.fillers import FillerPass
from coach.transcription.jobs import TranscriptionResult, filler_pieces
from coach.transcription.patience import Patience
from coach.transcription.ports import Transcript

_POLL_S = 0.005


@dataclass(eq=False)
class _AnswerOnItsWay:
    turn: Turn
    take: Take
    facts: SoundFacts
    ended_s: float  # by the conversation's clock
    written: Future[TranscriptionResult]
    fraction: Callable[[], float]
    fillers: FillerPass | None  # has the fillers heard while the answer went on
    ready_s: float = 0.0
    transcript: Transcript | None = None
    encoded: Future[bool] | None = None
    verbatim: Future[Transcript] | None = None
    measurable: Transcript | None = None  # what its figures come from, once it is finished
    is_measured: bool = False


class Transcripts:
    """The transcripts of one conversation. Everything happens on the conversation's thread."""

    def __init__(self, opened: OpenSession, devices: SessionDevices) -> None:
        self._opened = opened
        self._devices = devices
        self._time = devices.time
        self._being_written: list[_AnswerOnItsWay] = []
        self._being_encoded: list[_AnswerOnItsWay] = []
        self._being_heard: list[_AnswerOnItsWay] = []  # answers being listened to for fillers
        self.better_words = BetterWords(opened, devices)
        self.measuring = Measuring(opened, devices)
        self._present: list[_AnswerOnItsWay] = []  # until the conversation goes on
        self._unshown: list[_AnswerOnItsWay] = []
        self._is_held = False
        later = to_type("transcribe", opened.session.id)
        hint = f"What you said is kept. Write it down later: {later}"
        self._patience = Patience(devices.worker.transcriber.hangs_after_s, hint, self._time.now_s)
        self.speech_heard: list[bool] = []  # one value for each transcribed answer
        self._advised: set[str] = set()

    def expect(self, turn: Turn, answered: RecordedAnswer) -> None:
        """Have an answer transcribed. Of an answer that was transcribed live, most is done."""
        worker, live = self._devices.worker, answered.live
        take, facts = answered.take, answered.facts
        audio = self._opened.folder / take.audio
        if live:
            written, fraction = live.finish(audio, facts), live.fraction
            fillers = live.fillers
        else:
            done_s = [0.0]
            written = worker.write_recording(audio, facts, done_s.append)
            fraction = functools.partial(_share_done, done_s, facts)
            fillers = FillerPass(worker.transcriber, worker.fillers) if worker.fillers else None
            if fillers:
                fillers.skip_from(0.0)
        answer = _AnswerOnItsWay(turn, take, facts, answered.ended_s, written, fraction, fillers)

        def ready(_: object) -> None:
            answer.ready_s = self._time.now_s()

        written.add_done_callback(ready)
        self._being_written.append(answer)
        self._present.append(answer)

    def expect_late(self, turn: Turn, answered: RecordedAnswer) -> None:
        """Have an answer transcribed that was not transcribed live. Its transcript comes late."""
        self.expect(turn, replace(answered, live=None))
        self._present.pop()

    @property
    def waiting(self) -> int:
        """How many answers are not transcribed yet."""
        return len(self._being_written)

    @property
    def busy(self) -> bool:
        """Whether `settle` will still have something to do."""
        return self._lacks_figures or self.better_words.waiting > 0

    @property
    def _lacks_figures(self) -> bool:
        return bool(self._being_written or self._being_encoded or self._being_heard)

    @property
    def _state(self) -> tuple[float, ...]:
        """How far the engine has come."""
        waiting = self._being_written, self._being_encoded, self._being_heard
        return *map(len, waiting), sum(answer.fraction() for answer in self._being_written)

    def move_on(self) -> None:
        """Note that the conversation goes on: transcripts that come now are late."""
        for answer in self._present:
            if answer.transcript:
                self._measure(answer, answer.transcript)
        self._present = []
        self.measuring.move_on()

    def newest(self, timeout_s: float | None) -> Transcript | None:
        """The transcript of the newest answer, if it is ready within that time; None: whenever."""
        deadline_s = self._time.now_s() + (math.inf if timeout_s is None else timeout_s)
        while True:
            self.settle()
            self._patience.look(self._state)
            transcript = self._present[-1].transcript if self._present else None
            if transcript or self._time.now_s() >= deadline_s:
                return transcript
            self._time.sleep(_POLL_S)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Show no transcript and no figures until the context is left."""
        self._is_held = True
        try:
            yield
        finally:
            self._is_held = False
            unshown, self._unshown = self._unshown, []
            for answer in unshown:
                self._show(answer)
            self._show_figures()

    def settle(self) -> None:
        """Keep and show what is ready. Raises EngineMissing, CannotWrite."""
        while self._being_written and self._being_written[0].written.done():
            self._keep(self._being_written.pop(0))
        while self._being_encoded and _is_done(self._being_encoded[0].encoded):
            self._listen_again(self._being_encoded.pop(0))
        while self._being_heard and _is_done(self._being_heard[0].verbatim):
            self._keep_verbatim(self._being_heard.pop(0))
        if not self._is_held:
            self.better_words.settle()
        self._show_figures()

    def wait(self, timeout_s: float, *, for_figures: bool = False) -> bool:
        """Settle for up to `timeout_s` seconds. Returns whether every answer is transcribed; with
        `for_figures`, whether every answer is also encoded and listened to for fillers.
        """
        deadline_s = self._time.now_s() + timeout_s
        while True:
            self.settle()
            self._patience.look(self._state)
            is_done = not (self._lacks_figures if for_figures else self.waiting)
            if is_done or self._time.now_s() >= deadline_s:
                return is_done
            self._time.sleep(_POLL_S)

    def show_progress(self) -> None:
        """Show how far transcribing has come."""
        done = sum(answer.fraction() for answer in self._being_written)
        count = max(1, len(self._being_written))
        self._devices.presenter.show(
            events.TranscriptProgressed(self._devices.at_s(), min(1.0, done / count), count)
        )

    def finish(self) -> None:
        """Wait until everything is encoded.

        Fillers that were not listened for are left for later.
        """
        for answer in self._being_encoded:
            if answer.encoded:
                answer.encoded.exception()
        self.settle()

    def _keep(self, answer: _AnswerOnItsWay) -> None:
        written = answer.written.result()
        transcript = answer.transcript = written.transcript
        number, take_number = answer.turn.number, answer.take.number
        take = self._opened.session.take(number, take_number)
        if written.facts != answer.facts:  # voice activity had missed some speech
            answer.facts = written.facts
            take = self._opened.add_facts(number, take, written.facts)
        take = self._opened.add_transcript(number, take, transcript)
        self.speech_heard.append(transcript.has_speech)
        self._show(answer)
        answer.encoded = self._devices.worker.submit(lambda: self._opened.encode(take))
        self._being_encoded.append(answer)

    def _show(self, answer: _AnswerOnItsWay) -> None:
        """Show the transcript of an answer, unless that has to wait."""
        transcript = answer.transcript
        if self._is_held or not transcript:
            self._unshown.append(answer)
            return
        self._devices.presenter.show(
            events.AnswerTranscribed(
                self._devices.at_s(),
                answer.turn.question_ref,
                answer.take.number,
                transcript.text,
                transcript.words,
                (answer.ready_s or self._time.now_s()) - answer.ended_s,
                not transcript.has_speech,
                answer not in self._present,
                transcript.unclear,
                self._advice(transcript),
            )
        )

    def _advice(self, transcript: Transcript) -> str:
        """What to do about speech that was not understood; said once in a conversation."""
        told = advice(transcript, self._opened.session.id)
        if told in self._advised:
            return ""
        self._advised.add(told)
        return told

    def _listen_again(self, answer: _AnswerOnItsWay) -> None:
        """After encoding, begin to listen to the recording for fillers."""
        number, take_number = answer.turn.number, answer.take.number
        if answer.encoded and answer.encoded.result():
            self._opened.encoded(number, take_number)
        transcript, fillers = answer.transcript, answer.fillers
        if not transcript:
            return
        self.better_words.expect(answer.turn, answer.take, answer.facts, transcript)
        if not fillers or not transcript.words:
            self._finish_answer(answer, transcript)
            return
        if fillers.rest_from_s is not None:
            take = self._opened.session.take(number, take_number)
            audio = self._opened.folder / take.audio
            lengths, from_s = fillers.piece_lengths, fillers.rest_from_s
            fillers.add_rest(filler_pieces(audio, answer.facts, lengths, from_s))

        def verbatim(given_up: Callable[[], bool]) -> Transcript:
            fillers.go_on(given_up)
            return fillers.verbatim(transcript)

        answer.verbatim = self._devices.worker.when_idle(verbatim)
        self._being_heard.append(answer)

    def _keep_verbatim(self, answer: _AnswerOnItsWay) -> None:
        if answer.verbatim is None:
            return
        transcript = answer.verbatim.result()
        number = answer.turn.number
        take = self._opened.session.take(number, answer.take.number)
        self._opened.add_transcript(number, take, transcript)
        self._finish_answer(answer, transcript)

    def _finish_answer(self, answer: _AnswerOnItsWay, transcript: Transcript) -> None:
        """Finish an answer: write the text file of the session. Its figures can be shown now."""
        self._devices.worker.submit(self._opened.write_text)
        answer.measurable = transcript

    def _show_figures(self) -> None:
        """Show the figures of the present answers, once the words of all of them are shown."""
        if all(answer.transcript for answer in self._present):
            for answer in self._present:
                if answer.measurable:
                    self._measure(answer, answer.measurable)

    def _measure(self, answer: _AnswerOnItsWay, transcript: Transcript) -> None:
        """Show the figures of an answer, unless the conversation has gone on meanwhile."""
        if self._is_held or answer.is_measured or answer not in self._present:
            return
        answer.is_measured = True
        self.measuring.show(answer.turn, answer.take, answer.facts, transcript)


def _share_done(done_s: list[float], facts: SoundFacts) -> float:
    return done_s[-1] / max(facts.duration_s, 0.1)


def _is_done(future: Future[bool] | Future[Transcript] | None) -> bool:
    return future is not None and future.done()
