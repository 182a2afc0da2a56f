"""Rules for what to keep. Each is silent unless it is sure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from coach.delivery.advice.answer import Answer, Found, found_by
from coach.delivery.advice.changing import to_change, to_check
from coach.delivery.advice.records import ToChange, ToKeep

_LONGEST_S = 4.5  # a longer pause is a search for words
_AT_ONCE_S = 0.5
_LEAST_OF_TIME = 0.6
_BEGINNING_WORDS = 32
# A clear beginning is not what to keep of an answer of which one of these is to be changed.
_OUTWEIGH = frozenset(ToChange) - {
    ToChange.TRAILED_OFF,
    ToChange.OVER_TIME,
    ToChange.SAID_TWICE,
    ToChange.TOO_FAST,
    ToChange.NO_RESULT,
}


def _result_with_number(answer: Answer) -> Found | None:
    line = answer.result
    if line is None or line not in answer.lines_that_hit(answer.spoken.language.numbers):
        return None
    if line in answer.lines_with("setback"):
        return None  # "I lost half of my team"
    return Found(0.9, answer.moment(line, "a result with a number"))


def _clear_beginning(answer: Answer) -> Found | None:
    first = answer.spoken.lines[0]
    count = first.end_word - first.first_word
    shared = answer.content[0] & answer.heard_question
    if count > _BEGINNING_WORDS or not shared or not to_check(answer):
        return None
    if 0 in answer.lines_with("lead_in"):
        return None
    if any(finding in _OUTWEIGH for finding, _ in to_change(answer)):
        return None
    hedges = answer.spoken.sentences[0].hits(answer.spoken.language.hedges)
    if hedges or any(n < first.end_word for n in answer.spoken.fillers):
        return None
    return Found(0.85, answer.moment(0, "the first sentence answers"))


def _pause_well_used(answer: Answer) -> Found | None:
    """The sentence after the only long pause, where nothing else is amiss."""
    moments = answer.found("long_pauses")
    if len(moments) != 1 or moments[0].how_many > _LONGEST_S or any(to_change(answer)):
        return None
    lines = answer.spoken.lines
    after = next((n for n, line in enumerate(lines) if line.start_s >= moments[0].at_s), None)
    ends_s = moments[0].at_s + moments[0].how_many
    if not after or lines[after].start_s > ends_s + _AT_ONCE_S:
        return None  # the pause was within a sentence
    return Found(0.8, answer.moment(after, "said after a pause"))


def _own_doing(answer: Answer) -> Found | None:
    if not answer.wants_story or len(answer.doing) < 2:
        return None
    language = answer.spoken.language
    most = max(answer.doing, key=lambda n: len(answer.spoken.sentences[n].hits(language.actions)))
    return Found(0.8, answer.moment(most, "what you did"))


def _within_time(answer: Answer) -> Found | None:
    target_s, length_s = answer.spoken.target_s, answer.spoken.facts.duration_s
    if not target_s or not _LEAST_OF_TIME * target_s <= length_s <= target_s:
        return None
    if not to_check(answer) or any(to_change(answer)):
        return None
    if not answer.asked_for & frozenset().union(*answer.content):
        return None
    return Found(0.76)


RULES: dict[ToKeep, Callable[[Answer], Found | None]] = {
    ToKeep.RESULT_WITH_NUMBER: _result_with_number,
    ToKeep.CLEAR_BEGINNING: _clear_beginning,
    ToKeep.PAUSE_WELL_USED: _pause_well_used,
    ToKeep.OWN_DOING: _own_doing,
    ToKeep.WITHIN_TIME: _within_time,
}


def to_keep(answer: Answer) -> Iterator[tuple[ToKeep, Found]]:
    """Everything worth keeping in an answer, the first first."""
    return found_by(RULES, answer)
