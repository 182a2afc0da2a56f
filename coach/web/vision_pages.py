"""The page of the career vision: its lines, each with its sound."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from coach.errors import WrongUse
from coach.formats import day_and_time
from coach.vision.keeping import VisionFolder
from coach.vision.records import Line, Section
from coach.vision.rewording import reworded
from coach.web.building_pages import last_change
from coach.web.library_view import LibraryView, sound
from coach.web.routing import reading
from coach.web.takes import key_of


@dataclass(frozen=True)
class ShownSection:
    """A section, its lines, and where each was said ("" where the session is gone)."""

    heading: str
    name: str
    lines: tuple[tuple[Line, str, str], ...]


def vision_pages(library_view: LibraryView) -> list[Route]:
    """The page `/vision` and the sound of its lines."""
    kept = VisionFolder(library_view.library.folder)

    def vision(_: Request) -> Response:
        found = kept.read()
        sections = [
            ShownSection(
                section.heading,
                section.value,
                tuple(
                    (line, day_and_time(line.said_at), _said(line)) for line in found.of(section)
                ),
            )
            for section in Section
        ]
        return library_view.page(
            "vision.html",
            title="Career vision",
            corrected={
                each.line.number: each.text for each in reworded(library_view.library, found)
            },
            sections=[section for section in sections if section.lines],
            missing=[section for section in sections if not section.lines],
            version=found.version,
            changed=last_change(kept),
        )

    def clip(request: Request, number: int) -> Response:
        for line in kept.read().lines:
            if line.number == number:
                return sound(request, kept.folder, line.clip)
        raise WrongUse(f"The vision has no line {number}.", "coach vision show")

    def _said(line: Line) -> str:
        if not (library_view.library.folder / line.session / "session.json").is_file():
            return ""
        key = key_of(line.question, line.take)
        return f"{library_view.session_path(line.session)}?take={key}&at={line.start_s}#sought"

    return [reading("/vision", vision), reading("/vision/{number:number}/audio", clip)]
