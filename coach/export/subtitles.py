"""Subtitles of a take, as SubRip (SRT) and WebVTT.

A cue is a sentence where it fits: at most two lines of 42 characters and seven seconds, the usual
limits of broadcasters' guides (Netflix, Timed Text Style Guide); longer ones are cut at a pause or
a comma near their middle. Cues come one after the other and last at least a second.
"""

from __future__ import annotations

import itertools
import math
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from coach.sentences import ends_sentence
from coach.transcription.lines import lines_of, space_of, unclear_mark
from coach.transcription.ports import Transcript, Word
from coach.transcription.words import without_controls

_WIDTH = 42  # characters
_MOST_LINES = 2
_SHORTEST_S, _LONGEST_S = 1.0, 7.0

_GOOD_ENDS = (",", ";", ":")  # besides that of a sentence
_GOOD_END_WORTH = 0.3  # in parts of the text that a cut may lie off the middle for it
_PAUSE_WORTH = 0.5  # for each second of pause, up to one

# SubRip has tags and no way to write their signs; these look alike.
_NO_TAGS = str.maketrans({"<": "\u2039", ">": "\u203a", "{": "(", "}": ")"})
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})

_Span = tuple[int, int]  # words [first, end)


@dataclass(frozen=True)
class Cue:
    """Text to be shown from `start_s` to `end_s`, line by line."""

    start_s: float
    end_s: float
    lines: tuple[str, ...]


def cues_of(transcript: Transcript) -> list[Cue]:
    """The cues of `transcript`, in order; none overlaps the one before.

    Sound that could not be made out is marked for as long as it is.
    """
    cues: list[Cue] = []
    free_s = 0.0
    for shown in sorted(_shown(transcript), key=lambda each: each.start_s):
        lines = _wrapped(shown.text)
        if lines:
            start_s = max(shown.start_s, free_s)
            end_s = max(shown.end_s, start_s + _SHORTEST_S)
            free_s = round(min(end_s, start_s + shown.longest_s), 3)
            cues.append(Cue(round(start_s, 3), free_s, tuple(lines)))
    return cues


@dataclass(frozen=True)
class _Shown:
    """What is to be shown, and when it was said."""

    start_s: float
    end_s: float
    text: str
    longest_s: float = _LONGEST_S


def _shown(transcript: Transcript) -> Iterator[_Shown]:
    """The words, in stretches that fit into a cue, and marks of what could not be made out."""
    spans = _Spans(transcript)
    for first, end in spans.joined():
        words = transcript.words[first:end]
        yield _Shown(words[0].start_s, words[-1].end_s, spans.text(first, end))
    for unclear in transcript.unclear:
        yield _Shown(unclear.start_s, unclear.end_s, unclear_mark(unclear), math.inf)


def as_srt(cues: Iterable[Cue]) -> str:
    """The cues as a SubRip file."""
    return "".join(
        f"{number}\n{_times(cue, ',')}\n{_text(cue, _NO_TAGS)}\n\n"
        for number, cue in enumerate(cues, 1)
    )


def as_vtt(cues: Iterable[Cue]) -> str:
    """The cues as a WebVTT file."""
    return "WEBVTT\n\n" + "".join(
        f"{_times(cue, '.')}\n{_text(cue, _ENTITIES)}\n\n" for cue in cues
    )


SUBTITLES: dict[str, Callable[[Iterable[Cue]], str]] = {"srt": as_srt, "vtt": as_vtt}


class _Spans:
    """The words of a transcript, in stretches that fit into a cue."""

    def __init__(self, transcript: Transcript) -> None:
        self._words = transcript.words
        self._lines = lines_of(transcript)
        self._space = space_of(transcript)

    def text(self, first: int, end: int) -> str:
        words = (" ".join(without_controls(w.text).split()) for w in self._words[first:end])
        return self._space.join(filter(None, words))

    def joined(self) -> Iterator[_Span]:
        """Stretches that fit; one that is too short goes with the next, where both fit."""
        held: _Span | None = None
        for span in self._fitting():
            if held is None:
                held = span
            elif self._is_short(*held) and self._fits(held[0], span[1]):
                held = held[0], span[1]
            else:
                yield held
                held = span
        if held:
            yield held

    def _fitting(self) -> Iterator[_Span]:
        waiting = [(line.first_word, line.end_word) for line in reversed(self._lines)]
        while waiting:
            first, end = waiting.pop()
            if end - first == 1 or self._fits(first, end):
                yield first, end
            else:
                cut = _cut(self._words[first:end])
                waiting += [(first + cut, end), (first, first + cut)]

    def _length_s(self, first: int, end: int) -> float:
        return self._words[end - 1].end_s - self._words[first].start_s

    def _is_short(self, first: int, end: int) -> bool:
        return self._length_s(first, end) < _SHORTEST_S

    def _fits(self, first: int, end: int) -> bool:
        is_brief = self._length_s(first, end) <= _LONGEST_S
        return is_brief and len(_wrapped(self.text(first, end))) <= _MOST_LINES


def _cut(words: Sequence[Word]) -> int:
    """Before which of `words` to cut them in two: near the middle, rather at a pause or a comma."""
    letters = list(itertools.accumulate(len(word.text) for word in words))

    def cost(place: int) -> float:
        last, following = words[place - 1], words[place]
        off_middle = abs(2 * letters[place - 1] / max(1, letters[-1]) - 1)
        pause_s = min(max(0.0, following.start_s - last.end_s), 1.0)
        is_good = last.text.endswith(_GOOD_ENDS) or ends_sentence(last.text, following.text)
        return off_middle - _GOOD_END_WORTH * is_good - _PAUSE_WORTH * pause_s

    return min(range(1, len(words)), key=cost)


def _wrapped(text: str) -> list[str]:
    """`text` in lines, which are of like length where there are two."""
    lines = textwrap.wrap(text, _WIDTH, break_on_hyphens=False)
    if len(lines) != 2:
        return lines
    for width in range(math.ceil(len(text) / 2), _WIDTH):
        narrower = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
        if len(narrower) == 2 and len(max(narrower, key=len)) <= width:
            return narrower
    return lines


def _times(cue: Cue, point: str) -> str:
    return f"{_time(cue.start_s, point)} --> {_time(cue.end_s, point)}"


def _time(seconds: float, point: str) -> str:
    whole, ms = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}{point}{ms:03d}"


def _text(cue: Cue, signs: dict[int, str]) -> str:
    return "\n".join(line.translate(signs) for line in cue.lines)
