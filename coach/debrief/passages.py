"""A telling cut into passages: sentences, and what stands in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PLAIN = {ord(curly): plain for curly, plain in zip("‘’´“”„«»…", "'''\"\"\"\"\".", strict=True)}
# A quotation that is closed, or a sentence: "Mr. Hollis" and "3.5" end none.
_PASSAGE = re.compile(
    r'"(?P<quoted>[^"]{1,600})"|(?:[^.?!"]|(?<=\bmr)\.|(?<=\b[md]rs)\.|(?<=\bdr)\.|\.(?=\w))+[.?!]*|"'
)
_SENTENCE = re.compile(r"[^.?!]+[.?!]*")


@dataclass(frozen=True)
class Passage:
    """`text` in small letters with plain signs, `first` where it stands in the telling."""

    first: int
    text: str
    before: str
    """The passage before it."""
    quoted: bool

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
        for sentence in _SENTENCE.finditer(text) if quoted else [re.match(r"(?s).*", text)]:
            if sentence and sentence[0].strip():
                yield Passage(start + sentence.start(), sentence[0], before, quoted)
        before = text


def _plain(character: str) -> str:
    """One character for one: a letter may have two small ones."""
    if character.isspace():
        return " "
    small = character.translate(_PLAIN).lower()
    return small if len(small) == 1 else character
