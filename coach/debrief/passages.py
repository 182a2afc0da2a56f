"""Divides the account of an interview into passages: sentences, and quotations."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

# Curly signs and the plain ones they stand for.
_PLAIN = str.maketrans("\u2018\u2019\u00b4\u201c\u201d\u201e\u00ab\u00bb\u2026", '\'\'\'""""".')
# A quotation that is closed, or a sentence: "Mr. Hollis" and "3.5" end none.
_PASSAGE = re.compile(
    r'"(?P<quoted>[^"]{1,600})"|(?:[^.?!"]|(?<=\bmr)\.|(?<=\b[md]rs)\.|(?<=\bdr)\.|\.(?=\w))+[.?!]*|"'
)
_AFTER = 30  # characters
_AT_ONCE = 400  # characters: more than anybody says without a full stop
_RARE = 150  # characters between commas
_SENTENCE = re.compile(r"[^.?!]+[.?!]*")
# Where a clause begins for the ear, in text in which nothing marks it: "… | and I said", "… | she
# asked", "… | last one", "… | did I smoke".
_AND = r"(?:and|so|but|then|cause|cos|because|oh|well|um|uh|anyway|yeah|no|yes)"
_ONE = r"(?:i|he|she|they|we|it|that|there)(?:'s|'d|'m|'re|'ve)?"
_SPEAKS = (
    r"(?:said|says|asked|asks|told|tells|goes|went|wanted|wants|explained|showed|thought|laughed"
    r"|nodded|smiled|finished|started|began|had|got|made|moved|came|wondered|gave|liked)"
)
_WH = r"(?:what|how|why|where|when|who|which|whether|if|that|whose)"
_AUX = r"(?:did|do|does|have|had|was|were|are|am|could|would|can|will)"
_SEAM = re.compile(
    rf"(?<!\band)(?<!\bso)(?<!\bthen)(?<!\bbut) (?=(?:{_AND} )+(?:{_ONE}|the|my)\b"
    rf"|(?:and |oh |so )*(?:then|next|lastly|finally|last (?:one|thing|question)"
    rf"|first (?:one|thing))\b)"
    rf"|(?<!\bwhat)(?<!\bhow)(?<!\bwhy)(?<!\bwho)(?<!\bif)(?<!\bthat)(?<!\bwhen)(?<!\bwhich)"
    rf"(?<!\bwhere)(?<!\bwhether)(?<!\bwhose) (?=(?:he|she|they|i|somebody|someone"
    rf"|one of (?:them|the \w+)"
    rf"|the (?:\w+ )?\w+) (?:just |also |then |even |only )?{_SPEAKS}\b)"
)
# Where a question begins that nobody is said to ask, unless one of those stands before it.
_QUESTION = re.compile(
    rf" (?=(?:(?:what|how|why|where|when|who|which)(?:'s)? (?:\w+ ){{0,3}}?)?"
    rf"{_AUX} (?:i|you|we|my|your)\b)"
)
_LEADS_ON = re.compile(
    rf"\b(?:{_WH}|ask\w*|say|said|says|goes|like|know\w*|wonder\w*|tell|told|want\w*|and|or|but|so|then|um|well|to|about"
    rf"|was|is|with|of|i|you|we)(?: \w+){{0,2}}$"
)
_OPEN = re.compile(r"\b(?:about|if|imagine|suppose|ask\w*)\b")
_NEAR = 30  # characters


@dataclass(frozen=True)
class Passage:
    """`text` in small letters with plain signs, `first` where it stands in the telling."""

    first: int
    text: str
    before: str
    """The passage before it."""
    after: str
    """How what comes after it begins, with its capitals."""
    quoted: bool
    unmarked: bool = False
    """Whether it is from a stretch so long and with so few commas that nobody marked clauses."""

    @property
    def asks(self) -> bool:
        """Whether it ends in a question mark."""
        return self.text.rstrip().endswith("?")


def passages(telling: str) -> Iterator[Passage]:
    """The passages in order; each character has its place as in `telling`."""
    plain = "".join(map(_plain, telling))
    before = ""
    for match in _PASSAGE.finditer(plain):
        quoted = match["quoted"] is not None
        start, text = (match.start(1), match[1]) if quoted else (match.start(), match[0])
        unmarked = not quoted and _unmarked(text)
        for begin, end in _pieces(text, quoted, unmarked):
            if piece := text[begin:end]:
                after = telling[start + end : start + end + _AFTER]
                yield Passage(start + begin, piece, before, after, quoted, unmarked)
                before = piece if unmarked else before
        before = text


def _unmarked(text: str) -> bool:
    return len(text) > _AT_ONCE and text.count(",") * _RARE < len(text)


def _pieces(text: str, quoted: bool, unmarked: bool) -> Iterator[tuple[int, int]]:
    """Where the parts of `text` begin and end that are passages of their own."""
    if quoted:
        yield from (each.span() for each in _SENTENCE.finditer(text) if each[0].strip())
    else:
        seams = sorted(_seams(text)) if unmarked else []
        if text.strip():
            yield from pairwise([0, *seams, len(text)])


def _seams(text: str) -> Iterator[int]:
    """Where clauses begin, and questions that no clause before them leads on to."""
    clauses = [seam.start() for seam in _SEAM.finditer(text)]
    yield from clauses
    for question in _QUESTION.finditer(text):
        first = question.start()
        clause = bisect.bisect_left(clauses, first)
        begin = max(clauses[clause - 1] if clause else 0, first - _AT_ONCE)
        leads_on = _LEADS_ON.search(text, max(begin, first - _NEAR), first)
        if not leads_on and not _OPEN.search(text, begin, first):
            yield first


def _plain(character: str) -> str:
    """One character for one: a letter may have two small ones."""
    if character.isspace():
        return " "
    small = character.translate(_PLAIN).lower()
    return small if len(small) == 1 else character
