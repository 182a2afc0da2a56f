"""Transcribing takes outside of a conversation, with progress shown by any front end."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from coach.audio.facts import SoundFacts
from coach.config import Settings
from coach.delivery.language import language_of
from coach.errors import EngineHangs, NoSpeech, UnreadableAudio
from coach.formats import counted
from coach.library.open_session import OpenSession
from coach.library.reading import KeptTake, unplayable
from coach.library.records import SetName, Take
from coach.session.final_words import Transcribers, final_for, rough_words
from coach.session.keeping_words import job_for, keep_words
from coach.session.leaving import named_when_interrupted
from coach.session.progress import OnProgress, Progress
from coach.session.written_down import (
    Answer,
    TurnAndTake,
    WrittenDown,
    no_words,
    not_written,
    told_what_counts,
    told_written,
)
from coach.transcription.advising import advice
from coach.transcription.bounded import OnSign, bounded, load_bounded, run_bounded
from coach.transcription.choosing import choose_transcriber
from coach.transcription.fillers import FillerPass, FillerWords
from coach.transcription.jobs import filler_pieces
from coach.transcription.models import AllowDownload
from coach.transcription.ports import Stage, Transcriber, Transcript
from coach.wiring import ChooseTranscriber, transcriber_for, vocabulary


@dataclass(frozen=True)
class AnswerWriter:
    """Transcribes answers as `settings` say.

    `chosen`: the person typed the model or engine for these very answers, so their transcripts
    count before all others. `choose_transcriber` may give a model that stays loaded for later;
    `choose_final` gives the better one, which nobody needs afterwards.
    """

    settings: Settings
    allow_download: AllowDownload
    progress: Progress
    chosen: bool = False
    choose_transcriber: ChooseTranscriber = choose_transcriber
    choose_final: ChooseTranscriber = choose_transcriber

    def write_down(
        self,
        opened: OpenSession,
        wanted: list[TurnAndTake],
        transcribers: Transcribers | None = None,
    ) -> WrittenDown:
        """Transcribe the `wanted` takes and keep each transcript as soon as it is there; then once
        more with the better model, if there is one.

        A recording that cannot be read, or in which the engine hangs, is passed over. Raises
        EngineMissing, CannotWrite, and NoSpeech when no take has any speech.
        """
        question_set = opened.session.question_set
        names = vocabulary(self.settings, question_set)
        done = WrittenDown()
        transcribers = transcribers or self.transcribers_of(question_set)
        transcriber = transcribers.quick
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
                        done.failed.append(unplayable(opened.folder, take, error))
                    except EngineHangs as error:
                        done.failed.append(not_written(opened.session.id, turn.number, error))
            if transcribers.final:
                self._write_better(opened, done.answers, transcribers.final)
        self._tell_what_counts(opened, done.answers)
        for told in {advice(written, opened.session.id) for *_, written in done.answers} - {""}:
            self.progress.tell(told)
        if not done.failed and not any(written.words for *_, written in done.answers):
            raise no_words(opened, wanted, [written for *_, written in done.answers])
        return done

    def write_missing(self, opened: OpenSession) -> int:
        """Transcribe every take that has no transcript yet, or no better one than that of the
        captions although there is a better model. Returns how many had none, or have a better one.

        A recording that cannot be read is named, so that it hides nothing else. Raises
        EngineMissing, CannotWrite.
        """
        return self._write_unwritten(opened) + self._better_rough_ones(opened)

    def _write_unwritten(self, opened: OpenSession) -> int:
        missing = [
            (turn, take)
            for turn in opened.session.turns
            for take in turn.kept_takes
            if take.unwritten
        ]
        if missing:
            with contextlib.suppress(NoSpeech):
                for error in self.write_down(opened, missing).failed:
                    self.progress.tell(error.message)
            for sentence in told_written(opened.session, missing):
                self.progress.tell(sentence)
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
        transcriber = self._transcriber_of(question_set)
        self._load(transcriber)
        done = WrittenDown()
        for turn, take in unheard:
            try:
                self._listen_to_one(opened, (turn, take), transcriber, fillers)
            except UnreadableAudio as error:
                done.failed.append(unplayable(opened.folder, take, error))
            except EngineHangs as error:
                done.failed.append(error)
        done.raise_failed(self.progress.tell)

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
                audio = opened.folder / take.audio
                heard = _fillers_of(audio, facts, transcriber, words, on_progress)
            opened.add_transcript(turn.number, take, heard.verbatim(transcript))

    def transcribers_of(self, question_set: SetName) -> Transcribers:
        """The engines for a session's answers. Raises InvalidSetting, EngineMissing."""
        return Transcribers(self._transcriber_of(question_set), self._final_of(question_set))

    def _transcriber_of(self, question_set: SetName) -> Transcriber:
        return transcriber_for(
            self.settings, question_set.language, self.allow_download, self.choose_transcriber
        )

    def _final_of(self, question_set: SetName) -> Transcriber | None:
        return final_for(
            self.settings, question_set.language, self.allow_download, self.choose_final
        )

    def _better_rough_ones(self, opened: OpenSession) -> int:
        """Transcribe once more those takes that the better model has not seen yet."""
        written = [(turn, take) for turn in opened.session.turns for take in turn.kept_takes]
        final = self._final_of(opened.session.question_set) if written else None
        if final is None:
            return 0
        rough = [
            (turn, take, quick)
            for turn, take in written
            if take.has_sound
            and (quick := rough_words(opened.take(turn.number, take.number), final.model))
        ]
        with named_when_interrupted(opened, Exception):
            better = self._write_better(opened, rough, final)
        self._tell_what_counts(opened, rough)
        if better:
            self.progress.tell(
                f"Wrote down {counted(better, 'answer', 'answers')} once more, "
                f"with Whisper {final.model}."
            )
        return better

    def _write_better(self, opened: OpenSession, answers: list[Answer], final: Transcriber) -> int:
        """Transcribe `answers` once more with `final`, and put the better words in their place.

        What cannot be read, or makes the engine hang, keeps the words it has. Returns how many
        answers have better words. Raises EngineMissing, CannotWrite.
        """
        better = 0
        names = vocabulary(self.settings, opened.session.question_set)
        worthwhile = [number for number, (*_, quick) in enumerate(answers) if quick.words]
        if worthwhile:
            self._load(final)
        for number in worthwhile:
            turn, take, quick = answers[number]
            take = opened.session.take(turn.number, take.number)
            title = f"Writing {turn.number} down better"
            with (
                self.progress.through(title, take.duration_s) as on_progress,
                contextlib.suppress(UnreadableAudio),
            ):
                try:
                    which = turn, take
                    written = self._write_one(opened, which, final, names, on_progress, quick)
                    answers[number] = turn, take, written
                    better += 1
                except EngineHangs as error:
                    self.progress.tell(f"Answer {turn.number} keeps its first words. {error}")
        return better

    def _tell_what_counts(self, opened: OpenSession, answers: list[Answer]) -> None:
        for turn, take, written in answers:
            kept = opened.take(turn.number, take.number)
            if sentence := told_what_counts(turn, kept, written):
                self.progress.tell(sentence)

    def _load(self, transcriber: Transcriber) -> None:
        with self.progress.working(f"Loading Whisper {transcriber.model}"):
            load_bounded(transcriber)

    def _write_one(
        self,
        opened: OpenSession,
        which: TurnAndTake,
        transcriber: Transcriber,
        names: str,
        on_progress: OnProgress,
        quick: Transcript | None = None,
    ) -> Transcript:
        """Transcribe one take, and keep the transcript and the sound facts.

        With `quick`, see TranscriptionJob. Raises UnreadableAudio, EngineMissing, CannotWrite.
        """
        job = job_for(opened, which[1], transcriber, names, quick)
        result = run_bounded(job, transcriber, on_progress)
        for sentence in result.damage.sentences(str(job.audio)):
            self.progress.tell(sentence)
        keep_words(opened, which, result, job.facts, chosen=self.chosen)
        return result.transcript


def _fillers_of(
    audio: Path,
    facts: SoundFacts,
    transcriber: Transcriber,
    words: FillerWords,
    on_progress: OnProgress,
) -> FillerPass:
    """Listens to a whole recording. Raises UnreadableAudio, EngineMissing."""

    def listen(watched: Transcriber, on_sign: OnSign) -> FillerPass:
        del on_sign
        heard = FillerPass(watched, words, on_progress)
        heard.add_rest(filler_pieces(audio, facts, heard.piece_lengths))
        heard.go_on()
        return heard

    return bounded(transcriber, listen)


def is_unheard(folder: Path, take: Take) -> bool:
    """Whether a take can be, and was not yet, listened to for fillers. Raises SessionDamaged."""
    if not take.has_sound:
        return False
    transcript = KeptTake(folder, take).heard
    is_plain = transcript and transcript.words and transcript.stage is not Stage.VERBATIM
    return bool(is_plain and take.facts)
