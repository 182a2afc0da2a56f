"""An answer as the rules of advice see it: what was said, in reply to what, and its figures."""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from coach.delivery.advice.results import (
    likely_result_line,
    lines_that_may_tell_result,
    may_tell_result,
    sure_result_line,
)
from coach.delivery.findings import Delivery, Moment
from coach.delivery.language import AdviceWords, Phrases
from coach.delivery.phrases import Sentence
from coach.delivery.spoken import Spoken
from coach.stemming import stem
from coach.transcription.words import plain_word

_PARTS = re.compile(r"[-\u2013]")
_CONTRACTED = re.compile(r"['\u2019]\w+")
_SURE = 0.6  # mean probability of the words, where a rule is about what was not said
_SLOWEST_WORDS_PER_S = 0.7  # fewer: words are missing
_LEAST_WORDS = 25  # fewer are no answer that could have, or lack, something

Finding = TypeVar("Finding")


@dataclass(frozen=True)
class Found:
    """Something that holds for an answer: where it shows, how sure it is, and what to put in."""

    confidence: float
    moment: Moment | None = None
    put_in: dict[str, str] = field(default_factory=dict)
    text: str = ""  # the name of another wording than the finding's own


@dataclass(frozen=True)
class Answer:
    """An answer, its figures, and the theme of the question."""

    spoken: Spoken
    delivery: Delivery
    theme: str = ""

    @property
    def words(self) -> AdviceWords:
        """What to look for, in the language of the answer."""
        return self.spoken.language.advice

    @cached_property
    def has_all_words(self) -> bool:
        """Whether the words are good enough to say what is not among them."""
        spoken = self.spoken
        return (
            not spoken.transcript.unclear
            and statistics.fmean(word.probability for word in spoken.words) >= _SURE
            and len(spoken.words) >= _SLOWEST_WORDS_PER_S * spoken.facts.speech_s
        )

    @cached_property
    def count(self) -> int:
        """How many words were said, without fillers."""
        return len(self.spoken.words) - len(self.spoken.fillers)

    def asks(self, what: str) -> bool:
        """Whether the question asks for that, in any of its wordings."""
        phrases = self.words.asks(what)
        return any(Sentence(text.split()).hits(phrases) for text in self.spoken.asked)

    @property
    def wants_story(self) -> bool:
        """Whether the question asks for something that happened."""
        return bool(self.spoken.asked_for_story)

    @cached_property
    def hits(self) -> dict[str, list[list[int]]]:
        """For each kind of phrase, and each sentence, where in the sentence it is said."""
        return {
            what: [[hit.first for hit in each.hits(phrases)] for each in self.spoken.sentences]
            for what, phrases in self.words.finds.items()
        }

    def lines_with(self, what: str) -> list[int]:
        """Which sentences have something of that kind."""
        return [number for number, hits in enumerate(self.hits.get(what, ())) if hits]

    def says(self, what: str) -> int:
        """How often something of that kind is said."""
        return sum(map(len, self.hits.get(what, ())))

    def lines_that_hit(self, phrases: Phrases) -> list[int]:
        """Which sentences have one of `phrases`."""
        return [n for n, each in enumerate(self.spoken.sentences) if each.hits(phrases)]

    @cached_property
    def doing(self) -> list[int]:
        """The sentences in which the speaker does something."""
        return self.lines_that_hit(self.spoken.language.actions)

    @cached_property
    def result(self) -> int | None:
        """The sentence that surely tells what came of a story."""
        return sure_result_line(self.spoken) if self.wants_story else None

    @cached_property
    def likely_result(self) -> int | None:
        """The sentence that likely does, if anything came of it."""
        return likely_result_line(self.spoken) if self.wants_story else None

    @cached_property
    def may_tell_result(self) -> bool:
        """Whether a sentence may tell what came of it, though none surely does."""
        return may_tell_result(self.spoken)

    @cached_property
    def perhaps_results(self) -> list[int]:
        """The sentences that may tell what came of a story, or more of it."""
        return lines_that_may_tell_result(self.spoken)

    def found(self, what: str) -> tuple[Moment, ...]:
        """The moments of the figure of that name."""
        finding = self.delivery.of(what)
        return finding.moments if finding else ()

    def moment(self, line: int, rule: str) -> Moment:
        """A whole sentence."""
        found = self.spoken.lines[line]
        return self.spoken.moment_of_words(found.first_word, found.end_word, rule)

    def line_at(self, at_s: float) -> int:
        """The sentence that is said at that time."""
        lines = self.spoken.lines
        return next((n for n, line in enumerate(lines) if line.end_s > at_s), len(lines) - 1)

    @cached_property
    def content(self) -> list[frozenset[str]]:
        """Of each sentence, the words that are not in every sentence, as stems."""
        return [self.stems(sentence.words) for sentence in self.spoken.sentences]

    @cached_property
    def asked_for(self) -> frozenset[str]:
        """The same of the question and its theme."""
        words = " ".join(self.spoken.asked).split()
        return self.stems([*words, *self.theme.replace("-", " ").split()])

    @cached_property
    def heard_question(self) -> frozenset[str]:
        """The same of the question in the one wording in which it was asked, and its theme."""
        words = self.spoken.asked[0].split() if self.spoken.asked else []
        return self.stems([*words, *self.theme.replace("-", " ").split()])

    def stems(self, words: Iterable[str]) -> frozenset[str]:
        """The words that matter among `words`, as stems."""
        return frozenset(self._stems(words))

    def _stems(self, words: Iterable[str]) -> Iterator[str]:
        language = self.spoken.language
        for word in words:
            for part in _PARTS.split(word):
                plain = plain_word(_CONTRACTED.sub("", part))
                if plain and plain not in language.repetition.common_words:
                    yield stem(plain, language.code)


def found_by(
    rules: Mapping[Finding, Callable[[Answer], Found | None]], answer: Answer
) -> Iterator[tuple[Finding, Found]]:
    """What `rules` find in an answer, in their order; nothing where it has few words."""
    if answer.count < _LEAST_WORDS:
        return
    for finding, rule in rules.items():
        found = rule(answer)
        if found:
            yield finding, found
