"""What the shell completes: sessions and question sets by their names."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from coach.errors import CoachError


def session_names(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The sessions that are kept, the newest first, and `last`."""
    from coach.config import load_settings
    from coach.library.library import Library

    try:
        folder = ctx.params.get("recordings") or ctx.find_root().params.get("recordings")
        library = Library(load_settings({"recordings": folder}).recordings)
        names = ["last", *reversed(library.states())]
    except (CoachError, OSError):
        return []
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def set_names(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The question sets, and files where a path is being typed."""
    from coach.questions.finding import available_sets

    if Path(incomplete).name != incomplete or incomplete.startswith((".", "~")):
        return [CompletionItem(incomplete, type="file")]
    return [
        CompletionItem(found.name, help=found.question_set.title if found.question_set else None)
        for found in available_sets()
        if found.name.startswith(incomplete)
    ]
