"""The page on which the person picks lines for the vision among the sentences they said."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from coach.formats import day_and_time
from coach.library.library import Library
from coach.vision.building import LineCandidate, drop, each_candidate, pick, undo
from coach.vision.keeping import VisionFolder
from coach.vision.records import Line, Section
from coach.vision.rewording import reword
from coach.web.library_view import LibraryView
from coach.web.routing import Form, Rejected, number_in, reading, writing

_MOST_SHOWN = 20  # sentences; the others come once these are picked or left


@dataclass(frozen=True)
class Offered:
    """A sentence that may be picked; `key` names it, and `sound` is where it is heard."""

    key: str
    text: str
    question: str
    when: str
    sound: str


def building_pages(library_view: LibraryView) -> list[Route]:
    """The page `/vision/build`, and what it sends."""
    library = library_view.library

    def build(request: Request) -> Response:
        vision = VisionFolder(library.folder).read()
        empty = next((each for each in Section if not vision.of(each)), Section.AMBITION)
        section = section_of(request.query_params.get("section") or empty.value)
        found = list(islice(each_candidate(library, section), _MOST_SHOWN + 1))
        return library_view.page(
            "build.html",
            title=f"{section.heading}: build your career vision",
            section=section,
            sections=[(each, len(vision.of(each))) for each in Section],
            lines=vision.of(section),
            offered=[offered(library_view, each) for each in found[:_MOST_SHOWN]],
            more=len(found) > _MOST_SHOWN,
            changed=last_change(VisionFolder(library.folder)),
            version=vision.version,
        )

    def take(_: Request, sent: Form) -> Response:
        section = section_of(sent.get("section", ""))
        with library_view.writing:
            pick(library, section, _picked(library, section, sent))
        return _back(section)

    def take_out(_: Request, sent: Form, number: int) -> Response:
        line = next((each for each in read_lines(library) if each.number == number), None)
        if line is None:
            raise Rejected(f"The vision has no line {number}.", 404)
        with library_view.writing:
            drop(library, number)
        return _back(line.section) if "section" in sent else _vision()

    def put_in(_: Request, __: Form, number: int) -> Response:
        with library_view.writing:
            reword(library, number)
        return _vision()

    def take_back(_: Request, sent: Form) -> Response:
        section = section_of(sent["section"]) if "section" in sent else None
        with library_view.writing:
            version = VisionFolder(library.folder).read().version
            if number_in(sent, "version", int, version) != version:
                raise Rejected("It was changed elsewhere meanwhile. Look at it again first.", 409)
            undo(library)
        return _back(section) if section else _vision()

    def _vision() -> Response:
        return RedirectResponse(f"{library_view.root}/vision", 303)

    def _back(section: Section) -> Response:
        return RedirectResponse(f"{library_view.root}/vision/build?section={section}", 303)

    return [
        reading("/vision/build", build),
        writing("/vision/build", take),
        writing("/vision/{number:number}/drop", take_out),
        writing("/vision/{number:number}/reword", put_in),
        writing("/vision/undo", take_back),
    ]


def _picked(library: Library, section: Section, sent: Form) -> LineCandidate:
    """The sentence that was sent, as the page showed it. Raises Rejected."""
    wanted = sent.get("sentence", "")
    found = next((each for each in each_candidate(library, section) if key(each) == wanted), None)
    if found is None or sent.get("text", found.sentence.text) != found.sentence.text:
        raise Rejected("That sentence is not there any more, or picked already.", 409)
    return found


def read_lines(library: Library) -> tuple[Line, ...]:
    """The lines of the vision as they are now."""
    return VisionFolder(library.folder).read().lines


def last_change(kept: VisionFolder) -> str:
    """What was changed last, in a sentence; "" where there is nothing to undo."""
    vision = kept.read()
    earlier = kept.before(vision) if vision.version else None
    if earlier is None:
        return ""
    before, now = ({line.number: line.text for line in each.lines} for each in (earlier, vision))
    gone = [text for number, text in before.items() if number not in now]
    new = [text for number, text in now.items() if number not in before]
    worded = [text for number, text in now.items() if before.get(number, text) != text]
    told = [
        *(f"taken out: “{text}”" for text in gone),
        *(f"picked: “{text}”" for text in new),
        *(f"reworded: “{text}”" for text in worded),
    ]
    return f"Last {', '.join(told)}" if told else ""


def section_of(name: str) -> Section:
    """The section of that name. Raises Rejected."""
    try:
        return Section(name)
    except ValueError:
        raise Rejected("A vision has no such section.", 404) from None


def key(candidate: LineCandidate) -> str:
    """What a sentence is called in a form."""
    turn, take, sentence = candidate.turn, candidate.take, candidate.sentence
    return f"{candidate.session}/{turn.number}/{take.number}/{sentence.first_word}"


def offered(library_view: LibraryView, candidate: LineCandidate) -> Offered:
    """How a sentence is offered."""
    turn, take, said = candidate.turn, candidate.take, candidate.sentence
    path = library_view.take_path(candidate.session, turn.number, take.number)
    return Offered(
        key=key(candidate),
        text=said.text,
        question=turn.question.text,
        when=day_and_time(take.started_at),
        sound=f"{path}/audio#t={said.start_s:.2f},{said.end_s:.2f}",
    )
