"""Transcribes a whole take or file of any length, in little memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from coach.audio.clips import Samples
from coach.audio.vad import SpeechSegment
from coach.transcription.cutting import Piece, merged, overheard, pieces
from coach.transcription.in_order import in_order
from coach.transcription.joining import WrittenPart, joined
from coach.transcription.ports import Stage, Transcriber, Transcript
from coach.transcription.writing import write_piece


@dataclass(frozen=True)
class WrittenDown:
    """The transcript and the speech segments, with times in seconds since the sound began."""

    transcript: Transcript
    speech: list[SpeechSegment]
    duration_s: float


def write_down(
    transcriber: Transcriber,
    blocks: Iterable[Samples],
    speech: Sequence[SpeechSegment] | None = None,
    prompt: str = "",
    on_progress: Callable[[float], None] | None = None,
    at_once: int = 1,
) -> WrittenDown:
    """Transcribe `blocks`: float32 (n,) in [-1, 1] at 16 kHz, any n and any number of them.

    `speech` has the speech segments, if they are known; otherwise they are detected, and returned.
    Whisper never gets sound without speech, and words that are not near speech are dropped. So
    silence, noise or a hum give an empty transcript. `on_progress` gets the seconds of sound that
    are done. `at_once` pieces are transcribed at the same time, each on a thread of its own; see
    Transcriber. Raises EngineMissing, and whatever `blocks` raises.
    """
    known = merged(speech or ())
    if speech is None:
        blocks = overheard(blocks, transcriber.detect_speech, known)
    parts: list[WrittenPart] = []
    done_s = 0.0
    cut = pieces(blocks, known, transcriber.piece_lengths)
    for piece, written in _written_pieces(transcriber, cut, prompt, at_once):
        if written:
            parts.append(WrittenPart(piece.start_s, piece.own_s, written))
        done_s = piece.end_s
        if on_progress:
            on_progress(done_s)
    blank = transcriber.blank.at_stage(Stage.FULL)
    return WrittenDown(joined(blank, parts), merged(known), done_s)


def _written_pieces(
    transcriber: Transcriber, cut: Iterable[Piece], prompt: str, at_once: int
) -> Iterator[tuple[Piece, Transcript | None]]:
    """Each piece in its order, with its transcript if anybody speaks in it."""

    def write(piece: Piece, given_up: Callable[[], bool]) -> Transcript | None:
        return write_piece(transcriber, piece, prompt, given_up) if piece.has_speech else None

    return in_order(write, cut, at_once)
