"""Reading what is kept, and showing it as text for a person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from coach.audio.clips import AudioClip, clock
from coach.audio.facts import SoundFacts
from coach.audio.reading import read_clip
from coach.errors import DamagedAudio, SessionDamaged, UnreadableAudio, WrittenByNewer
from coach.library.edits import Edits, corrected
from coach.library.records import Session, Take
from coach.records import Record
from coach.transcription.edges import spoken_span
from coach.transcription.ports import Transcript

_R = TypeVar("_R", bound=Record)

_MARGIN_S = 0.15  # around words, so that no syllable is cut
_MAY_LACK_S = 0.5  # a recording that much shorter than it was has lost its end


def read_session(folder: Path) -> Session:
    """The session kept in `folder`. Raises SessionDamaged, and never changes anything."""
    session = read_record(folder / "session.json", Session, folder)
    return session.model_copy(update={"id": folder.name})  # it may have been renamed, or copied


def transcript_of(folder: Path, take: Take) -> Transcript | None:
    """The newest transcript of `take` as the person corrected it, or None.

    Corrections that cannot be read do not hide it. Raises SessionDamaged.
    """
    heard = original_of(folder, take)
    try:
        edits = read_edits(folder, take)
    except SessionDamaged:
        return heard
    return corrected(heard, edits.of(take.transcripts[-1])) if heard else None


def original_of(folder: Path, take: Take) -> Transcript | None:
    """The newest transcript of `take` as it was heard, or None. Raises SessionDamaged."""
    if not take.transcripts:
        return None
    return read_record(folder / take.transcripts[-1], Transcript, folder)


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
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        reason = f"{path.name}: {where + ': ' if where else ''}{first['msg']}"
        raise _damaged(folder, reason) from error
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
    session: Session, transcript: Callable[[Take], Transcript | None], *, linked: bool = True
) -> str:
    """The session for a person: each question, what was answered, and when.

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
            lines += [about_take(about, take, linked=linked), *_said(take, transcript(take)), ""]
    return "\n".join(lines)


def about_take(about: str, take: Take, *, linked: bool) -> str:
    """`about` a take, in Markdown, with its recording to click on where it is `linked`."""
    return f"*{about}*" + (f" · [{Path(take.audio).name}]({take.audio})" if linked else "")


def _length(take: Take) -> str:
    return clock(take.duration_s) if take.duration_s is not None else "not finished"


def _said(take: Take, transcript: Transcript | None) -> list[str]:
    if transcript is None:
        return ["", "*No speech heard.*" if take.no_speech else "*Not written down yet.*"]
    return ["", transcript.text if transcript.words else "*No speech heard.*"]
