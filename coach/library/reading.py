"""Reading what is kept, and showing it as text for a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from coach.audio.clips import AudioClip
from coach.audio.damage import SoundDamage
from coach.audio.facts import SoundFacts
from coach.audio.reading import read_clip
from coach.errors import DamagedAudio, SessionDamaged, UnreadableAudio, WrittenByNewer
from coach.formats import clock
from coach.library.edits import Edits, corrected
from coach.library.records import Session, Take
from coach.records import Record, what_is_wrong
from coach.transcription.edges import spoken_span
from coach.transcription.lines import readable
from coach.transcription.ports import Transcript

_R = TypeVar("_R", bound=Record)

_MARGIN_S = 0.15  # around words, so that no syllable is cut
_MAY_LACK_S = 0.5  # a recording that much shorter than it was has lost its end


def read_session(folder: Path) -> Session:
    """The session kept in `folder`. Raises SessionDamaged, and never changes anything."""
    session = read_record(folder / "session.json", Session, folder)
    return session.model_copy(update={"id": folder.name})  # it may have been renamed, or copied


@dataclass(frozen=True)
class Written:
    """The transcript that counts, and its file's `name` in the session's folder.

    `trouble` says, in a sentence, why it is not the newest one; "" where it is.
    """

    name: str
    heard: Transcript
    trouble: str = ""


def written(folder: Path, take: Take) -> Written | None:
    """The newest transcript of `take` that can be read, or None where there is none yet.

    Raises SessionDamaged where there are some and none of them can be read.
    """
    damage: SessionDamaged | None = None
    for name in reversed(take.transcripts):
        try:
            heard = read_record(folder / name, Transcript, folder)
        except WrittenByNewer:
            raise
        except SessionDamaged as error:
            damage = damage or error
        else:
            told = f"{damage.message} This is the transcript before it." if damage else ""
            return Written(name, heard, told)
    if damage:
        raise damage
    return None


def transcript_of(folder: Path, take: Take) -> Transcript | None:
    """The newest transcript of `take` as the person corrected it, or None.

    Corrections that cannot be read do not hide it. Raises SessionDamaged.
    """
    found = written(folder, take)
    if found is None:
        return None
    try:
        edits = read_edits(folder, take)
    except SessionDamaged:
        return found.heard
    return corrected(found.heard, edits.of(found.name))


def original_of(folder: Path, take: Take) -> Transcript | None:
    """The newest transcript of `take` as it was heard, or None. Raises SessionDamaged."""
    found = written(folder, take)
    return found.heard if found else None


def trouble_of_words(folder: Path, take: Take, *, original: bool = False) -> str:
    """What is to be said of the words that `transcript_of` gives, or `original_of`: that they are
    older than they could be, or without the corrections. "" where all is well.

    Raises SessionDamaged.
    """
    found = written(folder, take)
    troubles = [found.trouble] if found and found.trouble else []
    try:
        if not original:
            read_edits(folder, take)
    except SessionDamaged as error:
        told = "Your corrections of it cannot be read; this is what was heard."
        troubles.append(f"{told} {error.message}")
    return " ".join(troubles)


@dataclass(frozen=True)
class WordsAndNotes:
    """The words of a take that count, None where there are none, and what to say beside them.

    `notes` tell what the recording lacks and what is wrong with the words; `damage` is what keeps
    the words, or the corrections, from being read as they should be.
    """

    transcript: Transcript | None
    notes: tuple[str, ...] = ()
    damage: SessionDamaged | None = None


def words_and_notes(folder: Path, take: Take) -> WordsAndNotes:
    """What can be read of a take, however much of it is damaged."""
    lacks = damage_of(folder, take).sentences("The recording")
    try:
        transcript, trouble = transcript_of(folder, take), trouble_of_words(folder, take)
    except SessionDamaged as error:
        told = f"Its words cannot be read. {error.message}"
        return WordsAndNotes(None, (*lacks, told), error)
    if not trouble:
        return WordsAndNotes(transcript, tuple(lacks))
    return WordsAndNotes(transcript, (*lacks, trouble), SessionDamaged(trouble))


def read_edits(folder: Path, take: Take) -> Edits:
    """The person's corrections of `take`, of every transcript. Raises SessionDamaged."""
    path = edits_path(folder, take)
    return read_record(path, Edits, folder) if path.is_file() else Edits()


def edits_path(folder: Path, take: Take) -> Path:
    """Where the corrections of `take` are, or would be."""
    return (folder / take.audio).parent / f"take-{take.number}.edits.json"


def facts_of(folder: Path, take: Take) -> SoundFacts | None:
    """The sound facts of `take`, or None. Raises SessionDamaged."""
    return read_record(folder / take.facts, SoundFacts, folder) if take.facts else None


