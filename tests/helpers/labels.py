"""Sentences labelled by hand: what a reader found in them, to compare the rules with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from coach.audio.facts import SoundFacts
from coach.audio.vad import SpeechSegment
from coach.delivery.delivery import delivery_of
from coach.delivery.findings import Delivery
from coach.delivery.spoken import Spoken
from coach.transcription.ports import Segment, Stage, Transcript, Word

FOLDER = Path(__file__).parents[1] / "delivery"
TUNED_ON = FOLDER / "labelled_sentences.txt"
HELD_OUT = FOLDER / "held_out_sentences.txt"
GERMAN_TUNED_ON = FOLDER / "labelled_sentences_de.txt"
GERMAN_HELD_OUT = FOLDER / "held_out_sentences_de.txt"

_SPAN = re.compile(r"\[(\w+):([^\]]*)\]")
WORD_S = 0.3


@dataclass(frozen=True)
class Labelled:
    """A sentence, its own labels, and for each span label the words it marks (first, end)."""

    text: str
    labels: frozenset[str]
    spans: dict[str, list[tuple[int, int]]]


def read(path: Path) -> list[Labelled]:
    """All sentences of a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_parsed(line) for line in lines if line.strip() and not line.startswith("#")]


def _parsed(line: str) -> Labelled:
    labels, marked = (part.strip() for part in line.split("|", 1))
    text, spans, position = "", {}, 0
    for match in _SPAN.finditer(marked):
        text += marked[position : match.start()]
        first = len(text.split(" ")) - 1
        text += match[2]
        spans.setdefault(match[1], []).append((first, len(text.split(" "))))
        position = match.end()
    text += marked[position:]
    return Labelled(text, frozenset(labels.split(", ")) - {"-"}, spans)


def as_transcript(text: str, language: str = "en") -> Transcript:
    """`text` as if it had been said, verbatim, a word every 0.3 s."""
    words = tuple(
        Word(
            text=word,
            start_s=round(n * WORD_S, 3),
            end_s=round((n + 1) * WORD_S, 3),
            probability=0.9,
        )
        for n, word in enumerate(text.split())
    )
    segment = Segment(text=text, start_s=0, end_s=0, first_word=0, end_word=len(words))
    return Transcript(
        engine="none",
        model="none",
        language=language,
        segments=(segment,) if words else (),
        words=words,
        stage=Stage.VERBATIM,
    )


def facts_for(transcript: Transcript) -> SoundFacts:
    """Sound facts of clean speech as long as `transcript`."""
    end_s = transcript.words[-1].end_s if transcript.words else 0.0
    return SoundFacts(
        duration_s=end_s + 0.5,
        speech=(SpeechSegment(start_s=0.0, end_s=end_s),),
        levels_db=tuple([-20.0] * int(end_s * 10) + [-70.0] * 5),
        pitches_hz=tuple([120] * int(end_s * 50) + [0] * 25),
    )


def delivery_of_text(text: str, language: str = "en") -> Delivery:
    """The figures of `text`, as if it had been said clearly."""
    transcript = as_transcript(text, language)
    return delivery_of(transcript, facts_for(transcript))


def spoken(text: str, language: str = "en") -> Spoken:
    """`text` as the rules see it."""
    from coach.delivery.language import language_of

    transcript = as_transcript(text, language)
    return Spoken(transcript, facts_for(transcript), language_of(language))
