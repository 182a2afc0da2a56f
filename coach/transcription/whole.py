"""A whole take or file written down, however long it is, in flat memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from coach.audio.clips import Samples
from coach.audio.vad import SpeechSegment
from coach.transcription.cutting import merged, overheard, pieces
from coach.transcription.joining import Part, joined
from coach.transcription.ports import Stage, Transcriber, Transcript
from coach.transcription.writing import write_piece


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
    known = merged(speech or ())
    if speech is None:
        blocks = overheard(blocks, transcriber.detect_speech, known)
    parts: list[Part] = []
    done_s = 0.0
    for piece in pieces(blocks, known):
        if piece.has_speech:
            parts.append(Part(piece.start_s, piece.own_s, write_piece(transcriber, piece, prompt)))
        done_s = piece.end_s
        if on_progress:
            on_progress(done_s)
    blank = transcriber.blank.at_stage(Stage.FULL)
    return WrittenDown(joined(blank, parts), merged(known), done_s)