def damage_of(folder: Path, take: Take) -> SoundDamage:
    """What the recording of `take` lacked when it was made or taken in."""
    try:
        facts = facts_of(folder, take)
    except SessionDamaged:
        facts = None
    if facts is None:
        return take.damage or SoundDamage()
    return SoundDamage(gaps=facts.gaps, cut_short=facts.cut_short)


def sound_of(folder: Path, take: Take) -> AudioClip:
    """The recording of `take`. Raises SessionDamaged, also where a part of it is missing."""
    path = folder / take.audio
    try:
        clip = read_clip(path)
    except UnreadableAudio as error:
        raise unplayable(folder, take, error) from error
    if clip.duration_s < (take.duration_s or 0.0) - _MAY_LACK_S:
        raise unplayable(folder, take)
    return clip


def span_to_hear(folder: Path, take: Take, start_s: float, end_s: float) -> tuple[float, float]:
    """Where to cut the recording for words of those times: at the edges of speech, with a margin.

    Raises SessionDamaged.
    """
    transcript, facts = transcript_of(folder, take), facts_of(folder, take)
    if transcript and facts:
        start_s, end_s = spoken_span(transcript.words, facts.speech, start_s, end_s)
    return max(0.0, start_s - _MARGIN_S), min(take.duration_s or end_s, end_s + _MARGIN_S)


def unplayable(folder: Path, take: Take, why: UnreadableAudio | None = None) -> SessionDamaged:
    """The error for a recording that is missing, damaged or cut short, as `why` tells."""
    path = folder / take.audio
    if not path.is_file():
        wrong = f"{path} is not there any more."
    else:
        wrong = why.message if isinstance(why, DamagedAudio) else f"{path} is damaged."
    return SessionDamaged(
        f"{folder.name} is damaged: the recording {wrong}",
        f"If you have a copy of it, put it back. What else there is: coach show {folder.name}",
    )


def read_record(path: Path, record: type[_R], folder: Path) -> _R:
    """The JSON file `path` of the session in `folder`, as a `record`. Raises SessionDamaged."""
    try:
        read = record.model_validate_json(path.read_bytes())
    except OSError as error:
        reason = f"{path.name} cannot be read ({error.strerror})"
        raise _damaged(folder, reason) from error
    except ValidationError as error:
        raise _damaged(folder, what_is_wrong(error, path.name)) from error
    _refuse_newer(read, folder)
    return read


def _refuse_newer(read: Record, folder: Path) -> None:
    """Raise WrittenByNewer for what a newer coach wrote: writing it again would lose something."""
    field = type(read).model_fields.get("schema_version")
    version = getattr(read, "schema_version", 0)
    if field and version > field.default:
        raise WrittenByNewer(
            f"{folder.name} was written by a newer coach (version {version} of its "
            f"files; this one knows {field.default}).",
            "pip install --upgrade spoken-coach",
        )


def _damaged(folder: Path, reason: str) -> SessionDamaged:
    return SessionDamaged(
        f"{folder.name} is damaged: {reason}.",
        f"It is left as it is; its recordings are FLAC or WAV files in {folder}",
    )


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
            title = f"Take {take.number}, " if len(turn.kept_takes) > 1 else ""
            about = f"{title}{take.started_at:%H:%M}, {_length(take)}"
            lines += [about_take(about, take, linked=linked), *_said(take, words(take)), ""]
    return "\n".join(lines)


def about_take(about: str, take: Take, *, linked: bool) -> str:
    """`about` a take, in Markdown, with its recording to click on where it is `linked`."""
    return f"*{about}*" + (f" · [{Path(take.audio).name}]({take.audio})" if linked else "")


def _length(take: Take) -> str:
    return clock(take.duration_s) if take.duration_s is not None else "not finished"


def _said(take: Take, words: WordsAndNotes) -> list[str]:
    notes = [line for note in words.notes for line in ("", f"*{note}*")]
    if words.damage and words.transcript is None:
        return notes
    return [*notes, *_spoken(take, words.transcript)]


def _spoken(take: Take, transcript: Transcript | None) -> list[str]:
    if transcript is None:
        return ["", "*No speech heard.*" if take.no_speech else "*Not written down yet.*"]
    if is_emptied(take, transcript):
        return ["", f"*{EMPTIED}*"]
    return ["", readable(transcript) or "*No speech heard.*"]


EMPTIED = "You took all of its words out. What was heard is kept."


def is_emptied(take: Take, transcript: Transcript | None) -> bool:
    """Whether there was speech, and the person's corrections leave no word of it."""
    return transcript is not None and not transcript.words and take.no_speech is False


def without_words(take: Take, transcript: Transcript) -> str:
    """Why a transcript has no words, in a sentence."""
    return EMPTIED if is_emptied(take, transcript) else "No speech heard."
