"""The rows of the correcting page: each line as it reads now, beside how it was heard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coach.library.edits import TextPiece, pieces
from coach.library.reading import KeptTake
from coach.transcription.lines import TranscriptLine, lines_of, space_of
from coach.transcription.ports import Transcript


@dataclass(frozen=True)
class CorrectingRow:
    """A line; `text` is "" where the person emptied it. `starts_s` are those of its words."""

    start_s: float
    text: str
    heard: str
    starts_s: tuple[float, ...]


def correcting_rows(kept: KeptTake) -> list[CorrectingRow]:
    """The lines of a take in order, with those that were emptied. Raises SessionDamaged."""
    heard, now = kept.heard, kept.transcript
    if heard is None or now is None:
        return []
    edits = () if now is heard else kept.edits.of(kept.name)
    found = pieces(heard, edits)
    rows = [*_lines(heard, now, found), *_emptied(heard, found)]
    return [row for _, row in sorted(rows, key=lambda each: each[0])]


_Placed = tuple[int, CorrectingRow]  # the first word as heard that it is about, and the row


def _lines(heard: Transcript, now: Transcript, found: Sequence[TextPiece]) -> Iterator[_Placed]:
    """The lines as they read now."""
    spans = _spans(now, found)
    for line in lines_of(now):
        first = min(spans[number][0] for number in range(line.first_word, line.end_word))
        end = max(spans[number][1] for number in range(line.first_word, line.end_word))
        yield first, _row(line, now, line.text, _text(heard, first, end))


def _spans(now: Transcript, found: Sequence[TextPiece]) -> list[tuple[int, int]]:
    """For each word as it reads now, the words as heard that it stands for."""
    spans = [(each.first_word, each.end_word) for each in found for _ in each.words]
    return spans[: len(now.words)]


def _emptied(heard: Transcript, found: Sequence[TextPiece]) -> Iterator[_Placed]:
    """The lines as heard of which no word is left."""
    gone = {
        number
        for each in found
        if not each.words
        for number in range(each.first_word, each.end_word)
    }
    for line in lines_of(heard):
        if gone.issuperset(range(line.first_word, line.end_word)):
            yield line.first_word, _row(line, heard, "", line.text)


def _row(line: TranscriptLine, of: Transcript, text: str, heard: str) -> CorrectingRow:
    words = of.words[line.first_word : line.end_word]
    return CorrectingRow(line.start_s, text, heard, tuple(word.start_s for word in words))


def _text(heard: Transcript, first: int, end: int) -> str:
    return space_of(heard).join(word.text for word in heard.words[first:end])
