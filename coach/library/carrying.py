"""Carries corrections from one transcript of a take over to another.

A correction fits if the other transcript has the same wrong words at the same time, or already has
the right words, of which at most the spelling is changed then. All other corrections are misfits.
The person sees them, and decides whether to put each in or leave it out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from coach.library.edits import SCHEMA_VERSION, Edit, Edits, TextPiece, corrected, piece_of
from coach.transcription.lines import space_of
from coach.transcription.ports import Transcript, Word
from coach.transcription.words import count_before, letters_of, plain_word

_AROUND_S = 5.0  # the words so long before and after are compared, too
_APART_S = 2.0  # the times of one word by two models differ at most so much
_BESIDE_S = 0.3

Words = Sequence[Word]


@dataclass(frozen=True)
class HeardTranscript:
    """A transcript without corrections. `fillers` are the numbers of words inserted later."""

    transcript: Transcript
    fillers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Misfit:
    """A correction that fits no more: of the words `heard` ("" where they cannot be read any more).

    The words [first_word, end_word) of the text as it reads now, `reads`, were said at that time.
    """

    edit: Edit
    heard: str = ""
    start_s: float = 0.0
    reads: str = ""
    first_word: int = 0
    end_word: int = 0

    @property
    def key(self) -> str:
        """An identifier, unique among the misfits of a take."""
        return f"{self.edit.first_word} {self.edit.transcript}"


@dataclass(frozen=True)
class Carried:
    """The corrections of a take, carried to the transcript that counts."""

    edits: Edits
    misfits: tuple[Misfit, ...] = ()


def carried_to(name: str, edits: Edits, by_name: Mapping[str, HeardTranscript]) -> Carried:
    """All `edits` for the transcript `name`; `by_name` has those of the take that can be read."""
    new = by_name[name]
    fitting, waiting = _at_first(name, edits, by_name)
    misfitting: list[Edit] = []
    for edit in waiting:
        placed = _placed(edit, name, by_name)
        if placed is None or any(_overlap(placed, other) for other in fitting):
            misfitting.append(edit)
        elif placed.text != _text(new, placed.first_word, placed.end_word):
            fitting.append(placed)
    misfits = tuple(_misfits(misfitting, corrected(new.transcript, fitting), by_name))
    update = {
        "schema_version": SCHEMA_VERSION,
        "current": name,
        "left_over": tuple(misfit.edit for misfit in misfits),
        "taken_back": tuple(_placed(edit, name, by_name) or edit for edit in edits.taken_back),
    }
    return Carried(edits.having(name, fitting).model_copy(update=update), misfits)


def _at_first(
    name: str, edits: Edits, by_name: Mapping[str, HeardTranscript]
) -> tuple[list[Edit], list[Edit]]:
    """The corrections that were made in the transcript `name`, and those to be carried to it.

    Where the transcript in which they were made last is damaged, the earlier ones do.
    """
    source, own = edits.source_for(name), list(edits.of(name))
    if source == name:
        return own, list(edits.left_over)
    fitting = [] if source in by_name else own
    texts = {edit.text for edit in fitting}
    waiting = [edit for edit in edits.of(source) if edit.text not in texts]
    return fitting, [*waiting, *edits.left_over]


def _placed(edit: Edit, name: str, by_name: Mapping[str, HeardTranscript]) -> Edit | None:
    """`edit` for the transcript `name`, or None where it does not fit.

    It has the words that are there already where nothing is left to do.
    """
    old, new = by_name.get(edit.transcript), by_name[name]
    if edit.transcript == name or old is None:
        return edit if edit.transcript == name else None
    piece = piece_of(old.transcript, edit)
    if piece is None:
        return None
    found = _where_it_reads_so(piece, old, new) or _where_it_was_heard(piece, old, new)
    if found is None:
        return None
    first, end, text = found
    changes = {"transcript": name, "first_word": first, "end_word": end, "text": text}
    return edit.model_copy(update=changes)


_Found = tuple[int, int, str]


def _where_it_reads_so(
    piece: TextPiece, old: HeardTranscript, new: HeardTranscript
) -> _Found | None:
    """Where `new` has heard what the correction asks for; the person's spelling of it stays."""
    asked = _Aligned(piece, old, new, piece.words)
    found = asked.place() if asked.different < _Aligned(piece, old, new).different else None
    if found is None:
        return None
    there, text = _text(new, *found), " ".join(word.text for word in piece.words)
    is_same = letters_of(there) == letters_of(text) or asked.fillers_in(*found)
    return (*found, there if is_same else text)


def _where_it_was_heard(
    piece: TextPiece, old: HeardTranscript, new: HeardTranscript
) -> _Found | None:
    """Where `new` has the words that were corrected; fillers between them stand before the text."""
    aligned = _Aligned(piece, old, new)
    found = aligned.place()
    if found is None:
        return None
    fillers = [new.transcript.words[n].text for n in aligned.fillers_in(*found)]
    return (*found, " ".join([*fillers, *(word.text for word in piece.words)]))


