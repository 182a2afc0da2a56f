"""Turns the output of an engine into a Transcript with clean words and consistent times."""

from __future__ import annotations

import math
import re
import statistics
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from coach.transcription.ports import Segment, Transcript, Word

Timed = TypeVar("Timed", Word, Segment)

_LEAST_PROBABILITY = 0.001  # some words have 0, which has no logarithm
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])  # as Unicode names them


@dataclass(frozen=True)
class EngineSegment:
    """A segment by an engine: raw text, and words as (text, start_s, end_s, probability)."""

    text: str
    words: Sequence[tuple[str, float, float, float]]


def build_transcript(
    blank: Transcript, heard: Iterable[EngineSegment], duration_s: float
) -> Transcript:
    """`blank` (engine, model, language) filled with the words `heard` in `duration_s` of sound.

    Empty words and segments without words are dropped. Times are put in order, and between 0 and
    `duration_s`. Words that an engine splits ("o" "'clock", "hands" "-on") are joined.
    """
    words: list[Word] = []
    segments: list[Segment] = []
    latest_s = 0.0
    for one in heard:
        first = len(words)
        for text, start_s, end_s, probability in one.words:
            if not text.strip():
                continue
            start_s = min(max(start_s, latest_s), duration_s)  # noqa: PLW2901
            latest_s = min(max(end_s, start_s), duration_s)
            word = Word(
                text=text.strip(),
                start_s=round(start_s, 3),
                end_s=round(latest_s, 3),
                probability=round(min(max(probability, 0.0), 1.0), 3),
            )
            if len(words) > first and _goes_on_with(text):
                words[-1] = _grown(words[-1], word)
            else:
                words.append(word)
        if len(words) > first:
            segments.append(_segment(one.text.strip(), words, first))
    return blank.model_copy(update={"segments": tuple(segments), "words": tuple(words)})


def _goes_on_with(text: str) -> bool:
    """Whether `text`, as the engine gave it, is the rest of the word before.

    In languages without spaces, a word has no space before it, but it begins with a letter.
    """
    return not text[0].isspace() and not text[0].isalnum()


def _grown(word: Word, rest: Word) -> Word:
    return word.model_copy(
        update={
            "text": word.text + rest.text,
            "end_s": rest.end_s,
            "probability": min(word.probability, rest.probability),
        }
    )


def plain_word(text: str) -> str:
    """A word in the form in which words are compared: only lower-case letters and digits."""
    return letters_of(text).casefold()


def letters_of(text: str) -> str:
    """Only the letters and digits of `text`. Accents and vowel signs belong to their letters,
    however they are encoded (NFC, NFD).
    """
    if text.isascii():
        return re.sub(r"\W", "", text)
    return "".join(filter(is_of_a_word, unicodedata.normalize("NFC", text)))


def without_edges(text: str) -> str:
    """`text` from its first to its last letter or digit: "(don't!)" is "don't"."""
    places = [place for place, character in enumerate(text) if is_of_a_word(character)]
    return text[places[0] : places[-1] + 1] if places else ""


def is_of_a_word(character: str) -> bool:
    """Whether a character belongs to words, and is no punctuation or space. As for `\\w` of
    regular expressions, which leave accents and vowel signs out, an underscore does.
    """
    return character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M"


def sureness(words: Sequence[Word]) -> float:
    """The mean logarithm of the probabilities of `words`, at least one; 0 is certainty."""
    return statistics.fmean(math.log(max(word.probability, _LEAST_PROBABILITY)) for word in words)


def without_controls(text: str) -> str:
    """`text` without control characters and lone surrogates, which harm files and terminals."""
    return "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cs"))


def plain_line(text: str) -> str:
    """`text` in one line, without what `without_controls` takes out, and without signs that turn
    the direction of what is written around them.
    """
    return " ".join(without_controls(text.translate(_TURNING)).split())


def can_be_seen(text: str) -> bool:
    """Whether anything in `text` can be seen."""
    return any(unicodedata.category(sign)[0] in "LNPS" for sign in text)


def only(transcript: Transcript, kept: Sequence[bool]) -> Transcript:
    """The transcript without the words whose `kept` (one for each word) is False."""
    return edited(transcript, {(n, n + 1): () for n, keep in enumerate(kept) if not keep})


def before(transcript: Transcript, end_s: float) -> Transcript:
    """The transcript with only those words that were mostly spoken before `end_s`."""
    count = count_before(transcript, end_s)
    return only(transcript, [number < count for number in range(len(transcript.words))])


def count_before(transcript: Transcript, end_s: float) -> int:
    """How many words were mostly spoken before `end_s`."""
    return sum(word.middle_s < end_s for word in transcript.words)


def edited(transcript: Transcript, edits: Mapping[tuple[int, int], Sequence[Word]]) -> Transcript:
    """The transcript with other words (or none) in place of ranges [first, end) of its words.

    The ranges do not overlap. A range that crosses the end of a segment is not changed.
    """
    ends = {first: (end, instead) for (first, end), instead in edits.items()}
    words: list[Word] = []
    segments: list[Segment] = []
    for segment in transcript.segments:
        first = len(words)
        text = ""
        position = 0  # in the segment's text, which has the spaces of its language
        index = segment.first_word
        while index < segment.end_word:
            end, instead = ends.get(index, (index + 1, None))
            if end > segment.end_word:
                end, instead = index + 1, None
            old = transcript.words[index:end]
            start, position_after = _found(segment.text, old, position)
            if instead is None:
                text += segment.text[position:position_after]
            elif instead:
                text += segment.text[position:start] + " ".join(word.text for word in instead)
            words.extend(old if instead is None else instead)
            position, index = position_after, end
        if len(words) > first:
            segments.append(_segment((text + segment.text[position:]).strip(), words, first))
    return transcript.model_copy(update={"segments": tuple(segments), "words": tuple(words)})


def one_after_the_other(blank: Transcript, parts: Iterable[tuple[float, Transcript]]) -> Transcript:
    """One transcript made of many.

    Each comes with the time in seconds at which its sound begins.
    """
    words: list[Word] = []
    segments: list[Segment] = []
    for offset_s, part in parts:
        before = len(words)
        words.extend(_later(word, offset_s) for word in part.words)
        segments.extend(
            _later(segment, offset_s).model_copy(
                update={
                    "first_word": segment.first_word + before,
                    "end_word": segment.end_word + before,
                }
            )
            for segment in part.segments
        )
    return blank.model_copy(update={"segments": tuple(segments), "words": tuple(words)})


def _later(timed: Timed, offset_s: float) -> Timed:
    return timed.model_copy(
        update={
            "start_s": round(timed.start_s + offset_s, 3),
            "end_s": round(timed.end_s + offset_s, 3),
        }
    )


def _segment(text: str, words: Sequence[Word], first: int) -> Segment:
    return Segment(
        text=text,
        start_s=words[first].start_s,
        end_s=words[-1].end_s,
        first_word=first,
        end_word=len(words),
    )


def _found(text: str, words: Sequence[Word], position: int) -> tuple[int, int]:
    """Where `words` begin and end in `text`, searched for from `position` on."""
    begin = -1
    for word in words:
        start = text.find(word.text, position)
        if start >= 0:
            begin = start if begin < 0 else begin
            position = start + len(word.text)
    return (begin if begin >= 0 else position), position
