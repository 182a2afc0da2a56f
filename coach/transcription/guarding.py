"""Leaves out of a transcript what Whisper made up, and asks which language it was instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from coach.audio.clips import Samples
from coach.audio.facts import SoundFacts, Span
from coach.language_tags import primary_language
from coach.transcription.believing import (
    DOUBTFUL,
    LEARNED,
    Evidence,
    Stretch,
    place_of,
    together,
    unbelieved,
    without,
)
from coach.transcription.ports import Transcriber, Transcript
from coach.transcription.second_opinion import cut_out

_LEAST_S = 1.5  # of sound, for its language to be told
_MOST_S = 20.0
_MOST_ASKED = 4  # of the longest stretches: each takes half a second
_SURE = 0.7  # least probability of another language, where words are in doubt
_SURE_OF_REST = 0.9  # the same, of words that nothing else speaks against
_BETWEEN = 6  # so many words between two stretches in another language are in it, too


def with_only_believed(
    transcriber: Transcriber,
    transcript: Transcript,
    facts: SoundFacts,
    sound: Callable[[], Iterable[Samples]],
    evidence: Evidence = LEARNED,
) -> Transcript:
    """The transcript without what was probably not said, which becomes `unclear`.

    `sound` gives the sound of the take, which is read only where words are in doubt. Raises
    EngineMissing, GivenUp, and whatever `sound` raises.
    """
    doubted = unbelieved(transcript.words, DOUBTFUL, evidence)
    if not doubted:
        return transcript
    foreign = list(_foreign(transcriber, transcript, facts, doubted, sound))
    if foreign:  # who said one sentence in it may have said them all in it
        rest = _sentences_beside(transcript, together(doubted, foreign))
        foreign += _foreign(transcriber, transcript, facts, rest, sound, _SURE_OF_REST)
    stretches = together(unbelieved(transcript.words, evidence=evidence), _bridged(foreign))
    return without(transcript, stretches, facts) if stretches else transcript


def _foreign(
    transcriber: Transcriber,
    transcript: Transcript,
    facts: SoundFacts,
    doubted: Sequence[Stretch],
    sound: Callable[[], Iterable[Samples]],
    sure: float = _SURE,
) -> Iterator[Stretch]:
    """Which of the `doubted` stretches are in another language, with the sentences they are in."""
    places = {each: place_of(transcript.words, each, facts) for each in doubted}
    long = sorted(doubted, key=lambda each: _length_s(places[each]), reverse=True)[:_MOST_ASKED]
    asked = [each for each in doubted if each in long and _length_s(places[each]) >= _LEAST_S]
    beginnings = [_beginning(places[each]) for each in asked]
    for stretch, piece in zip(asked, cut_out(sound(), beginnings), strict=False):
        found = transcriber.spoken_language(piece.samples)
        if found is None:
            return
        if found.probability >= sure and found.code != primary_language(transcriber.language):
            yield _whole_sentences(transcript, stretch, found.code)


def _sentences_beside(transcript: Transcript, stretches: Sequence[Stretch]) -> list[Stretch]:
    """Whisper's segments that have no word in any of the `stretches`."""
    return [
        Stretch(segment.first_word, segment.end_word)
        for segment in transcript.segments
        if segment.first_word < segment.end_word
        and not any(
            each.first < segment.end_word and segment.first_word < each.end for each in stretches
        )
    ]


def _length_s(place: Span) -> float:
    return place.end_s - place.start_s


def _beginning(place: Span) -> Span:
    """As much of a place as comes in one piece."""
    return Span(start_s=place.start_s, end_s=min(place.end_s, place.start_s + _MOST_S))


def _bridged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Those in one language with few words between them become one."""
    bridged: list[Stretch] = []
    for each in together(stretches):
        last = bridged[-1] if bridged else None
        if last and last.language == each.language and each.first - last.end <= _BETWEEN:
            bridged[-1] = Stretch(last.first, each.end, each.language)
        else:
            bridged.append(each)
    return bridged


def _whole_sentences(transcript: Transcript, stretch: Stretch, language: str) -> Stretch:
    """The stretch with all of those Whisper's segments of which it has half of the words."""
    first, end = stretch.first, stretch.end
    for segment in transcript.segments:
        both = min(end, segment.end_word) - max(first, segment.first_word)
        if 2 * both >= segment.end_word - segment.first_word:
            first, end = min(first, segment.first_word), max(end, segment.end_word)
    return Stretch(first, end, language)
