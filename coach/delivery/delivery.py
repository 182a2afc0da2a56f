"""Computes all delivery figures of one take from its words and its sound facts."""

from __future__ import annotations

from coach.audio.facts import SoundFacts
from coach.delivery.findings import Delivery
from coach.delivery.language import language_of
from coach.delivery.loudness import loudness
from coach.delivery.spoken import Spoken
from coach.delivery.timing import timing
from coach.delivery.wording import wording
from coach.transcription.ports import Transcript


def delivery_of(
    transcript: Transcript,
    facts: SoundFacts,
    target_s: float | None = None,
    think_s: float | None = None,
    asked: tuple[str, ...] = (),
) -> Delivery:
    """The figures of a take, with the rules of its language.

    `target_s` is how long the answer was to be, `think_s` the time before its first word,
    `asked` the question in all its wordings. Raises InvalidSetting where the language's file cannot
    be used.
    """
    language = language_of(transcript.language)
    spoken = Spoken(transcript, facts, language, target_s, think_s, asked)
    findings = [*timing(spoken), *wording(spoken), *loudness(spoken)]
    return Delivery(rules_version=language.version, findings=tuple(findings))
