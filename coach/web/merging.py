"""Merges lines that were corrected on a page into a text that has changed since it was loaded.

This works as in version control: the text that the page showed is compared with the current text,
word by word. A line that is still the same gets its correction. A line that was changed elsewhere,
too, is not changed, and the person sees both versions.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from coach.transcription.lines import lines_of, space_of
from coach.transcription.ports import Transcript


@dataclass(frozen=True)
class SentLine:
    """A line as the page showed it, and as it should read; "" where it went, or should go."""

    was: str
    text: str


@dataclass(frozen=True)
class Change:
    """The words [first_word, end_word) of the text as it reads now should read `text`."""

    first_word: int
    end_word: int
    text: str


@dataclass(frozen=True)
class Merged:
    """What is to be done: `changes`, from the first to the last.

    `reads` has how each row reads then, and `clashes` the numbers of those that were left alone,
    because they read otherwise than the page showed.
    """

    changes: tuple[Change, ...]
    reads: tuple[str, ...]
    clashes: tuple[int, ...]


def merged(rows: Sequence[SentLine], now: Transcript) -> Merged:
    """The corrections of `rows`, which are all lines of a page in order, for the text `now`."""
    text = _Text(now)
    base = [text.units_of(row.was) for row in rows]
    ends = list(itertools.accumulate(map(len, base), initial=0))
    same = _same([unit for units in base for unit in units], text.units)
    changes: list[Change] = []
    reads: list[str] = []
    clashes: list[int] = []
    for number, (row, span) in enumerate(zip(rows, itertools.pairwise(ends), strict=True)):
        first, end, is_same = _moved(same, *span)
        if is_same and row.was and all(after.was for after in rows[number + 1 : number + 2]):
            first, end, is_same = _with_added(same, span, (first, end))
        theirs = text.between(first, end)
        reads.append(theirs)
        if row.text in (row.was, theirs):
            continue
        if is_same:
            changes.append(Change(text.words[first], text.words[end], row.text))
            reads[number] = text.as_shown(row.text)
        else:
            clashes.append(number)
    return Merged(tuple(changes), tuple(reads), tuple(clashes))


class _Text:
    """A text in units to compare: its words, or its lines in a language without spaces.

    `words` has the number of the word with which each unit begins, and of the end.
    """

    def __init__(self, transcript: Transcript) -> None:
        self._space = space_of(transcript)
        if self._space or not transcript.words:
            self.units = [word.text for word in transcript.words]
            self.words = list(range(len(self.units) + 1))
        else:
            lines = lines_of(transcript)
            self.units = [line.text for line in lines]
            self.words = [*(line.first_word for line in lines), len(transcript.words)]

    def units_of(self, line: str) -> list[str]:
        return line.split() if self._space else [line] * bool(line)

    def as_shown(self, line: str) -> str:
        """A line that was typed as the page shows it then: without spaces, if there are none."""
        return self._space.join(line.split())

    def between(self, first: int, end: int) -> str:
        return self._space.join(self.units[first:end])


Blocks = list[tuple[int, int, int]]  # begins here in one, there in the other, and is so long


def _same(old: Sequence[str], new: Sequence[str]) -> Blocks:
    """The stretches that two texts have in common, in order, with an empty one at the end."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    matcher = SequenceMatcher(
        None, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False
    )
    inner = [(i + head, j + head, n) for i, j, n in matcher.get_matching_blocks() if n]
    return [(0, 0, head), *inner, (len(old) - tail, len(new) - tail, tail)]


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    pairs = zip(old, new, strict=False)
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))


def _moved(same: Blocks, first: int, end: int) -> tuple[int, int, bool]:
    """Where the units [first, end) of the old text are in the new one; whether they are the same.

    Where they are not, it is all that stands between what is the same before and after.
    """
    for i, j, size in same:
        if i <= first and end <= i + size and (first < end or i < first < i + size):
            return first - i + j, end - i + j, True
    before = max(j + min(size, first - i) for i, j, size in same if i <= first)
    after = min(j + max(0, end - i) for i, j, size in same if end <= i + size)
    return before, max(before, after), before == after and first == end


def _with_added(same: Blocks, old: tuple[int, int], new: tuple[int, int]) -> tuple[int, int, bool]:
    """The units `new`, which were `old`, with what was added behind them, or before all others;
    whether nothing was."""
    (old_first, old_end), (first, end) = old, new
    begins = 0 if old_first == 0 else first
    following = (old_end - i + j for i, j, size in same if i <= old_end < i + size)
    ends = next(following, end)
    i, j, size = same[-1]
    if old_end == i + size:
        ends = j + size
    return begins, ends, (begins, ends) == (first, end)
