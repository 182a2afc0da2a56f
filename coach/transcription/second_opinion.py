"""Looks a second time at sound without words: adds the words that Whisper is sure of.

Voice activity misses whispering and some speech; Whisper misses some speech, too. So if there was
speech, or sound clearly louder than the room, but no word, Whisper transcribes that stretch alone.
It invents words there more easily than in speech, so only words of which it is sure count. Sound
that still has no words is kept with the transcript as `unclear`.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.facts import LEVEL_STEP_S, SoundFacts, Span
from coach.audio.levels import FLOOR_DB
from coach.audio.vad import SpeechSegment
from coach.transcription.cutting import LONG, Piece, merged
from coach.transcription.ports import Transcriber, Transcript, Unclear, Word
from coach.transcription.words import count_before, one_after_the_other, only, plain_word
from coach.transcription.writing import write_piece

_LEAST_S = 1.0  # shorter sounds are coughs, chairs and keys
_NEAR_A_WORD_S = 0.6  # word times are off by up to so much next to pauses
_MARGIN_S = 0.5  # of sound before and after a stretch that Whisper gets

# Of the levels within 10 s the softest fifth is the room's: people breathe between sentences.
_ROOM_WITHIN_S = 10.0
_ROOM_PERCENTILE = 20.0
_LOUDER_DB = 10.0
_AUDIBLE_DB = -65.0
_BRIDGED_S = 0.3

# Sentences that Whisper often invents where nobody speaks, and gives high probabilities.
_INVENTED = frozenset(
    ("you", "thank you", "thanks", "bye", "okay", "thank you for watching", "thanks for watching")
)
_SURE = 0.6  # least mean probability of the words; right ones have around 0.8
_SLOWEST_WORD_S = 1.5  # greatest mean length of the words


def with_second_opinion(
    transcriber: Transcriber, transcript: Transcript, facts: SoundFacts, blocks: Iterable[Samples]
) -> tuple[Transcript, SoundFacts]:
    """The transcript with the words that a second look finds, and the corrected sound facts.

    `blocks` is the sound of the take, float32 (n,) in [-1, 1] at 16 kHz. It is read only if there
    is sound without words. Raises EngineMissing, GivenUp, and whatever `blocks` raises.
    """
    unclear = without_words(facts, transcript)
    if not unclear:
        return transcript, facts
    spoken: list[SpeechSegment] = []
    for piece in cut_out(blocks, unclear):
        heard = write_piece(transcriber, piece)
        if _is_sure(heard.words):
            transcript = _inserted(transcript, heard, piece.start_s)
            start_s, end_s = heard.words[0].start_s, heard.words[-1].end_s
            spoken.append(
                SpeechSegment(start_s=piece.start_s + start_s, end_s=piece.start_s + end_s)
            )
    if spoken:
        facts = facts.model_copy(update={"speech": tuple(merged([*facts.speech, *spoken]))})
        unclear = without_words(facts, transcript)
    spans = tuple(Unclear(**dict(span)) for span in unclear)
    return transcript.model_copy(update={"unclear": spans}), facts


def still_unclear(
    known: Sequence[Unclear], transcript: Transcript, facts: SoundFacts
) -> tuple[Unclear, ...]:
    """The stretches `known` to be unclear that still have no words in `transcript`, and others
    without words, in order.
    """
    middles_s = [word.middle_s for word in transcript.words]
    still = [
        span
        for span in known
        if not any(span.start_s <= middle_s <= span.end_s for middle_s in middles_s)
    ]
    others = [
        Unclear(**dict(span))
        for span in without_words(facts, transcript)
        if not any(span.start_s < each.end_s and each.start_s < span.end_s for each in still)
    ]
    return tuple(sorted([*still, *others], key=lambda span: span.start_s))


def without_words(facts: SoundFacts, transcript: Transcript) -> list[Span]:
    """Stretches of a second or more with speech, or sound louder than the room, but no words."""
    sound = merged([*facts.speech, *_louder_than_the_room(facts)])
    told: list[Word | Span] = [*transcript.words, *facts.coach_sounds, *facts.commands]
    near = merged(
        SpeechSegment(start_s=each.start_s - _NEAR_A_WORD_S, end_s=each.end_s + _NEAR_A_WORD_S)
        for each in told
    )
    spans = _without(sound, near)
    return [span for span in spans if span.end_s - span.start_s >= _LEAST_S]


def _without(sound: Sequence[SpeechSegment], others: Sequence[SpeechSegment]) -> Iterator[Span]:
    """The parts of `sound` outside of `others`. Both are in order and do not overlap."""
    number = 0
    for segment in sound:
        start_s = segment.start_s
        while number < len(others) and others[number].start_s < segment.end_s:
            other = others[number]
            if other.start_s > start_s:
                yield Span(start_s=round(start_s, 3), end_s=round(other.start_s, 3))
            start_s = max(start_s, other.end_s)
            if other.end_s > segment.end_s:
                break  # `others` may reach into the next one, too
            number += 1
        if start_s < segment.end_s:
            yield Span(start_s=round(start_s, 3), end_s=round(segment.end_s, 3))


def _louder_than_the_room(facts: SoundFacts) -> Iterator[SpeechSegment]:
    """Stretches of sound louder than the room, joined over short moments of quiet."""
    levels_db = np.array(facts.levels_db, dtype=np.float64)
    if not len(levels_db):
        return
    loud = (levels_db > _room_db(levels_db) + _LOUDER_DB) & (levels_db > _AUDIBLE_DB)
    edges = np.flatnonzero(np.diff(loud.astype(np.int8), prepend=0, append=0)).reshape(-1, 2)
    start: int | None = None
    end = 0
    for first, after in edges.tolist():
        if start is not None and (first - end) * LEVEL_STEP_S > _BRIDGED_S:
            yield SpeechSegment(start_s=start * LEVEL_STEP_S, end_s=end * LEVEL_STEP_S)
            start = None
        start, end = (first if start is None else start), after
    if start is not None:
        yield SpeechSegment(start_s=start * LEVEL_STEP_S, end_s=end * LEVEL_STEP_S)


def _room_db(levels_db: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The level of the room at each step, in dB.

    Digital silence of a muted headset does not count.
    """
    around = round(_ROOM_WITHIN_S / LEVEL_STEP_S)
    per_s = round(1 / LEVEL_STEP_S)
    rooms_db = []
    for middle in range(0, len(levels_db), per_s):
        near = levels_db[max(0, middle - around) : middle + around]
        near = near[near > FLOOR_DB]
        rooms_db.append(float(np.percentile(near, _ROOM_PERCENTILE)) if len(near) else FLOOR_DB)
    return np.repeat(np.array(rooms_db), per_s)[: len(levels_db)]


