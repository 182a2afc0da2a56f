"""Decides which transcript of a take counts. No other module decides that.

1. The transcript whose model the person named (`coach transcribe --model NAME`, in `Take.chosen`),
   or one by a model of unknown size, which somebody must have named. Of several, the newest.
2. Otherwise the transcript by the largest model. Of one size, a transcript of the whole recording
   comes before one that was written live. Of several, the newest.
3. A verbatim transcript counts instead of the transcript whose words it has.
4. A transcript does not count if it lacks many words that one of lower rank has, unless the person
   named its model. A transcript without any words never counts before one with words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coach.transcription.fillers import places_in, with_fillers_of
from coach.transcription.models import size_of
from coach.transcription.ports import Stage, Transcript, Word

_MOST_MISSING = 0.25  # of the words of another transcript
_TOLD_IN_A_ROW = 5  # so many words in a row that are missing are shown to the person
_NEAR_S = 0.6  # the times of one word in two transcripts differ at most so much

_Rank = tuple[bool, int, bool, int]


@dataclass(frozen=True)
class Written:
    """A transcript, and its file's `name` in the session's folder."""

    name: str
    heard: Transcript


@dataclass(frozen=True)
class Counting:
    """The transcript that counts.

    `words_from` is the transcript that the words come from: this one, or the one into which fillers
    were inserted. `better` has a higher rank, but lacks words. `fuller` has a lower rank, but has
    words that this one lacks; the first of them are `missing`.
    """

    written: Written
    words_from: Written
    better: Written | None = None
    fuller: Written | None = None
    missing: tuple[Word, ...] = ()


@dataclass(frozen=True)
class _Version:
    """A transcript, and its verbatim version if there is one. Ranked by when it was written."""

    words_from: Written
    verbatim: Written | None
    chosen: bool
    rank: _Rank

    @property
    def words(self) -> tuple[Word, ...]:
        return self.words_from.heard.words


def counting(names: Sequence[str], chosen: str | None, read: Sequence[Written]) -> Counting | None:
    """The transcript that counts among those that can be `read`; None if there are none.

    `names` are all transcripts of the take, oldest first. `chosen` is the one whose model the
    person named.
    """
    versions = sorted(_versions(names, chosen, read), key=lambda each: each.rank, reverse=True)
    better: Written | None = None
    for number, version in enumerate(versions):
        lower = versions[number + 1 :]
        if (version.chosen and version.words) or not any(_lacks(version, each) for each in lower):
            counts = version.verbatim or version.words_from
            fuller = next((each for each in lower if _missing_in_a_row(version, each)), None)
            missing = _missing_in_a_row(version, fuller) if fuller else ()
            more = fuller.words_from if fuller else None
            return Counting(counts, version.words_from, better, more, missing)
        better = better or version.words_from
    return None


def plain_of(verbatim: Transcript, read: Sequence[Written]) -> Written | None:
    """The newest transcript that `verbatim` has all words of, and fillers besides."""
    by = (verbatim.engine, verbatim.model)
    for each in reversed(read):
        plain = each.heard
        is_plain = plain.stage is not Stage.VERBATIM and bool(plain.words)
        if is_plain and (plain.engine, plain.model) == by and places_in(verbatim, plain):
            return each
    return None


def fillers_of(heard: Transcript, read: Sequence[Written]) -> frozenset[int]:
    """Which words of a verbatim transcript are fillers that were put in, where that is known."""
    plain = plain_of(heard, read) if heard.stage is Stage.VERBATIM else None
    if plain is None:
        return frozenset()
    return frozenset(range(len(heard.words))) - frozenset(places_in(heard, plain.heard))


def with_known_fillers(counts: Counting, read: Sequence[Written]) -> Transcript | None:
    """What `counts` with the fillers of the newest verbatim transcript of other words.

    None where there is none, or where it is verbatim itself, or has no words.
    """
    heard = counts.written.heard
    if heard.stage is Stage.VERBATIM or not heard.words:
        return None
    for other in reversed(read):
        if other.heard.stage is Stage.VERBATIM and plain_of(other.heard, read):
            return with_fillers_of(heard, other.heard, fillers_of(other.heard, read))
    return None


def _versions(
    names: Sequence[str], chosen: str | None, read: Sequence[Written]
) -> Iterator[_Version]:
    verbatim_of: dict[str, Written] = {}
    for each in read:
        if each.heard.stage is Stage.VERBATIM:
            words_from = plain_of(each.heard, read) or each  # itself where that one is gone
            verbatim_of[words_from.name] = each
    for each in read:
        verbatim = verbatim_of.get(each.name)
        if verbatim or each.heard.stage is not Stage.VERBATIM:
            rank = _rank(each, names.index(each.name), chosen)
            yield _Version(each, verbatim, each.name == chosen, rank)


def _rank(written: Written, number: int, chosen: str | None) -> _Rank:
    heard = written.heard
    size = size_of(heard.model)
    # Older versions let the newest count and did not say the stage; whatever came after the first
    # had been asked for.
    asked_for = written.name == chosen or (heard.stage is None and number > 0)
    if size is None or asked_for:
        return True, 0, False, number
    return False, size, heard.stage is Stage.FULL, number


def _lacks(version: _Version, other: _Version) -> bool:
    """Whether it has no words where `other` has many."""
    missing = _missing(version.words, other.words)
    return len(missing) > _MOST_MISSING * len(other.words)


def _missing_in_a_row(version: _Version, other: _Version) -> tuple[Word, ...]:
    """The first words of `other`, several in a row, where it has none; () where there are none."""
    run: list[int] = []
    for number in (*_missing(version.words, other.words), -1):
        if run and number != run[-1] + 1:
            if len(run) >= _TOLD_IN_A_ROW:
                break
            run = []
        run.append(number)
    return other.words[run[0] : run[-1] + 1] if len(run) >= _TOLD_IN_A_ROW else ()


def _missing(words: Sequence[Word], others: Sequence[Word]) -> list[int]:
    """Which of the `others` have none of `words` near them; both are in order."""
    ends = [word.end_s for word in words]
    missing = []
    for number, other in enumerate(others):
        near = bisect_right(ends, other.start_s - _NEAR_S)
        if near == len(words) or words[near].start_s >= other.end_s + _NEAR_S:
            missing.append(number)
    return missing
