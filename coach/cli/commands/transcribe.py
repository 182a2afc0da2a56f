"""`coach transcribe`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from coach.cli.completing import session_names
from coach.cli.kept import library_of
from coach.cli.options import settings_from, transcribing_options
from coach.cli.output import hanging, print_json, result, talk
from coach.cli.progress import answer_writer
from coach.errors import SessionDamaged, WrongUse
from coach.library.open_session import OpenSession
from coach.library.reading import transcript_of
from coach.library.records import Take, Turn
from coach.transcription.lines import readable


@click.command("transcribe")
@click.argument("session", default="last", shell_complete=session_names)
@transcribing_options
def command(session: str, **options: Any) -> None:
    """Write a session down again, such as with a larger model: --model small.en

    Earlier transcripts are kept beside the new ones. The coach shows the transcript by the best
    model, unless you named a --model, --final-model or --engine here: then it shows that one.
    Without these, if some answers are not written down yet, only those answers are.
    """
    settings = settings_from(options)
    library = library_of(settings)
    with library.open_session(library.find(session)) as opened:
        named = settings.model or settings.final_model or options["engine"]
        takes = _answers(opened, only_missing=not named)
        chosen = bool(options["model"] or options["final_model"] or options["engine"])
        done = answer_writer(settings, chosen=chosen).write_down(opened, takes)
    by = done.answers[0][2] if done.answers else None
    if settings.json_:
        print_json(
            {
                "session": opened.session.id,
                "model": by.model if by else None,
                "engine": by.engine if by else None,
                "takes": [
                    {"question": turn.number, "take": take.number, "text": transcript.text}
                    for turn, take, transcript in done.answers
                ],
            }
        )
    else:
        for turn, _, transcript in done.answers:
            result(hanging(f"{turn.number}. ", turn.question.text))
            result(hanging("", readable(transcript) or "No speech heard."))
            result()
        if by:
            talk(f"Written down with {by.engine} {by.model}. Read it: coach show {session}")
    done.raise_unreadable()


def _answers(opened: OpenSession, *, only_missing: bool) -> list[tuple[Turn, Take]]:
    """The answers to write down: with `only_missing` those without a transcript, unless all have
    one. Raises WrongUse if there are no answers.
    """
    answers = [
        (turn, take)
        for turn in opened.session.turns
        for take in turn.kept_takes
        if take.recorded and take.duration_s != 0.0
    ]
    if not answers:
        raise WrongUse(f"{opened.session.id} has no answers.", "coach resume")
    missing = [(turn, take) for turn, take in answers if not _is_written_down(opened.folder, take)]
    return missing if missing and only_missing else answers


def _is_written_down(folder: Path, take: Take) -> bool:
    try:
        return transcript_of(folder, take) is not None
    except SessionDamaged:
        return False
