"""Writing a recording down as a job: everything it needs in, words and sound facts out.

A job is pure and can be pickled, so that one thread, all cores, or other machines do the same one.
It changes nothing: to keep what it gives is another step, done by the process that holds the
session.
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
from coach.transcription.cutting import Piece, pieces, within
from coach.transcription.ports import Transcriber, Transcript
from coach.transcription.second_opinion import with_second_opinion
from coach.transcription.whole import write_down

OnProgress = Callable[[float], None]  # told how many seconds are written down


@dataclass(frozen=True)
class TranscriptionJob:
    """The recording `audio` is to be written down, by the engine that the other fields describe.

    `facts` are what is known of its sound; without them they are found on the way. What is
    `too_quiet_db` (its loudest sample, in dBFS) is listened to as if it were louder. Where
    `may_lack_sound`, a recording of which parts cannot be read is written down without them, and
    the result says what is missing; else it is refused. `threads` None: as many as suit one job
    that has the machine to itself.
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


@dataclass(frozen=True)
class TranscriptionResult:
    """A recording in words, its sound facts, and what of it could not be read."""

    transcript: Transcript
    facts: SoundFacts
    damage: SoundDamage = field(default_factory=SoundDamage)


def run_job(
    job: TranscriptionJob,
    transcriber: Transcriber | None = None,
    on_progress: OnProgress = lambda _: None,
) -> TranscriptionResult:
    """Do `job`, in flat memory, with a `transcriber` that is there already or the one it describes.

    Weights that are not on this machine are not downloaded: nobody can be asked here. Raises
    EngineMissing, InvalidSetting, UnreadableAudio, and whatever `on_progress` raises.
    """
    engine = transcriber or _transcriber(job.engine, job.model, job.language, job.threads)
    report = ReadingReport() if job.may_lack_sound else None

    def sound() -> Iterator[Samples]:
        return read_blocks(job.audio, report)

    if job.facts:
        transcript, facts = _written_with_facts(engine, job, job.facts, sound, on_progress)
    else:
        transcript, facts = _written_and_measured(engine, job, sound, on_progress)
    damage = report.damage if report else SoundDamage()
    again = made_audible(read_blocks(job.audio, _unheeded(report)), job.too_quiet_db)
    checked = with_unheard_speech(engine, transcript, facts, again)
    return replace(checked, damage=damage)


def with_unheard_speech(
    transcriber: Transcriber, transcript: Transcript, facts: SoundFacts, blocks: Iterable[Samples]
) -> TranscriptionResult:
    """`transcript` of the take in `blocks`, with a second opinion on sound that has no words."""
    sound = facts.without_commands(blocks)
    return TranscriptionResult(*with_second_opinion(transcriber, transcript, facts, sound))


def transcript_from(
    transcriber: Transcriber,
    audio: Path,
    facts: SoundFacts,
    vocabulary: str,
    on_progress: OnProgress,
    from_s: float = 0.0,
) -> Transcript:
    """The words of `audio` from `from_s` on, times counted from there."""
    sound, speech = _later_than(from_s, audio, facts)

    def progressed(done_s: float) -> None:
        on_progress(from_s + done_s)

    return write_down(transcriber, sound, speech, vocabulary, progressed).transcript


def filler_pieces(audio: Path, facts: SoundFacts, from_s: float = 0.0) -> Iterator[Piece]:
    """`audio` from `from_s` on, in pieces to listen to for fillers; read as they are needed."""
    sound, speech = _later_than(from_s, audio, facts)
    for piece in pieces(sound, speech):
        yield replace(piece, start_s=piece.start_s + from_s)


def _written_with_facts(
    engine: Transcriber,
    job: TranscriptionJob,
    facts: SoundFacts,
    sound: Callable[[], Iterator[Samples]],
    on_progress: OnProgress,
) -> tuple[Transcript, SoundFacts]:
    heard = made_audible(facts.without_commands(sound()), job.too_quiet_db)
    written = write_down(engine, heard, facts.speech, job.vocabulary, on_progress)
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
    written = write_down(engine, heard, None, job.vocabulary, on_progress)
    return written.transcript, builder.facts(list(written.speech))


def _unheeded(report: ReadingReport | None) -> ReadingReport | None:
    """A report for the second reading: what it would tell has been told by the first."""
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


@functools.lru_cache(maxsize=2)
def _transcriber(engine: str, model: str | None, language: str, threads: int | None) -> Transcriber:
    """The engine of a job, loaded once for all jobs that this process does with it."""
    return choose_transcriber(engine, model, language, lambda _: False, threads=threads)
