"""Decides when sound or words are too poor for a figure. Then the reason is given instead."""

from __future__ import annotations

import math
import statistics

from coach.delivery.findings import Certainty, Finding
from coach.delivery.spoken import Spoken

_LEAST_SPEECH_S = 5.0
_LEAST_WORDS = 10
# Speech and background, in power. Of thirteen human clips the poorest had 8 dB (a kitchen's noise,
# and a hissing microphone): voice activity still finds the pauses there.
_LEAST_FOR_PAUSES_DB = 6.0
_LEAST_FOR_LOUDNESS_DB = 10.0
_QUIETEST_DB = -50.0
_MOST_CLIPPED = 0.02  # of the speaking time
_LEAST_PROBABLE = 0.5  # the mean of the words'; right ones lie around 0.8


def unsure(why: str, finding: Finding) -> Finding:
    """`finding`, without its figure if there is a reason `why`."""
    if not why:
        return finding
    return finding.model_copy(
        update={"how_many": None, "certainty": Certainty.UNSURE, "why": why, "moments": ()}
    )


def too_little_speech(spoken: Spoken) -> str:
    """Why there is too little to say anything by the minute; "" where there is enough."""
    if spoken.facts.speech_s < _LEAST_SPEECH_S or len(spoken.words) < _LEAST_WORDS:
        return "too little was said"
    return ""


def doubtful_words(spoken: Spoken) -> str:
    """Why the words cannot be relied on; "" where they can."""
    if not spoken.words:
        return ""
    if statistics.fmean(word.probability for word in spoken.words) < _LEAST_PROBABLE:
        return "Whisper is unsure of most of the words"
    return ""


def no_list(spoken: Spoken, *lists: object) -> str:
    """Why nothing can be looked for in this language; "" where one of `lists` has something."""
    if any(lists):
        return ""
    return f"there is no word list for the language “{spoken.language.code}”"


def too_quiet(spoken: Spoken) -> str:
    """Why soft sounds may be missing; "" where it is loud enough."""
    speaking, _ = spoken.levels_db
    if speaking and statistics.median(speaking) < _QUIETEST_DB:
        return "the recording is very quiet"
    return ""


def noise_hides_pauses(spoken: Spoken) -> str:
    """Why speech and silence cannot be told apart; "" where they can."""
    return too_quiet(spoken) or _too_noisy(spoken, _LEAST_FOR_PAUSES_DB)


def noise_hides_loudness(spoken: Spoken) -> str:
    """Why soft speech cannot be told from the background; "" where it can."""
    return too_quiet(spoken) or _too_noisy(spoken, _LEAST_FOR_LOUDNESS_DB)


def _too_noisy(spoken: Spoken, least_db: float) -> str:
    speaking, silent = spoken.levels_db
    if not speaking or not silent:
        return ""
    power = statistics.fmean(10 ** (level_db / 10) for level_db in speaking)
    above_db = 10 * math.log10(power) - statistics.median(silent)
    return "the background is nearly as loud as the voice" if above_db < least_db else ""


def distorted(spoken: Spoken) -> str:
    """Why the loudness cannot be judged: too much of the speech is clipped."""
    clipped_s = sum(span.end_s - span.start_s for span in spoken.facts.clipping)
    if clipped_s > _MOST_CLIPPED * max(spoken.facts.speech_s, 1.0):
        return f"the recording is distorted for {clipped_s:.1f} s: the microphone is set too loud"
    return ""
