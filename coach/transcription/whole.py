"""A whole take or file written down, however long it is, in flat memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.vad import SpeechSegment
from coach.transcription.cutting import LONGEST_S, Piece, merged, pieces, stretches, within
from coach.transcription.gating import only_spoken
from coach.transcription.ports import Transcriber, Transcript
from coach.transcription.vocabulary import with_names
from coach.transcription.words import one_after_the_other


@dataclass(frozen=True)
class WrittenDown:
    """What was said and where there was speech, both in seconds since the sound began."""

    transcript: Transcript
    speech: list[SpeechSegment]
    duration_s: float


def write_down(
    transcriber: Transcriber,
    blocks: Iterable[Samples],
    speech: Sequence[SpeechSegment] | None = None,
    prompt: str = "",
    on_progress: Callable[[float], None] | None = None,
) -> WrittenDown:
    """Write down `blocks`: float32 in [-1, 1] at 16 kHz, of any sizes and any number.

    `speech` is where somebody speaks, if that is known already; otherwise it is found and returned.
    What has no speech is never shown to Whisper, and words that no speech covers are dropped, so
    that silence, noise or a hum give an empty transcript. `on_progress` hears how many seconds of
    the sound are done. Raises EngineMissing, and whatever `blocks` raises.
    """
    parts: list[tuple[float, Transcript]] = []
    found: list[SpeechSegment] = []
    done_s = 0.0
    for piece in _pieces(transcriber, blocks, speech):
        found += [_later(segment, piece.start_s) for segment in piece.speech]
        for start_s, part in _written(transcriber, piece, prompt):
            parts.append((piece.start_s + start_s, part))
        done_s = piece.start_s + len(piece.samples) / LISTENING_RATE_HZ
        if on_progress:
            on_progress(done_s)
    heard = merged(found) if speech is None else list(speech)
    return WrittenDown(one_after_the_other(transcriber.blank, parts), heard, done_s)


def write_piece(
    transcriber: Transcriber, samples: Samples, speech: Sequence[SpeechSegment], prompt: str = ""
) -> Transcript:
    """One short piece written down and gated by its `speech`, all times relative to the piece.

    With a `prompt` the piece is written down twice, and only the names are taken from the prompted
    version: that one leaves out and invents too much elsewhere. Raises EngineMissing.
    """
    plain = only_spoken(transcriber.transcribe(samples), speech)
    if not prompt.strip() or not plain.words:
        return plain
    return with_names(plain, transcriber.transcribe(samples, prompt), prompt)


def _pieces(
    transcriber: Transcriber, blocks: Iterable[Samples], speech: Sequence[SpeechSegment] | None
) -> Iterator[Piece]:
    if speech is None:
        return pieces(blocks, transcriber.detect_speech)
    return pieces_of_known(blocks, speech)


def pieces_of_known(
    blocks: Iterable[Samples], speech: Sequence[SpeechSegment], longest_s: float = LONGEST_S
) -> Iterator[Piece]:
    """Pieces of at most `longest_s`, cut by speech that was found before, while listening."""
    speech = merged(speech)
    start_s = 0.0

    def known(samples: Samples) -> Sequence[SpeechSegment]:
        return within(speech, start_s, start_s + len(samples) / LISTENING_RATE_HZ)

    for piece in pieces(blocks, known, longest_s):
        yield piece
        start_s = piece.start_s + len(piece.samples) / LISTENING_RATE_HZ


def _written(
    transcriber: Transcriber, piece: Piece, prompt: str
) -> Iterator[tuple[float, Transcript]]:
    """The stretches of a piece that have speech, each with its beginning in the piece."""
    length_s = len(piece.samples) / LISTENING_RATE_HZ
    for start_s, end_s in stretches(piece.speech, length_s):
        first, end = round(start_s * LISTENING_RATE_HZ), round(end_s * LISTENING_RATE_HZ)
        speech = within(piece.speech, start_s, end_s)
        yield start_s, write_piece(transcriber, piece.samples[first:end], speech, prompt)


def _later(segment: SpeechSegment, offset_s: float) -> SpeechSegment:
    return SpeechSegment(
        start_s=round(segment.start_s + offset_s, 3), end_s=round(segment.end_s + offset_s, 3)
    )
