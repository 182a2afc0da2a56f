"""Divides a transcript into lines of one sentence each, which are numbered and can be replayed."""

from __future__ import annotations

from collections.abc import Iterator

from coach.formats import clock
from coach.language_names import language_name
from coach.records import Record
from coach.sentences import ENDINGS, ends_sentence
from coach.transcription.ports import Transcript, Unclear, Word

_LONGEST_S = 20.0  # a ramble without a full stop is cut at the next pause after so long
_PAUSE_S = 0.3


class TranscriptLine(Record):
    """A sentence: its words are [first_word, end_word) of the transcript."""

    text: str
    start_s: float
    end_s: float
    first_word: int
    end_word: int


def lines_of(transcript: Transcript) -> list[TranscriptLine]:
    """The sentences of `transcript`, every word in exactly one, in order."""
    space = space_of(transcript)
    return [_line(transcript.words, *span, space) for span in _spans(transcript)]


def reading_order(transcript: Transcript) -> list[TranscriptLine | Unclear]:
    """The lines of `transcript`, and the places with sound that could not be made out, by time."""
    return sorted([*lines_of(transcript), *transcript.unclear], key=lambda each: each.start_s)


def readable(transcript: Transcript) -> str:
    """The text, with a mark for sound that could not be made out; empty if there was no sound."""
    if not transcript.unclear:
        return transcript.text
    parts = reading_order(transcript)
    return " ".join(
        part.text if isinstance(part, TranscriptLine) else unclear_mark(part) for part in parts
    )


def unclear_mark(span: Unclear) -> str:
    """The mark that stands for sound that could not be made out."""
    if span.language:
        return f"[{unclear_length(span)} not understood; it sounds like {_language(span)}]"
    return f"[{unclear_length(span)} of sound I could not make out]"


def unclear_place(span: Unclear) -> str:
    """How long it is, where it begins, and what it sounds like, within a sentence."""
    like = f" (like {_language(span)})" if span.language else ""
    return f"{unclear_length(span)} at {clock(span.start_s)}{like}"


def unclear_length(span: Unclear) -> str:
    """The length of such sound: whole seconds, at least one."""
    return f"{max(1, round(span.end_s - span.start_s))} s"


def _language(span: Unclear) -> str:
    return language_name(span.language or "")


def space_of(transcript: Transcript) -> str:
    """The separator of words in the transcript's language: a space, or nothing.

    Only segments of several words tell. Where there is none, it is a space, as in most languages.
    A space here and there, such as in a foreign name or where the person typed one, tells nothing.
    """
    telling = [each for each in transcript.segments if each.end_word - each.first_word > 1]
    places = sum(each.end_word - each.first_word - 1 for each in telling)
    spaces = sum(each.text.count(" ") for each in telling)
    return " " if 2 * spaces >= places else ""


def _spans(transcript: Transcript) -> Iterator[tuple[int, int]]:
    words = transcript.words
    first = 0
    for end in range(1, len(words) + 1):
        if end == len(words) or _ends(words, first, end):
            yield first, end
            first = end


def _ends(words: tuple[Word, ...], first: int, end: int) -> bool:
    """Whether a line that begins at word `first` ends before word `end`."""
    last, following = words[end - 1], words[end]
    if last.text.endswith(ENDINGS) and ends_sentence(last.text, following.text):
        return True
    is_long = last.end_s - words[first].start_s >= _LONGEST_S
    return is_long and following.start_s - last.end_s >= _PAUSE_S


def _line(words: tuple[Word, ...], first: int, end: int, space: str) -> TranscriptLine:
    return TranscriptLine(
        text=space.join(word.text for word in words[first:end]),
        start_s=words[first].start_s,
        end_s=words[end - 1].end_s,
        first_word=first,
        end_word=end,
    )
