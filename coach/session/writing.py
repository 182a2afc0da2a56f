"""Transcribing takes outside of a conversation, with progress shown by any front end."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from pathlib import Path

from coach.audio.facts import SoundFacts
from coach.config import Settings
from coach.delivery.language import language_of
from coach.errors import NoSpeech, SessionDamaged, UnreadableAudio
from coach.formats import counted
from coach.library.open_session import OpenSession
from coach.library.reading import KeptTake, facts_of, unplayable
from coach.library.records import SetName, Take, Turn
from coach.session.leaving import named_when_interrupted
from coach.session.progress import OnProgress, Progress
from coach.transcription.advising import advice
from coach.transcription.choosing import choose_transcriber
from coach.transcription.fillers import FillerPass, FillerWords
from coach.transcription.jobs import (
    TranscriptionJob,
    TranscriptionResult,
    filler_pieces,
    run_job,
)
from coach.transcription.models import AllowDownload
from coach.transcription.ports import Stage, Transcriber, Transcript
from coach.wiring import ChooseTranscriber, transcriber_for, vocabulary

TurnAndTake = tuple[Turn, Take]


@dataclass(frozen=True)
class WrittenDown:
    """What was written down of several takes, and an error for each that cannot be read."""

    answers: list[tuple[Turn, Take, Transcript]] = field(default_factory=list)
    unreadable: list[SessionDamaged] = field(default_factory=list)

    def raise_unreadable(self) -> None:
        """Raise the first of the errors, if there are any."""
        if self.unreadable:
            raise self.unreadable[0]


@dataclass(frozen=True)
class AnswerWriter:
    """Transcribes answers as `settings` say.

    `chosen`: the person typed the model or engine for these very answers, so their transcripts
    count before all others.
    """

    settings: Settings
    allow_download: AllowDownload
    progress: Progress
    chosen: bool = False
    choose_transcriber: ChooseTranscriber = choose_transcriber

    def write_down(
        self,
        opened: OpenSession,
        wanted: list[TurnAndTake],
        transcriber: Transcriber | None = None,
    ) -> WrittenDown:
        """Transcribe the `wanted` takes and keep each transcript as soon as it is there.

        A recording that cannot be read is passed over. Raises EngineMissing, CannotWrite, and
        NoSpeech when no take has any speech.
        """
        question_set = opened.session.question_set
        names = vocabulary(self.settings, question_set)
        done = WrittenDown()
        transcriber = transcriber or self.transcriber_of(question_set)
        with named_when_interrupted(opened, Exception):
            self._load(transcriber)
            for turn, take in wanted:
                title = f"Writing down {turn.number}"
                with self.progress.through(title, take.duration_s) as on_progress:
                    try:
                        which = turn, take
                        written = self._write_one(opened, which, transcriber, names, on_progress)
                        done.answers.append((turn, take, written))
                    except UnreadableAudio as error:
                        done.unreadable.append(unplayable(opened.folder, take, error))
        for told in {advice(written, opened.session.id) for *_, written in done.answers} - {""}:
            self.progress.tell(told)
        if not done.unreadable and not any(written.words for *_, written in done.answers):
            raise _no_words(opened, wanted, [written for *_, written in done.answers])
        return done

    def write_missing(self, opened: OpenSession) -> int:
        """Transcribe every take that has no transcript yet, and return how many of them there are.

        A recording that cannot be read is named, so that it hides nothing else. Raises
        EngineMissing, CannotWrite.
        """
        missing = [
            (turn, take)
            for turn in opened.session.turns
            for take in turn.kept_takes
            if take.unwritten
        ]
        if missing:
            with contextlib.suppress(NoSpeech):
                for damage in self.write_down(opened, missing).unreadable:
                    self.progress.tell(damage.message)
            self._tell_written(opened, missing)
        return len(missing)

    def listen_for_fillers(self, opened: OpenSession, wanted: list[TurnAndTake]) -> None:
        """Listen to the `wanted` takes for fillers, and keep their verbatim transcripts one by one.

        Raises EngineMissing, CannotWrite; SessionDamaged when words or a recording cannot be read,
        after the others were listened to.
        """
        question_set = opened.session.question_set
        fillers = language_of(self.settings.language or question_set.language).fillers
        unheard = [
            which for which in wanted if fillers.prompt and is_unheard(opened.folder, which[1])
        ]
        if not unheard:
            return
        transcriber = self.transcriber_of(question_set)
        self._load(transcriber)
        done = WrittenDown()
        for turn, take in unheard:
            try:
                self._listen_to_one(opened, (turn, take), transcriber, fillers)
            except UnreadableAudio as error:
                done.unreadable.append(unplayable(opened.folder, take, error))
        done.raise_unreadable()

    def _listen_to_one(
        self, opened: OpenSession, which: TurnAndTake, transcriber: Transcriber, words: FillerWords
    ) -> None:
        """Listen to one take for fillers. Raises UnreadableAudio, CannotWrite, SessionDamaged."""
        turn, take = which
        kept = KeptTake(opened.folder, take)
        transcript, facts = kept.heard, kept.facts
        if transcript and facts:
            title = f"Listening for fillers in {turn.number}"
            with self.progress.through(title, take.duration_s) as on_progress:
                heard = FillerPass(transcriber, words, on_progress)
                heard.add_rest(filler_pieces(opened.folder / take.audio, facts))
                heard.go_on()
            opened.add_transcript(turn.number, take, heard.verbatim(transcript))

    def transcriber_of(self, question_set: SetName) -> Transcriber:
        """The engine for a session's answers. Raises InvalidSetting, EngineMissing."""
        return transcriber_for(
            self.settings, question_set.language, self.allow_download, self.choose_transcriber
        )

    def _load(self, transcriber: Transcriber) -> None:
        with self.progress.working(f"Loading Whisper {transcriber.model}"):
            transcriber.load()

    def _write_one(
        self,
        opened: OpenSession,
        which: TurnAndTake,
        transcriber: Transcriber,
        names: str,
        on_progress: OnProgress,
    ) -> Transcript:
        """Transcribe one take, and keep the transcript and the sound facts.

        Raises UnreadableAudio, EngineMissing, CannotWrite.
        """
        _, take = which
        job = TranscriptionJob(
            opened.folder / take.audio,
            transcriber.engine,
            transcriber.model,
            transcriber.language,
            names,
            facts=_known_facts(opened, take),
            too_quiet_db=take.too_quiet_db,
            # A shorter transcript must not replace one of the whole recording.
            may_lack_sound=not take.transcripts,
        )
        result = run_job(job, transcriber, on_progress)
        for sentence in result.damage.sentences(str(job.audio)):
            self.progress.tell(sentence)
        take = self._keep(opened, which, result, job.facts)
        self._tell_what_counts(which[0], KeptTake(opened.folder, take), result.transcript)
        return result.transcript

    def _keep(
        self,
        opened: OpenSession,
        which: TurnAndTake,
        result: TranscriptionResult,
        known: SoundFacts | None,
    ) -> Take:
        """Keep a transcript, and the sound facts if they differ from those that were `known`."""
        turn, take = which
        facts = result.facts
        if known is None:
            facts = facts.model_copy(update=dict(take.damage or result.damage))
        if facts != known:
            take = opened.add_facts(turn.number, take, facts)
        take = opened.add_transcript(turn.number, take, result.transcript, chosen=self.chosen)
        if take.audio.endswith(".wav") and opened.encode(take):  # it was left before that was done
            take = opened.encoded(turn.number, take.number)
        opened.write_text()
        return take

    def _tell_what_counts(self, turn: Turn, kept: KeptTake, written: Transcript) -> None:
        """Say so if the new transcript is not the one that counts, or if something is missing."""
        counting = kept.counting
        if kept.remark:
            self.progress.tell(f"{turn.number}. {kept.remark}")
        elif counting and counting.words_from.heard.words != written.words:
            model, name = counting.words_from.heard.model, kept.folder.name
            self.progress.tell(
                f"{turn.number}. The transcript by {model} still counts. To make this one count: "
                f"coach transcribe {name} --model {written.model}"
            )

    def _tell_written(self, opened: OpenSession, missing: list[TurnAndTake]) -> None:
        takes = [opened.session.take(turn.number, take.number) for turn, take in missing]
        silent = sum(bool(take.no_speech) for take in takes)
        written = sum(not take.unwritten for take in takes) - silent
        if written:
            answers = counted(written, "answer", "answers")
            self.progress.tell(f"Wrote down {answers}.")
        if silent:
            recordings = counted(silent, "recording has", "recordings have")
            self.progress.tell(f"{recordings} no speech.")


