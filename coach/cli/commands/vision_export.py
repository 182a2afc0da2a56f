"""`coach vision export`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from coach.cli.kept import library_of, vision_of
from coach.cli.options import json_option, settings_from
from coach.cli.output import print_json, result
from coach.cli.written_over import check_free, force_option
from coach.export.bundle import zip_session
from coach.vision.keeping import VisionFolder

_NAME = "career-vision.zip"


@click.command("export")
@click.option("-o", "--output", metavar="PATH", help=f"The file to write ({_NAME}).")
@force_option
@json_option
def command(output: str | None, force: bool, **options: Any) -> None:
    """Put the lines and their sound in one zip file."""
    settings = settings_from(options)
    library = library_of(settings)
    vision_of(library)
    path = Path(output or _NAME)
    path = path / _NAME if path.is_dir() else path
    check_free(path, force=force)
    folder = VisionFolder(library.folder).folder
    packed = zip_session(path, folder, with_notes=True)
    if settings.json_:
        print_json({"file": str(path)})
    else:
        result(str(path))
    if unread := packed.unread_in(folder):
        raise unread[0]
