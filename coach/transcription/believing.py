"""Tells the words that were probably said from those that Whisper made up.

A model for English alone writes fluent English over Spanish, and loops over a hum. Such words have
low probabilities, and their times are crammed: a word gets no time at all, and the next one the
whole sentence. One such word proves nothing. So of all ways to divide the words into stretches that
were said and stretches that were made up, the likeliest is taken, and each border has its price.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coach.audio.facts import SoundFacts, Span
from coach.transcription.ports import Transcript, Unclear, Word
from coach.transcription.repeating import is_one_sound, runs_on, worth
from coach.transcription.words import only, plain_word

BELOW = (0.1, 0.3, 0.5, 0.7, 0.9)  # limits of probability
CRAMMED_S = 0.05

_BESIDE_S = 0.6  # word times are off by up to so much next to pauses
_STRETCH_ENDS_S = 2.0  # a pause that long ends what can be one sound
# As Whisper writes "[Music]" and "(laughs)". What stands between two of these was said, unless it
# is sung between notes.
_NO_SPEECH = re.compile(r"(?:\s*[\[(*♪♫][^\[\]()*♪♫]*[\])*♪♫])+|[♪♫].*[♪♫]")


@dataclass(frozen=True)
class Evidence:
    """How much oftener a word of such a probability (see BELOW) is made up than said, as a
    logarithm: of words that take some time, and of `crammed` ones.
    """

    spoken: tuple[float, ...]
    crammed: tuple[float, ...]

    def of(self, probability: float, word: Word) -> float:
        """The evidence that this word is made up."""
        is_crammed = word.end_s - word.start_s < CRAMMED_S
        return (self.crammed if is_crammed else self.spoken)[
            bisect.bisect_right(BELOW, probability)
        ]


# Learned from what tiny.en makes of English clips, with noise and without, and of other languages:
# `tests/benchmarks/invented.py` prints it.
LEARNED = Evidence(
    spoken=(3.0, 1.57, 0.81, -0.05, -0.96, -2.28), crammed=(2.68, 3.05, 3.02, 2.65, 1.28, 0.97)
)


@dataclass(frozen=True)
class Belief:
    """How much it takes not to believe a stretch: the price of each border, and of beginning one
    with the first word.
    """

    border: float
    at_first: float


# So no right word of twelve English clips was lost. Each was judged by evidence from the others.
STRICT = Belief(6.0, 6.0)
# What is doubted so may well have been said; it takes a second reason not to believe it.
DOUBTFUL = Belief(3.0, 0.0)


@dataclass(frozen=True)
class Stretch:
    """Words [first, end) of a transcript, and the language they sounded like, where known."""

    first: int
    end: int
    language: str | None = None


def unbelieved(
    words: Sequence[Word], belief: Belief = STRICT, evidence: Evidence = LEARNED
) -> list[Stretch]:
    """The stretches of `words` that were probably not said. They are in order and apart."""
    made_up = _likeliest(words, belief, evidence)
    for stretch in _between_pauses(words):
        some = words[stretch.first : stretch.end]
        text = " ".join(word.text for word in some)
        is_sound = is_one_sound(some) or bool(_NO_SPEECH.fullmatch(text))
        for number in range(stretch.first, stretch.end):
            word = words[number]
            made_up[number] |= is_sound or runs_on(word) or not plain_word(word.text)
    return _stretches(made_up)


def together(*several: Iterable[Stretch]) -> list[Stretch]:
    """All stretches in order; those that overlap become one, with the language that is known."""
    joined: list[Stretch] = []
    for each in sorted((one for some in several for one in some), key=lambda one: one.first):
        if joined and each.first < joined[-1].end:
            last = joined.pop()
            language = last.language or each.language
            joined.append(Stretch(last.first, max(last.end, each.end), language))
        else:
            joined.append(each)
    return joined


def without(transcript: Transcript, stretches: Sequence[Stretch], facts: SoundFacts) -> Transcript:
    """The transcript without the words of `stretches`, which become sound that is `unclear`."""
    kept = [True] * len(transcript.words)
    for each in stretches:
        kept[each.first : each.end] = [False] * (each.end - each.first)
    spans = [*(_unclear(transcript, each, facts) for each in stretches), *transcript.unclear]
    return only(transcript, kept).model_copy(update={"unclear": tuple(_merged(spans))})


def place_of(words: Sequence[Word], stretch: Stretch, facts: SoundFacts) -> Span:
    """Where the sound of a stretch is: its words, and the speech about them that has no others."""
    first, last = words[stretch.first], words[stretch.end - 1]
    after_s = words[stretch.first - 1].end_s if stretch.first else 0.0
    until_s = words[stretch.end].start_s if stretch.end < len(words) else facts.duration_s
    near = [
        speech
        for speech in facts.speech
        if speech.start_s < last.end_s + _BESIDE_S and speech.end_s > first.start_s - _BESIDE_S
    ]
    starts_s = [first.start_s, *(max(speech.start_s, after_s) for speech in near)]
    ends_s = [last.end_s, *(min(speech.end_s, until_s) for speech in near)]
    return Span(start_s=round(min(starts_s), 3), end_s=round(max(ends_s), 3))


def shown(words: Sequence[Word]) -> list[str]:
    """The texts of `words` while they are still being said, with a mark for what is not believed.

    A stretch that is not believed is one text, so fewer texts than words may come back.
    """
    texts: list[str] = []
    number = 0
    for stretch in unbelieved(words):
        texts += [word.text for word in words[number : stretch.first]]
        texts.append("[…]")
        number = stretch.end
    return [*texts, *(word.text for word in words[number:])]


def _likeliest(words: Sequence[Word], belief: Belief, evidence: Evidence) -> list[bool]:
    """Whether each word is in a stretch that was made up (Viterbi's algorithm)."""
    said, made_up = 0.0, -belief.at_first
    came_from: list[tuple[bool, bool]] = []  # for each word: made up before, if it was said, if not
    for probability, word in zip(worth(words), words, strict=True):
        came_from.append((made_up - belief.border > said, made_up >= said - belief.border))
        said, made_up = (
            max(said, made_up - belief.border),
            max(made_up, said - belief.border) + evidence.of(probability, word),
        )
    state = made_up > said
    path: list[bool] = []
    for if_said, if_made_up in reversed(came_from):
        path.append(state)
        state = if_made_up if state else if_said
    return path[::-1]


def _between_pauses(words: Sequence[Word]) -> list[Stretch]:
    ends = [
        number
        for number in range(1, len(words))
        if words[number].start_s - words[number - 1].end_s >= _STRETCH_ENDS_S
    ]
    borders = [0, *ends, len(words)]
    return [Stretch(*each) for each in itertools.pairwise(borders)]


def _stretches(made_up: Sequence[bool]) -> list[Stretch]:
    found: list[Stretch] = []
    first = 0
    for number, is_made_up in enumerate([*made_up, False]):
        if not is_made_up:
            if first < number:
                found.append(Stretch(first, number))
            first = number + 1
    return found


def _unclear(transcript: Transcript, stretch: Stretch, facts: SoundFacts) -> Unclear:
    words = transcript.words[stretch.first : stretch.end]
    place = place_of(transcript.words, stretch, facts)
    written = " ".join(word.text for word in words)
    return Unclear(**dict(place), written=written, language=stretch.language)


def _merged(spans: Iterable[Unclear]) -> list[Unclear]:
    """The spans in order; those that overlap become one."""
    joined: list[Unclear] = []
    for each in sorted(spans, key=lambda span: span.start_s):
        if joined and each.start_s <= joined[-1].end_s:
            last = joined.pop()
            joined.append(
                Unclear(
                    start_s=last.start_s,
                    end_s=max(last.end_s, each.end_s),
                    written=f"{last.written} {each.written}".strip(),
                    language=last.language or each.language,
                )
            )
        else:
            joined.append(each)
    return joined
