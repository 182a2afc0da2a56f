"""Finds stretches of a passage that may be questions to the teller, and stretches that are not.

Questions are reported ("she wanted to know how I handled it"), named ("a question about my gap"),
direct ("what did you do there?"), or without anybody who asks ("had I ever led a team"). Stretches
may overlap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coach.debrief.asking import QuestionRules
from coach.debrief.passages import Passage

_LOOK_BACK = 90  # characters: a subject with what is said about it
_SHORT = 3  # characters of any question
_LONGEST = 320  # characters of a question that is told


@dataclass(frozen=True)
class CandidateStretch:
    """A stretch of a passage: a question, or one that was not asked of the teller.

    Before `core` stands who asks, which may be cut. What `announces` names the subject of the next
    sentence, which asks.
    """

    first: int
    end: int
    asked: bool
    core: int = 0
    announces: bool = False


def candidates(rules: QuestionRules, passage: Passage) -> Iterator[CandidateStretch]:
    """What may be a question, and what only looks like one, in no order."""
    if passage.quoted:
        yield from _quoted(rules, passage)
        return
    text = passage.text
    for match in rules.not_asked.finditer(text):
        yield CandidateStretch(match.start(), _end(rules, text, match.end()), asked=False)
    yield from _asking(rules, text)
    yield from _spoken(rules, text)
    yield from _direct(rules, passage)
    yield from _indirect(rules, passage)
    for match in rules.named.finditer(text):
        yield _named(rules, passage, match.start(), _end(rules, text, match.end()))
    yield from _alone(rules, passage)


def _alone(rules: QuestionRules, passage: Passage) -> Iterator[CandidateStretch]:
    """A subject on its own: "then notice period"."""
    text = passage.text
    for pattern in (rules.alone, rules.bare):
        for match in pattern.finditer(text):
            yield _named(rules, passage, match.start(), _end(rules, text, match.end()))


def _named(rules: QuestionRules, passage: Passage, first: int, end: int) -> CandidateStretch:
    """A subject; the next sentence may be the question on it."""
    whole = not passage.text[end:].strip(" .,:?")
    alone = whole and not rules.clause.search(passage.text, first, end)
    announces = alone and bool(rules.asks_next.match(passage.after.lower()))
    return CandidateStretch(first, end, not announces, announces=announces)


def _quoted(rules: QuestionRules, passage: Passage) -> Iterator[CandidateStretch]:
    """What stands in quotation marks: all of it, unless the teller said it."""
    speaks = passage.asks or rules.direct.match(passage.text)
    if speaks and not rules.teller.search(passage.before[-_LOOK_BACK:].rstrip(' ,:"')):
        yield CandidateStretch(0, len(passage.text), asked=True)


def _asking(rules: QuestionRules, text: str) -> Iterator[CandidateStretch]:
    """What somebody asks, with who they are."""
    for match in rules.asking.finditer(text):
        first = _clause_begin(rules, text, match.start())
        end = _end(rules, text, match.end())
        subject = text[first : match.start()].rstrip(" ,")
        if not subject and match[0].split()[0][-1] != "s":  # "she looked at me and asked …"
            subject = _subject_before(rules, text, first)
        before = text[max(0, first - 2 * _LOOK_BACK) : match.start()]
        passing = bool(rules.passing.search(before) or rules.told.search(before))
        asked = _asked_of_teller(rules, subject, text[match.start() : end], passing)
        yield CandidateStretch(first, end, asked, match.start())


def _subject_before(rules: QuestionRules, text: str, first: int) -> str:
    """The teller, where the clauses before speak of nobody else."""
    before = rules.person.finditer(text, max(0, first - _LOOK_BACK), first)
    persons = {match[0] for match in before}
    return "i" if persons and persons <= {"i", "we"} and rules.teller_begins.match(text) else ""


def _asked_of_teller(rules: QuestionRules, subject: str, clause: str, passing: bool) -> bool:
    """Whether `subject` asked the teller; `passing`: somebody in passing was spoken of before."""
    if subject.endswith("we") and not rules.wishes.search(clause):
        return True  # "we came to my gap"
    asks = bool(rules.asks.search(clause))
    if rules.teller.search(subject):
        return False
    if asks and (passing or rules.elsewhere.search(subject)):
        return bool(rules.would.search(clause)) and not rules.elsewhere.search(subject)
    if rules.asker.search(subject):
        return True
    return _asked_by_another(rules, subject, clause, asks)


def _asked_by_another(rules: QuestionRules, subject: str, clause: str, asks: bool) -> bool:
    """The same of somebody who may belong to a story that is told as an answer."""
    if rules.story.search(subject):
        return bool((rules.would if asks else rules.soon_of_teller).search(clause))
    if rules.someone.search(subject):
        return bool(rules.of_teller.search(clause)) and not rules.asked_me.search(clause)
    return True


def _spoken(rules: QuestionRules, text: str) -> Iterator[CandidateStretch]:
    """What somebody says, from where the question begins: "and he goes, who taught you"."""
    for match in rules.spoken.finditer(text):
        said_by = text[_clause_begin(rules, text, match.start()) : match.start()].rstrip()
        first = match.start("question")
        asked = not _said_at_home(rules, said_by) and not _rhetorical(rules, text, first)
        yield CandidateStretch(first, _end(rules, text, first + _SHORT), asked)
    for match in rules.answered_back.finditer(text):
        said_by = text[_clause_begin(rules, text, match.start()) : match.start()].rstrip()
        said = match["question"]
        idle = rules.person_speaks.search(said) or rules.tag.search(said)
        if not (idle or _said_at_home(rules, said_by)):
            first = match.end() - len(said)
            yield CandidateStretch(first, match.end(), asked=True)


def _said_at_home(rules: QuestionRules, said_by: str) -> bool:
    """Whether the teller says it, or somebody of theirs."""
    return bool(rules.teller.search(said_by) or rules.kin.search(said_by))


def _direct(rules: QuestionRules, passage: Passage) -> Iterator[CandidateStretch]:
    """What was said straight out."""
    text = passage.text
    if passage.asks and rules.said_by.match(passage.after):
        yield CandidateStretch(0, len(text), asked=True)
    if passage.asks and rules.said_apart.match(passage.after.lower()):
        begun = rules.begun.search(text)
        yield CandidateStretch(begun.start() if begun else 0, len(text), asked=True)
    if passage.unmarked and rules.said_so.match(passage.after):
        begun = rules.begun.search(text)
        if begun:
            yield CandidateStretch(begun.start(), len(text), asked=True)
    patterns = (rules.direct, rules.plainly) if passage.asks else (rules.plainly,)
    for match in (each for pattern in patterns for each in pattern.finditer(text)):
        before = _before(text, match)
        if rules.at_home.search(before):
            yield CandidateStretch(match.start(), _end(rules, text, match.end()), asked=False)
        elif passage.unmarked or rules.before_direct.search(before):
            yield _own(rules, passage, match)


def _indirect(rules: QuestionRules, passage: Passage) -> Iterator[CandidateStretch]:
    """What was asked without anybody being said to ask: "had I ever …", "…, how I would …"."""
    text = passage.text
    for match in rules.indirect.finditer(text):
        yield _own(rules, passage, match)
    for match in rules.inverted.finditer(text):
        if rules.before_direct.search(_before(text, match)):
            yield _own(rules, passage, match)
    for match in rules.reported.finditer(text):
        if rules.before_reported.search(_before(text, match)):
            yield CandidateStretch(match.start(), _end(rules, text, match.end()), asked=True)
    for match in rules.fragment.finditer(text):
        yield CandidateStretch(match.start(), _end(rules, text, match.end()), asked=True)
    yield from _embedded(rules, text)


def _embedded(rules: QuestionRules, text: str) -> Iterator[CandidateStretch]:
    """A clause about the teller that somebody else comes to: "she was big on how I'd …"."""
    for match in rules.embedded.finditer(text):
        before = _before(text, match)
        if rules.governs.search(before) and not rules.governed.search(before):
            first = _clause_begin(rules, text, match.start())
            yield CandidateStretch(first, _end(rules, text, match.end()), asked=True)


def _own(rules: QuestionRules, passage: Passage, match: re.Match[str]) -> CandidateStretch:
    """A question that nobody is said to ask, and that the teller may only ask themselves."""
    text, first = passage.text, match.start()
    end = _end(rules, text, match.end())
    unanswered = (
        passage.asks
        and not text[end:].strip(" ?!")  # in a run of clauses the mark is that of the last one
        and bool(passage.before)
        and not passage.before.rstrip().endswith("?")  # one of several that were asked in a row
        and bool(rules.unanswered.match(passage.after.lower()))
        and not rules.said_apart.match(passage.after.lower())
        and not rules.goes_on.search(text, 0, first)
    )
    before = _before(text, match)
    idle = text.rstrip().endswith("!") or bool(rules.aside.search(before))
    idle = idle and not rules.of_you.search(match[0])
    idle = idle or bool(rules.means.search(before))
    asked = not (unanswered or idle or _rhetorical(rules, text, first))
    return CandidateStretch(first, end, asked)


def _rhetorical(rules: QuestionRules, text: str, first: int) -> bool:
    return bool(rules.rhetorical.match(text[first : first + _LONGEST]))


def _before(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - _LOOK_BACK) : match.start()]


def _clause_begin(rules: QuestionRules, text: str, verb: int) -> int:
    """Where the clause begins whose verb is at `verb`."""
    first = max(0, verb - _LOOK_BACK)
    for boundary in rules.begins.finditer(text, first, verb):
        first = boundary.end()
    pronoun = rules.pronoun.search(text, first, verb)
    return pronoun.start() if pronoun else first


def _end(rules: QuestionRules, text: str, after: int) -> int:
    """Where the question is over that has begun before `after`."""
    over = rules.over.search(text, after, after + _LONGEST)
    if not over:
        return min(len(text), after + _LONGEST)
    return over.start() + (text[over.start()] == "?")
