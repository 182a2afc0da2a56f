"""Transcription jobs: a job has everything that transcribing a recording needs.

Jobs can be pickled, so another process or machine can run them. A job changes nothing on disk: the
process that holds the session keeps the result.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.damage import ReadingReport, SoundDamage
from coach.audio.facts import SoundFacts, SoundFactsBuilder
from coach.audio.levels import made_audible
from coach.audio.reading import read_blocks
from coach.audio.vad import SpeechSegment
from coach.transcription.choosing import AUTO, choose_transcriber
from coach.transcription.combining import combined
from coach.transcription.cutting import Lengths, Piece, pieces, within
from coach.transcription.guarding import with_only_believed
from coach.transcription.ports import Transcriber, Transcript
from coach.transcription.second_opinion import still_unclear, with_second_opinion
from coach.transcription.whole import write_down

OnProgress = Callable[[float], None]  # gets the seconds that are transcribed


@dataclass(frozen=True)
class TranscriptionJob:
    """A recording `audio` to transcribe, with the engine that the other fields describe.

    `facts` are the sound facts; without them, they are measured on the way. A recording that is
    `too_quiet_db` (its peak in dBFS) is amplified for the engine. With `may_lack_sound`, unreadable
    parts are left out and the result names them; without, they are an error. `threads` None: the
    job has the machine to itself, and uses as many cores as are of use. `quick` is what a smaller
    model wrote of the same recording; its words stay where they are surer
    (`coach.transcription.combining`).
    """

    audio: Path
    engine: str = AUTO
    model: str | None = None
    language: str = "en"
    vocabulary: str = ""
    threads: int | None = None
    facts: SoundFacts | None = None
    too_quiet_db: float | None = None
    may_lack_sound: bool = False
    quick: Transcript | None = None


@dataclass(frozen=True)
class TranscriptionResult:
    """The transcript of a recording, its sound facts, and what could not be read of it."""

    transcript: Transcript
    facts: SoundFacts
    damage: SoundDamage = field(default_factory=SoundDamage)


def run_job(
    job: TranscriptionJob,
    transcriber: Transcriber | None = None,
    on_progress: OnProgress = lambda _: None,
) -> TranscriptionResult:
    """Run `job` with `transcriber`, or else with the engine that it describes. Needs little memory.

    Missing weights are not downloaded, because nobody can be asked here. Raises EngineMissing,
    InvalidSetting, UnreadableAudio, and whatever `on_progress` raises.
    """
    engine = transcriber or transcriber_of(job)
    report = ReadingReport() if job.may_lack_sound else None

    def sound() -> Iterator[Samples]:
        return read_blocks(job.audio, report)

    if job.facts:
        transcript, facts = _written_with_facts(engine, job, job.facts, sound, on_progress)
    else:
        transcript, facts = _written_and_measured(engine, job, sound, on_progress)
    damage = report.damage if report else SoundDamage()

    def again() -> Iterator[Samples]:
        return made_audible(read_blocks(job.audio, _unheeded(report)), job.too_quiet_db)

    result = checked(engine, transcript, facts, again)
    if job.quick:
        result = _with_quick_words(job.quick, result)
    return replace(result, damage=damage)


def _with_quick_words(quick: Transcript, result: TranscriptionResult) -> TranscriptionResult:
    """The result with the words of `quick` where they are surer."""
    both = combined(quick, result.transcript, result.facts.speech)
    unclear = still_unclear(result.transcript.unclear, both, result.facts)
    return replace(result, transcript=both.model_copy(update={"unclear": unclear}))


def checked(
    transcriber: Transcriber,
    transcript: Transcript,
    facts: SoundFacts,
    sound: Callable[[], Iterable[Samples]],
) -> TranscriptionResult:
    """The result for the take whose sound is `sound`: with the words that a second look at sound
    without words finds, and without those that were probably not said.
    """

    def answered() -> Iterator[Samples]:
        return facts.without_commands(sound())

    transcript, found = with_second_opinion(transcriber, transcript, facts, answered())
    believed = with_only_believed(transcriber, transcript, found, answered)
    return TranscriptionResult(believed, found)


def transcript_from(
    transcriber: Transcriber,
    audio: Path,
    facts: SoundFacts,
    vocabulary: str,
    on_progress: OnProgress,
    from_s: float = 0.0,
) -> Transcript:
    """The transcript of `audio` from `from_s` on. Its times count from there."""
    sound, speech = _later_than(from_s, audio, facts)

    def progressed(done_s: float) -> None:
        on_progress(from_s + done_s)

    return write_down(transcriber, sound, speech, vocabulary, progressed).transcript


def filler_pieces(
    audio: Path, facts: SoundFacts, lengths: Lengths, from_s: float = 0.0
) -> Iterator[Piece]:
    """Pieces of `audio` from `from_s` on, for a FillerPass. They are read when they are needed."""
    sound, speech = _later_than(from_s, audio, facts)
    for piece in pieces(sound, speech, lengths):
        yield replace(piece, start_s=piece.start_s + from_s)


def _written_with_facts(
    engine: Transcriber,
    job: TranscriptionJob,
    facts: SoundFacts,
    sound: Callable[[], Iterator[Samples]],
    on_progress: OnProgress,
) -> tuple[Transcript, SoundFacts]:
    heard = made_audible(facts.without_commands(sound()), job.too_quiet_db)
    at_once = _at_once(engine, job)
    written = write_down(engine, heard, facts.speech, job.vocabulary, on_progress, at_once)
    return written.transcript, facts


def _written_and_measured(
    engine: Transcriber,
    job: TranscriptionJob,
    sound: Callable[[], Iterator[Samples]],
    on_progress: OnProgress,
) -> tuple[Transcript, SoundFacts]:
    builder = SoundFactsBuilder()

    def measured() -> Iterator[Samples]:
        for block in sound():
            builder.feed(block)
            yield block

    heard = made_audible(measured(), job.too_quiet_db)
    at_once = _at_once(engine, job)
    written = write_down(engine, heard, None, job.vocabulary, on_progress, at_once)
    return written.transcript, builder.facts(list(written.speech))


def _at_once(engine: Transcriber, job: TranscriptionJob) -> int:
    """How many pieces are transcribed at the same time: several by a job that has all cores."""
    return engine.at_once if job.threads is None else 1


def _unheeded(report: ReadingReport | None) -> ReadingReport | None:
    """A report for the second reading, which nobody looks at: the first reading had the same."""
    return ReadingReport() if report else None


def _later_than(
    from_s: float, audio: Path, facts: SoundFacts
) -> tuple[Iterator[Samples], tuple[SpeechSegment, ...]]:
    """The sound of `audio` (at 16 kHz) from `from_s` on, and the speech in it."""

    def blocks() -> Iterator[Samples]:
        left = round(from_s * LISTENING_RATE_HZ)
        for block in facts.without_commands(read_blocks(audio)):
            if left < len(block):
                yield block[left:]
            left = max(0, left - len(block))

    return blocks(), within(facts.speech, from_s, facts.duration_s)


def transcriber_of(job: TranscriptionJob) -> Transcriber:
    """The engine of a job. It is the same one for all jobs of this process that name the same.

    Raises EngineMissing, InvalidSetting.
    """
    return _transcriber(job.engine, job.model, job.language, job.threads)


@functools.lru_cache(maxsize=2)
def _transcriber(engine: str, model: str | None, language: str, threads: int | None) -> Transcriber:
    return choose_transcriber(engine, model, language, lambda _: False, threads=threads)
