"""A telling cut into passages: sentences, and what stands in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

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

    @property
    def asks(self) -> bool:
        """Whether it ends in a question mark."""
        return self.text.rstrip().endswith("?")

    @property
    def unmarked(self) -> bool:
        """Whether it is so long and has so few commas that nobody marked where clauses begin."""
        return len(self.text) > _AT_ONCE and self.text.count(",") * _RARE < len(self.text)


def passages(telling: str) -> Iterator[Passage]:
    """The passages in order; each character has its place as in `telling`."""
    plain = "".join(map(_plain, telling))
    before = ""
    for match in _PASSAGE.finditer(plain):
        quoted = match["quoted"] is not None
        start, text = (match.start(1), match[1]) if quoted else (match.start(), match[0])
        for sentence in _SENTENCE.finditer(text) if quoted else [re.match(r"(?s).*", text)]:
            if sentence and sentence[0].strip():
                first, after = start + sentence.start(), start + sentence.end()
                following = telling[after : after + _AFTER]
                yield Passage(first, sentence[0], before, following, quoted)
        before = text


def _plain(character: str) -> str:
    """One character for one: a letter may have two small ones."""
    if character.isspace():
        return " "
    small = character.translate(_PLAIN).lower()
    return small if len(small) == 1 else character
