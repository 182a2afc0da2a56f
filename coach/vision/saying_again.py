"""Tells whether a passage says a line of the vision again, as far as words can tell.

It does if it has most of what the line's words weigh, and if most words that are neighbours in the
line are neighbours in the passage, in the same order: the same words strewn about mean something
else. Nobody else may be speaking of themselves in between, and nothing may turn the sentence
around, such as a "not" that the line lacks. What a language does that with is in
`saying_again_<language>.toml`.
"""

from __future__ import annotations

import functools
import itertools
import tomllib
from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from coach.delivery.language import Phrases
from coach.delivery.phrases import Sentence
from coach.language_tags import primary_language
from coach.records import Record
from coach.sentences import ends_sentence
from coach.vision.word_weights import head, rare, stems, stems_in_order, weight_of

_LEAST_SHARE = 0.75  # of what the line's words weigh
_LEAST_NEIGHBOURS = 0.7  # of what pairs of neighbours in the line weigh
_LEAST_PAIRS = 3  # where all words are shared, and one pair is parted: the halves changed places
_LEAST_SHARED = 4  # words that matter, or
_LEAST_RARE = 3  # rare ones
_LEAST_WEIGHT = 1.75  # of them: a rare word and three everyday words
_WORDS_BETWEEN = 3  # that a passage may have between neighbours, more than the line, and of these
_MATTER_BETWEEN = 1  # that are not in every sentence
_WORDS_AFTER = 5  # that may still turn the sentence around: "… is not what I want"


class AgainRules(Record):
    """What tells, in one language, that a sentence says something else; see the files."""

    frames: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    past_ending: str = ""
    kinds: dict[str, Phrases] = Field(default_factory=dict)


@dataclass(frozen=True)
class _Pair:
    """Two neighbours in the line, and the same two words in the passage, if it has them together.

    `turned` says that the passage has the second one first.
    """

    weight: float
    in_line: tuple[int, int]
    in_passage: tuple[int, int] | None
    turned: bool


def says_again(
    line: str, passage: str, language: str, said_often: frozenset[str] = frozenset()
) -> bool:
    """Whether `passage`, of one or two sentences, says what `line` says.

    `said_often` are stems that this person says in many answers: they weigh less.
    """
    rules = rules_of(language)
    words = stems(line, language) - _stems_of(rules.frames, language)
    shared = words & stems(passage, language)
    weights = {stem: weight_of(stem, language, said_often) for stem in words}
    if not _are_enough(shared, language):
        return False
    if sum(weights[stem] for stem in shared) < _LEAST_SHARE * sum(weights.values()):
        return False
    pairs = _neighbours(line, passage, language, weights)
    return _stay_together(pairs, may_change_places=shared == words) and _means_the_same(
        line, passage, pairs, rules
    )


def _are_enough(shared: Set[str], language: str) -> bool:
    """Whether two texts that have these stems in common may mean the same, whoever says them."""
    weight = sum(weight_of(stem, language) for stem in shared)
    are_many = len(shared) >= _LEAST_SHARED or len(rare(shared, language)) >= _LEAST_RARE
    return are_many and weight >= _LEAST_WEIGHT


def _neighbours(line: str, passage: str, language: str, weights: dict[str, float]) -> list[_Pair]:
    """The neighbours in the line, of the words that have `weights`."""
    row, beside = stems_in_order(line, language), stems_in_order(passage, language)
    matter = stems(passage, language)
    places = [place for place, stem in enumerate(row) if stem in weights]
    return [
        _Pair(
            weights[row[one]] + weights[row[other]],
            (one, other),
            _together(row[one], row[other], other - one + _WORDS_BETWEEN, beside, matter),
            _comes_before(row[other], row[one], beside),
        )
        for one, other in itertools.pairwise(places)
    ]


