"""Finds what tells in a story what came of it: one sentence, or two.

Results are told in too many ways to list. So each sentence is weighed by where it stands, and by
what results mostly have: somebody else does something, a number, "since", "still". There may be no
result. So the sentences compete with each other and with there being none: a conditional logit
(McFadden, 1974, Conditional logit analysis of qualitative choice behavior), whose weights are
learned from labelled answers. Many results are told twice, as "They paid the lot. She has never
missed a month." Then the sentence beside the likeliest one is likely, too, and both are named.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence

from coach.delivery.language import Phrases
from coach.delivery.phrases import Sentence
from coach.delivery.spoken import Spoken

# Learned from stories by three authors: `tests/benchmarks/results.py` prints it.
LEARNED: Mapping[str, float] = {
    "sentence": -3.38,
    "afterwards": 2.51,
    "success": 2.16,
    "last_event": 2.12,
    "lasting": 1.92,
    "event_before": 1.67,
    "perfect": 1.51,
    "vague_result": 1.39,
    "others_did": 1.29,
    "change": 1.13,
    "number": 1.13,
    "phrase": 1.01,
    "when_first": 0.87,
    "present": 0.41,
    "does_success": -0.29,
    "beginning": -0.45,
    "stating": -0.58,
    "does_only": -1.01,
    "does_others_did": -1.02,
    "early": -1.65,
}

_KINDS = (
    "others_did",
    "lasting",
    "afterwards",
    "success",
    "vague_result",
    "beginning",
    "stating",
    "when_first",
    "perfect",
    "present",
    "change",
)
_HINTS = frozenset({"lasting", "afterwards", "vague_result"})
_OTHERS = frozenset({"others_did", "present"})
# Chance of all sentences together. Praise for a result that is none costs more than a mark.
_PROBABLY_THERE, _SURELY_THERE, _SURELY_NONE = 0.55, 0.8, 0.6
_LIKELY = 0.35  # chance of the sentence that is named
_LIKELY_BESIDE = 0.15  # of one beside it that is named, too
_EARLY = 0.27  # of the sentences: there a story has only begun
_SHORT, _TOO_LONG = 14, 50  # words
_OPENING = 4  # what is thought in the first words of a sentence is what the sentence is about


def result_lines(spoken: Spoken) -> range:
    """The sentence or two that tell what came of a story; empty where probably none does."""
    return named_lines(chances_of(features_of(spoken)))


def sure_result_line(spoken: Spoken) -> int | None:
    """The sentence that does so most likely; None where none surely does."""
    chances = chances_of(features_of(spoken))
    return _likely(chances) if sum(chances) >= _SURELY_THERE else None


def likely_result_line(spoken: Spoken) -> int | None:
    """The sentence that likely tells what came of a story, if anything came of it."""
    return _likely(chances_of(features_of(spoken)))


def named_lines(chances: Sequence[float]) -> range:
    """The likeliest sentence, and one beside it that is likely, too; empty where none is."""
    best = _likely(chances)
    if best is None or sum(chances) < _PROBABLY_THERE:
        return range(0)
    around = (n for n in (best - 1, best + 1) if 0 <= n < len(chances))
    beside = _best([n for n in around if chances[n] >= _LIKELY_BESIDE], chances)
    first, last = sorted((best, best if beside is None else beside))
    return range(first, last + 1)


def _likely(chances: Sequence[float]) -> int | None:
    best = _best(range(len(chances)), chances)
    return best if best is not None and chances[best] >= _LIKELY else None


def _best(lines: Collection[int], chances: Sequence[float]) -> int | None:
    return max(lines, key=chances.__getitem__, default=None)


def may_tell_result(spoken: Spoken) -> bool:
    """Whether a sentence may be a result: then nobody should be told that none was told."""
    features = features_of(spoken)
    return (
        any(map(_is_too_long, spoken.sentences))
        or any(map(_hints_at_result, features))
        or _may_end_in_result(spoken)
        or sum(chances_of(features)) > _SURELY_NONE
    )


def _hints_at_result(features: frozenset[str]) -> bool:
    """Whether a sentence has what a result may have, however unlikely it is one."""
    is_late = features and "early" not in features
    happens = bool(_OTHERS & features) and "stating" not in features
    is_end = "last_event" in features
    return bool(is_late and not _HINTS.isdisjoint(features)) or (is_end and happens)


def _may_end_in_result(spoken: Spoken) -> bool:
    """Whether the last thing that happens, or what is said after it, may be what came of it.

    Or whether something is said to be over, before something more is done.
    """
    words, sentences = spoken.language.advice, spoken.sentences
    last = max(_events(spoken), default=0)
    return any(each.hits(words.found("perhaps_result")) for each in sentences[last:]) or any(
        each.hits(words.found("settled")) for each in sentences[len(sentences) // 2 :]
    )


def lines_that_may_tell_result(spoken: Spoken) -> list[int]:
    """Which sentences after the beginning tell more than that the speaker did one thing more."""
    return [
        number
        for number, features in enumerate(features_of(spoken))
        if features and features.isdisjoint({"early", "does_only"})
    ]


def chances_of(
    features: Sequence[Collection[str]], weights: Mapping[str, float] = LEARNED
) -> list[float]:
    """For each sentence, how likely it is the result; what is missing to 1 is that none is."""
    worth = [math.exp(sum(weights[name] for name in each)) if each else 0.0 for each in features]
    return [each / (1 + sum(worth)) for each in worth]


def features_of(spoken: Spoken) -> list[frozenset[str]]:
    """What holds for each sentence, as named in LEARNED; nothing for one that is no result."""
    sentences, events = spoken.sentences, _events(spoken)
    return [
        frozenset((*_kinds(sentence, spoken), *_places(number, len(sentences), events)))
        if _may_be(sentence, spoken)
        else frozenset()
        for number, sentence in enumerate(sentences)
    ]


def _events(spoken: Spoken) -> list[int]:
    """The sentences in which things happen."""
    return [n for n, each in enumerate(spoken.sentences) if not _is_comment(each, spoken)]


def _may_be(sentence: Sentence, spoken: Spoken) -> bool:
    """Whether a sentence is short enough, and not about what did not come to pass."""
    language = spoken.language
    untrue = Phrases(found=language.structure.get("no_part", ()))
    is_so = not sentence.hits(language.advice.found("unrealised")) and not sentence.hits(untrue)
    return is_so and not _is_too_long(sentence)


def _is_too_long(sentence: Sentence) -> bool:
    """Whether a sentence tells so much that nobody can say what it tells."""
    return len(sentence.words) > _TOO_LONG


def _kinds(sentence: Sentence, spoken: Spoken) -> Iterator[str]:
    """What holds for a sentence wherever it stands."""
    language = spoken.language
    kinds = {kind for kind in _KINDS if sentence.hits(language.advice.found(kind))}
    yield from kinds
    if sentence.hits(language.advice.found("does_at_first")):
        more = next((kind for kind in ("success", "others_did") if kind in kinds), "only")
        yield f"does_{more}"
    if sentence.hits(Phrases(found=language.structure.get("result", ()))):
        yield "phrase"
    if sentence.hits(language.numbers):
        yield "number"


def _places(number: int, count: int, events: Sequence[int]) -> Iterator[str]:
    """What holds for a sentence by where it stands; `events` are those in which things happen."""
    yield "sentence"
    if number <= _EARLY * count:
        yield "early"
    if number in events[-1:]:
        yield "last_event"
    if number in events[-2:-1]:
        yield "event_before"


def _is_comment(sentence: Sentence, spoken: Spoken) -> bool:
    """Whether a sentence says what the speaker thinks or wants, or only ends the answer."""
    language = spoken.language
    kinds = ("comment", "weak_ending")
    if len(sentence.words) <= _SHORT and sentence.hits(language.advice.found("dying_away")):
        return True
    hits = [hit for kind in kinds for hit in sentence.hits(language.advice.found(kind))]
    return bool(sentence.hits(language.ambition)) or any(hit.first < _OPENING for hit in hits)