def is_unheard(folder: Path, take: Take) -> bool:
    """Whether a take has not been listened to for fillers yet. Raises SessionDamaged."""
    transcript = KeptTake(folder, take).heard
    is_plain = transcript and transcript.words and transcript.stage is not Stage.VERBATIM
    return bool(is_plain and take.facts)


def _known_facts(opened: OpenSession, take: Take) -> SoundFacts | None:
    """The sound facts of `take`; None if they are missing or damaged and must be measured again."""
    try:
        return facts_of(opened.folder, take)
    except SessionDamaged:
        return None


def _has_words(opened: OpenSession, turn: Turn, take: Take) -> bool:
    """Whether the transcript of `take` that counts has words."""
    with contextlib.suppress(SessionDamaged):
        heard = opened.take(turn.number, take.number).heard
        return bool(heard and heard.words)
    return False


def _no_words(
    opened: OpenSession, wanted: list[TurnAndTake], written: list[Transcript]
) -> NoSpeech:
    session = opened.session
    if any(_has_words(opened, turn, take) for turn, take in wanted):
        return NoSpeech(
            f"No word was heard in {session.id} this time; the words from before are kept.",
            f"coach show {session.id}",
        )
    unclear = any(transcript.unclear for transcript in written)
    what = "There is sound, but no word could be made out" if unclear else "No speech was heard"
    return NoSpeech(f"{what} in {session.id}.", f"coach replay {session.id}")
