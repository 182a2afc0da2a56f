"""Chooses who runs the jobs that write answers down: this process, or several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from coach.errors import EngineHangs, UnreadableAudio
from coach.library.library import Library
from coach.session.progress import NoProgress, Progress
from coach.session.wanted_answers import Models, WantedAnswer
from coach.transcription.how_many import ProcessCounts
from coach.transcription.job_pool import JobPool, JobRunner, JobsHere
from coach.transcription.jobs import TranscriptionJob

_WORTH_TRYING_S = 600.0  # of sound; for less, a trial takes longer than it saves
_TRIED_WITH_S = (5.0, 60.0)  # shortest and longest answer that is good for a trial


@dataclass(frozen=True)
class Runners:
    """Knows the jobs of a library, and the processes that this machine has room for."""

    library: Library
    models: Models
    progress: Progress = field(default_factory=NoProgress)
    counts: ProcessCounts = field(default_factory=ProcessCounts)

    def count_for(self, wanted: Sequence[WantedAnswer]) -> int:
        """How many processes are best for `wanted`: as was tried before, or is tried now.

        Raises EngineMissing, InvalidSetting, SessionDamaged.
        """
        first = self.sample(wanted[0])
        model = self.models.doing(first).model
        most = self.counts.most(first.engine, model)
        known = self.counts.kept(first.engine, model)
        if known or most == 1:
            return known or 1
        shortest_s, longest_s = _TRIED_WITH_S
        fit = [
            each for each in wanted
            if each.language == first.language and shortest_s <= each.duration_s <= longest_s
        ]  # fmt: skip
        if not fit or sum(each.duration_s for each in wanted) < _WORTH_TRYING_S:
            return min(most, len(wanted))
        with self.progress.working("Trying how many processes are best on this machine"):
            try:
                return self.counts.measured(self.sample(fit[0]), model)
            except (UnreadableAudio, EngineHangs):
                return most

    def runner(self, count: int) -> tuple[JobRunner, int | None]:
        """Who runs jobs in `count` processes, and the threads that each should have."""
        if count == 1:
            return JobsHere(self.models.doing), None
        return JobPool(count, self.counts.command), self.counts.threads_for(count)

    def sample(self, wanted: WantedAnswer) -> TranscriptionJob:
        """A job for a trial: only how long it takes is of interest."""
        session = self.library.session(wanted.session)
        take = session.take(wanted.question, wanted.take)
        transcriber = self.models.of(session.question_set)
        return TranscriptionJob(
            self.library.folder / wanted.session / take.audio,
            transcriber.engine,
            transcriber.asked,
            transcriber.language,
            may_lack_sound=True,
        )
