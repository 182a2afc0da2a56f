"""Reads the text of a Word document (DOCX). mammoth belongs to this module."""

from __future__ import annotations

import io
import lzma
import xml.parsers.expat
import zipfile
import zlib

from coach.errors import UnreadableText
from coach.questions.html_text import text_of_html

_MOST_UNPACKED_BYTES = 60_000_000  # of everything in it, photographs among it
_MOST_XML_BYTES = 10_000_000  # of one part that is parsed
_MOST_PARTS = 2_000
_DOCUMENT = "word/document.xml"
_SAVE_AS = "Save it as PDF, DOCX or plain text."
_OTHERS = {
    "xl/workbook.xml": ("an Excel workbook", "Save the sheet as CSV, and import that."),
    "ppt/presentation.xml": ("a PowerPoint presentation", _SAVE_AS),
    "content.xml": ("an OpenDocument file", _SAVE_AS),
}
# What zipfile, minidom and mammoth say of a file that is not as it should be.
_DAMAGED = (
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    lzma.LZMAError,
    xml.parsers.expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
)


def text_of_docx(content: bytes, name: str) -> str:
    """The text, with its headings and lists.

    Raises UnreadableText for another kind of archive, a damaged one, and one that unpacks to far
    more than any document has.
    """
    import mammoth

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check(archive, name)
        html = mammoth.convert_to_html(
            io.BytesIO(content),
            convert_image=lambda _: [],
            include_embedded_style_map=False,
        ).value
    except _DAMAGED as error:
        raise UnreadableText(f"{name} is a damaged Word document.", _SAVE_AS) from error
    return text_of_html(html.encode(), name)


def _check(archive: zipfile.ZipFile, name: str) -> None:
    """That it is a Word document of a size that is one. Raises UnreadableText.

    zipfile unpacks no more of a part than the archive says, so what it says is what counts.
    """
    parts = archive.infolist()
    names = {part.filename for part in parts}
    for part, (kind, hint) in _OTHERS.items():
        if part in names and _DOCUMENT not in names:
            raise UnreadableText(f"{name} is {kind}.", hint)
    if _DOCUMENT not in names:
        raise UnreadableText(f"{name} is an archive, and no Word document.", _SAVE_AS)
    parsed = [part for part in parts if part.filename.endswith((".xml", ".rels"))]
    largest_xml = max(part.file_size for part in parsed)
    total = sum(part.file_size for part in parts)
    too_large = total > _MOST_UNPACKED_BYTES or largest_xml > _MOST_XML_BYTES
    if too_large or len(parts) > _MOST_PARTS:
        sentence = f"{name} unpacks to {total / 1e6:.0f} MB, far more than an advert or a CV has."
        raise UnreadableText(f"{sentence} It was not opened.", _SAVE_AS)
    if any(b"<!DOCTYPE" in archive.read(part) for part in parsed):  # entities that swell
        raise UnreadableText(f"{name} is a damaged Word document.", _SAVE_AS)
