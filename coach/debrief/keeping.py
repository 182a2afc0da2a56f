"""`debrief.json` and `debrief.md`, beside the session they are about."""

from __future__ import annotations

from pathlib import Path

from coach.debrief.gaps import told
from coach.debrief.records import Aspect, Debrief, Rated
from coach.errors import SessionDamaged
from coach.library.disk import write_record, write_text
from coach.library.reading import about_take, clock, read_record, transcript_of
from coach.library.records import Session, Take, Turn

_JSON, _MARKDOWN = "debrief.json", "debrief.md"


def read_debrief(folder: Path) -> Debrief:
    """What was rated of the session in `folder` so far. Raises SessionDamaged."""
    path = folder / _JSON
    return read_record(path, Debrief, folder) if path.is_file() else Debrief()


def write_debrief(folder: Path, session: Session, debrief: Debrief) -> None:
    """Keep `debrief`, for programs and for a person. Raises CannotWrite."""
    write_record(folder / _JSON, debrief)
    write_text(folder / _MARKDOWN, debrief_as_markdown(folder, session, debrief))


def debrief_as_markdown(
    folder: Path, session: Session, debrief: Debrief, *, linked: bool = True
) -> str:
    """What was rated, for a person; `linked` to the recordings where it lies beside them."""
    lines = [
        f"# {session.question_set.title}: looking back",
        "",
        f"{session.started_at:%A, %d %B %Y, %H:%M}",
        "",
    ]
    for turn in session.turns:
        rated = [
            (take, each)
            for take in turn.kept_takes
            if (each := debrief.of(turn.number, take.number)) is not None
        ]
        if rated:
            lines += [f"## {turn.number}. {turn.question.text}", ""]
        for take, each in rated:
            lines += [_title(turn, take, linked=linked), "", *_take_lines(folder, take, each)]
    return "\n".join(lines)


def _title(turn: Turn, take: Take, *, linked: bool) -> str:
    title = f"Take {take.number}, " if len(turn.kept_takes) > 1 else ""
    return about_take(f"{title}{clock(take.duration_s or 0.0)}", take, linked=linked)


def _take_lines(folder: Path, take: Take, rated: Rated) -> list[str]:
    lines = ["Did it truly reflect", ""]
    lines += [
        f"- my {aspect}: **{rated.ratings[aspect]}**"
        for aspect in Aspect
        if aspect in rated.ratings
    ]
    if rated.note:
        lines += ["", f"To fine-tune: {rated.note}"]
    if rated.gaps:
        lines += ["", *(f"- {told(gap)}" for gap in rated.gaps)]
    try:
        transcript = transcript_of(folder, take)
    except SessionDamaged:
        transcript = None
    if transcript and transcript.words:
        lines += ["", f"> {transcript.text}"]
    return [*lines, ""]
