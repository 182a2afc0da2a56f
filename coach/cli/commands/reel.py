"""`coach reel`."""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path
from typing import Any

import click

from coach import wiring
from coach.audio.reading import read_clip
from coach.audio.writing import WRITTEN_AS
from coach.cli.kept import library_of
from coach.cli.options import playing_options, settings_from
from coach.cli.output import hanging, print_json, result, talk
from coach.cli.playing import heard_out
from coach.cli.written_over import check_free, force_option
from coach.debrief.reel import (
    Chapter,
    Extra,
    Reel,
    begins,
    list_beside,
    make,
    said,
    title,
)
from coach.errors import SessionDamaged, WrongUse
from coach.formats import clock, to_type
from coach.library.library import Library
from coach.library.reading import transcript_of
from coach.stories.into_reel import into_reel
from coach.temporary import temporary_folder


@click.command("reel")
@click.option(
    "-o",
    "output",
    type=click.Path(),
    metavar="PATH",
    help="The file to write: mp3, ogg, opus, flac or wav (reel-DATE.mp3 in the current folder).",
)
@click.option(
    "--minutes",
    type=click.FloatRange(min=0, min_open=True),
    metavar="M",
    help="Make the reel no longer than M minutes; the best takes come first.",
)
@force_option
@click.option("--play", is_flag=True, help="Play the reel at once. A key stops it.")
@playing_options
def command(
    output: str | None, minutes: float | None, force: bool, play: bool, **options: Any
) -> None:
    """Join your best takes in one audio file, to hear on the way to an interview.

    The reel has one take of each question: the one that you rated best. The best take comes first.
    Before them come the stories that you chose: coach stories choose. All are equally loud, with a
    short gap between them. A list of the takes is written beside the file. You rate takes with:
    coach debrief

    With --play, and without -o, a reel of today stays as it is, and the one made now is only
    played.
    """
    settings = settings_from(options)
    library = library_of(settings)
    path = _writable(Path(output) if output else Path(f"reel-{date.today():%Y-%m-%d}.mp3"))
    may_stay = play and not (output or force or settings.json_)
    stays = may_stay and any(each.exists() for each in (path, list_beside(path)))
    if not stays:
        for each in (path, list_beside(path)):
            check_free(each, force=force)
    speaker = wiring.loudspeaker(settings.speaker) if play else None
    with temporary_folder() if stays else contextlib.nullcontext() as folder:
        written = folder / path.name if folder else path
        reel = make(library, into_reel(library, minutes, _left_out), written)
        for damage in reel.left_out:
            _left_out(damage)
        if settings.json_:
            print_json(_document(library, reel, path))
        else:
            _show(reel, path, stays=stays)
        if speaker:
            heard_out(read_clip(written), speaker)


def _left_out(damage: SessionDamaged) -> None:
    talk(f"Left out. {damage.message}")


def _writable(path: Path) -> Path:
    """`path`, if an audio file can be written there. Raises WrongUse if not."""
    kinds = ", ".join(suffix[1:] for suffix in WRITTEN_AS)
    if path.is_dir():
        inside = to_type("reel", "-o", path / "reel.mp3")
        raise WrongUse(f"{path} is a folder.", f"Name a file in it: {inside}")
    if path.suffix.lower() not in WRITTEN_AS:
        raise WrongUse(
            f"{path} has none of the endings that can be written: {kinds}.",
            to_type("reel", "-o", path.with_suffix(".mp3")),
        )
    if not path.parent.is_dir():
        raise WrongUse(f"There is no folder {path.parent}.", "Make it, or name another folder.")
    return path


def _show(reel: Reel, path: Path, *, stays: bool) -> None:
    """Show what is in the reel, and where it was written; `stays`: it is only heard."""
    for chapter in reel.chapters:
        result(hanging(f"{begins(chapter)}  ", title(chapter.best)))
        result(hanging("       ", said(chapter)))
    result()
    length = f"{len(reel.chapters)} of your answers, {clock(reel.duration_s)}"
    if stays:
        result(f"{length}. {path} is there already, and stays as it is.")
        return
    result(f"{path}: {length}")
    talk(f"The list of them: {list_beside(path)}")


def _document(library: Library, reel: Reel, path: Path) -> dict[str, Any]:
    return {
        "path": str(path),
        "chapters_path": str(list_beside(path)),
        "duration_s": round(reel.duration_s, 3),
        "chapters": [_chapter(library, chapter) for chapter in reel.chapters],
        "left_out": [damage.message for damage in reel.left_out],
    }


def _chapter(library: Library, chapter: Chapter) -> dict[str, Any]:
    best = chapter.best
    times = {
        "start_s": round(chapter.start_s, 3),
        "duration_s": round(chapter.duration_s, 3),
    }
    if isinstance(best, Extra):
        return times | {"story": best.title, "text": best.text}
    transcript = None
    with contextlib.suppress(SessionDamaged):
        transcript = transcript_of(library.folder / best.session, best.take)
    return times | {
        "session": best.session,
        "question": best.turn.number,
        "question_id": best.turn.question.id,
        "question_text": best.turn.question.text,
        "take": best.take.number,
        "said_at": best.take.started_at,
        "ratings": best.rated.ratings,
        "text": transcript.text if transcript else "",
    }
