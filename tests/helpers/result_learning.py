"""Learns what speaks for a sentence's being the result of a story, from labelled answers.

The weights are those that make the labels likeliest, less a penalty for large ones (a ridge), found
by Newton's method. `tests/benchmarks/results.py` prints them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from coach.delivery.advice.results import LEARNED, chances_of, features_of, named_lines
from coach.delivery.language import language_of
from coach.delivery.spoken import Spoken
from tests.helpers.advice_labels import LabelledAnswer, labelled_answers, more_stories

# The penalty under which each author's stories are likeliest by what the others' have taught.
PENALTY = 0.5
_BIAS, _BIAS_PENALTY = "sentence", 0.05  # of what every sentence has
_NAMES = tuple(LEARNED)
_SMALL = 1e-6


@dataclass(frozen=True)
class Story:
    """The features of each sentence, whether it is the result, and whether there is any."""

    author: str
    features: Sequence[frozenset[str]]
    right: Sequence[bool]
    has_result: bool

    @property
    def matrix(self) -> np.ndarray:
        """Float64, 0 or 1, of shape (sentences that may be the result, features)."""
        return np.array(
            [[name in each for name in _NAMES] for each in self.features if each], dtype=float
        ).reshape(-1, len(_NAMES))

    @property
    def wanted(self) -> np.ndarray:
        """For each of these sentences, whether it is the result. Bool."""
        pairs = zip(self.features, self.right, strict=True)
        return np.array([right for each, right in pairs if each], dtype=bool)


def stories_to_learn_from() -> list[Story]:
    """All that are not held out."""
    answers = [each for each in labelled_answers() if not each.held_out]
    return stories_in([*answers, *more_stories()])


def stories_in(answers: Iterable[LabelledAnswer]) -> list[Story]:
    """The answers to questions that ask for a story."""
    return [
        Story(
            answer.author,
            features_of(spoken),
            [answer.is_result(line.text) for line in spoken.lines],
            bool(answer.result),
        )
        for answer in answers
        for spoken in [
            Spoken(answer.transcript, answer.facts, language_of("en"), asked=answer.asked)
        ]
        if spoken.asked_for_story
    ]


def learned(stories: Sequence[Story]) -> dict[str, float]:
    """The weights of LEARNED, from these stories alone."""
    weights = np.zeros(len(_NAMES))
    penalties = np.array([_BIAS_PENALTY if name == _BIAS else PENALTY for name in _NAMES])
    given = [(story.matrix, story.wanted) for story in stories]
    while True:
        step = _step(weights, penalties, given)
        weights += step / max(1.0, np.abs(step).max())
        if np.abs(step).max() < _SMALL:
            return {name: round(float(each), 2) for name, each in zip(_NAMES, weights, strict=True)}


def _step(
    weights: np.ndarray, penalties: np.ndarray, given: Sequence[tuple[np.ndarray, np.ndarray]]
) -> np.ndarray:
    """One step of Newton's method."""
    slope, bend = -penalties * weights, np.diag(penalties)
    for matrix, wanted in given:
        worth = np.exp(matrix @ weights)
        chances = worth / (1 + worth.sum())
        goal = worth * wanted / (worth @ wanted) if wanted.any() else np.zeros_like(worth)
        slope = slope + matrix.T @ (goal - chances)
        bend = bend + matrix.T @ (np.diag(chances) - np.outer(chances, chances)) @ matrix
    return np.linalg.solve(bend, slope)


@dataclass(frozen=True)
class Counted:
    """Results that are found, there, and named."""

    found: int = 0
    there: int = 0
    named: int = 0

    def __add__(self, other: Counted) -> Counted:
        return Counted(self.found + other.found, self.there + other.there, self.named + other.named)

    def __str__(self) -> str:
        return f"{self.found} of {self.there} found, {self.found} of {self.named} named are right"


def counted(stories: Iterable[Story], weights: Mapping[str, float] = LEARNED) -> Counted:
    """How many results are found with these weights."""
    total = Counted()
    for story in stories:
        lines = named_lines(chances_of(story.features, weights))
        found = any(story.right[line] for line in lines)
        total += Counted(int(found), int(story.has_result), int(bool(lines)))
    return total


def from_the_others(stories: Sequence[Story]) -> dict[str, Counted]:
    """The same for each author, by what the stories of the other authors teach."""
    return {
        author: counted(
            [story for story in stories if story.author == author],
            learned([story for story in stories if story.author != author]),
        )
        for author in sorted({story.author for story in stories})
    }
