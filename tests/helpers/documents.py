"""Documents as people have them, made small: PDF, DOCX, and pages that a browser saved."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from pypdf import PdfReader, PdfWriter

_CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
    'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(lines: Sequence[str]) -> bytes:
    """A PDF of one page with those lines; without any it is a page as a scanner makes it."""
    shown = "".join(f"({each.translate(_ESCAPED)}) Tj T* " for each in lines)
    return _of_stream(f"BT /F1 11 Tf 14 TL 60 780 Td {shown}ET" if lines else "")


def pdf_of_rows(rows: Sequence[tuple[str, str]], second_at: int = 320, size: float = 11) -> bytes:
    """A PDF whose rows have a left and a right part, as two columns side by side do."""
    places = [
        f"1 0 0 1 {x} {780 - 16 * line} Tm ({text.translate(_ESCAPED)}) Tj"
        for line, row in enumerate(rows)
        for x, text in zip((50, second_at), row, strict=True)
        if text
    ]
    return _of_stream(f"BT /F1 {size} Tf {' '.join(places)} ET")


def _of_stream(commands: str) -> bytes:
    """A PDF of one page that is drawn so."""
    stream = commands.encode("latin-1")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    return _assembled(objects)


_ESCAPED = {ord(each): f"\\{each}" for each in "()\\"}


def _assembled(objects: Sequence[bytes]) -> bytes:
    made, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj%s endobj\n" % (number, each)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, rows)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(made))
    return made + table + end


def locked_pdf(lines: Sequence[str], password: str) -> bytes:
    """A PDF that only opens with the password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(lines))))
    writer.encrypt(password, algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def strongly_encrypted_pdf(lines: Sequence[str]) -> bytes:
    """A PDF that anybody may open, encrypted with AES."""
    cipher = b"/V 4/R 4/CF<</StdCF<</CFM/AESV2/Length 16>>>>/StmF/StdCF/StrF/StdCF"
    weak = locked_pdf(lines, "")
    return weak.replace(b"/V 2", cipher).replace(b"/R 3", b"")


def long_pdf(pages: int) -> bytes:
    """A PDF of so many pages."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def docx(paragraphs: Sequence[str], **parts: bytes) -> bytes:
    """A Word document of those paragraphs; `parts` are other files in it, by their names."""
    body = "".join(f"<w:p><w:r><w:t>{each}</w:t></w:r></w:p>" for each in paragraphs)
    document = (
        f'<?xml version="1.0"?><w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    )
    return archive(
        **{
            "[Content_Types].xml": _CONTENT_TYPES.encode(),
            "_rels/.rels": _RELATIONS.encode(),
            "word/document.xml": document.encode(),
        }
        | parts
    )


def archive(**parts: bytes) -> bytes:
    """A zip file with those files in it, by their names."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return written.getvalue()


def badly_packed_docx(paragraphs: Sequence[str]) -> bytes:
    """A Word document that is packed with LZMA, and damaged where its first part begins."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(docx(paragraphs))) as plain,
        zipfile.ZipFile(written, "w", zipfile.ZIP_LZMA) as packed,
    ):
        for part in plain.infolist():
            packed.writestr(part.filename, plain.read(part))
        first = plain.infolist()[0].filename
    begin = written.getvalue().index(first.encode()) + len(first) + 4  # after a version and a size
    return written.getvalue()[:begin] + b"\xff" * 20 + written.getvalue()[begin + 20 :]
