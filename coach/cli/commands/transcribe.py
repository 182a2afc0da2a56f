"""`coach transcribe`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from coach.cli.completing import session_names
from coach.cli.kept import library_of
from coach.cli.options import settings_from, transcribing_options
from coach.cli.output import hanging, print_json, result, talk
from coach.cli.progress import answer_writer
from coach.cli.writing_many import Many, write_many
from coach.config import Settings
from coach.errors import SessionDamaged, WrongUse
from coach.formats import to_type
from coach.library.open_session import OpenSession
from coach.library.reading import transcript_of
from coach.library.records import Take, Turn
from coach.session.wanted_answers import can_be_written_down
from coach.transcription.lines import readable


@click.command("transcribe")
@click.argument("sessions", nargs=-1, metavar="[SESSION]...", shell_complete=session_names)
@click.option("--all", "all_", is_flag=True, help="All sessions.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="All sessions from that day on, such as 2026-11-01.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Write with N processes at once. Without it, as many as are best on this machine.",
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Write on the machines of a Dask cluster, such as tls://10.0.0.5:8786 (docs/cluster.md).",
)
@click.option("--again", is_flag=True, help="Also write what the model has written before.")
@click.option("--plain", is_flag=True, default=None, help="Print whole lines, without a bar.")
@transcribing_options
def command(
    sessions: tuple[str, ...],
    all_: bool,
    since: datetime | None,
    jobs: int | None,
    cluster: str | None,
    again: bool,
    **options: Any,
) -> None:
    """Write sessions down again, such as with a larger model: --model small.en

    Earlier transcripts are kept beside the new ones, and your corrections stay. The coach shows the
    transcript by the best model, unless you named a --model, --final-model or --engine here: then
    it shows that one. Without these, if some answers are not written down yet, only those answers
    are.

    With --all, --since or several SESSIONs, each answer is written once, with the model you named,
    or else the best here. What that model has written before is left out, so the same command goes
    on where it was stopped.
    """
    settings = settings_from(options)
    named = bool(settings.model or settings.final_model or options["engine"])
    chosen = bool(options["model"] or options["final_model"] or options["engine"])
    if bool(sessions) + all_ + bool(since) > 1:
        raise WrongUse(
            "SESSION, --all and --since exclude each other.", "coach transcribe --since 2026-11-01"
        )
    if jobs and cluster:
        raise WrongUse("--jobs and --cluster exclude each other.", "coach transcribe --help")
    if all_ or since or jobs or cluster or again or len(sessions) > 1:
        day = since.date() if since else None
        wanted = sessions or (() if all_ or since else ("last",))
        write_many(settings, Many(wanted, day, jobs, cluster, again, named, chosen))
    else:
        _write_one(settings, sessions[0] if sessions else "last", named=named, chosen=chosen)


def _write_one(settings: Settings, session: str, *, named: bool, chosen: bool) -> None:
    library = library_of(settings)
    with library.open_session(library.find(session)) as opened:
        takes = _answers(opened, only_missing=not named)
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
            talk(f"Written down with {by.engine} {by.model}. Read it: {to_type('show', session)}")
    done.raise_failed(talk)


def _answers(opened: OpenSession, *, only_missing: bool) -> list[tuple[Turn, Take]]:
    """The answers to write down: with `only_missing` those without a transcript, unless all have
    one. Raises WrongUse if there are no answers.
    """
    answers = [
        (turn, take)
        for turn in opened.session.turns
        for take in turn.kept_takes
        if can_be_written_down(take)
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