def cut_out(blocks: Iterable[Samples], spans: Sequence[Span]) -> Iterator[Piece]:
    """The sound of `spans`, which are in order, as pieces for Whisper. Needs little memory."""
    at = 0
    kept: Samples = np.zeros(0, dtype=np.float32)
    waiting = list(_windows(spans))
    for block in blocks:
        kept = np.concatenate([kept, block])
        while waiting and at + len(kept) >= _sample(waiting[0].end_s):
            yield _piece(kept, at, waiting.pop(0))
        if not waiting:
            return
        start = min(_sample(waiting[0].start_s), at + len(kept))
        if start > at:
            kept, at = kept[start - at :], start
    for window in waiting:
        if _sample(window.start_s) < at + len(kept):
            yield _piece(kept, at, window)


def _windows(spans: Sequence[Span]) -> Iterator[Span]:
    """Each span with its margins, in parts that fit Whisper's window."""
    for span in spans:
        start_s = max(0.0, span.start_s - _MARGIN_S)
        while start_s < span.end_s:
            end_s = min(span.end_s + _MARGIN_S, start_s + LONG.longest_s)
            yield Span(start_s=start_s, end_s=end_s)
            start_s = end_s


def _piece(samples: Samples, at: int, window: Span) -> Piece:
    first = _sample(window.start_s) - at
    cut = samples[max(0, first) : _sample(window.end_s) - at]
    length_s = len(cut) / LISTENING_RATE_HZ
    speech = (SpeechSegment(start_s=0.0, end_s=round(length_s, 3)),)
    return Piece(cut, _sample(window.start_s) / LISTENING_RATE_HZ, length_s, speech)


def _sample(at_s: float) -> int:
    return round(at_s * LISTENING_RATE_HZ)


def _is_sure(words: Sequence[Word]) -> bool:
    """Whether these words were probably heard, and not invented."""
    if not words:
        return False
    text = " ".join(plain_word(word.text) for word in words)
    mean_length_s = statistics.fmean(word.end_s - word.start_s for word in words)
    return (
        statistics.fmean(word.probability for word in words) >= _SURE
        and text not in _INVENTED
        and mean_length_s <= _SLOWEST_WORD_S
    )


def _inserted(transcript: Transcript, heard: Transcript, start_s: float) -> Transcript:
    """The transcript with the words of `heard`, which begins at `start_s`, inserted by time."""
    place = count_before(transcript, start_s + heard.words[0].start_s)
    count = len(transcript.words)
    before = only(transcript, [number < place for number in range(count)])
    after = only(transcript, [number >= place for number in range(count)])
    return one_after_the_other(transcript, [(0.0, before), (start_s, heard), (0.0, after)])
