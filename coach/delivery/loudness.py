"""Figures of loudness: how even the voice is, and which sentences trail off."""

from __future__ import annotations

import statistics

from coach.delivery.certainty import (
    distorted,
    noise_hides_loudness,
    too_little_speech,
    unsure,
)
from coach.delivery.findings import Finding, Moment
from coach.delivery.spoken import Spoken
from coach.transcription.lines import TranscriptLine

_END_S = 0.8  # the end of a sentence
_LEAST_BEFORE_S = 1.5  # of the sentence, to compare its end with
_TRAILS_OFF_DB = 12.0  # so much softer; every sentence sinks a little
_QUOTED_WORDS = 6


def loudness(spoken: Spoken) -> list[Finding]:
    """The spread of the level of speech, and the sentences whose end is lost."""
    if not spoken.words:
        return []
    why = too_little_speech(spoken) or noise_hides_loudness(spoken) or distorted(spoken)
    return [unsure(why, _spread(spoken)), unsure(why, _trailing_off(spoken))]


def _spread(spoken: Spoken) -> Finding:
    speaking, _ = spoken.levels_db
    quarters = statistics.quantiles(speaking, n=4) if len(speaking) > 1 else [0.0, 0.0, 0.0]
    return spoken.finding(
        "loudness_spread",
        round(quarters[2] - quarters[0], 1),
        "dB",
        "between the softer and the louder quarter of the speech, by 0.1 s",
    )


def _trailing_off(spoken: Spoken) -> Finding:
    rule = f"the last {_END_S} s of a sentence {_TRAILS_OFF_DB:g} dB softer than the rest of it"
    moments = []
    for line in spoken.lines:
        drop_db = _drop_db(spoken, line)
        if drop_db is not None and drop_db >= _TRAILS_OFF_DB:
            moments.append(_moment(spoken, line, drop_db, rule))
    return spoken.counted("trailing_off", rule, moments)


def _drop_db(spoken: Spoken, line: TranscriptLine) -> float | None:
    """How much softer the end of a sentence is; None where it is too short to tell."""
    end_s = min(line.end_s, spoken.end_s)
    if end_s - line.start_s < _LEAST_BEFORE_S + _END_S:
        return None
    before = _voiced_db(spoken, line.start_s, end_s - _END_S)
    ending = _voiced_db(spoken, end_s - _END_S, end_s)
    if not before or not ending:
        return None
    return statistics.median(before) - statistics.median(ending)


def _voiced_db(spoken: Spoken, start_s: float, end_s: float) -> list[float]:
    """The levels between two times where a voice sounds: consonants and gaps are soft anyway."""
    facts = spoken.facts
    steps = range(int(start_s / facts.level_step_s), int(end_s / facts.level_step_s))
    voiced = []
    for step in steps:
        pitch = int(step * facts.level_step_s / facts.pitch_step_s)
        width = max(1, round(facts.level_step_s / facts.pitch_step_s))
        if step < len(facts.levels_db) and any(facts.pitches_hz[pitch : pitch + width]):
            voiced.append(facts.levels_db[step])
    return voiced


def _moment(spoken: Spoken, line: TranscriptLine, drop_db: float, rule: str) -> Moment:
    first = max(line.first_word, line.end_word - _QUOTED_WORDS)
    moment = spoken.moment_of_words(first, line.end_word, rule)
    return moment.model_copy(update={"how_many": round(drop_db, 1)})
