"""A library of many thousand sessions, made in seconds: most files are links to a few."""

from __future__ import annotations

import os
import random
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from coach.audio.writing import write_blocks
from coach.library.records import AskedQuestion, Kind, Session, SetName, Take, planned_turn
from coach.transcription.ports import Segment, Transcript
from tests.helpers.labels import TUNED_ON, as_transcript, facts_for, read

ANSWERS = 3
_FIRST = datetime(2005, 1, 3, 9, 0).astimezone()
_APART = timedelta(hours=18)  # ten thousand sessions are twenty years of practice
_VARIANTS = 200  # different answers; the sessions share their files
_SENTENCES = 6
_QUESTIONS = (
    "Tell me about a piece of work that you are proud of, and what made it difficult.",
    "What do you want to have built, ten years from now?",
    "When did you last change your mind about something that matters?",
)


def link_sessions(library: Path, count: int, first: int = 0) -> None:
    """Make sessions `first` to before `first + count`, each with ANSWERS answers.

    The same number always makes the same session.
    """
    library.mkdir(parents=True, exist_ok=True)
    store = library / ".answers"
    if not store.is_dir():
        _make_answers(store)
    template = _template()
    for number in range(first, first + count):
        _make(library, store, template, number)


def _make_answers(store: Path) -> None:
    store.mkdir()
    sentences = [sentence.text for sentence in read(TUNED_ON)]
    chance = random.Random(7)
    hum = 0.1 * np.sin(np.arange(16_000) / 9.0)
    write_blocks(store / "take.flac", iter([hum.astype(np.float32)]))
    for variant in range(_VARIANTS):
        said = chance.choices(sentences, k=_SENTENCES)
        if not variant:
            said.append("Then we brought Xarelto to market.")
        transcript = _one_segment(as_transcript(" ".join(said)))
        (store / f"{variant}.transcript").write_text(transcript.model_dump_json(indent=1))
        (store / f"{variant}.sound").write_text(facts_for(transcript).model_dump_json())


def _one_segment(transcript: Transcript) -> Transcript:
    whole = Segment(
        text=transcript.text,
        start_s=0.0,
        end_s=transcript.words[-1].end_s,
        first_word=0,
        end_word=len(transcript.words),
    )
    return transcript.model_copy(update={"segments": (whole,)})


def _template() -> str:
    """`session.json` of a session that began at _FIRST."""
    turns = []
    for number in range(1, ANSWERS + 1):
        question = AskedQuestion(
            id=f"question-{number}", theme="ambition", text=_QUESTIONS[number - 1], seconds=120
        )
        turn = planned_turn(number, question)
        take = Take(
            number=1,
            audio=f"{turn.folder}/take-1.flac",
            started_at=_FIRST,
            duration_s=40.0,
            ended_by="person",
            think_s=1.5,
            facts=f"{turn.folder}/take-1.sound.json",
            transcripts=(f"{turn.folder}/take-1.transcript-1.json",),
            no_speech=False,
        )
        turns.append(turn.model_copy(update={"asked_at": _FIRST, "takes": (take,)}))
    session = Session(
        id="ID",
        kind=Kind.PRACTICE,
        question_set=SetName(name="screening", title="First conversation with a recruiter"),
        started_at=_FIRST,
        finished_at=_FIRST,
        turns=tuple(turns),
    )
    return session.model_dump_json(indent=1)


def _as_kept(moment: datetime) -> str:
    """As it stands in `session.json`."""
    return moment.isoformat().replace("+00:00", "Z")


def _make(library: Path, store: Path, template: str, number: int) -> None:
    """Plain strings and calls of `os`: ten thousand sessions are made in some seconds."""
    began_at = _FIRST + number * _APART
    name = f"{began_at:%Y-%m-%d_%H%M}_screening"
    folder = f"{library}/{name}"
    os.mkdir(folder)  # noqa: PTH102
    for turn in range(1, ANSWERS + 1):
        question = f"{folder}/{turn:02d}-question-{turn}"
        os.mkdir(question)  # noqa: PTH102
        variant = (number * ANSWERS + turn) * 7919 % _VARIANTS
        os.link(f"{store}/take.flac", f"{question}/take-1.flac")
        os.link(f"{store}/{variant}.sound", f"{question}/take-1.sound.json")
        os.link(f"{store}/{variant}.transcript", f"{question}/take-1.transcript-1.json")
    text = template.replace('"ID"', f'"{name}"').replace(_as_kept(_FIRST), _as_kept(began_at))
    with open(f"{folder}/session.json", "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write(text)
