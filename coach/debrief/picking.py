"""Which questions somebody was asked, picked out of what they tell of it.

By rules, passage by passage: reported questions ("she wanted to know how I handled it"), named ones
("a question about my gap", "the last one was whether I drive"), those said straight out ("what did
you do there?") and those that nobody is said to ask ("had I ever led a team"). The teller's own
questions, and those in the stories they told as answers, are recognised so as to be left out. What
the rules miss, the person adds; what they take wrongly, the person drops.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from coach.debrief.asking import rules
from coach.debrief.passages import Passage, passages
from coach.debrief.rewording import as_question
from coach.records import Record

_FEWEST_WORDS = 2
_LOOK_BACK = 90  # characters: a subject with what is said about it
_AROUND = ' ,;:.!"-\u2013\u2014'
_GAP = 50  # characters between a subject and the question on it
_SHORT = 3  # characters of any question
_LONGEST = 320  # characters of a question that is told


class Asked(Record):
    """A question: the words it was picked from, and how it can be asked."""

    quote: str
    question: str


@dataclass(frozen=True)
class _Found:
    """A stretch of a passage: a question, or one that was not asked of the teller.

    Before `core` stands who asks, which may be cut.
    """

    first: int
    end: int
    asked: bool
    core: int = 0


def questions_in(telling: str) -> list[Asked]:
    """The questions that were asked, in the order in which they are told; never raises."""
    return [
        Asked(quote=telling[first:end], question=as_question(telling[first:end]))
        for first, end in _stretches(telling)
    ]


def _stretches(telling: str) -> Iterator[tuple[int, int]]:
    for passage in passages(telling):
        for found in _found(passage):
            for first, end in _parted(passage, found):
                trimmed = _trimmed(passage.text, first, end)
                if len(passage.text[slice(*trimmed)].split()) >= _FEWEST_WORDS:
                    yield passage.first + trimmed[0], passage.first + trimmed[1]


def _found(passage: Passage) -> list[_Found]:
    """The questions of a passage, the earliest first, none over another."""
    taken: list[_Found] = []
    for found in sorted(_candidates(passage), key=lambda each: (each.first, not each.asked)):
        last = taken[-1] if taken else None
        if last and passage.unmarked and found.first < last.end <= found.core:
            found = replace(found, first=last.end)  # noqa: PLW2901
        if last is None or found.first >= last.end:
            if last and _is_subject_of(passage.text, last, found):
                taken[-1] = _Found(last.first, found.end, asked=True)
            else:
                taken.append(found)
    small_talk = rules().small_talk
    return [
        each
        for each in taken
        if each.asked
        and not small_talk.search(passage.text, each.first, each.end)
        and not _announces(passage.text[each.first : each.end].rstrip(" .,:;"))
    ]


def _announces(stretch: str) -> bool:
    """Whether it only says that there will be a question."""
    return bool(rules().announced.search(stretch)) and not rules().clause.search(stretch)


def _is_subject_of(text: str, last: _Found, found: _Found) -> bool:
    """Whether `last` only named what `found` then asks: "the money question, what I wanted"."""
    gap = text[last.end : found.first]
    if not (last.asked and found.asked):
        return False
    if gap.strip() == "," and rules().in_between.match(text[found.first : found.end]):
        return True
    if rules().clause.search(text, last.first, last.end):
        return False
    if gap.strip(" ,") == "and":  # "she picked up on my sister and asked whether …"
        return bool(rules().asks_on.search(text[found.first : found.end]))
    near = len(gap) <= _GAP and "," in gap + text[last.end - 1 : last.end]
    return near and not rules().answered.search(gap) and not rules().anew.match(text, found.first)


def _candidates(passage: Passage) -> Iterator[_Found]:
    if passage.quoted:
        yield from _quoted(passage)
        return
    text = passage.text
    for match in rules().not_asked.finditer(text):
        yield _Found(match.start(), _end(text, match.end()), asked=False)
    yield from _asking(text)
    yield from _spoken(text)
    yield from _direct(passage)
    yield from _indirect(passage)
    for match in rules().named.finditer(text):
        end = _end(text, match.end())
        yield _Found(match.start(), end, not _asks_next(passage, match.start(), end))
    yield from _alone(passage)


def _alone(passage: Passage) -> Iterator[_Found]:
    """A subject on its own: "then notice period"."""
    text = passage.text
    for pattern in (rules().alone, rules().bare):
        for match in pattern.finditer(text):
            named = _asks_next(passage, match.start(), match.end())
            yield _Found(match.start(), _end(text, match.end()), asked=not named)


def _asks_next(passage: Passage, first: int, end: int) -> bool:
    """Whether it only names the subject of the next sentence, which asks."""
    whole = not passage.text[end:].strip(" .,:")
    named = whole and not rules().clause.search(passage.text, first, end)
    return named and bool(rules().asks_next.match(passage.after.lower()))


def _quoted(passage: Passage) -> Iterator[_Found]:
    """What stands in quotation marks: all of it, unless the teller said it."""
    speaks = passage.asks or rules().direct.match(passage.text)
    if speaks and not rules().teller.search(passage.before[-_LOOK_BACK:].rstrip(' ,:"')):
        yield _Found(0, len(passage.text), asked=True)


def _asking(text: str) -> Iterator[_Found]:
    """What somebody asks, with who they are."""
    for match in rules().asking.finditer(text):
        first = _clause_begin(text, match.start())
        end = _end(text, match.end())
        subject = text[first : match.start()].rstrip(" ,")
        if not subject and match[0].split()[0][-1] != "s":  # "she looked at me and asked …"
            subject = _subject_before(text, first)
        before = text[max(0, first - 2 * _LOOK_BACK) : match.start()]
        passing = bool(rules().passing.search(before) or rules().told.search(before))
        asked = _asked_of_teller(subject, text[match.start() : end], passing)
        yield _Found(first, end, asked, match.start())


def _subject_before(text: str, first: int) -> str:
    """The teller, where the clauses before speak of nobody else."""
    before = rules().person.finditer(text, max(0, first - _LOOK_BACK), first)
    persons = {match[0] for match in before}
    return "i" if persons and persons <= {"i", "we"} and rules().teller_begins.match(text) else ""


def _asked_of_teller(subject: str, clause: str, passing: bool) -> bool:
    """Whether `subject` asked the teller; `passing`: somebody in passing was spoken of before."""
    if subject.endswith("we") and not rules().wishes.search(clause):
        return True  # "we came to my gap"
    asks = bool(rules().asks.search(clause))
    if rules().teller.search(subject):
        return False
    if asks and (passing or rules().elsewhere.search(subject)):
        return bool(rules().would.search(clause)) and not rules().elsewhere.search(subject)
    if rules().asker.search(subject):
        return True
    if rules().story.search(subject):
        return bool((rules().would if asks else rules().soon_of_teller).search(clause))
    if rules().someone.search(subject):
        return bool(rules().of_teller.search(clause)) and not rules().asked_me.search(clause)
    return True


def _spoken(text: str) -> Iterator[_Found]:
    """What somebody says, from where the question begins: "and he goes, who taught you"."""
    for match in rules().spoken.finditer(text):
        said_by = text[_clause_begin(text, match.start()) : match.start()].rstrip()
        first = match.start("question")
        asked = not _said_at_home(said_by) and not _rhetorical(text, first)
        yield _Found(first, _end(text, first + _SHORT), asked)
    for match in rules().answered_back.finditer(text):
        said_by = text[_clause_begin(text, match.start()) : match.start()].rstrip()
        said = match["question"] or match["choice"]
        idle = rules().person_speaks.search(said) or rules().tag.search(said)
        if not (idle or _said_at_home(said_by)):
            first = match.end() - len(said)
            yield _Found(first, match.end(), asked=True)


def _said_at_home(said_by: str) -> bool:
    """Whether the teller says it, or somebody of theirs."""
    return bool(rules().teller.search(said_by) or rules().kin.search(said_by))


def _direct(passage: Passage) -> Iterator[_Found]:
    """What was said straight out."""
    text = passage.text
    if passage.asks and rules().said_by.match(passage.after):
        yield _Found(0, len(text), asked=True)
    if passage.unmarked and rules().said_so.match(passage.after):
        begun = rules().begun.search(text)
        if begun:
            yield _Found(begun.start(), len(text), asked=True)
    pattern = rules().direct if passage.asks else rules().plainly
    for match in pattern.finditer(text):
        before = _before(text, match)
        if rules().at_home.search(before):
            yield _Found(match.start(), _end(text, match.end()), asked=False)
        elif passage.unmarked or rules().before_direct.search(before):
            yield _own(passage, match)


def _indirect(passage: Passage) -> Iterator[_Found]:
    """What was asked without anybody being said to ask: "had I ever …", "…, how I would …"."""
    text = passage.text
    for match in rules().indirect.finditer(text):
        yield _own(passage, match)
    for match in rules().inverted.finditer(text):
        if rules().before_direct.search(_before(text, match)):
            yield _own(passage, match)
    for match in rules().reported.finditer(text):
        if rules().before_reported.search(_before(text, match)):
            yield _Found(match.start(), _end(text, match.end()), asked=True)
    for match in rules().fragment.finditer(text):
        yield _Found(match.start(), _end(text, match.end()), asked=True)
    yield from _embedded(text)


def _embedded(text: str) -> Iterator[_Found]:
    """A clause about the teller that somebody else comes to: "she was big on how I'd …"."""
    for match in rules().embedded.finditer(text):
        before = _before(text, match)
        if rules().governs.search(before) and not rules().governed.search(before):
            first = _clause_begin(text, match.start())
            yield _Found(first, _end(text, match.end()), asked=True)


def _own(passage: Passage, match: re.Match[str]) -> _Found:
    """A question that nobody is said to ask, and that the teller may only ask themselves."""
    text, first = passage.text, match.start()
    unanswered = (
        passage.asks
        and bool(passage.before)
        and bool(rules().unanswered.match(passage.after.lower()))
        and not rules().goes_on.search(text, 0, first)
    )
    before = _before(text, match)
    idle = text.rstrip().endswith("!") or bool(rules().aside.search(before))
    idle = idle and not rules().of_you.search(match[0]) or bool(rules().means.search(before))
    asked = not (unanswered or idle or _rhetorical(text, first))
    return _Found(first, _end(text, match.end()), asked)


def _rhetorical(text: str, first: int) -> bool:
    return bool(rules().rhetorical.match(text[first : first + _LONGEST]))


def _before(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - _LOOK_BACK) : match.start()]


def _clause_begin(text: str, verb: int) -> int:
    """Where the clause begins whose verb is at `verb`."""
    first = max(0, verb - _LOOK_BACK)
    for boundary in rules().begins.finditer(text, first, verb):
        first = boundary.end()
    pronoun = rules().pronoun.search(text, first, verb)
    return pronoun.start() if pronoun else first


def _end(text: str, after: int) -> int:
    """Where the question is over that has begun before `after`."""
    over = rules().over.search(text, after, after + _LONGEST)
    if not over:
        return min(len(text), after + _LONGEST)
    return over.start() + (text[over.start()] == "?")


def _parted(passage: Passage, found: _Found) -> Iterator[tuple[int, int]]:
    """The questions of one breath, one by one."""
    begin = found.first
    for parting in _partings(passage, found):
        yield begin, parting.start()
        begin = parting.end()
    yield begin, found.end


def _partings(passage: Passage, found: _Found) -> Iterator[re.Match[str]]:
    text = passage.text
    stretch = text[found.first : found.end]
    if passage.quoted or rules().request.search(stretch) or rules().hypothesis.search(stretch):
        return  # "describe a lesson and what you learned" is one
    partings = list(rules().another.finditer(text, found.first + 1, found.end))
    clause = rules().clause.search(text, found.first, found.end)
    onward = rules().onward.search(text, found.first, found.end)
    if onward and clause and onward.start() < clause.start():
        partings.append(onward)
    if clause:
        partings += rules().listed.finditer(text, clause.end(), found.end)
        row = list(rules().row.finditer(text, clause.end(), found.end))
        partings += row if len(row) > 1 else []
    yield from sorted(partings, key=lambda each: each.start())


def _trimmed(text: str, first: int, end: int) -> tuple[int, int]:
    """Without the signs and spaces around it; a question mark stays."""
    stretch = text[first:end]
    first += len(stretch) - len(stretch.lstrip(_AROUND + "?"))
    return first, first + len(text[first:end].rstrip(_AROUND))
