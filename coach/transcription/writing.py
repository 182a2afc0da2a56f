"""A piece of a take written down: once, quickly, and guarded.

Whisper's own remedy for a bad result, going through a chain of temperatures, takes seconds. Here a
piece gets one pass whose length is bounded by the seconds of speech in it; what shows that Whisper
stopped early or went round in circles is met by writing down its two halves, each by itself.
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

_TOKENS_PER_S = 10.0  # the fastest speakers come to six
_TOKENS_AT_LEAST, _TOKENS_AT_MOST = 16, 220  # a decoder's window has room for 224
_NOT_WRITTEN_S = 1.0  # so much speech without a word: Whisper stopped early
_NEAR_A_WORD_S = 0.6  # word times are off by as much next to pauses
_MOST_REPETITIVE = 2.4  # how far text compresses; Whisper's own threshold for loops
_SHORTEST_HALF_S = 3.0
_ROOM_TONE_SAMPLES = LISTENING_RATE_HZ // 2


def write_piece(
    transcriber: Transcriber,
    piece: Piece,
    prompt: str = "",
    given_up: Callable[[], bool] = lambda: False,
) -> Transcript:
    """What was said in the piece and in its context, times relative to its beginning.

    Words that no speech covers are dropped. With a `prompt` the piece is written down twice, and
    only the names are taken from the prompted version: that one leaves out and invents too much
    elsewhere. `given_up` is asked now and then whether the result is still wanted. Raises GivenUp,
    EngineMissing.
    """
    written = write_guarded(transcriber, piece, "", given_up)
    if prompt.strip() and written.words:
        prompted = _pass(transcriber, piece.samples, piece.speech, prompt, given_up)
        written = with_names(written, prompted, prompt)
    return written


def write_guarded(
    transcriber: Transcriber, piece: Piece, prompt: str, given_up: Callable[[], bool]
) -> Transcript:
    """Write down `piece` (at most 30 s) in one pass; its halves where that looks wrong.

    Raises GivenUp, EngineMissing.
    """

    def one_pass(samples: Samples, speech: Sequence[SpeechSegment]) -> Transcript:
        return _pass(transcriber, samples, speech, prompt, given_up)

    speech = piece.speech
    samples = piece.samples[: _quiet_from_and_to(speech)[1]]  # else the halves depended on the rest
    whole = one_pass(samples, speech)
    length_s = len(samples) / LISTENING_RATE_HZ
    if length_s < 2 * _SHORTEST_HALF_S or not _looks_wrong(whole, speech):
        return whole
    cut_s = best_cut(speech, _SHORTEST_HALF_S, length_s - _SHORTEST_HALF_S)
    cut = round(min(cut_s, length_s - _SHORTEST_HALF_S) * LISTENING_RATE_HZ)
    cut_s = cut / LISTENING_RATE_HZ
    halves = [
        (0.0, one_pass(samples[:cut], within(speech, 0.0, cut_s))),
        (cut_s, one_pass(samples[cut:], within(speech, cut_s, length_s))),
    ]
    return one_after_the_other(whole.model_copy(update={"segments": (), "words": ()}), halves)


def _pass(
    transcriber: Transcriber,
    samples: Samples,
    speech: Sequence[SpeechSegment],
    prompt: str,
    given_up: Callable[[], bool],
) -> Transcript:
    speech_s = sum(segment.end_s - segment.start_s for segment in speech)
    most_tokens = min(_TOKENS_AT_MOST, round(_TOKENS_AT_LEAST + _TOKENS_PER_S * speech_s))
    decoding = DecodeOptions(most_tokens, given_up, speech[-1].end_s if speech else 0.0)
    return only_spoken(transcriber.transcribe(_ending(samples, speech), prompt, decoding), speech)


def _ending(samples: Samples, speech: Sequence[SpeechSegment]) -> Samples:
    """`samples` with a moment of the quiet after their last speech, and half a second more of that
    same quiet, to and fro; as they are where they end in speech.

    So it matters to no word when an answer's end was noticed. Whisper fills its window with digital
    silence, and gets last words wrong, or leaves a clause out, where that comes at once after them.
    """
    first, end = _quiet_from_and_to(speech)
    quiet = samples[first:end]
    if not len(quiet):
        return samples
    more = np.pad(quiet, (0, _ROOM_TONE_SAMPLES), mode="symmetric")
    return np.concatenate([samples[:first], more])


def _quiet_from_and_to(speech: Sequence[SpeechSegment]) -> tuple[int, int]:
    """The samples of the quiet after the last of `speech` that Whisper listens to."""
    end_s = speech[-1].end_s if speech else 0.0
    return round(end_s * LISTENING_RATE_HZ), round((end_s + TAIL_S) * LISTENING_RATE_HZ)


def _looks_wrong(transcript: Transcript, speech: Sequence[SpeechSegment]) -> bool:
    text = transcript.text.encode()
    repetitive = len(text) / max(1, len(zlib.compress(text)))
    return repetitive > _MOST_REPETITIVE or _unwritten_s(transcript, speech) > _NOT_WRITTEN_S


def _unwritten_s(transcript: Transcript, speech: Sequence[SpeechSegment]) -> float:
    """The longest stretch of `speech` that no word is near."""
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
