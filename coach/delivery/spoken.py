"""A take as the delivery rules need it: sentences, sound facts, target length and think time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from coach.audio.facts import SoundFacts
from coach.delivery.findings import Certainty, Finding, Moment
from coach.delivery.language import Language, Phrases
from coach.delivery.phrases import PhraseMatch, Sentence
from coach.transcription.lines import TranscriptLine, lines_of
from coach.transcription.ports import Transcript, Word

_CONTEXT_WORDS = 3  # on either side of a phrase, within its sentence
_DOUBTFUL = 0.35  # a word less probable than this may have been another


@dataclass(frozen=True)
class Spoken:
    """One take. `target_s` is how long it was to be, `think_s` the time before the first word.

    `asked` is the question in all its wordings, where it is known.
    """

    transcript: Transcript
    facts: SoundFacts
    language: Language
    target_s: float | None = None
    think_s: float | None = None
    asked: tuple[str, ...] = ()

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """All words, fillers among them."""
        return self.transcript.words

    @cached_property
    def lines(self) -> list[TranscriptLine]:
        """The sentences."""
        return lines_of(self.transcript)

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences as patterns see them."""
        return [
            Sentence([word.text for word in self.words[line.first_word : line.end_word]])
            for line in self.lines
        ]

    @cached_property
    def fillers(self) -> list[int]:
        """Which words are fillers."""
        wanted = self.language.fillers
        return [n for n, word in enumerate(self.words) if wanted.has(word.text)]

    @cached_property
    def about_ambition(self) -> list[bool]:
        """For each sentence, whether the speaker says in it what they want from their work."""
        return [bool(sentence.hits(self.language.ambition)) for sentence in self.sentences]

    @cached_property
    def asked_for_story(self) -> bool | None:
        """Whether the question asks for something that happened; None where nobody can tell."""
        story = self.language.advice.asks("story")
        if not self.asked or not story.found:
            return None
        return any(Sentence(text.split()).hits(story) for text in self.asked)

    @cached_property
    def levels_db(self) -> tuple[list[float], list[float]]:
        """The levels while somebody speaks, and while nobody does, one for each step."""
        step_s = self.facts.level_step_s
        speaking: list[float] = []
        silent: list[float] = []
        segments = iter((*self.facts.speech, None))
        segment = next(segments)
        for number, level_db in enumerate(self.facts.levels_db):
            start_s, end_s = number * step_s, (number + 1) * step_s
            while segment and segment.end_s <= start_s:
                segment = next(segments)
            if segment is None or segment.start_s >= end_s:
                silent.append(level_db)
            elif segment.start_s <= start_s and end_s <= segment.end_s:
                speaking.append(level_db)
        return speaking, silent

    @property
    def start_s(self) -> float:
        """When the first speech begins."""
        return self.facts.speech[0].start_s if self.facts.speech else 0.0

    @property
    def end_s(self) -> float:
        """When the last speech ends."""
        return self.facts.speech[-1].end_s if self.facts.speech else 0.0

    def finding(
        self,
        what: str,
        how_many: float | None,
        unit: str,
        rule: str,
        moments: Sequence[Moment] = (),
    ) -> Finding:
        """A figure of the whole take, from the first speech to the last."""
        return Finding(
            what=what,
            how_many=how_many,
            unit=unit,
            rule=rule,
            start_s=self.start_s,
            end_s=self.end_s,
            moments=tuple(moments),
        )

    def counted(self, what: str, rule: str, moments: Sequence[Moment]) -> Finding:
        """How many moments there are."""
        return self.finding(what, float(len(moments)), "", rule, moments)

    def hits(self, phrases: Phrases) -> Iterator[tuple[TranscriptLine, Sentence, PhraseMatch]]:
        """Where one of `phrases` was said."""
        for line, sentence in zip(self.lines, self.sentences, strict=True):
            for hit in sentence.hits(phrases):
                yield line, sentence, hit

    def moments(self, phrases: Phrases, rule: str) -> tuple[Moment, ...]:
        """The moments at which one of `phrases` was said."""
        return tuple(self.moment(line, hit, rule) for line, _, hit in self.hits(phrases))

    def moment(self, line: TranscriptLine, hit: PhraseMatch, rule: str) -> Moment:
        """The words of `hit` with those around them, in its sentence."""
        first, end = line.first_word + hit.first, line.first_word + hit.end
        return self.moment_of_words(
            max(line.first_word, first - _CONTEXT_WORDS),
            min(line.end_word, end + _CONTEXT_WORDS),
            rule,
            found=(first, end),
        )

    def moment_of_lines(self, lines: range, rule: str) -> Moment:
        """A moment that quotes whole sentences."""
        first, last = self.lines[lines[0]], self.lines[lines[-1]]
        return self.moment_of_words(first.first_word, last.end_word, rule)

    def moment_of_words(
        self, first: int, end: int, rule: str, found: tuple[int, int] | None = None
    ) -> Moment:
        """A moment that quotes the words [first, end); what was found there is `found`."""
        quoted = self.words[first:end]
        phrase = self.words[slice(*found)] if found else quoted
        doubtful = min(word.probability for word in phrase) < _DOUBTFUL
        return Moment(
            quote=" ".join(word.text for word in quoted),
            start_s=quoted[0].start_s,
            end_s=quoted[-1].end_s,
            phrase=" ".join(word.text for word in phrase),
            at_s=phrase[0].start_s,
            rule=rule,
            certainty=Certainty.UNSURE if doubtful else Certainty.SURE,
        )
