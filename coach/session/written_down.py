"""What was written down of a session's answers, and what a person is told of it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from coach.errors import CoachError, EngineHangs, NoSpeech, SessionDamaged
from coach.formats import counted, to_type
from coach.library.open_session import OpenSession
from coach.library.reading import KeptTake
from coach.library.records import Session, Take, Turn
from coach.transcription.ports import Transcript

TurnAndTake = tuple[Turn, Take]
Answer = tuple[Turn, Take, Transcript]


@dataclass(frozen=True)
class WrittenDown:
    """What was written down of several takes, and an error for each of the others."""

    answers: list[Answer] = field(default_factory=list)
    failed: list[CoachError] = field(default_factory=list)

    def raise_failed(self, tell: Callable[[str], None]) -> None:
        """Raise the last of the errors, if there are any, after all others were told."""
        for error in self.failed[:-1]:
            tell(error.message)
        if self.failed:
            raise self.failed[-1]


def not_written(session_id: str, number: int, why: EngineHangs) -> EngineHangs:
    """The error for an answer to question `number`, in which the engine hung."""
    return EngineHangs(
        f"Answer {number} of {session_id} is not written down. {why.message}",
        f"Its recording is kept. Try again: {to_type('transcribe', session_id)}",
    )


def told_what_counts(turn: Turn, kept: KeptTake, written: Transcript) -> str:
    """A sentence if what was just `written` is not what counts, or if something is missing in it;
    else "".
    """
    counting = kept.counting
    if kept.remark:
        return f"{turn.number}. {kept.remark}"
    if counting and counting.words_from.heard.words != written.words:
        model, name = counting.words_from.heard.model, kept.folder.name
        return (
            f"{turn.number}. The transcript by {model} still counts. To make this one count: "
            + to_type("transcribe", name, "--model", written.model)
        )
    return ""


def told_written(session: Session, wanted: Sequence[TurnAndTake]) -> Iterator[str]:
    """Sentences about the `wanted` takes, which had no words before."""
    takes = [session.take(turn.number, take.number) for turn, take in wanted]
    silent = sum(bool(take.no_speech) for take in takes)
    written = sum(not take.unwritten for take in takes) - silent
    if written:
        yield f"Wrote down {counted(written, 'answer', 'answers')}."
    if silent:
        yield f"{counted(silent, 'recording has', 'recordings have')} no speech."


def _has_words(opened: OpenSession, turn: Turn, take: Take) -> bool:
    """Whether the transcript of `take` that counts has words."""
    with contextlib.suppress(SessionDamaged):
        heard = opened.take(turn.number, take.number).heard
        return bool(heard and heard.words)
    return False


def no_words(opened: OpenSession, wanted: list[TurnAndTake], written: list[Transcript]) -> NoSpeech:
    """The error where no word was heard in any of the `wanted` takes."""
    session = opened.session
    if any(_has_words(opened, turn, take) for turn, take in wanted):
        return NoSpeech(
            f"No word was heard in {session.id} this time; the words from before are kept.",
            to_type("show", session.id),
        )
    unclear = any(transcript.unclear for transcript in written)
    what = "There is sound, but no word could be made out" if unclear else "No speech was heard"
    kept = sum(len(turn.kept_takes) for turn in session.turns)
    answers = counted(len(wanted), "answer", "answers")
    where = f"{answers} of {session.id}" if len(wanted) < kept else session.id
    return NoSpeech(f"{what} in {where}.", to_type("replay", session.id))
