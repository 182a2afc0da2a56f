"""Checks, before the first question, that a microphone not used before can hear the person."""

from __future__ import annotations

from collections.abc import Callable

from coach.audio.facts import SoundFactsBuilder
from coach.audio.levels import Hearing, judge, level_db
from coach.audio.ports import Microphone
from coach.audio.vad import VoiceActivity

_LONGEST_S = 6.0
_ENOUGH_SPEECH_S = 1.0


def check_sound(
    microphone: Microphone, heard: Callable[[float, float], None], enough: Callable[[], bool]
) -> Hearing:
    """Listen until somebody has spoken for a second, for at most six seconds, and judge the level.

    `heard` gets the level in dBFS and the seconds so far. `enough` returns True if the person wants
    to end the check. The sound is not kept. Raises MicrophoneLost.
    """
    builder = SoundFactsBuilder(VoiceActivity())
    for block in microphone.blocks():
        builder.feed(block.samples)
        heard(level_db(block.samples), builder.duration_s)
        if builder.duration_s >= _LONGEST_S or builder.facts().speech_s >= _ENOUGH_SPEECH_S:
            break
        if enough():
            break
    facts = builder.facts()
    return judge(list(facts.levels_db), facts.speech_s, bool(facts.clipping))
