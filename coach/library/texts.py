"""A session as Markdown for a person, and sentences about its transcripts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from coach.errors import SessionDamaged
from coach.formats import clock, to_type, without_tags
from coach.library.carrying import Misfit
from coach.library.counting import Counting
from coach.library.follow_ups import AskedFollowUp, why_asked
from coach.library.records import Session, Take, Turn
from coach.transcription.lines import readable
from coach.transcription.ports import Transcript

_MOST_QUOTED = 8  # words


@dataclass(frozen=True)
class WordsAndNotes:
    """The transcript of a take that counts (None if there is none), and notes about it.

    `notes` are sentences about damage of the recording and of the words, `after` what is to be said
    after the words. `damage` is the error if the words, or the corrections, cannot be read.
    """

    transcript: Transcript | None
    notes: tuple[str, ...] = ()
    damage: SessionDamaged | None = None
    after: tuple[str, ...] = ()


def as_markdown(
    session: Session, words: Callable[[Take], WordsAndNotes], *, linked: bool = True
) -> str:
    """The session for a person: each question, what was answered, when, and what is missing.

    `linked` to the recordings where it lies beside them.
    """
    lines = [f"# {session.question_set.title}", "", f"{session.started_at:%A, %d %B %Y, %H:%M}", ""]
    for turn in session.turns:
        if turn.asked_at is None and not turn.kept_takes:
            continue
        lines += [f"## {turn.number}. {turn.question.text}", ""]
        if turn.skipped:
            lines += ["*Skipped.*", ""]
        for take in turn.kept_takes:
            if asked := turn.follow_up_of(take):
                lines += [f"### {follow_up_title(asked)}", ""]
            title = take_title(turn, take)
            about = f"{title}{take.started_at:%H:%M}, {_length(take)}"
            lines += [about_take(about, take, linked=linked), *_said(take, words(take)), ""]
    return without_tags("\n".join(lines))


def take_title(turn: Turn, take: Take) -> str:
    """What tells a take from others of its question, such as "Take 2, "; "" for the only one."""
    own = [each for each in turn.kept_takes if each.follow_up is None]
    return f"Take {take.number}, " if len(own) > 1 and take in own else ""


def follow_up_title(asked: AskedFollowUp) -> str:
    """A follow-up as the title of its answer, and why it was asked."""
    why = why_asked(asked.reason)
    return f"Follow-up: {asked.text}" + (f" ({why})" if why else "")


def about_take(about: str, take: Take, *, linked: bool) -> str:
    """`about` a take, in Markdown, with its recording to click on where it is `linked`."""
    return f"*{about}*" + (
        f" · [{Path(take.audio).name}]({take.audio})" if linked and not take.sound_erased_at else ""
    )


def _length(take: Take) -> str:
    return clock(take.duration_s) if take.duration_s is not None else "not finished"


def _said(take: Take, words: WordsAndNotes) -> list[str]:
    notes = [line for note in words.notes for line in ("", f"*{note}*")]
    if words.damage and words.transcript is None:
        return notes
    after = [line for told in words.after for line in ("", f"*{told}*")]
    return [*notes, *_spoken(take, words.transcript), *after]


def _spoken(take: Take, transcript: Transcript | None) -> list[str]:
    if transcript is None:
        return ["", "*No speech heard.*" if take.no_speech else "*Not written down yet.*"]
    if is_emptied(take, transcript):
        return ["", f"*{EMPTIED}*"]
    return ["", readable(transcript) or "*No speech heard.*"]


def remark_of(counting: Counting, session: str) -> str:
    """What is to be said where another transcript of a take has words that this one lacks, or
    would count if it did not lack words itself; "" where there is none."""
    model, again = counting.words_from.heard.model, f"{to_type('transcribe', session)} --model"
    if counting.fuller:
        other = counting.fuller.heard
        words = " ".join(word.text for word in counting.missing[:_MOST_QUOTED])
        rest = " …" if len(counting.missing) > _MOST_QUOTED else ""
        return (
            f"At {clock(counting.missing[0].start_s)} the transcript by {other.model} has words "
            f"that this one by {model} lacks: “{words}{rest}” "
            f"Read that one: {again} {other.model}"
        )
    if counting.better is None:
        return ""
    other = counting.better.heard
    if not other.words:
        return f"A transcript by {other.model} has no words, so this one by {model} counts."
    return (
        f"A transcript by {other.model} has no words where this one by {model} has many, so this "
        f"one counts. Read that one all the same: {again} {other.model}"
    )


def misfit_sentence(misfit: Misfit) -> str:
    """A correction that fits no more: what was heard, what it should read, what it reads now."""
    heard = f"“{misfit.heard}”" if misfit.heard else "words that cannot be read any more"
    text = f"“{misfit.edit.text}”" if misfit.edit.text else "nothing"
    reads = f"; it reads “{misfit.reads}” now" if misfit.reads else ""
    return f"{heard} should read {text}{reads}"


EMPTIED = "You took all of its words out. What was heard is kept."


def is_emptied(take: Take, transcript: Transcript | None) -> bool:
    """Whether there was speech, and the person's corrections leave no word of it."""
    if transcript is None or transcript.words or take.no_speech is not False:
        return False
    return not any(span.made_up for span in transcript.unclear)  # else there were none to take out


def without_words(take: Take, transcript: Transcript) -> str:
    """Why a transcript has no words, in a sentence."""
    return EMPTIED if is_emptied(take, transcript) else "No speech heard."
