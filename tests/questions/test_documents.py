"""Adverts and CVs as files: read whatever their kind, or refused in a sentence."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest

from coach.errors import UnreadableText
from coach.questions.documents import MOST_BYTES, MOST_CHARACTERS, document_in, read_document
from tests.helpers.documents import (
    archive,
    badly_packed_docx,
    docx,
    locked_pdf,
    long_pdf,
    pdf,
    pdf_of_rows,
    strongly_encrypted_pdf,
)

LINES = ["Welder", "You will read blueprints (and weld symbols).", "We pay well."]
PAGE = """
<!DOCTYPE html><html><head><title>Jobs | Acme</title><style>p{color:red}</style></head><body>
<nav><a href="/">Home</a></nav><script>track("you")</script>
<form><h2>What you'll do</h2><ul><li>Weld <b>thin</b> steel</li><li><p>Read&nbsp;prints</p></li>
</ul></form>
<p hidden>Secret</p><p style="display: none">Secret</p><!-- Secret -->
<table><tr><td>Must have</td><td>Nice to have</td></tr><tr><td></td></tr></table>
<div>Apply<br>today</div><footer>Secret</footer></body></html>
"""
READ = """# What you'll do
- Weld thin steel
- Read prints
Must have | Nice to have
Apply
today"""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "\n".join(LINES).encode()),
        ("a.txt", "\r\n".join(LINES).encode("utf-16")),
        ("a.md", "\ufeff".encode() + "\n".join(LINES).encode()),
        ("a.pdf", pdf(LINES)),
        ("no-suffix", pdf(LINES)),
        ("a.docx", docx(LINES)),
        ("a.html", "".join(f"<p>{each}" for each in LINES).encode()),
    ],
)
def test_every_kind_is_read_as_lines_of_text(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    document = read_document(path)
    assert document.text.splitlines() == LINES
    assert not document.note


COLUMNS = [
    ("Care assistant", ""),
    ("Your duties:", "About you:"),
    ("- Help people to wash", "- Knowledge of dementia"),
    ("- Serve the evening meals", "- Able to lift people"),
    ("- Write up daily notes", "- Calm and patient"),
    ("", "- Good with people"),
    ("- Order the linen", ""),
]


def test_columns_side_by_side_are_read_one_after_the_other() -> None:
    text = document_in(pdf_of_rows(COLUMNS), "a.pdf").text
    left, right = ([row[at] for row in COLUMNS if row[at]] for at in (0, 1))
    assert [each for each in text.splitlines() if each] == left + right


@pytest.mark.parametrize(
    "rows",
    [
        [(f"20{year} to date", "Welder at the yard in Hull") for year in range(10, 16)],
        [("Weld the thin steel plates", "E") for _ in range(6)],
        COLUMNS[:4],
    ],
)
def test_dates_and_marks_beside_a_text_stay_in_their_row(rows: list[tuple[str, str]]) -> None:
    text = document_in(pdf_of_rows(rows), "a.pdf").text
    assert text.splitlines() == [" ".join(each for each in row if each) for row in rows]


def test_text_that_begins_at_many_places_is_left_as_it_is() -> None:
    rows = [("Weld the steel", " " * 8 * (n % 4) + "and read the prints") for n in range(6)]
    assert "and read" in document_in(pdf_of_rows(rows), "a.pdf").text.splitlines()[0]


@pytest.mark.parametrize(("second_at", "size"), [(10**9, 11), (320, 0.001)])
def test_text_far_off_the_page_makes_no_page_of_spaces(second_at: int, size: float) -> None:
    text = document_in(pdf_of_rows(COLUMNS, second_at, size), "a.pdf").text
    assert len(text) < 1000


def test_a_page_is_read_without_what_is_around_it() -> None:
    assert document_in(PAGE.encode(), "saved").text == READ


def test_a_page_in_a_single_file_is_read() -> None:
    head = b"Content-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n"
    page = head + b"%s\n--x--\n"
    assert document_in(page % PAGE.encode(), "a.mhtml").text == READ
    with pytest.raises(UnreadableText, match="There is no page"):
        document_in(b"Content-Type: text/plain\n\nHello", "a.mht")


def test_a_page_of_another_encoding_is_read_as_it_says() -> None:
    page = '<html><head><meta charset="iso-8859-1"></head><p>Café</p>'
    assert document_in(page.encode("latin-1"), "a.htm").text == "Café"


ACCENTED = "Café für Müller \u2013 “busy”"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", docx([ACCENTED])),
        ("a.html", f"<p>{ACCENTED}</p>".encode()),
        ("a.html", f"\ufeff<p>{ACCENTED}</p>".encode()),
        ("a.html", f'<meta charset="windows-1252"><p>{ACCENTED}</p>'.encode("cp1252")),
        ("a.mhtml", f"Content-Type: text/html\n\n<p>{ACCENTED}</p>".encode()),
    ],
)
def test_accents_and_curly_quotes_are_kept_where_no_encoding_is_named(
    name: str, content: bytes
) -> None:
    assert document_in(content, name).text == ACCENTED


def test_questions_about_html_are_no_page() -> None:
    questions = "What does <html> mean?\nWhat is <!doctype html> for?"
    assert document_in(questions.encode(), "a.txt").text == questions
    page = "\ufeff\n<!-- saved -->\n<html><p>Weld <b>thin</b> steel"
    assert document_in(page.encode(), "saved").text == "Weld thin steel"


def test_a_page_nests_as_deep_as_it_likes() -> None:
    assert document_in(b"<html>" + b"<div>" * 5_000 + b"deep", "a.html").text == "deep"


def test_latin_1_is_read_and_told() -> None:
    document = document_in("Café manager: £12 \u2013 “busy”".encode("cp1252"), "a.csv")
    assert document.text == "Café manager: £12 \u2013 “busy”"
    assert "Windows-1252" in document.note


def test_unseen_characters_are_left_out() -> None:
    assert document_in("a\u200bb\u00a0c\u202ed\x0ce".encode(), "a.txt").text == "ab cd\ne"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "no words"),
        (b"...\n---\n", "no words"),
        (bytes(range(256)), "is no text, PDF, DOCX or HTML"),
        ("Сварщик нужен".encode("cp1251"), "is no text, PDF, DOCX or HTML"),
        (b"\x89PNG\r\n\x1a\n", "is a picture"),
        (b"{\\rtf1 Hello}", "is an RTF document"),
        (gzip.compress(b"Hello", mtime=0), "is a compressed file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Word or Excel document"),
        (b"word " * (MOST_CHARACTERS // 5 + 1), "too long for an advert or a CV"),
        (b"x" * (MOST_BYTES + 1), "is larger than 20 MB"),
        (b"<html>" + b"x" * 3_000_001, "too large for an advert"),
        (pdf([]), "no text in it, only pictures of pages"),
        (pdf(LINES)[:200], "is a damaged PDF"),
        (b"%PDF-1.4\n" + b"\x00junk" * 99, "is a damaged PDF"),
        (locked_pdf(LINES, "secret"), "is locked with a password"),
        (strongly_encrypted_pdf(LINES), "is encrypted"),
        (long_pdf(41), "has 41 pages"),
        (docx([]), "no words"),
        (pdf(LINES).replace(b"14 TL", b"1 0 R"), "is a damaged PDF"),
        (docx(LINES)[:-30], "is a damaged Word document"),
        (badly_packed_docx(LINES), "is a damaged Word document"),
        (docx(LINES, **{"word/document.xml": b"<w:document"}), "is a damaged Word document"),
        (docx(LINES, **{"word/document.xml": b"<!DOCTYPE a><a/>"}), "is a damaged Word document"),
        (archive(**{"xl/workbook.xml": b"<a/>"}), "is an Excel workbook"),
        (archive(**{"content.xml": b"<a/>"}), "is an OpenDocument file"),
        (archive(**{"photo.jpg": b"x"}), "is an archive, and no Word document"),
        (docx(LINES, **{"word/media/a.bmp": bytes(70_000_000)}), "It was not opened"),
        (docx(LINES, **{"word/styles.xml": bytes(11_000_000)}), "It was not opened"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(content: bytes, sentence: str) -> None:
    begun_s = time.monotonic()
    with pytest.raises(UnreadableText, match=sentence) as raised:
        document_in(content, "my file")
    assert raised.value.message.rstrip().endswith(".")
    assert "my file" in raised.value.message
    assert raised.value.hint
    assert time.monotonic() - begun_s < 5.0


def test_a_pdf_that_anybody_may_open_is_read() -> None:
    assert document_in(locked_pdf(LINES, ""), "a.pdf").text.splitlines() == LINES


@pytest.mark.parametrize("name", ["missing.txt", ".", "nul\0.txt"])
def test_a_file_that_cannot_be_opened_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableText, match="cannot be read"):
        read_document(tmp_path / name)
