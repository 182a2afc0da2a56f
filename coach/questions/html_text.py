"""Reads the text of a page that a browser saved. justhtml belongs to this module."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterable, Iterator
from typing import Any

from coach.errors import UnreadableText

_MOST_BYTES = 3_000_000  # of a page: parsing takes up to 5 s for each million
_PASTE = "Copy the advert's text into a file, and import that."
# Around what a page is about, or not to be read.
_LEFT_OUT = """
    head script style noscript template nav footer aside button select option svg math canvas iframe
    object audio video picture img figure dialog textarea input title
"""
_BLOCKS = """
    address article blockquote body br caption center dd details div dl dt fieldset figcaption form
    h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section summary table tbody tfoot thead tr ul
"""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BEFORE = {"li": "- ", "td": " | ", "th": " | "} | dict.fromkeys(_HEADINGS, "# ")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


def text_of_mhtml(content: bytes, name: str) -> str:
    """The text of a page in a single file, as Chrome and Edge save it. Raises UnreadableText."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            return text_of_html(page if isinstance(page, bytes) else b"", name)
    raise UnreadableText(f"There is no page in {name}.", _PASTE)


def text_of_html(content: bytes, name: str) -> str:
    """The text, a line for each paragraph. Raises UnreadableText for a page that is too large."""
    import justhtml

    if len(content) > _MOST_BYTES:
        size = f"{len(content) / 1e6:.0f} MB"
        raise UnreadableText(f"{name} is a page of {size}: too large for an advert.", _PASTE)
    lines = [""]
    for piece in _pieces(justhtml.JustHTML(_text_if_utf8(content), sanitize=False).root):
        if piece is None:
            lines.append("")
        else:
            lines[-1] += piece
    return "\n".join(_joined(" ".join(line.split()).strip("| ") for line in lines))


def _text_if_utf8(content: bytes) -> str | bytes:
    """The page as text where it is UTF-8, which few pages that are say of themselves; else its
    bytes, of which the parser finds the encoding.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """`lines` without empty ones; a mark whose text is a paragraph of its own stands before it."""
    mark = ""
    for line in lines:
        if line in ("-", "#"):
            mark = f"{line} "
        elif line:
            yield mark + line
            mark = ""


def _pieces(root: Any) -> Iterator[str | None]:
    """Texts in their order; None where a line ends. No recursion: pages nest without end."""
    left: list[Any] = [root]
    blocks = frozenset(_BLOCKS.split())
    while left:
        node = left.pop()
        if node is None or isinstance(node, str):
            yield node
        elif node.name == "#text":
            yield re.sub(r"\s+", " ", node.data)
        elif not _is_left_out(node):
            end = [None] if node.name in blocks else []
            left += [*end, *reversed(node.children or []), _BEFORE.get(node.name, ""), *end]


def _is_left_out(node: Any) -> bool:
    attributes = getattr(node, "attrs", None) or {}
    hidden = "hidden" in attributes or attributes.get("aria-hidden") == "true"
    return (
        node.name in _LEFT_OUT.split()
        or (node.name.startswith("#") and node.name not in ("#document", "#document-fragment"))
        or hidden
        or bool(_HIDING.search(attributes.get("style") or ""))
    )
