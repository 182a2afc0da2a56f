"""Finds the audio track with speech in a file: meetings and cameras record several tracks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from coach.audio.clips import LISTENING_RATE_HZ, AudioClip, Samples
from coach.audio.damage import ReadingReport
from coach.audio.decoding import DecodedPiece, opened, pieces_at
from coach.audio.joins import FilePart
from coach.audio.vad import detect_speech

# The places in each track that are examined, as shares of the file: a meeting begins with silence.
_PLACES = (0.0, 0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 0.95)
_LISTENED_S = 12.0  # length of each place
_SPEECH_S = 0.6  # so much speech in one place is enough
_HEARD_FROM = 10 ** (-70 / 20)  # a peak of -70 dBFS; softer channels are not examined


def choose_track(part: FilePart, suffix: str, report: ReadingReport) -> int:
    """The number (from 1) of the track to read. Other tracks with speech go into `report`.

    If the default track of the file, or else its first, has speech, that track is read; also if no
    track has speech. Raises NotDecodable.
    """
    with opened(part, suffix) as container:
        tracks = container.streams.audio
        known = [each for each, track in enumerate(tracks) if track.codec_context]
        if len(known) < 2:
            return known[0] + 1 if known else 1
        order = sorted(known, key=lambda each: not _is_default(tracks[each]))
        speaking = [each + 1 for each in order if _speaks(container, tracks[each])]
    if not speaking:
        return order[0] + 1
    report.other_tracks = tuple(sorted(speaking[1:]))
    report.track_chosen = speaking[0] != order[0] + 1
    return speaking[0]


def _is_default(track: Any) -> bool:
    import av

    return bool(track.disposition & av.stream.Disposition.default)


def _speaks(container: Any, track: Any) -> bool:
    length_s = (container.duration or 0) / 1e6
    places = [share * length_s for share in _PLACES] if length_s > _LISTENED_S else [0.0]
    return any(_is_speech(pieces_at(container, track, place, _LISTENED_S)) for place in places)


def _is_speech(pieces: Iterator[DecodedPiece]) -> bool:
    for samples in _channels(list(pieces)):
        if np.max(np.abs(samples), initial=0.0) > _HEARD_FROM:
            louder = samples / np.max(np.abs(samples)) / 2
            segments = detect_speech(louder)
            if sum(each.end_s - each.start_s for each in segments) >= _SPEECH_S:
                return True
    return False


def _channels(pieces: list[DecodedPiece]) -> Iterator[Samples]:
    """Each channel alone, Samples at LISTENING_RATE_HZ: mixed, channels might cancel."""
    alike = [each for each in pieces if each.samples.shape[1] == pieces[0].samples.shape[1]]
    if not alike:
        return
    samples = np.nan_to_num(np.concatenate([each.samples for each in alike]))
    for channel in range(min(2, samples.shape[1])):
        clip = AudioClip(np.ascontiguousarray(samples[:, channel]), pieces[0].rate_hz)
        yield clip.at_rate(LISTENING_RATE_HZ).samples
