"""Transcribes one piece of a take, in one quick pass with checks.

Whisper's own remedy for a bad result is to try higher temperatures, which takes seconds. Here a
piece gets one pass, with a number of tokens limited by the seconds of speech in it. If Whisper
stopped early or repeated itself, the two halves of the piece are transcribed one by one.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

import numpy as np

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.vad import SpeechSegment
from coach.transcription.cutting import TAIL_S, Piece, best_cut, within
from coach.transcription.gating import only_spoken
from coach.transcription.ports import DecodeOptions, Transcriber, Transcript
from coach.transcription.vocabulary import with_names
from coach.transcription.words import one_after_the_other

_TOKENS_PER_S = 10.0  # the fastest speakers need six
_TOKENS_AT_LEAST, _TOKENS_AT_MOST = 16, 220  # a decoder's window has room for 224
_NOT_WRITTEN_S = 1.0  # so much speech without a word: Whisper stopped early
_NEAR_A_WORD_S = 0.6  # word times are off by up to so much next to pauses
_MOST_REPETITIVE = 2.4  # compression ratio of text; Whisper's own threshold for loops
_SHORTEST_HALF_S = 3.0
_ROOM_TONE_SAMPLES = LISTENING_RATE_HZ // 2


def write_piece(
    transcriber: Transcriber,
    piece: Piece,
    prompt: str = "",
    given_up: Callable[[], bool] = lambda: False,
) -> Transcript:
    """The transcript of a piece with its context. Times count from the start of the piece.

    Words that are not near speech are dropped. With a `prompt`, the piece is transcribed twice, and
    only the names come from the pass with the prompt, which leaves out and invents too much
    elsewhere. `given_up` is called now and then, and returns True if the result is not wanted any
    more. Raises GivenUp, EngineMissing.
    """
    written = write_guarded(transcriber, piece, "", given_up)
    if prompt.strip() and written.words:
        prompted = _pass(transcriber, piece, prompt, given_up)
        written = with_names(written, prompted, prompt)
    return written


def write_guarded(
    transcriber: Transcriber, piece: Piece, prompt: str, given_up: Callable[[], bool]
) -> Transcript:
    """Transcribe `piece` (at most 30 s) in one pass, or in two halves if the result looks wrong.

    Raises GivenUp, EngineMissing.
    """
    whole = _pass(transcriber, piece, prompt, given_up)
    # The quiet after that is left out, or the halves would depend on how much of it there is.
    samples = piece.samples[: _quiet_from_and_to(piece.speech)[1]]
    length_s = len(samples) / LISTENING_RATE_HZ
    if length_s < 2 * _SHORTEST_HALF_S or not _looks_wrong(whole, piece):
        return whole
    cut_s = best_cut(piece.speech, _SHORTEST_HALF_S, length_s - _SHORTEST_HALF_S)
    cut = round(min(cut_s, length_s - _SHORTEST_HALF_S) * LISTENING_RATE_HZ)
    cut_s = cut / LISTENING_RATE_HZ
    halves = [
        Piece(samples[:cut], 0.0, cut_s, within(piece.speech, 0.0, cut_s)),
        Piece(samples[cut:], cut_s, length_s - cut_s, within(piece.speech, cut_s, length_s)),
    ]
    return one_after_the_other(
        whole.model_copy(update={"segments": (), "words": ()}),
        [(half.start_s, _pass(transcriber, half, prompt, given_up)) for half in halves],
    )


def _pass(
    transcriber: Transcriber, piece: Piece, prompt: str, given_up: Callable[[], bool]
) -> Transcript:
    speech_s = sum(segment.end_s - segment.start_s for segment in piece.speech)
    most_tokens = min(_TOKENS_AT_MOST, round(_TOKENS_AT_LEAST + _TOKENS_PER_S * speech_s))
    decoding = DecodeOptions(most_tokens, given_up, piece.enough_s)
    heard = transcriber.transcribe(_ending(piece.samples, piece.speech), prompt, decoding)
    return only_spoken(heard, piece.speech)


def _ending(samples: Samples, speech: Sequence[SpeechSegment]) -> Samples:
    """`samples` up to a moment after their last speech, and half a second of the same quiet, played
    forwards and backwards. Samples that end in speech are not changed.

    So no word depends on when the end of an answer was noticed. Whisper fills its window with
    digital silence. If that comes at once after the last words, Whisper gets them wrong, or leaves
    a clause out.
    """
    first, end = _quiet_from_and_to(speech)
    quiet = samples[first:end]
    if not len(quiet):
        return samples
    more = np.pad(quiet, (0, _ROOM_TONE_SAMPLES), mode="symmetric")
    return np.concatenate([samples[:first], more])


def _quiet_from_and_to(speech: Sequence[SpeechSegment]) -> tuple[int, int]:
    """The first and the last sample of the quiet after `speech` that Whisper gets."""
    end_s = speech[-1].end_s if speech else 0.0
    return round(end_s * LISTENING_RATE_HZ), round((end_s + TAIL_S) * LISTENING_RATE_HZ)


def _looks_wrong(transcript: Transcript, piece: Piece) -> bool:
    text = transcript.text.encode()
    repetitive = len(text) / max(1, len(zlib.compress(text)))
    unwritten_s = _unwritten_s(transcript, within(piece.speech, 0.0, piece.enough_s))
    return repetitive > _MOST_REPETITIVE or unwritten_s > _NOT_WRITTEN_S


def _unwritten_s(transcript: Transcript, speech: Sequence[SpeechSegment]) -> float:
    """The length of the longest stretch of `speech` without a word near it, in seconds."""
    near = [
        (word.start_s - _NEAR_A_WORD_S, word.end_s + _NEAR_A_WORD_S) for word in transcript.words
    ]
    longest_s = 0.0
    for segment in speech:
        at_s = segment.start_s
        for start_s, end_s in near:
            if end_s > at_s and start_s < segment.end_s:
                longest_s = max(longest_s, start_s - at_s)
                at_s = end_s
        longest_s = max(longest_s, segment.end_s - at_s)
    return longest_s
