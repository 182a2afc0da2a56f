"""`coach models try`."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from itertools import groupby
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from coach import wiring
from coach.cli.completing import session_names
from coach.cli.front_end import machine_models
from coach.cli.kept import library_of
from coach.cli.options import model_options, settings_from
from coach.cli.output import print_json, result
from coach.cli.selecting import take_of
from coach.errors import UnreadableAudio, WrongUse
from coach.formats import clock
from coach.library.reading import KeptTake, unplayable
from coach.session.machine_models import Attempt
from coach.session.turns import turn_of
from coach.transcription.differences import ComparedWord, side_by_side

_NARROWEST = 24  # characters of a column that can still be read


@click.command("try")
@click.argument("session", shell_complete=session_names)
@click.argument("question", type=int)
@click.argument("names", metavar="[NAME]…", nargs=-1)
@click.option("--take", type=int, metavar="N", help="Take N instead of the newest one.")
@model_options
def command(
    session: str, question: int, names: tuple[str, ...], take: int | None, **options: Any
) -> None:
    """Have several models write down the same answer, and compare what they made of it. Words in
    [brackets] differ. Nothing of it is kept.

    QUESTION is the number of a question in the session. Without NAME, all models on this machine
    that know the language write it down.
    """
    settings = settings_from(options)
    library = library_of(settings)
    found = library.session(session)
    turn = turn_of(found, question)
    kept = KeptTake(library.folder / found.id, take_of(found, turn, take))
    models = machine_models(settings, found.question_set.language)
    chosen = models.named(names)
    if not chosen:
        raise WrongUse("No Whisper model is on this machine yet.", "coach models get base.en")
    names_to_spell = wiring.vocabulary(settings, found.question_set)
    try:
        attempts = [models.attempt(model, kept, names_to_spell) for model in chosen]
    except UnreadableAudio as error:
        raise unplayable(kept.folder, kept.record, error) from error
    compared = side_by_side([_words(attempt) for attempt in attempts])
    if settings.json_:
        print_json(
            {
                "session": found.id,
                "question": turn.number,
                "take": kept.record.number,
                "duration_s": kept.record.duration_s,
                "models": [
                    _document(attempt, [word for row in compared for word in row[column]])
                    for column, attempt in enumerate(attempts)
                ],
            }
        )
        return
    length = kept.record.duration_s
    result(f"{turn.number}. {turn.question.text}" + (f" ({clock(length)})" if length else ""))
    result()
    _show(attempts, compared)


def _show(attempts: Sequence[Attempt], rows: Sequence[Sequence[Sequence[ComparedWord]]]) -> None:
    titles = [f"{each.model.name} · {each.took_s:.1f} s" for each in attempts]
    width = shutil.get_terminal_size().columns
    if width // len(titles) < _NARROWEST:
        for column, title in enumerate(titles):
            result(title)
            result("  " + (_marked([w for row in rows for w in row[column]]) or "No words."))
        return
    table = Table(*titles, box=None, pad_edge=False, padding=(0, 2, 1, 0), expand=False)
    for row in rows:
        table.add_row(*(_marked(cell) for cell in row))
    Console(width=width, highlight=False, markup=False, color_system=None).print(table)


def _marked(words: Sequence[ComparedWord]) -> str:
    """The words as text, those that differ in brackets."""
    parts = []
    for differs, run in groupby(words, key=lambda word: word.differs):
        text = " ".join(word.text for word in run)
        parts.append(f"[{text}]" if differs else text)
    return " ".join(parts)


def _words(attempt: Attempt) -> list[str]:
    return [word.text for word in attempt.transcript.words]


def _document(attempt: Attempt, words: Sequence[ComparedWord]) -> dict[str, Any]:
    return {
        "model": attempt.model.name,
        "engine": attempt.model.engine,
        "took_s": round(attempt.took_s, 2),
        "text": attempt.transcript.text,
        "words": [{"text": word.text, "differs": word.differs} for word in words],
    }
