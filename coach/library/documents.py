"""A session with its transcripts as one JSON document."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from coach.errors import SessionDamaged
from coach.library.carrying import Misfit
from coach.library.reading import KeptTake
from coach.library.records import Session
from coach.transcription.lines import lines_of


def session_document(folder: Path, session: Session, *, original: bool = False) -> dict[str, Any]:
    """A session with its transcripts as JSON; with `original`, without corrections.

    For each take, `damage` is what its recording lacks, and `trouble` what is wrong with its words.
    """
    return session.model_dump(mode="json", exclude={"turns"}) | {
        "session": session.id,
        "turns": [
            turn.model_dump(mode="json", exclude={"takes"})
            | {"takes": [_take(KeptTake(folder, take), original) for take in turn.kept_takes]}
            for turn in session.turns
        ],
    }


def _take(kept: KeptTake, original: bool) -> dict[str, Any]:
    written: dict[str, Any] = {"text": None, "lines": [], "words": [], "unclear": []}
    try:
        transcript = kept.heard if original else kept.transcript
        trouble = kept.trouble_of_heard if original else kept.trouble
    except SessionDamaged as error:
        transcript, trouble = None, error.message
    if transcript:
        written = {
            "text": transcript.text,
            **transcript.model_dump(mode="json", include={"stage", "engine", "model", "language"}),
            "lines": [line.model_dump(mode="json") for line in lines_of(transcript)],
            **transcript.model_dump(mode="json", include={"words", "unclear"}),
            "corrected": transcript != kept.heard,
        }
        told = {"remark": kept.remark, "misfits": [] if original else _misfits(kept)}
        written |= {key: value for key, value in told.items() if value}
    if trouble:
        written["trouble"] = trouble
    damage = kept.damage.model_dump(mode="json") if kept.damage else None
    about = {"take": kept.record.number, "damage": damage}
    return kept.record.model_dump(mode="json") | about | written


def _misfits(kept: KeptTake) -> list[dict[str, Any]]:
    """The corrections that fit no more; none where they cannot be read, which is in `trouble`."""
    with contextlib.suppress(SessionDamaged):
        return [_misfit(each) for each in kept.misfits]
    return []


def _misfit(misfit: Misfit) -> dict[str, Any]:
    return {
        "start_s": misfit.start_s,
        "heard": misfit.heard,
        "corrected": misfit.edit.text,
        "reads": misfit.reads,
    }
