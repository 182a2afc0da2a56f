"""A library of many sessions, made without recordings: what lists and counts does not open them."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from coach.library.records import AskedQuestion, Kind, Session, SetName, Take, planned_turn
from tests.helpers.labels import as_transcript, facts_for

TURNS = 5
_FIRST = datetime(2024, 1, 1, 9, 0).astimezone()
_SET = SetName(name="screening", title="First conversation with a recruiter")
_SAID = as_transcript("I called forty people in Leeds, and maybe nine of them came.")


def make_sessions(library: Path, count: int) -> None:
    """So many sessions of TURNS answered questions each, three hours apart."""
    for number in range(count):
        _make(library, _FIRST + number * timedelta(hours=3))


def _make(library: Path, started_at: datetime) -> None:
    folder = library / f"{started_at:%Y-%m-%d_%H%M}_screening"
    folder.mkdir()
    turns = []
    for number in range(1, TURNS + 1):
        turn = planned_turn(number, _question(number))
        take = Take(
            number=1,
            audio=f"{turn.folder}/take-1.flac",
            started_at=started_at,
            duration_s=93.4,
            ended_by="person",
            facts=f"{turn.folder}/take-1.sound.json",
            transcripts=(f"{turn.folder}/take-1.transcript-1.json",),
            no_speech=False,
        )
        (folder / turn.folder).mkdir()
        (folder / str(take.facts)).write_text(facts_for(_SAID).model_dump_json())
        (folder / take.transcripts[0]).write_text(_SAID.model_dump_json())
        turns.append(turn.model_copy(update={"asked_at": started_at, "takes": (take,)}))
    session = Session(
        id=folder.name,
        kind=Kind.PRACTICE,
        question_set=_SET,
        started_at=started_at,
        finished_at=started_at,
        turns=tuple(turns),
    )
    (folder / "session.json").write_text(session.model_dump_json(indent=1), encoding="utf-8")
    written_s = started_at.timestamp() + 600
    os.utime(folder / "session.json", (written_s, written_s))


def _question(number: int) -> AskedQuestion:
    return AskedQuestion(
        id=f"proud-of-{number}",
        theme="ambition",  # a section of the vision, so that each sentence is offered
        text="Tell me about a piece of work that you are proud of, and what made it difficult.",
        seconds=120,
        listen_for=("what you did yourself", "what came of it", "what you would do differently"),
        follow_ups=("What was the hardest moment?", "Who helped you?"),
    )
