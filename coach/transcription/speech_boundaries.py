"""Snaps the times of quoted words to the beginning and end of speech.

Whisper's word times are not exact at the edges of a sentence: the first word often begins with the
silence before it, or only after a first "Honestly,". Voice activity is more exact. So each edge is
moved to the nearest beginning or end of speech, if no other words are there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from coach.audio.vad import SpeechSegment
from coach.transcription.ports import Word

_REACH_S = 0.4  # Whisper's word times are off by up to so much within speech
_LATE_S = 1.0  # so much speech may have no word if Whisper's first word begins too late
_SAME_S = 0.001


def snap_to_speech(
    words: Sequence[Word], speech: Sequence[SpeechSegment], start_s: float, end_s: float
) -> tuple[float, float]:
    """`start_s` and `end_s`, which are times of words, moved to the boundaries of speech."""
    first = next((n for n, word in enumerate(words) if word.start_s > start_s - _SAME_S), None)
    if first is None:
        return start_s, end_s
    last = max(
        (n for n in range(first, len(words)) if words[n].end_s < end_s + _SAME_S), default=first
    )
    earliest_s = words[first - 1].middle_s if first else 0.0
    latest_s = words[last + 1].middle_s if last + 1 < len(words) else float("inf")
    starts = [each.start_s for each in speech if earliest_s <= each.start_s < end_s]
    ends = [each.end_s for each in speech if start_s < each.end_s <= latest_s]
    if not _in_speech(start_s, speech):
        begin_s = _nearest(starts, start_s)
    else:
        near = (at_s for at_s in starts if at_s < words[first].end_s)
        begin_s = _nearest(near, start_s, _REACH_S)
    if first:
        begin_s = _with_wordless(begin_s, words[first - 1].end_s, speech)
    if not _in_speech(end_s, speech):
        finish_s = _nearest(ends, end_s)
    else:
        near = (at_s for at_s in ends if at_s > words[last].start_s)
        finish_s = _nearest(near, end_s, _REACH_S)
    return (begin_s, finish_s) if begin_s < finish_s else (start_s, end_s)


def _with_wordless(begin_s: float, word_before_s: float, speech: Sequence[SpeechSegment]) -> float:
    """The beginning of wordless speech that leads up to `begin_s`, after the word before it."""
    earliest_s = begin_s - _LATE_S
    for segment in reversed(speech):
        if segment.start_s >= begin_s:
            continue
        apart_s = max(0.0, begin_s - segment.end_s)
        if segment.start_s < earliest_s or segment.start_s - word_before_s <= apart_s:
            break
        begin_s = segment.start_s
    return begin_s


def _nearest(times_s: Iterable[float], at_s: float, reach_s: float = math.inf) -> float:
    """The nearest of `times_s` within `reach_s`, else `at_s` itself."""
    nearest = min(times_s, key=lambda each: abs(each - at_s), default=at_s)
    return nearest if abs(nearest - at_s) <= reach_s else at_s


def _in_speech(at_s: float, speech: Sequence[SpeechSegment]) -> bool:
    return any(each.start_s <= at_s <= each.end_s for each in speech)
