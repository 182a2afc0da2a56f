"""Reads what a person has of an interview as text: an advert, a CV, a list of questions.

PDF, DOCX, and HTML as a browser saves it, become text with a line for each paragraph, `# ` before
headings and `- ` before items of lists. Anything else is taken as text. Nothing is fetched that a
file names.
"""

from __future__ import annotations

import codecs
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from coach.errors import UnreadableText
from coach.questions.quoting import printable

MOST_BYTES = 20_000_000
"""Of a file: a CV with photographs in it."""

MOST_CHARACTERS = 100_000
"""Of its text: fifty pages."""

UNNAMED = "The text"
"""What is pasted, or comes through a pipe, is called."""

_PASTE = "Copy its text into a file, and import that: coach questions import FILE.txt"
_SAVE_AS = "Save it as PDF, DOCX or plain text."
# What a file begins with that is no text, and what it is called.
_OTHERS = {
    b"\xd0\xcf\x11\xe0": "an old Word or Excel document",
    b"{\\rtf": "an RTF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"RIFF": "a sound or a picture",
    b"ID3": "a sound",
    b"\x1f\x8b": "a compressed file",
}
_LOOKED_AT_BYTES = 2_000  # where the beginning of an HTML page is looked for
_MARKUP = b"<"  # which a page begins with, if only with a comment; a question on <html> does not
_HTML = (b"<!doctype html", b"<html")
_HTML_SUFFIXES = (".html", ".htm", ".xhtml")
_MHTML_SUFFIXES = (".mhtml", ".mht")
_MOST_ACCENTED = 0.2  # of the letters: more are no language that Windows-1252 is for
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_SPACES = {ord(each): " " for each in "\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000"}


_LONGEST_HEADING = 8  # words
_ENDS_SENTENCE = (".", "!", "?", ":", ";", ",", "\u2026")


@dataclass(frozen=True)
class Document:
    """The text of a file. `note` is what the person should know about the reading, or ""."""

    name: str
    text: str
    note: str = ""


def read_document(path: Path) -> Document:
    """The text of the file. Raises UnreadableText."""
    name = printable(str(path))
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableText(f"{name} cannot be read ({reason}).") from error
    return document_in(content, name)


def document_in(content: bytes, name: str) -> Document:
    """The text of a file of that content; `name` tells its kind. Raises UnreadableText."""
    if len(content) > MOST_BYTES:
        most_mb = f"{MOST_BYTES / 1e6:.0f} MB"
        raise UnreadableText(f"{name} is larger than {most_mb}: no advert and no CV is.", _PASTE)
    note = ""
    if content.lstrip()[:5] == b"%PDF-":
        text = _of_pdf(content, name)
    elif content.startswith(b"PK\x03\x04"):
        text = _of_docx(content, name)
    elif _is_html(content, name):
        text = _of_html(content, name)
    else:
        text, note = _decoded(content, name)
    text = _plain(text)
    if not any(each.isalnum() for each in text):
        raise UnreadableText(f"There are no words in {name}.", _PASTE)
    if len(text) > MOST_CHARACTERS:
        count = f"{len(text):,} characters"
        raise UnreadableText(f"{name} has {count}: too long for an advert or a CV.", _PASTE)
    return Document(name, text, note)


def first_heading(text: str) -> str:
    """The first heading, or what stands as one at the beginning; "" where there is none."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    marked = (line.lstrip("# ") for line in lines if line.startswith("#"))
    if heading := next(filter(None, marked), ""):
        return heading
    first = lines[0] if lines else ""
    is_heading = first[:1].isalpha() and not first.endswith(_ENDS_SENTENCE)
    return first if is_heading and len(first.split()) <= _LONGEST_HEADING else ""


def _of_pdf(content: bytes, name: str) -> str:
    from coach.questions.pdf_text import text_of_pdf

    return text_of_pdf(content, name)


def _of_docx(content: bytes, name: str) -> str:
    from coach.questions.docx_text import text_of_docx

    return text_of_docx(content, name)


def _is_html(content: bytes, name: str) -> bool:
    if name.lower().endswith((*_HTML_SUFFIXES, *_MHTML_SUFFIXES)):
        return True
    beginning = content[:_LOOKED_AT_BYTES].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    return beginning.startswith(_MARKUP) and any(mark in beginning for mark in _HTML)


def _of_html(content: bytes, name: str) -> str:
    from coach.questions.html_text import text_of_html, text_of_mhtml

    if name.lower().endswith(_MHTML_SUFFIXES):
        return text_of_mhtml(content, name)
    return text_of_html(content, name)


def _decoded(content: bytes, name: str) -> tuple[str, str]:
    """The text, and what to know about it. UTF-8, Windows' Unicode, or else Windows-1252."""
    for beginning, kind in _OTHERS.items():
        if content.startswith(beginning):
            raise UnreadableText(f"{name} is {kind}.", _SAVE_AS)
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        text, note = _western(content), f"{name} is no UTF-8. It was read as Windows-1252."
    else:
        note = ""
    if not text or any(_is_control(each) for each in text):
        what = "is empty" if not content else "is no text, PDF, DOCX or HTML"
        raise UnreadableText(f"{name} {what}.", _SAVE_AS)
    return text, note


def _western(content: bytes) -> str:
    """The text in Windows-1252, which Latin-1 is a part of; "" where that makes no sense."""
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return ""
    letters = [each for each in text if each.isalpha()]
    accented = sum(not each.isascii() for each in letters)
    return text if accented <= len(letters) * _MOST_ACCENTED else ""


def _is_control(character: str) -> bool:
    return unicodedata.category(character) == "Cc" and character not in "\n\r\t\f\v\x1c\x1d\x1e\x85"


def _plain(text: str) -> str:
    """`text` with one kind of space and one kind of line end, and nothing that cannot be seen."""
    text = unicodedata.normalize("NFC", text).translate(_UNSEEN).translate(_SPACES)
    lines = (line.rstrip() for line in text.splitlines())
    kept = "\n".join("".join(each for each in line if each.isprintable() or each == "\t")
                     for line in lines)  # fmt: skip
    return kept.strip("\n")
