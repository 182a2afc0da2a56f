"""Figures of time: length, think time, pace and pauses. They use sound facts, not word times."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from coach.audio.facts import Span
from coach.delivery.bands import Band
from coach.delivery.certainty import noise_hides_pauses, too_little_speech, unsure
from coach.delivery.findings import Finding, Moment
from coach.delivery.spoken import Spoken

# Shorter silences belong to articulation: Goldman-Eisler (1968), Psycholinguistics, ch. 1.
_PAUSE_S = 0.25
LONG_PAUSE_S = 2.0
_WORDS_AROUND = 4  # quoted on either side of a pause
_TARGET = "the time the question gives"


def timing(spoken: Spoken) -> list[Finding]:
    """Everything about time."""
    return [*_length(spoken), *_think_time(spoken), *_pace(spoken), *_pauses(spoken)]


def _length(spoken: Spoken) -> list[Finding]:
    length_s = spoken.facts.duration_s
    target = Band(high=spoken.target_s, source=_TARGET) if spoken.target_s else None
    return [
        Finding(
            what="length",
            how_many=round(length_s, 3),
            unit="s",
            rule="length of the recording",
            start_s=0.0,
            end_s=length_s,
            band=target,
        )
    ]


def _think_time(spoken: Spoken) -> list[Finding]:
    if spoken.think_s is None:
        return []
    finding = Finding(
        what="think_time",
        how_many=spoken.think_s,
        unit="s",
        rule="from the end of the question to the first speech",
        start_s=0.0,
        end_s=spoken.start_s,
    )
    unclear = any(span.start_s < spoken.start_s for span in spoken.transcript.unclear)
    why = "you may have spoken before the first words I could make out" if unclear else ""
    return [unsure(why, finding)]


def _pace(spoken: Spoken) -> list[Finding]:
    count = len(spoken.words) - len(spoken.fillers)
    if not count:
        return []
    over = {
        "pace": (spoken.facts.speech_s, "words without fillers over speaking time"),
        "pace_with_pauses": (
            spoken.end_s - spoken.start_s,
            "words without fillers over the time from the first speech to the last",
        ),
    }
    why = too_little_speech(spoken) or _broken(spoken)
    findings = []
    for what, (length_s, rule) in over.items():
        pace = round(count / length_s * 60, 1) if length_s else None
        finding = spoken.finding(what, pace, "words/min", rule)
        band = spoken.language.bands.get(what)
        findings.append(unsure(why, finding.model_copy(update={"band": band})))
    return findings


def _broken(spoken: Spoken) -> str:
    lost_s = sum(gap.lost_s for gap in spoken.facts.gaps)
    return f"{lost_s:.1f} s of the recording are missing" if lost_s >= 1.0 else ""


def _pauses(spoken: Spoken) -> list[Finding]:
    if not spoken.facts.speech:
        return []
    gaps = (
        Span(start_s=before.end_s, end_s=after.start_s)
        for before, after in itertools.pairwise(spoken.facts.speech)
    )
    pauses = [(gap, length_s) for gap in gaps if (length_s := _silent_s(spoken, gap)) >= _PAUSE_S]
    long = [_moment(spoken, *pause) for pause in pauses if pause[1] >= LONG_PAUSE_S]
    rule = f"silence of {_PAUSE_S} s or more between speech"
    findings = [
        spoken.finding("pauses", float(len(pauses)), "", rule),
        _longest(spoken, pauses, rule),
        spoken.counted(
            "long_pauses", f"silence of {LONG_PAUSE_S:g} s or more between speech", long
        ),
    ]
    why = noise_hides_pauses(spoken)
    return [unsure(why, finding) for finding in findings]


def _longest(spoken: Spoken, pauses: Sequence[tuple[Span, float]], rule: str) -> Finding:
    """The longest of `pauses` (where, how long), in its place."""
    nowhere = Span(start_s=spoken.start_s, end_s=spoken.start_s)
    gap, length_s = max(pauses, key=lambda pause: pause[1], default=(nowhere, 0.0))
    longest = spoken.finding("longest_pause", round(length_s, 3), "s", rule)
    place = {"start_s": round(gap.start_s, 3), "end_s": round(gap.end_s, 3)}
    return longest.model_copy(update=place)


def _silent_s(spoken: Spoken, gap: Span) -> float:
    """How long it is without the coach's own sounds, what was said to it, and unclear sound."""
    others = (*spoken.facts.coach_sounds, *spoken.facts.commands, *spoken.transcript.unclear)
    filled_s = sum(
        max(0.0, min(span.end_s, gap.end_s) - max(span.start_s, gap.start_s)) for span in others
    )
    return gap.end_s - gap.start_s - filled_s


def _moment(spoken: Spoken, gap: Span, length_s: float) -> Moment:
    """A pause of `length_s`, with the words around it."""
    middle_s = (gap.start_s + gap.end_s) / 2
    after = next(
        (n for n, word in enumerate(spoken.words) if word.middle_s > middle_s),
        len(spoken.words),
    )
    quoted = spoken.words[max(0, after - _WORDS_AROUND) : after + _WORDS_AROUND]
    at_s, end_s = gap.start_s, gap.end_s
    return Moment(
        quote=" ".join(word.text for word in quoted),
        start_s=min(quoted[0].start_s, at_s) if quoted else round(at_s, 3),
        end_s=max(quoted[-1].end_s, end_s) if quoted else round(end_s, 3),
        phrase="",
        at_s=round(at_s, 3),
        how_many=round(length_s, 3),
        rule=f"silence of {LONG_PAUSE_S:g} s or more",
    )
