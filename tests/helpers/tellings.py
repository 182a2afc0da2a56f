"""Tellings labelled by hand, and how what the rules pick is compared with the labels.

A label and a picked quote are the same question where the stretches of the telling they stand in
share at least half of the shorter one. Each label goes with one picked quote at most, and each
picked quote with one label, those that share most first. So one quote over three questions finds
one of them, and a question picked twice counts once as wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from coach.debrief.records import RecalledQuestion

FOLDER = Path(__file__).parents[1] / "debrief"
LABELLED = tuple(
    FOLDER / f"{name}.txt"
    for name in ("tellings", "more_tellings", "further_tellings", "held_out_tellings")
)
HELD_OUT = FOLDER / "fresh_tellings.txt"  # by another author, seen once

Span = tuple[int, int]


@dataclass(frozen=True)
class Telling:
    """What somebody tells, and the questions in it: quotes, byte for byte, in order."""

    name: str
    text: str
    quotes: tuple[str, ...]

    @property
    def spans(self) -> list[Span]:
        """Where the labelled questions stand, first and end in characters."""
        return spans_of(self.text, self.quotes)


@dataclass(frozen=True)
class Score:
    """How many questions there are, were picked, and are the same."""

    labelled: int = 0
    picked: int = 0
    same: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.labelled + other.labelled, self.picked + other.picked, self.same + other.same
        )

    @property
    def recall(self) -> float:
        """Which part of what was asked was picked."""
        return self.same / self.labelled if self.labelled else 1.0

    @property
    def precision(self) -> float:
        """Which part of what was picked was asked."""
        return self.same / self.picked if self.picked else 1.0

    def told(self) -> str:
        """The score in a line."""
        return (
            f"recall {self.recall:.0%} ({self.same} of {self.labelled}), "
            f"precision {self.precision:.0%} ({self.same} of {self.picked})"
        )


def read(path: Path) -> list[Telling]:
    """All tellings of a file: `== name`, the telling, its questions as `? quote | question`."""
    blocks = path.read_text(encoding="utf-8").split("== ")[1:]
    return [_parsed(block) for block in blocks]


def _parsed(block: str) -> Telling:
    name, *lines = block.strip().splitlines()
    labels = [line[2:].split(" | ")[0] for line in lines if line.startswith("? ")]
    text = "\n".join(line for line in lines if not line.startswith("? "))
    return Telling(name, text.strip(), tuple(labels))


def without_signs(telling: Telling) -> Telling:
    """The same as if it had been typed, or heard, without a sign or a capital."""
    return Telling(telling.name, _bare(telling.text), tuple(map(_bare, telling.quotes)))


def _bare(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s'-]", " ", text.replace("\u2019", "'")).lower().split())


def score(telling: Telling, picked: Sequence[RecalledQuestion]) -> Score:
    """What was picked from a telling, beside its labels."""
    there = spans_of(telling.text, [each.quote for each in picked])
    return score_spans(telling.spans, there)


def score_spans(labelled: Sequence[Span], picked: Sequence[Span]) -> Score:
    """The same, of stretches."""
    return Score(len(labelled), len(picked), len(pairs(labelled, picked)))


def pairs(labelled: Sequence[Span], picked: Sequence[Span]) -> list[tuple[int, int]]:
    """Which label (by its place) goes with which picked one."""
    shared = sorted(
        (
            (min(one[1], other[1]) - max(one[0], other[0]), i, j)
            for i, one in enumerate(labelled)
            for j, other in enumerate(picked)
            if _same(one, other)
        ),
        reverse=True,
    )
    found: list[tuple[int, int]] = []
    for _, i, j in shared:
        if all(i != label and j != quote for label, quote in found):
            found.append((i, j))
    return found


def _same(one: Span, other: Span) -> bool:
    common = min(one[1], other[1]) - max(one[0], other[0])
    return common * 2 >= min(one[1] - one[0], other[1] - other[0])


def spans_of(text: str, quotes: Sequence[str]) -> list[Span]:
    """Where the quotes, which come in order, stand in `text`."""
    spans: list[Span] = []
    after = 0
    for quote in quotes:
        first = text.find(quote, after)
        first = text.index(quote) if first < 0 else first
        spans.append((first, first + len(quote)))
        after = spans[-1][0] + 1
    return spans


def heard_spans(telling: Telling, heard: str) -> list[Span]:
    """Where the labelled questions stand in `heard`, a transcript of the telling with its errors.

    The words of both are aligned; a question begins with the first of its words, or what was heard
    in its place, and ends with the last.
    """
    said, there = words_of(telling.text), words_of(heard)
    keys = [[word for word, _ in words] for words in (said, there)]
    matcher = SequenceMatcher(None, *keys, autojunk=False)
    place = {
        i: (low + (i - first) * (high - low) // max(1, end - first))
        for _, first, end, low, high in matcher.get_opcodes()
        for i in range(first, end)
    }
    spans = []
    for first, end in telling.spans:
        inside = [i for i, (_, span) in enumerate(said) if first <= span[0] < end]
        low = min(place[inside[0]], len(there) - 1)
        high = max(low, min(place[inside[-1]], len(there) - 1))
        spans.append((there[low][1][0], there[high][1][1]))
    return spans


def words_of(text: str) -> list[tuple[str, Span]]:
    """The words in small letters, and where they stand."""
    plain = text.replace("\u2019", "'")
    return [(each[0].lower(), each.span()) for each in re.finditer(r"[\w']+", plain)]
