"""Writes the answers of many sessions down, with as many processes as are best.

Only this process writes to the library. It holds a session from when the first of its answers
begins until the last one is kept, and keeps each as soon as it is there. So what is lost with this
process is what was in work, and the same command goes on from there.
"""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from coach.errors import (
    CoachError,
    EngineHangs,
    LibraryError,
    NoSpeech,
    SessionDamaged,
    SessionNotFound,
    UnreadableAudio,
)
from coach.formats import counted
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.reading import KeptTake, unplayable
from coach.library.records import Take, Turn
from coach.session.keeping_words import keep_words
from coach.session.wanted_answers import Models, PassedOver, WantedAnswer
from coach.session.written_down import not_written
from coach.transcription.job_pool import Finished, JobRunner
from coach.transcription.jobs import TranscriptionJob
from coach.transcription.ports import Transcript


@dataclass(frozen=True)
class AnswerWritten:
    """An answer is written down and kept; `damage` has sentences on what its recording lacks."""

    wanted: WantedAnswer
    transcript: Transcript
    damage: tuple[str, ...] = ()


class Watcher(Protocol):
    """Is told how far the work is."""

    def written(self, answer: AnswerWritten) -> None:
        """One more answer is kept."""
        ...

    def passed_over(self, what: PassedOver) -> None:
        """This is not written down."""
        ...

    def progressed(self, done_s: float) -> None:
        """So many seconds of sound are done. Any thread may call it."""
        ...


@dataclass
class BulkDone:
    """What was done: how many answers are `written`, how many of them have words, and how long it
    took.
    """

    written: int = 0
    with_words: int = 0
    sound_s: float = 0.0
    took_s: float = 0.0
    passed_over: list[PassedOver] = field(default_factory=list)

    def raise_errors(self) -> None:
        """Raise an error that counts what was passed over, which was told already, with the exit
        code of the first; NoSpeech where nothing had any word.
        """
        if self.passed_over:
            passed_over = counted(len(self.passed_over), "answer or session", "answers or sessions")
            error = CoachError(f"Passed over: {passed_over}.")
            error.exit_code = self.passed_over[0].error.exit_code
            raise error
        if self.written and not self.with_words:
            raise NoSpeech(
                f"No word was heard in {counted(self.written, 'answer', 'answers')}.",
                "coach sessions",
            )


@dataclass
class _Held:
    """A session that is held; `in_work` of its answers have begun and are not kept yet."""

    opened: OpenSession
    release: contextlib.ExitStack
    in_work: int = 0
    all_begun: bool = False

    def let_go(self) -> None:
        """Release the session if nothing of it is to come."""
        if self.all_begun and not self.in_work:
            self.release.close()


@dataclass(frozen=True)
class _Begun:
    """An answer whose job was given away."""

    held: _Held
    wanted: WantedAnswer
    turn: Turn
    take: Take
    job: TranscriptionJob