def _together(
    one: str, other: str, within: int, words: tuple[str, ...], matter: Set[str]
) -> tuple[int, int] | None:
    """Where `other` comes at most `within` words after `one`, few of which `matter`."""
    for place, word in enumerate(words):
        after = words[place + 1 : place + 1 + within]
        if word == one and other in after:
            between = after[: after.index(other)]
            if sum(each in matter for each in between) <= _MATTER_BETWEEN:
                return place, place + 1 + len(between)
    return None


def _stay_together(pairs: list[_Pair], *, may_change_places: bool) -> bool:
    """Whether most pairs are together, or all but the one where the halves changed places."""
    parted = [pair for pair in pairs if not pair.in_passage]
    if may_change_places and len(pairs) >= _LEAST_PAIRS and len(parted) == 1 and parted[0].turned:
        return True
    together = sum(pair.weight for pair in pairs if pair.in_passage)
    return together > 0 and together >= _LEAST_NEIGHBOURS * sum(pair.weight for pair in pairs)


def _comes_before(one: str, other: str, words: tuple[str, ...]) -> bool:
    return one in words and other in words and words.index(one) < words.index(other)


def _means_the_same(line: str, passage: str, pairs: list[_Pair], rules: AgainRules) -> bool:
    """Whether it is the speaker's own, said of the same time, and not turned around."""
    span = _Span.of(passage.split(), pairs)
    return (
        not span.is_question
        and _is_own(line, passage, span, rules)
        and not _in_another_tense(line, passage, pairs, rules)
        and all(
            bool(Sentence(line.split()).hits(kind)) == bool(Sentence(span.words).hits(kind))
            for kind in rules.kinds.values()
        )
    )


@dataclass(frozen=True)
class _Span:
    """The part of a passage that has the line's words: from where its sentence begins."""

    words: list[str]
    before: list[str]  # of the first of the line's words, in its sentence
    is_question: bool

    @classmethod
    def of(cls, words: list[str], pairs: list[_Pair]) -> _Span:
        places = [place for pair in pairs for place in pair.in_passage or ()]
        first, last = min(places), max(places)
        followed = enumerate(zip(words, [*words[1:], ""], strict=True))
        ends = [n for n, (word, following) in followed if ends_sentence(word, following)]
        begin = max((n + 1 for n in ends if n < first), default=0)
        end = next((n for n in ends if n >= last), len(words) - 1)
        return cls(
            words[begin : min(last + _WORDS_AFTER, end) + 1],
            words[begin:first],
            words[end].endswith("?"),
        )


def _is_own(line: str, passage: str, span: _Span, rules: AgainRules) -> bool:
    """Whether nobody else does it, and the speaker is there if the line speaks of them."""
    in_line, in_passage = set(_heads(line)), set(_heads(passage))
    if rules.own & in_line and not rules.own & in_passage:
        return False
    about = rules.own | (rules.others - in_line)
    who = [word for word in _heads(" ".join(span.before)) if word in about]
    return not who or who[-1] in rules.own


def _in_another_tense(line: str, passage: str, pairs: list[_Pair], rules: AgainRules) -> bool:
    """Whether the speaker did what the line has them do, or the other way round."""
    if not rules.past_ending:
        return False
    row, beside = list(_heads(line)), list(_heads(passage))
    places = {
        place
        for pair in pairs
        if pair.in_passage
        for place in zip(pair.in_line, pair.in_passage, strict=True)
    }
    return any(
        row[one].endswith(rules.past_ending) != beside[other].endswith(rules.past_ending)
        and bool({*row[max(0, one - 2) : one], *beside[max(0, other - 2) : other]} & rules.own)
        for one, other in places
    )


def _heads(text: str) -> Iterator[str]:
    return (head(word) for word in text.split())


@functools.cache
def _stems_of(words: frozenset[str], language: str) -> frozenset[str]:
    return frozenset(stem for word in words for stem in stems_in_order(word, language))


@functools.cache
def rules_of(language: str) -> AgainRules:
    """The rules for a language; for one that has no file, nothing tells."""
    path = Path(__file__).with_name(f"saying_again_{primary_language(language)}.toml")
    return AgainRules.model_validate(
        tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
    )
