"""The words of a take as the page shows them, with marks for fillers, hedges and pauses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coach.audio.facts import SoundFacts
from coach.delivery.findings import Certainty, Delivery, Moment
from coach.transcription.lines import TranscriptLine, lines_of, unclear_mark
from coach.transcription.ports import Transcript
from coach.web.waveform import WIDTH

MARKED = {"fillers": "filler", "hedges": "hedge", "long_pauses": "pause"}
_LEAST_MARK = 4  # in the waveform's units: what is narrower could not be hit


@dataclass(frozen=True)
class Mark:
    """A place in the waveform: a filler, a hedge or a pause."""

    kind: str
    start_s: float
    x: int
    width: int
    text: str


@dataclass(frozen=True)
class ShownWord:
    """A word of the transcript. `pause_s` of silence came before it, where that was long."""

    text: str
    start_s: float
    marks: str = ""  # CSS classes
    pause_s: float | None = None
    pause_at_s: float = 0.0
    sought: bool = False


@dataclass(frozen=True)
class ShownLine:
    """A sentence: `first_word` and `end_word` are those of the transcript."""

    number: int
    start_s: float
    first_word: int
    end_word: int
    text: str
    words: tuple[ShownWord, ...]
    space: str
    sought: bool = False


@dataclass(frozen=True)
class ShownUnclear:
    """Sound that could not be made out, between the sentences."""

    start_s: float
    text: str


def _found(delivery: Delivery) -> Iterator[tuple[str, Moment]]:
    """What is marked, with the name of its mark."""
    for what, kind in MARKED.items():
        finding = delivery.of(what)
        for moment in finding.moments if finding else ():
            if kind == "filler" and not moment.phrase:
                yield "perhaps", moment  # a sound that may be a filler, and is not counted
            elif moment.certainty is Certainty.SURE or kind == "filler":
                yield kind, moment


def marks_of(facts: SoundFacts, delivery: Delivery) -> Iterator[Mark]:
    """What is marked in the waveform."""
    per_s = WIDTH / facts.duration_s if facts.duration_s else 0.0
    for kind, moment in _found(delivery):
        length_s = moment.how_many if kind == "pause" else 0.0
        text = f"{length_s:.1f} s of silence" if kind == "pause" else moment.phrase or "perhaps um"
        width = max(_LEAST_MARK, round(length_s * per_s))
        yield Mark(kind, moment.at_s, round(moment.at_s * per_s), width, text)


def lines_shown(
    transcript: Transcript, delivery: Delivery | None, sought_s: float | None
) -> Iterator[ShownLine]:
    """The sentences; one word of them is what a search `sought`."""
    words = _words(transcript, delivery, sought_s)
    for number, line in enumerate(lines_of(transcript), 1):
        within = words[line.first_word : line.end_word]
        yield ShownLine(
            number=number,
            start_s=line.start_s,
            first_word=line.first_word,
            end_word=line.end_word,
            text=line.text,
            words=tuple(within),
            space=_space(line),
            sought=any(word.sought for word in within),
        )


def unclear_shown(transcript: Transcript) -> Iterator[ShownUnclear]:
    """Where there was sound that could not be made out."""
    for span in transcript.unclear:
        yield ShownUnclear(span.start_s, unclear_mark(span))


def _space(line: TranscriptLine) -> str:
    """What stands between the words of `line`: nothing in some languages."""
    return " " if " " in line.text or line.end_word - line.first_word == 1 else ""


def _words(
    transcript: Transcript, delivery: Delivery | None, sought_s: float | None
) -> list[ShownWord]:
    words = transcript.words
    marks: list[set[str]] = [set() for _ in words]
    pauses: dict[int, Moment] = {}
    for kind, moment in _found(delivery) if delivery else ():
        if kind == "pause":
            pauses[_at(transcript, moment.at_s + moment.how_many / 2)] = moment
        elif moment.phrase:
            first = _of(transcript, moment)
            for number in range(first, min(len(words), first + len(moment.phrase.split()))):
                marks[number].add(kind)
    sought = _at(transcript, sought_s) if sought_s is not None else None
    return [
        ShownWord(
            text=word.text,
            start_s=word.start_s,
            marks=" ".join(sorted(marks[number])),
            pause_s=pauses[number].how_many if number in pauses else None,
            pause_at_s=pauses[number].at_s if number in pauses else 0.0,
            sought=number == sought,
        )
        for number, word in enumerate(words)
    ]


def _of(transcript: Transcript, moment: Moment) -> int:
    """The first word of a moment. Another, without any length, may begin in the same instant."""
    first, word = _at(transcript, moment.at_s), moment.phrase.split()[0]
    for number in range(first, len(transcript.words)):
        if transcript.words[number].start_s > moment.at_s + 0.001:
            break
        if transcript.words[number].text == word:
            return number
    return first


def _at(transcript: Transcript, at_s: float) -> int:
    """The first word that begins at `at_s` or later; the end where there is none."""
    later = (n for n, word in enumerate(transcript.words) if word.start_s >= at_s - 0.001)
    return next(later, len(transcript.words))
