"""Combines what two models wrote down of the same sound, stretch by stretch.

A larger model is not better everywhere: of a foreign accent base got 90 % of the words wrong, where
tiny.en got 20 %. Both say how sure they are of each word. So where the two differ, the words count
of which their model is surer; where they agree, there is nothing to decide.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from coach.audio.vad import SpeechSegment
from coach.transcription.cutting import best_cut
from coach.transcription.ports import Stage, Transcript, Word
from coach.transcription.words import (
    EngineSegment,
    build_transcript,
    count_before,
    plain_word,
    sureness,
)

# Comparing takes time by the square of the number of words.
_COMPARED_FROM_S, _COMPARED_TO_S = 40.0, 80.0


@dataclass(frozen=True)
class Rule:
    """When the words of the quick model stay.

    The figures were fitted on fourteen human clips, as they are and in noise, each time without the
    clip that was scored (`tests/benchmarks/stages.py`).
    """

    around: int = 3  # words on each side of a difference that say, too, how sure a model is
    bridged: int = 1  # so few words that both have between two differences make them one
    sure: float = math.log(0.6)  # words that the other model does not have at all need that much


RULE = Rule()


@dataclass(frozen=True)
class _Stretch:
    """Words that belong together: numbers of words of both transcripts; `same` in both or not."""

    same: bool
    quick: range
    better: range


def combined(
    quick: Transcript, better: Transcript, speech: Sequence[SpeechSegment], rule: Rule = RULE
) -> Transcript:
    """`better`, with the words of `quick` in stretches where these are surer.

    Both are of the same sound, whose `speech` is in order; neither has fillers put in. Of words
    that only one of them has, those count of which it is sure: a model that loops or invents is
    not, and what a model left out, the other one keeps.
    """
    kept: list[tuple[Transcript, int]] = []
    for stretch in _stretches(_compared(quick, better, speech), rule):
        if _is_better(stretch, quick.words, better.words, rule):
            kept += ((better, number) for number in stretch.better)
        else:
            kept += ((quick, number) for number in stretch.quick)
    end_s = max((each.end_s for each in (*quick.words, *better.words)), default=0.0)
    blank = better.model_copy(update={"segments": (), "words": ()}).at_stage(Stage.FULL)
    return build_transcript(blank, _segments(kept), end_s)


def _is_better(
    stretch: _Stretch, quick: Sequence[Word], better: Sequence[Word], rule: Rule
) -> bool:
    """Whether the words of `better` count in this stretch; it has none where they were left out."""
    if stretch.same:
        return True
    if not stretch.better:
        return sureness(_of(quick, stretch.quick)) < rule.sure
    if not stretch.quick:
        return sureness(_of(better, stretch.better)) >= rule.sure
    around = [
        sureness(_of(words, range(max(0, numbers.start - rule.around), numbers.stop + rule.around)))
        for words, numbers in ((better, stretch.better), (quick, stretch.quick))
    ]
    return around[0] >= around[1]


def _of(words: Sequence[Word], numbers: range) -> Sequence[Word]:
    return words[numbers.start : numbers.stop]


def _stretches(compared: Iterable[_Stretch], rule: Rule) -> Iterator[_Stretch]:
    """The stretches that were `compared`, all words of both in order. A short stretch in which they
    agree belongs to its neighbours if these differ.
    """
    waiting: list[_Stretch] = []  # a difference, and perhaps a short agreement after it
    for each in compared:
        if not each.same:
            waiting = [_joined([*waiting, each])]
        elif len(waiting) == 1 and len(each.better) <= rule.bridged:
            waiting.append(each)
        else:
            yield from (*waiting, each)
            waiting = []
    yield from waiting


def _joined(stretches: Sequence[_Stretch]) -> _Stretch:
    first, last = stretches[0], stretches[-1]
    return _Stretch(
        False,
        range(first.quick.start, last.quick.stop),
        range(first.better.start, last.better.stop),
    )


def _compared(
    quick: Transcript, better: Transcript, speech: Sequence[SpeechSegment]
) -> Iterator[_Stretch]:
    """Where both have the same words, and where not; compared part by part."""
    both = quick, better
    plain = [[plain_word(word.text) for word in each.words] for each in both]
    first = [0, 0]
    for end_s in _ends_s(both, speech):
        end = [count_before(each, end_s) for each in both]
        one, other = (plain[n][first[n] : end[n]] for n in (0, 1))
        for tag, i, j, k, m in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
            quick_words = range(first[0] + i, first[0] + j)
            yield _Stretch(tag == "equal", quick_words, range(first[1] + k, first[1] + m))
        first = end


def _ends_s(both: Sequence[Transcript], speech: Sequence[SpeechSegment]) -> Iterator[float]:
    """Where the parts end in which words are compared: in pauses, and the last nowhere."""
    last_s = max((each.words[-1].end_s for each in both if each.words), default=0.0)
    at_s = 0.0
    while last_s - at_s > _COMPARED_TO_S:
        at_s = best_cut(speech, at_s + _COMPARED_FROM_S, at_s + _COMPARED_TO_S)
        yield at_s
    yield math.inf


def _segments(kept: Sequence[tuple[Transcript, int]]) -> Iterator[EngineSegment]:
    """The words `kept` (transcript and number), in segments that end where theirs did."""
    spaces = {id(each): _spaces(each) for each, _ in kept}
    texts: list[str] = []
    words: list[tuple[str, float, float, float]] = []
    for transcript, number in kept:
        word = transcript.words[number]
        gaps, ends = spaces[id(transcript)]
        texts.append(gaps[number] + word.text if words else word.text)
        words.append((f" {word.text}", word.start_s, word.end_s, word.probability))
        if number in ends:
            yield EngineSegment("".join(texts), words)
            texts, words = [], []
    if words:
        yield EngineSegment("".join(texts), words)


def _spaces(transcript: Transcript) -> tuple[list[str], set[int]]:
    """What is between each word and the one before it, in the way of the language; and the numbers
    of the words with which segments end.
    """
    gaps: list[str | None] = [None] * len(transcript.words)
    for segment in transcript.segments:
        position = 0
        for number in range(segment.first_word, segment.end_word):
            word = transcript.words[number]
            start = segment.text.find(word.text, position)
            if start >= 0:
                if number > segment.first_word:
                    gaps[number] = segment.text[position:start]
                position = start + len(word.text)
    found = [gap for gap in gaps if gap is not None]
    usual = " " if not found or any(found) else ""
    return [usual if gap is None else gap for gap in gaps], {
        segment.end_word - 1 for segment in transcript.segments
    }
