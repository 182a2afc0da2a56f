"""Picks the questions that somebody was asked out of their account of an interview.

Rules go through it passage by passage. They find reported questions ("she wanted to know how I
handled it"), named ones ("a question about my gap", "the last one was whether I drive"), direct
ones ("what did you do there?"), and those without anybody who asks ("had I ever led a team"). They
recognise, and leave out, the teller's own questions, and questions in stories told as answers. The
person adds questions that the rules miss, and drops wrong ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from coach.debrief.asking import QuestionRules, rules_for
from coach.debrief.candidates import CandidateStretch, candidates
from coach.debrief.passages import Passage, passages
from coach.debrief.records import RecalledQuestion
from coach.debrief.wordings import as_question
from coach.language_tags import ENGLISH

_FEWEST_WORDS = 2
_AROUND = ' ,;:.!"-\u2013\u2014'
_GAP = 50  # characters between a subject and the question on it


def questions_in(telling: str, language: str = ENGLISH) -> list[RecalledQuestion]:
    """The questions that were asked, in the order in which they are told; never raises.

    `language` is a tag such as "de-AT". In a language without rules, no question is picked.
    """
    rules = rules_for(language)
    if rules is None:
        return []
    quotes = (telling[first:end] for first, end in _stretches(rules, telling))
    return [RecalledQuestion(quote=each, question=as_question(each, language)) for each in quotes]


def _stretches(rules: QuestionRules, telling: str) -> Iterator[tuple[int, int]]:
    announced: list[tuple[int, int]] = []
    for passage in passages(telling, rules):
        here = _found(rules, passage)
        asked = [span for each in here if each.asked for span in _spans(rules, passage, each)]
        yield from asked or announced  # a subject, where nothing in the next sentence asks on it
        announced = [
            span for each in here if not each.asked for span in _spans(rules, passage, each)
        ]


def _spans(
    rules: QuestionRules, passage: Passage, found: CandidateStretch
) -> Iterator[tuple[int, int]]:
    """Where the questions stand in the telling."""
    for first, end in _parted(rules, passage, found):
        trimmed = _trimmed(passage.text, first, end)
        if len(passage.text[slice(*trimmed)].split()) >= _FEWEST_WORDS:
            yield passage.first + trimmed[0], passage.first + trimmed[1]


def _found(rules: QuestionRules, passage: Passage) -> list[CandidateStretch]:
    """The questions of a passage and what announces one, the earliest first, none over another."""
    taken: list[CandidateStretch] = []
    for found in sorted(candidates(rules, passage), key=lambda each: (each.first, not each.asked)):
        last = taken[-1] if taken else None
        if last and passage.unmarked and found.first < last.end <= found.core:
            found = replace(found, first=last.end)  # noqa: PLW2901
        if last is None or found.first >= last.end:
            if last and _is_subject_of(rules, passage.text, last, found):
                taken[-1] = CandidateStretch(last.first, found.end, asked=True)
            else:
                taken.append(found)
    small_talk = rules.small_talk
    return [
        each
        for each in taken
        if (each.asked or each.announces)
        and not small_talk.search(passage.text, each.first, each.end)
        and not _announces(rules, passage.text[each.first : each.end].rstrip(" .,:;"))
    ]


def _announces(rules: QuestionRules, stretch: str) -> bool:
    """Whether it only says that there will be a question."""
    return bool(rules.announced.search(stretch)) and not rules.clause.search(stretch)


def _is_subject_of(
    rules: QuestionRules, text: str, last: CandidateStretch, found: CandidateStretch
) -> bool:
    """Whether `last` only named what `found` then asks: "the money question, what I wanted"."""
    gap = text[last.end : found.first]
    if not (last.asked and found.asked):
        return False
    if gap.strip() == "," and rules.in_between.match(text[found.first : found.end]):
        return True
    if rules.clause.search(text, last.first, last.end):
        return False
    if gap.strip(" ,") == "and":  # "she picked up on my sister and asked whether …"
        return bool(rules.asks_on.search(text[found.first : found.end]))
    near = len(gap) <= _GAP and "," in gap + text[last.end - 1 : last.end]
    return near and not rules.answered.search(gap) and not rules.anew.match(text, found.first)


def _parted(
    rules: QuestionRules, passage: Passage, found: CandidateStretch
) -> Iterator[tuple[int, int]]:
    """The questions of one breath, one by one."""
    begin = found.first
    for parting in _partings(rules, passage, found):
        yield begin, parting.start()
        begin = parting.end()
    yield begin, found.end


def _partings(
    rules: QuestionRules, passage: Passage, found: CandidateStretch
) -> Iterator[re.Match[str]]:
    text = passage.text
    stretch = text[found.first : found.end]
    if passage.quoted or rules.request.search(stretch) or rules.hypothesis.search(stretch):
        return  # "describe a lesson and what you learned" is one
    partings = list(rules.another.finditer(text, found.first + 1, found.end))
    clause = rules.clause.search(text, found.first, found.end)
    onward = rules.onward.search(text, found.first, found.end)
    if onward and clause and onward.start() < clause.start():
        partings.append(onward)
    if clause:
        partings += rules.listed.finditer(text, clause.end(), found.end)
        row = list(rules.row.finditer(text, clause.end(), found.end))
        partings += row if len(row) > 1 else []
    yield from sorted(partings, key=lambda each: each.start())


def _trimmed(text: str, first: int, end: int) -> tuple[int, int]:
    """Without the signs and spaces around it; a question mark stays."""
    stretch = text[first:end]
    first += len(stretch) - len(stretch.lstrip(_AROUND + "?"))
    return first, first + len(text[first:end].rstrip(_AROUND))
