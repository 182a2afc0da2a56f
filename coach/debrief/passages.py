"""Divides the account of an interview into passages: sentences, and quotations."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from coach.debrief.asking import QuestionRules
from coach.sentences import with_held_stops

# Curly signs and the plain ones they stand for, and what a Turkish keyboard writes for an i.
_PLAIN = str.maketrans(
    "\u2018\u2019\u00b4\u201c\u201d\u201e\u00ab\u00bb\u2026\u0130\u0131", '\'\'\'""""".ii'
)
# A quotation that is closed, or a sentence.
_PASSAGE = re.compile(r'"(?P<quoted>[^"]{1,600})"|[^.?!"]+[.?!]*|"')
_AFTER = 30  # characters
_AT_ONCE = 400  # characters: more than anybody says without a full stop
_RARE = 150  # characters between commas
_SENTENCE = re.compile(r"[^.?!]+[.?!]*")
_NEAR = 30  # characters


@dataclass(frozen=True)
class Passage:
    """`text` in small letters with plain signs, `first` where it stands in the telling.

    A full stop that ends no sentence is a look-alike, so that no rule takes it for an end.
    """

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


def passages(telling: str, rules: QuestionRules) -> Iterator[Passage]:
    """The passages in order; each character has its place as in `telling`."""
    plain = "".join(map(_plain, with_held_stops(telling)))
    before = ""
    for match in _PASSAGE.finditer(plain):
        quoted = match["quoted"] is not None
        start, text = (match.start(1), match[1]) if quoted else (match.start(), match[0])
        unmarked = not quoted and _unmarked(text)
        for begin, end in _pieces(rules, text, quoted, unmarked):
            if piece := text[begin:end]:
                after = telling[start + end : start + end + _AFTER]
                yield Passage(start + begin, piece, before, after, quoted, unmarked)
                before = piece if unmarked else before
        before = text


def _unmarked(text: str) -> bool:
    return len(text) > _AT_ONCE and text.count(",") * _RARE < len(text)


def _pieces(
    rules: QuestionRules, text: str, quoted: bool, unmarked: bool
) -> Iterator[tuple[int, int]]:
    """Where the parts of `text` begin and end that are passages of their own."""
    if quoted:
        yield from (each.span() for each in _SENTENCE.finditer(text) if each[0].strip())
    else:
        seams = sorted(_seams(rules, text)) if unmarked else []
        if text.strip():
            yield from pairwise([0, *seams, len(text)])


def _seams(rules: QuestionRules, text: str) -> Iterator[int]:
    """Where clauses begin, and questions that no clause before them leads on to."""
    clauses = [seam.start() for seam in rules.seam.finditer(text)]
    yield from clauses
    for question in rules.question_seam.finditer(text):
        first = question.start()
        clause = bisect.bisect_left(clauses, first)
        begin = max(clauses[clause - 1] if clause else 0, first - _AT_ONCE)
        leads_on = rules.leads_on.search(text, max(begin, first - _NEAR), first)
        if not leads_on and not rules.opens.search(text, begin, first):
            yield first


def _plain(character: str) -> str:
    """One character for one: a letter may have two small ones."""
    if character.isspace():
        return " "
    small = character.translate(_PLAIN).lower()
    return small if len(small) == 1 else character
