"""The person's corrections of transcripts: `take-N.edits.json`, beside the take.

The file of a transcript is never changed. An edit names some of its words and the text that
replaces them; `corrected` applies all edits. A word that replaces one word has the time of that. If
the numbers of words differ, the new words share the time of the old ones by their numbers of
letters.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Self

from pydantic import Field

from coach.records import Moment, Number, RewrittenRecord
from coach.transcription.ports import Transcript, Word
from coach.transcription.words import edited, without_controls

SCHEMA_VERSION = 2  # 1 did not have `current` and `left_over`


class Edit(RewrittenRecord):
    """`text` replaces words [first_word, end_word) of the file `transcript`; "" deletes them."""

    transcript: str
    first_word: Number = Field(ge=0)
    end_word: Number = Field(ge=0)
    text: str
    edited_at: Moment


class Edits(RewrittenRecord):
    """All corrections of a take, even of transcripts that do not count any more.

    `current` is the transcript to which all fitting corrections were carried. `left_over` are those
    that do not fit it. `taken_back` are those that the person removed last, and can put back.
    """

    schema_version: int = SCHEMA_VERSION
    edits: tuple[Edit, ...] = ()
    taken_back: tuple[Edit, ...] = ()
    current: str = ""
    left_over: tuple[Edit, ...] = ()

    def source_for(self, transcript: str) -> str:
        """The transcript whose corrections apply to `transcript`, which counts.

        Files of older versions do not say: there, a transcript had corrections of its own.
        """
        if self.current:
            return self.current
        if not self.edits or self.of(transcript) or self.can_go_forth(transcript):
            return transcript
        return max(self.edits, key=lambda edit: edit.edited_at).transcript

    def of(self, transcript: str) -> tuple[Edit, ...]:
        """The edits of one transcript, in the order of its words."""
        found = (edit for edit in self.edits if edit.transcript == transcript)
        return tuple(sorted(found, key=lambda edit: edit.first_word))

    def having(self, transcript: str, edits: Iterable[Edit]) -> Self:
        """These corrections, with `edits` in place of all edits of that transcript."""
        others = (edit for edit in self.edits if edit.transcript != transcript)
        return self.model_copy(update={"edits": (*others, *edits)})

    def back(self, transcript: str) -> Self:
        """These corrections without the edits of that transcript.

        Only those can be put back then.
        """
        return self.having(transcript, ()).model_copy(update={"taken_back": self.of(transcript)})

    def forth(self, transcript: str) -> Self:
        """These corrections, with the removed edits of that transcript in place of its current
        ones.
        """
        taken = tuple(edit for edit in self.taken_back if edit.transcript == transcript)
        now = self.of(transcript)
        return self.having(transcript, taken).model_copy(update={"taken_back": now})

    def without(self, left_over: Edit) -> Self:
        """These corrections without the misfit `left_over`."""
        others = (edit for edit in self.left_over if edit != left_over)
        return self.model_copy(update={"left_over": tuple(others)})

    def can_go_forth(self, transcript: str) -> bool:
        """Whether edits of that transcript were removed that can be put back."""
        return any(edit.transcript == transcript for edit in self.taken_back)


@dataclass(frozen=True)
class TextPiece:
    """A piece of the corrected text, and the words [first_word, end_word) as heard that it
    replaces.
    """

    first_word: int
    end_word: int
    words: tuple[Word, ...]
    edit: Edit | None = None


def pieces(heard: Transcript, edits: Sequence[Edit]) -> list[TextPiece]:
    """The whole corrected text in pieces: one for each unchanged word, one for each edit.

    An edit that reaches beyond the last word, or overlaps with the edit before it, is ignored.
    """
    found: list[TextPiece] = []
    place = 0
    for edit in sorted(edits, key=lambda each: each.first_word):
        piece = piece_of(heard, edit) if place <= edit.first_word else None
        if piece:
            found += [*_unchanged(heard, place, edit.first_word), piece]
            place = edit.end_word
    return [*found, *_unchanged(heard, place, len(heard.words))]


def piece_of(heard: Transcript, edit: Edit) -> TextPiece | None:
    """The piece that `edit` makes; None if the edit reaches beyond the last word."""
    if not edit.first_word < edit.end_word <= len(heard.words):
        return None
    old = heard.words[edit.first_word : edit.end_word]
    words = tuple(_in_their_place(old, edit.text.split()))
    return TextPiece(edit.first_word, edit.end_word, words, edit)


def corrected(heard: Transcript, edits: Sequence[Edit]) -> Transcript:
    """The transcript with all `edits` applied."""
    changes: dict[tuple[int, int], Sequence[Word]] = {}
    for piece in pieces(heard, edits):
        if piece.edit:
            spans = list(_within_segments(heard, piece.first_word, piece.end_word))
            changes |= dict.fromkeys(spans, ())
            changes |= dict.fromkeys(spans[:1], piece.words)
    return edited(heard, changes) if changes else heard


def with_correction(heard: Transcript, edits: Sequence[Edit], wanted: Edit) -> list[Edit]:
    """`edits`, after the change `wanted`, which names words of the corrected transcript.

    Each stretch that differs from what was heard becomes one edit. If `wanted` names no words (its
    end is its first), its text is inserted there.
    """
    span = wanted.first_word, wanted.end_word
    around = _around if wanted.first_word < wanted.end_word else _around_place
    before, touched, after = around(pieces(heard, edits), *span)
    first, end = touched[0].first_word, touched[-1].end_word
    text = [word.text for piece in touched for word in piece.words]
    start = sum(len(piece.words) for piece in before)
    text[span[0] - start : span[1] - start] = without_controls(wanted.text).split()
    old = [word.text for word in heard.words[first:end]]
    changed = [
        wanted.model_copy(
            update={"first_word": first + i, "end_word": first + j, "text": " ".join(text[k:m])}
        )
        for i, j, k, m in _differences(old, text)
    ]
    kept = [piece.edit for piece in (*before, *after) if piece.edit]
    return sorted([*kept, *changed], key=lambda edit: edit.first_word)


def _unchanged(heard: Transcript, first: int, end: int) -> list[TextPiece]:
    return [TextPiece(n, n + 1, (heard.words[n],)) for n in range(first, end)]


def _around(
    all_pieces: Sequence[TextPiece], first: int, end: int
) -> tuple[list[TextPiece], list[TextPiece], list[TextPiece]]:
    """The pieces before the words [first, end) as they read now, those with them, those after."""
    before: list[TextPiece] = []
    touched: list[TextPiece] = []
    after: list[TextPiece] = []
    place = 0
    for piece in all_pieces:
        if place + len(piece.words) <= first and not touched:
            before.append(piece)
        elif place < end:
            touched.append(piece)
        else:
            after.append(piece)
        place += len(piece.words)
    return before, touched, after


def _around_place(
    all_pieces: Sequence[TextPiece], place: int, _: int
) -> tuple[list[TextPiece], list[TextPiece], list[TextPiece]]:
    """The pieces before the word `place`, those that went there (else one beside), those after."""
    ends = itertools.accumulate(len(piece.words) for piece in all_pieces)
    starts = (end - len(piece.words) for end, piece in zip(ends, all_pieces, strict=True))
    there = [number for number, start in enumerate(starts) if start == place]
    gone = [n for n in there if not all_pieces[n].words]
    first, end = (gone[0], gone[-1] + 1) if gone else (0, 0)
    if not gone:
        first = max(0, (there[0] if there else len(all_pieces)) - 1)
        end = first + 1
    return list(all_pieces[:first]), list(all_pieces[first:end]), list(all_pieces[end:])


def _differences(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """The stretches old[i:j] that read new[k:m] now; where words were added, with a neighbour."""
    found: list[tuple[int, int, int, int]] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if i == j:
            i, j, k, m = (i - 1, j, k - 1, m) if i else (i, j + 1, k, m + 1)  # noqa: PLW2901
        if found and i < found[-1][1]:
            i, _, k, _ = found.pop()  # noqa: PLW2901
        found.append((i, j, k, m))
    return found


def _in_their_place(old: Sequence[Word], texts: Sequence[str]) -> Iterator[Word]:
    """`texts` as words with the times of `old`, and probability 1: the person says so."""
    if len(old) == len(texts):
        times = [(word.start_s, word.end_s) for word in old]
    else:
        times = list(_shared(old[0].start_s, old[-1].end_s, texts))
    for text, (start_s, end_s) in zip(texts, times, strict=True):
        yield Word(text=text, start_s=start_s, end_s=end_s, probability=1.0)


def _shared(start_s: float, end_s: float, texts: Sequence[str]) -> Iterator[tuple[float, float]]:
    """The time from `start_s` to `end_s`, divided among `texts` by their numbers of letters."""
    letters = list(itertools.accumulate((len(text) for text in texts), initial=0))
    for first, last in itertools.pairwise(letters):
        yield (
            round(start_s + (end_s - start_s) * first / letters[-1], 3),
            round(start_s + (end_s - start_s) * last / letters[-1], 3),
        )


def _within_segments(heard: Transcript, first: int, end: int) -> Iterator[tuple[int, int]]:
    """The words [first, end), cut where a segment ends."""
    for segment in heard.segments:
        start, stop = max(first, segment.first_word), min(end, segment.end_word)
        if start < stop:
            yield start, stop
