"""Chooses at most one thing to keep and one to change among everything that holds for an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coach.audio.facts import SoundFacts
from coach.delivery.advice.answer import Answer, Found
from coach.delivery.advice.changing import to_change
from coach.delivery.advice.keeping import to_keep
from coach.delivery.advice.records import Advice, Candidate, ToChange, ToKeep
from coach.delivery.certainty import doubtful_words, too_little_speech
from coach.delivery.delivery import delivery_of
from coach.delivery.language import AdviceWords, language_of
from coach.delivery.spoken import Spoken
from coach.transcription.ports import Transcript

_LEAST_CONFIDENCE = 0.75  # less sure advice is not given


def candidates(
    transcript: Transcript,
    facts: SoundFacts,
    asked: tuple[str, ...],
    theme: str = "",
    target_s: float | None = None,
) -> tuple[Candidate, ...] | None:
    """All advice that holds for an answer to what was `asked` (in all wordings), the surest first.

    None where too little was said, or too unclearly, to tell. Raises InvalidSetting.
    """
    language = language_of(transcript.language)
    spoken = Spoken(transcript, facts, language, target_s, asked=asked)
    if not language.advice.texts or too_little_speech(spoken) or doubtful_words(spoken):
        return None
    delivery = delivery_of(transcript, facts, target_s, asked=asked)
    answer = Answer(spoken, delivery, theme)
    found = [_candidate(language.advice, *each) for each in to_keep(answer)]
    found += [_candidate(language.advice, *each) for each in to_change(answer)]
    sure = (each for each in found if each and each.confidence >= _LEAST_CONFIDENCE)
    return tuple(sorted(sure, key=lambda each: -each.confidence))


def _candidate(words: AdviceWords, finding: ToChange | ToKeep, found: Found) -> Candidate | None:
    """The advice; None where a person's own language file has no wording for it."""
    text = words.texts.get(found.text or finding)
    if text is None:
        return None
    moment = found.moment
    return Candidate(
        finding=finding,
        name=words.names.get(finding, ""),
        text=text.format(**found.put_in),
        quote=moment.quote if moment else "",
        start_s=moment.start_s if moment else 0.0,
        confidence=found.confidence,
    )


def advice_of(found: Sequence[Candidate], before: Advice | None = None) -> Advice:
    """One to keep and one to change of what was `found`.

    What was said `before`, of the last answer, is said again only where nothing else holds.
    """
    last = before or Advice()
    return Advice(
        keep=_chosen(found, ToKeep, last.keep), change=_chosen(found, ToChange, last.change)
    )


def _chosen(
    found: Sequence[Candidate], kind: type[ToKeep | ToChange], last: Candidate | None
) -> Candidate | None:
    those = [each for each in found if isinstance(each.finding, kind)]
    other = (each for each in those if last is None or each.finding != last.finding)
    return next(other, those[0] if those else None)


def is_gone(change: Candidate, found: Iterable[Candidate]) -> bool:
    """Whether what was to be changed does not hold any more for a later take."""
    return all(each.finding != change.finding for each in found)
