"""Which answers of many sessions are to be written down, and with which model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from coach.errors import CoachError, InvalidSetting, LibraryError, SessionDamaged, WrittenByNewer
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.reading import KeptTake
from coach.library.records import SetName, Take
from coach.session.final_words import rough_words
from coach.session.keeping_words import job_for
from coach.session.writing import AnswerWriter
from coach.transcription.jobs import TranscriptionJob
from coach.transcription.ports import Transcriber
from coach.wiring import vocabulary


@dataclass(frozen=True)
class WantedAnswer:
    """A take to write down: its session, the number of its question, and its own."""

    session: str
    question: int
    take: int
    duration_s: float
    language: str


@dataclass(frozen=True)
class PassedOver:
    """What is not written down, and why. `question` and `take` are None for a whole session."""

    session: str
    error: CoachError
    question: int | None = None
    take: int | None = None


@dataclass(frozen=True)
class Models:
    """The one model that writes answers of each language down: the best that `writer` would use.

    `named`: the person named it. `again`: what it has written already is written once more.
    """

    writer: AnswerWriter
    named: bool
    again: bool
    _by_language: dict[str, Transcriber] = field(default_factory=dict)

    def of(self, question_set: SetName) -> Transcriber:
        """For the answers of a session. Raises InvalidSetting, EngineMissing."""
        language = self.writer.settings.language or question_set.language
        if language not in self._by_language:
            both = self.writer.transcribers_of(question_set)
            self._by_language[language] = both.final or both.quick
        return self._by_language[language]

    def told(self) -> str:
        """The engine and the models, for a person."""
        used = sorted({f"{each.engine} {each.model}" for each in self._by_language.values()})
        return " and ".join(used)

    def doing(self, job: TranscriptionJob) -> Transcriber:
        """The one that a job names."""
        found = self._by_language.values()
        return next(each for each in found if each.language == job.language)

    def job(self, opened: OpenSession, take: Take) -> TranscriptionJob:
        """The job that writes `take` down, in any process. Raises InvalidSetting, EngineMissing."""
        question_set = opened.session.question_set
        transcriber = self.of(question_set)
        names = vocabulary(self.writer.settings, question_set)
        kept = KeptTake(opened.folder, take)
        quick = None if self.named else rough_words(kept, transcriber.model)
        return job_for(opened, take, transcriber, names, quick)

    def wants(self, kept: KeptTake, transcriber: Transcriber) -> bool:
        """Whether a take lacks the words of `transcriber`. Raises WrittenByNewer."""
        if self.again:
            return True
        if self.named:
            return transcriber.model not in kept.models
        try:
            counting = kept.counting
        except WrittenByNewer:
            raise
        except SessionDamaged:
            return True
        return counting is None or rough_words(kept, transcriber.model) is not None


def wanted_answers(
    library: Library,
    sessions: Iterable[str],
    models: Models,
    on_looked: Callable[[], None] = lambda: None,
) -> tuple[list[WantedAnswer], list[PassedOver]]:
    """The answers of `sessions` that lack the words of their model, and what cannot be read.

    An answer whose sound was erased keeps the words it has. Those of one session stay together;
    sessions with the longest answers come first, so that none of these is still in work when all
    others are done. Raises EngineMissing, WrongUse where the model suits no session.
    """
    by_session: list[list[WantedAnswer]] = []
    passed_over: list[PassedOver] = []
    unsuited: list[InvalidSetting] = []
    suited = False
    for session in sessions:
        try:
            by_session.append(list(_of_session(library, session, models)))
            suited = True
        except InvalidSetting as error:
            unsuited.append(error)
            passed_over.append(PassedOver(session, error))
        except LibraryError as error:
            passed_over.append(PassedOver(session, error))
        on_looked()
    if unsuited and not suited:
        raise unsuited[0]
    by_session.sort(key=_longest_first)
    return [each for wanted in by_session for each in wanted], passed_over


def _longest_first(wanted: list[WantedAnswer]) -> tuple[str, float]:
    """One language after the other: a process then loads each model once."""
    if not wanted:
        return "", 0.0
    return wanted[0].language, -max(each.duration_s for each in wanted)


def _of_session(library: Library, name: str, models: Models) -> Iterator[WantedAnswer]:
    session = library.session(name)
    takes = [
        (turn.number, take)
        for turn in session.turns
        for take in turn.kept_takes
        if can_be_written_down(take) and take.has_sound
    ]
    if not takes:
        return
    transcriber = models.of(session.question_set)
    for number, take in takes:
        if models.wants(KeptTake(library.folder / name, take), transcriber):
            yield WantedAnswer(
                name, number, take.number, take.duration_s or 0.0, transcriber.language
            )


def can_be_written_down(take: Take) -> bool:
    """Whether there is any sound, recorded to its end."""
    return take.recorded and take.duration_s != 0.0
