"""Removes words that nobody said: Whisper invents some in silence and noise."""

from __future__ import annotations

from collections.abc import Sequence

from coach.audio.vad import SpeechSegment
from coach.transcription.ports import Transcript, Word
from coach.transcription.words import only

# How near to speech a word must be. Whisper's word times are off by up to half a second next to
# pauses. In fourteen human clips, all but 2 of 1,323 words were so near to speech.
_TOLERANCE_S = 0.6

# Limits from openai-whisper, which looks for invented sentences by words that are unsure, much too
# short or much too long (see `hallucination_silence_threshold` in whisper/transcribe.py).
_UNSURE, _SHORTEST_S, _LONGEST_S = 0.15, 0.133, 2.0
_ODD_PER_S_TOO_SHORT = 15.0
_ODD_WORDS, _LOOKED_AT = 3.0, 8


def only_spoken(transcript: Transcript, speech: Sequence[SpeechSegment]) -> Transcript:
    """The transcript without words that are not near speech, and without sentences that Whisper
    invents just after speech, such as "Thank you very much."
    """
    kept = [_near(word, speech) for word in transcript.words]
    for segment in transcript.segments:
        sentence = transcript.words[segment.first_word : segment.end_word]
        if _comes_late(sentence, speech) and _is_odd(sentence):
            kept[segment.first_word : segment.end_word] = [False] * len(sentence)
    return only(transcript, kept)


def _near(word: Word, speech: Sequence[SpeechSegment]) -> bool:
    return any(
        word.start_s <= segment.end_s + _TOLERANCE_S
        and word.end_s >= segment.start_s - _TOLERANCE_S
        for segment in speech
    )


def _comes_late(sentence: Sequence[Word], speech: Sequence[SpeechSegment]) -> bool:
    """Whether `sentence` begins about where a stretch of speech ends, and well after its start."""
    last = next((one for one in reversed(speech) if one.start_s < sentence[-1].end_s), None)
    if last is None:
        return False
    return sentence[0].start_s > max(last.start_s + _TOLERANCE_S, last.end_s - _TOLERANCE_S)


def _is_odd(sentence: Sequence[Word]) -> bool:
    words = sentence[:_LOOKED_AT]
    if all(word.probability >= _UNSURE for word in words):
        return False  # odd times alone prove nothing: last words often have them
    oddness = sum(_oddness(word) for word in words)
    return oddness >= min(_ODD_WORDS, len(words) - 0.01)


def _oddness(word: Word) -> float:
    length_s = word.end_s - word.start_s
    return (
        float(word.probability < _UNSURE)
        + max(0.0, _SHORTEST_S - length_s) * _ODD_PER_S_TOO_SHORT
        + max(0.0, length_s - _LONGEST_S)
    )
