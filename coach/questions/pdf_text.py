"""Reads the text of a PDF. pypdf belongs to this module."""

from __future__ import annotations

import io
import logging
import zlib
from typing import TYPE_CHECKING, Any

from coach.errors import UnreadableText
from coach.questions.pdf_columns import columns_apart

if TYPE_CHECKING:
    from pypdf import PageObject

_MOST_PAGES = 40
_SHOWING = (b"Tj", b"TJ", b"'", b'"')
_FARTHEST, _NARROWEST = 10_000.0, 0.5  # points: where text stands, and how wide a letter is
_COPY = "Copy its text into a file, and import that."
_OPEN = "Open it, print it to a new PDF, and import that one; or copy its text into a file."
# pypdf says what is wrong with a damaged file in any of these, besides its own errors.
_DAMAGED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    zlib.error,
)


def text_of_pdf(content: bytes, name: str) -> str:
    """The text of all pages.

    Raises UnreadableText for a PDF that is damaged, locked, too long, or only pictures.
    """
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").setLevel(
        logging.CRITICAL
    )  # it tells much about a file that it reads
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableText(f"{name} is locked with a password.", _OPEN)
        if len(reader.pages) > _MOST_PAGES:
            count = f"{len(reader.pages)} pages"
            raise UnreadableText(f"{name} has {count}: too long for an advert or a CV.", _COPY)
        text = "\n".join(_text_of_page(page) for page in reader.pages)
    except DependencyError as error:  # strong encryption needs a library that we do without
        raise UnreadableText(f"{name} is encrypted.", _OPEN) from error
    except (PyPdfError, *_DAMAGED) as error:
        raise UnreadableText(f"{name} is a damaged PDF.", _OPEN) from error
    if not text.strip():
        sentence = f"{name} has no text in it, only pictures of pages, as a scanner makes them."
        raise UnreadableText(sentence, "Type or copy its text into a file, and import that.")
    return text


def _text_of_page(page: PageObject) -> str:
    """The text of a page, column by column."""
    is_bounded = True
    size = 1.0

    def look(operator: bytes, operands: list[Any], around: list[float], at: list[float]) -> None:
        nonlocal is_bounded, size
        if operator == b"Tf":
            size = abs(float(operands[1]))
        elif operator in _SHOWING:
            across = float(at[4]) * float(around[0]) + float(around[4])
            width = size * abs(float(at[0]) * float(around[0]))
            is_bounded = is_bounded and abs(across) <= _FARTHEST and width >= _NARROWEST

    text = page.extract_text(visitor_operand_before=look)
    if not is_bounded:  # room on the page becomes spaces, of which there could be billions
        return text
    layout = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False)
    return columns_apart(text, layout)