class BulkWriting:
    """One go through `wanted` answers of a library."""

    def __init__(
        self, library: Library, models: Models, watcher: Watcher, *, chosen: bool = False
    ) -> None:
        """`chosen`: see AnswerWriter."""
        self._library = library
        self._models = models
        self._watcher = watcher
        self._chosen = chosen
        self._numbers = itertools.count()
        self._begun: dict[int, _Begun] = {}
        self._in_work_s: dict[int, float] = {}  # by the job's number
        self._settled_s = 0.0
        self.done = BulkDone()

    def write(
        self, wanted: Sequence[WantedAnswer], runner: JobRunner, threads: int | None = None
    ) -> BulkDone:
        """Have `runner` write `wanted` down, each job with so many `threads` (None: as suits one
        that has the machine to itself), and keep each answer when it is there.

        What cannot be read, or is in use by another coach, is passed over. Raises EngineMissing,
        InvalidSetting, CannotWrite; what was kept before stays.
        """
        began_s = time.monotonic()
        try:
            with contextlib.ExitStack() as held:
                # Closed first, so that nothing is in work when the sessions are let go.
                jobs = (replace(job, threads=threads) for job in self._jobs(wanted, held))
                finished = runner.run(jobs, self._job_progressed)
                with contextlib.closing(finished):
                    for each in finished:
                        self._settle(each)
        except (KeyboardInterrupt, CoachError) as error:
            error.add_note(
                f"Kept: {self.done.written} of {counted(len(wanted), 'answer', 'answers')}. "
                "Go on: the same command once more."
            )
            raise
        finally:
            self.done.took_s = time.monotonic() - began_s
        return self.done

    def _jobs(
        self, wanted: Sequence[WantedAnswer], held: contextlib.ExitStack
    ) -> Iterator[TranscriptionJob]:
        """The jobs, each with its session held. What is written down meanwhile is left out."""
        for session, answers in itertools.groupby(wanted, key=lambda each: each.session):
            try:
                one = self._hold(session, held)
            except (LibraryError, SessionNotFound) as error:
                self.pass_over(PassedOver(session, error), list(answers))
                continue
            for each in answers:
                try:
                    begun = self._begin(one, each)
                except SessionDamaged as error:  # by a newer coach: it is left as it is
                    what = PassedOver(each.session, error, each.question, each.take)
                    self.pass_over(what, [each])
                    continue
                if begun:
                    one.in_work += 1
                    self._begun[next(self._numbers)] = begun
                    yield begun.job
                else:
                    self._settled(each)
            one.all_begun = True
            one.let_go()

    def _hold(self, session: str, held: contextlib.ExitStack) -> _Held:
        """Raises SessionBusy, SessionDamaged, SessionNotFound, CannotWrite."""
        release = held.enter_context(contextlib.ExitStack())
        return _Held(release.enter_context(self._library.open_session(session)), release)

    def _begin(self, held: _Held, wanted: WantedAnswer) -> _Begun | None:
        """The job for an answer; None where the answer is gone or needs no words any more.

        Raises SessionDamaged where a newer coach wrote what there is.
        """
        opened = held.opened
        try:
            turn = opened.session.turn(wanted.question)
            take = turn.take(wanted.take)
            transcriber = self._models.of(opened.session.question_set)
            if take.discarded or not self._models.wants(KeptTake(opened.folder, take), transcriber):
                return None
            return _Begun(held, wanted, turn, take, self._models.job(opened, take))
        except KeyError:
            return None

    def _settle(self, finished: Finished) -> None:
        """Keep the result of a job, or say why there is none."""
        begun = self._begun.pop(finished.number)
        self._in_work_s.pop(finished.number, None)  # before it is settled: it counts once
        wanted, opened, result = begun.wanted, begun.held.opened, finished.result
        if isinstance(result, CoachError):
            error: CoachError = result
            if isinstance(result, UnreadableAudio):
                error = unplayable(opened.folder, begun.take, result)
            elif isinstance(result, EngineHangs):
                error = not_written(wanted.session, wanted.question, result)
            what = PassedOver(wanted.session, error, wanted.question, wanted.take)
            self.pass_over(what, [wanted])
        else:
            which = begun.turn, opened.session.take(wanted.question, wanted.take)
            keep_words(opened, which, result, begun.job.facts, chosen=self._chosen)
            self.done.written += 1
            self.done.with_words += bool(result.transcript.words)
            self.done.sound_s += wanted.duration_s
            damage = tuple(result.damage.sentences(str(begun.job.audio)))
            self._watcher.written(AnswerWritten(wanted, result.transcript, damage))
            self._settled(wanted)
        begun.held.in_work -= 1
        begun.held.let_go()

    def pass_over(self, what: PassedOver, answers: Sequence[WantedAnswer] = ()) -> None:
        """Note what is not written down, and that it was to be these `answers`."""
        self.done.passed_over.append(what)
        self._watcher.passed_over(what)
        for each in answers:
            self._settled(each)

    def _settled(self, answer: WantedAnswer) -> None:
        self._settled_s += answer.duration_s
        self._watcher.progressed(self._settled_s + sum(list(self._in_work_s.values())))

    def _job_progressed(self, number: int, done_s: float) -> None:
        self._in_work_s[number] = done_s
        self._watcher.progressed(self._settled_s + sum(list(self._in_work_s.values())))