class _Aligned:
    """The words that were corrected, and what is around them, beside another transcript."""

    def __init__(
        self,
        piece: TextPiece,
        old: HeardTranscript,
        new: HeardTranscript,
        instead: Words | None = None,
    ) -> None:
        """`instead` of the words that were corrected, others in their place."""
        words, first, end = old.transcript.words, piece.first_word, piece.end_word
        times_s = words[first].start_s - _AROUND_S, words[end - 1].end_s + _AROUND_S
        begin, stop = _within(words, *times_s)
        self._from, self._to = _within(new.transcript.words, *times_s)
        middle = words[first:end] if instead is None else instead
        one = [*words[begin:first], *middle, *words[end:stop]]
        other = new.transcript.words[self._from : self._to]
        self._new, self._first, self._length = new, first - begin, len(middle)
        self._same = _same(one, other)
        self.different = len(one) + len(other) - 2 * len(self._same)
        # A filler that was put in there need not be here.
        fillers = old.fillers if instead is None else ()
        self._optional = {number - begin for number in fillers if first <= number < end}

    def place(self) -> tuple[int, int] | None:
        """Where the new transcript has all these words, with nothing but fillers between them."""
        if not self._length:
            return self._place_of_none()
        numbers = range(self._first, self._first + self._length)
        wanted = [n for n in numbers if n in self._same or n not in self._optional]
        if not wanted or any(n not in self._same for n in wanted):
            return None
        found = [self._same[n] + self._from for n in wanted]
        between = set(range(found[0], found[-1] + 1)) - set(found)
        return (found[0], found[-1] + 1) if between <= self._new.fillers else None

    def between(self) -> tuple[int, int] | None:
        """Where the new transcript has other words between those that are around these."""
        left, right = self._same.get(self._first - 1), self._same.get(self._first + self._length)
        if left is None or right is None:
            return None
        return left + 1 + self._from, right + self._from

    def fillers_in(self, first: int, end: int) -> list[int]:
        """Which words there are fillers that these words do not have."""
        known = {place + self._from for place in self._same.values()}
        return [n for n in range(first, end) if n in self._new.fillers and n not in known]

    def _place_of_none(self) -> tuple[int, int] | None:
        """Where what is before and what is after follow each other."""
        left = self._same.get(self._first - 1, None if self._first else -1)
        right = self._same.get(self._first)
        if right is None and left == self._to - self._from - 1:
            right = left + 1
        if left is None or right is None:
            return None
        between = set(range(left + 1 + self._from, right + self._from))
        return (right + self._from,) * 2 if between <= self._new.fillers else None


def _misfits(
    edits: Sequence[Edit], now: Transcript, by_name: Mapping[str, HeardTranscript]
) -> Iterator[Misfit]:
    """The misfits among `edits`: those whose text was not put in, so that it is not read `now`."""
    for edit in edits:
        old = by_name.get(edit.transcript)
        piece = piece_of(old.transcript, edit) if old else None
        if not old or not piece:
            yield Misfit(edit)
            continue
        words = old.transcript.words[piece.first_word : piece.end_word]
        start_s, end_s = words[0].start_s, words[-1].end_s
        between = _Aligned(piece, old, HeardTranscript(now)).between()
        first, end = between or (count_before(now, start_s), count_before(now, end_s))
        beside = _within(now.words, start_s - _BESIDE_S, end_s + _BESIDE_S)
        if not _has(now.words[slice(*beside)], edit.text):
            reads = space_of(now).join(word.text for word in now.words[first:end])
            heard = space_of(old.transcript).join(word.text for word in words)
            yield Misfit(edit, heard, start_s, reads, first, end)


def _has(words: Words, text: str) -> bool:
    """Whether all words of `text` are among `words`, one after the other; there are some."""
    keys, wanted = [plain_word(word.text) for word in words], [plain_word(t) for t in text.split()]
    starts = range(len(keys) - len(wanted) + 1)
    return bool(wanted) and any(keys[n : n + len(wanted)] == wanted for n in starts)


def _same(one: Words, other: Words) -> dict[int, int]:
    """Which word of `one` is which of `other`: they read the same, and were said at one time."""
    keys, others = ([plain_word(word.text) for word in words] for words in (one, other))
    blocks = SequenceMatcher(None, keys, others, autojunk=False).get_matching_blocks()
    pairs = ((i + n, j + n) for i, j, size in blocks for n in range(size))
    return {i: j for i, j in pairs if _at_one_time(one[i], other[j])}


def _at_one_time(one: Word, other: Word) -> bool:
    return one.start_s - _APART_S < other.end_s and other.start_s < one.end_s + _APART_S


def _within(words: Words, start_s: float, end_s: float) -> tuple[int, int]:
    """The words [first, end) that were spoken between these times, if only in part."""
    first = bisect_right(words, start_s, key=lambda word: word.end_s)
    return first, max(first, bisect_left(words, end_s, key=lambda word: word.start_s))


def _text(heard: HeardTranscript, first: int, end: int) -> str:
    return " ".join(word.text for word in heard.transcript.words[first:end])


def _overlap(one: Edit, other: Edit) -> bool:
    return one.first_word < other.end_word and other.first_word < one.end_word
