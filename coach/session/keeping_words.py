"""From a kept take to the job that writes it down, and from the job's result to what is kept."""

from __future__ import annotations

from coach.audio.facts import SoundFacts
from coach.errors import SessionDamaged, WrittenByNewer
from coach.library.open_session import OpenSession
from coach.library.reading import facts_of
from coach.library.records import Take
from coach.session.written_down import TurnAndTake
from coach.transcription.jobs import TranscriptionJob, TranscriptionResult
from coach.transcription.ports import Transcriber, Transcript


def job_for(
    opened: OpenSession,
    take: Take,
    transcriber: Transcriber,
    names: str,
    quick: Transcript | None = None,
) -> TranscriptionJob:
    """The job that writes `take` down with the model of `transcriber`.

    `names` are to be spelled right; `quick`: see TranscriptionJob.
    """
    return TranscriptionJob(
        opened.folder / take.audio,
        transcriber.engine,
        transcriber.asked,
        transcriber.language,
        names,
        facts=_known_facts(opened, take),
        too_quiet_db=take.too_quiet_db,
        # A shorter transcript must not replace one of the whole recording.
        may_lack_sound=not take.transcripts,
        quick=quick,
    )


def keep_words(
    opened: OpenSession,
    which: TurnAndTake,
    result: TranscriptionResult,
    known: SoundFacts | None,
    *,
    chosen: bool,
) -> None:
    """Keep a transcript, and the sound facts if they differ from those that were `known`.

    `chosen`: see AnswerWriter. Raises CannotWrite.
    """
    turn, take = which
    facts = result.facts
    if known is None:
        facts = facts.model_copy(update=dict(take.damage or result.damage))
    if facts != known:
        take = opened.add_facts(turn.number, take, facts)
    take = opened.add_transcript(turn.number, take, result.transcript, chosen=chosen)
    if take.audio.endswith(".wav") and opened.encode(take):  # it was left before that was done
        opened.encoded(turn.number, take.number)
    opened.write_text()


def _known_facts(opened: OpenSession, take: Take) -> SoundFacts | None:
    """The sound facts of `take`; None if they are missing or damaged and must be measured again."""
    try:
        return facts_of(opened.folder, take)
    except WrittenByNewer:  # what is measured again would take their place
        raise
    except SessionDamaged:
        return None
