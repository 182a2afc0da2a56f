"""The page that makes a question set from an advert, a CV, or a list of questions.

It keeps nothing between its steps: the form of the second one brings the text along once more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from coach.errors import UnreadableText, WrongUse
from coach.language_tags import ENGLISH
from coach.questions.documents import MOST_BYTES, UNNAMED, Document, document_in
from coach.questions.finding import available_sets
from coach.questions.importing import Import, make_questions
from coach.questions.made import MadeQuestion, reworded, unlawful_in
from coach.questions.sets import LONGEST_TEXT
from coach.session.imported_set import (
    check_set_name,
    checked_language,
    free_set_name,
    write_imported_set,
)
from coach.web.error_text import error_text
from coach.web.library_view import LibraryView
from coach.web.routing import Form, Rejected, line_in, reading, receiving, writing

_CV = "your CV"


@dataclass(frozen=True)
class ShownQuestion:
    """A question that was made, as the form has it: as it was typed, where it was sent before."""

    number: int
    text: str
    is_kept: bool
    others: Sequence[tuple[str, str]]
    sources: Sequence[str]
    unlawful: Sequence[str]


def question_import_pages(library_view: LibraryView) -> list[Route]:
    """The page `/questions/import`, and what it sends."""

    def begin(request: Request) -> Response:
        name = request.query_params.get("kept", "")
        is_there = name and any(each.name == name for each in available_sets())
        return _page(library_view, kept=name if is_there else "")

    def make(_: Request, sent: Form) -> Response:
        try:
            made = _made(sent)
        except (UnreadableText, WrongUse) as error:
            return _page(library_view, typed=sent, trouble=error.message)
        return _page(library_view, typed=sent, made=made)

    def keep(_: Request, sent: Form) -> Response:
        made, name = _made(sent), line_in(sent, "name")
        try:
            check_set_name(name)
            write_imported_set(_chosen(made.made, sent), name, made.purpose, _language(sent))
        except WrongUse as error:
            return _page(library_view, typed=sent, made=made, trouble=error.message)
        return RedirectResponse(f"{library_view.root}/questions/import?kept={name}", 303)

    def read(request: Request, sent: bytes) -> Response:
        try:
            document = document_in(sent, request.query_params.get("name", ""))
        except UnreadableText as error:
            raise Rejected(error_text(error)) from error
        return JSONResponse({"text": document.text, "note": document.note})

    return [
        reading("/questions/import", begin),
        writing("/questions/import", make),
        writing("/questions/import/keep", keep),
        receiving("/questions/import/document", read, MOST_BYTES),
    ]


def _made(sent: Form) -> Import:
    """What is made of the text that was sent. Raises UnreadableText, WrongUse."""
    cv = sent.get("cv", "").strip()
    document = document_in(sent.get("text", "").encode(), UNNAMED)
    beside = document_in(cv.encode(), _CV) if cv else None
    return make_questions(document, None, beside, date.today(), _language(sent))


def _language(sent: Form) -> str:
    """The language of a list of questions. Raises InvalidSetting."""
    return checked_language(line_in(sent, "language") or ENGLISH)


def _chosen(made: Sequence[MadeQuestion], sent: Form) -> list[MadeQuestion]:
    """The questions that were kept, as they were worded."""
    kept: list[MadeQuestion] = []
    for number, each in enumerate(made, 1):
        text = line_in(sent, f"question-{number}")[:LONGEST_TEXT]
        if f"keep-{number}" in sent and text:
            same = text == each.question.wordings.interview
            kept.append(each if same else reworded(each, text))
    return kept


def _page(
    library_view: LibraryView,
    typed: Form | None = None,
    made: Import | None = None,
    trouble: str = "",
    kept: str = "",
) -> Response:
    sent: Mapping[str, str] = typed or {}
    return library_view.page(
        "question_import.html",
        400 if trouble else 200,
        title="Questions from an advert or a CV",
        text=sent.get("text", ""),
        cv=sent.get("cv", ""),
        language=sent.get("language", ""),
        name=sent.get("name", "") or (made and _free_name(sent, made)) or "",
        questions=[_shown(number, each, sent) for number, each in enumerate(made.made, 1)]
        if made
        else [],
        trouble=trouble,
        kept=kept,
    )


def _free_name(sent: Mapping[str, str], made: Import) -> str:
    return free_set_name(Document(UNNAMED, sent.get("text", "")), made.kind)


def _shown(number: int, made: MadeQuestion, sent: Mapping[str, str]) -> ShownQuestion:
    wordings, name = made.question.wordings, f"question-{number}"
    others = (("in a meeting", wordings.meeting), ("over coffee", wordings.chat))
    return ShownQuestion(
        number,
        sent.get(name, wordings.interview),
        name not in sent or f"keep-{number}" in sent,
        [(coat, text) for coat, text in others if text],
        [each for each in made.sources if each != wordings.interview],
        unlawful_in(made),
    )
