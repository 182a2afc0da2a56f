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
from dataclasses import dataclass

from coach.debrief.asking import rules
from coach.debrief.passages import Passage, passages
from coach.debrief.rewording import as_question
from coach.records import Record

_FEWEST_WORDS = 2
_LOOK_BACK = 90  # characters: a subject with what is said about it
_OF_TELLER = re.compile(r"\b(?:i|my|me|i'd|i've|i'm|we|our|you|your)\b")
_ANSWERED = re.compile(r"\b(?:i|i'd|i've|and|so)\b|[.?!;]")
_PERSON = re.compile(r"\b(?:i|we|he|she|they|who)\b")
_WISHES = ("ask", "want", "wish", "wonder", "would", "'d", "need", "enquir", "inquir", "tr")
_ANEW = re.compile(r"(?:and )?(?:he|she|they|i)\b")
_MINE = re.compile(r"\W*(?:(?:so|and|then|um|well|oh)\W+)*(?:i|we)\b")
_GAP = 50  # characters
_LONGEST = 320  # characters of a question that is told


class Asked(Record):
    """A question: the words it was picked from, and how it can be asked."""

    quote: str
    question: str


@dataclass(frozen=True)
class _Found:
    """A stretch of a passage: a question, or one that was not asked of the teller."""

    first: int
    end: int
    asked: bool


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
        and not rules().announced.search(passage.text[each.first : each.end].rstrip(" .,:;"))
    ]


def _is_subject_of(text: str, last: _Found, found: _Found) -> bool:
    """Whether `last` only named what `found` then asks: "the money question, what I wanted"."""
    gap = text[last.end : found.first]
    named = not rules().clause.search(text, last.first, last.end)
    near = len(gap) <= _GAP and "," in gap + text[last.end - 1 : last.end]
    if gap.strip(" ,") in {"and", "and then"}:  # "she picked up on my sister and asked whether …"
        return last.asked and found.asked and named
    anew = _ANSWERED.search(gap) or _ANEW.match(text, found.first)
    return last.asked and found.asked and named and near and not anew


def _candidates(passage: Passage) -> Iterator[_Found]:
    if passage.quoted:
        yield from _quoted(passage)
        return
    text = passage.text
    for match in rules().not_asked.finditer(text):
        yield _Found(match.start(), _end(text, match.end()), asked=False)
    yield from _asking(text)
    for match in rules().spoken.finditer(text):
        said_by = text[_clause_begin(text, match.start()) : match.start()].rstrip()
        asked = not rules().teller.search(said_by)
        first = match.start("question")
        yield _Found(first, _end(text, first + 3), asked and not _rhetorical(text, first))
    for match in rules().named.finditer(text):
        yield _Found(match.start(), _end(text, match.end()), asked=True)
    yield from _direct(passage)
    yield from _indirect(passage)
    for match in (*rules().alone.finditer(text), *rules().bare.finditer(text)):
        yield _Found(match.start(), _end(text, match.end()), asked=True)


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
        yield _Found(first, end, asked)


def _subject_before(text: str, first: int) -> str:
    """The teller, where the clauses before speak of nobody else."""
    persons = [match[0] for match in _PERSON.finditer(text, max(0, first - _LOOK_BACK), first)]
    return "i" if persons and {*persons} <= {"i", "we"} and _MINE.match(text) else ""


def _asked_of_teller(subject: str, clause: str, passing: bool) -> bool:
    """Whether `subject` asked the teller; `passing`: somebody in passing was spoken of before."""
    if subject.endswith("we") and not clause.startswith(_WISHES):
        return True  # "we came to my gap"
    if rules().teller.search(subject):
        return False
    if clause.startswith("ask") and (passing or rules().elsewhere.search(subject)):
        return False
    if rules().asker.search(subject):
        return True
    if rules().story.search(subject):
        return False
    return not rules().someone.search(subject) or bool(_OF_TELLER.search(clause))


def _direct(passage: Passage) -> Iterator[_Found]:
    """What was said straight out."""
    text = passage.text
    pattern = rules().direct if passage.asks else rules().plainly
    for match in pattern.finditer(text):
        if not rules().before_direct.search(_before(text, match)):
            continue
        yield _Found(match.start(), _end(text, match.end()), not _rhetorical(text, match.start()))


def _indirect(passage: Passage) -> Iterator[_Found]:
    """What was asked without anybody being said to ask: "had I ever …", "…, how I would …"."""
    text = passage.text
    for match in rules().indirect.finditer(text):
        yield _Found(match.start(), _end(text, match.end()), not _rhetorical(text, match.start()))
    for match in rules().inverted.finditer(text):
        if rules().before_direct.search(_before(text, match)):
            asked = not _rhetorical(text, match.start())
            yield _Found(match.start(), _end(text, match.end()), asked)
    for match in rules().reported.finditer(text):
        if rules().before_reported.search(_before(text, match)):
            yield _Found(match.start(), _end(text, match.end()), asked=True)


def _rhetorical(text: str, first: int) -> bool:
    return bool(rules().rhetorical.match(text[first : first + _LONGEST]))


def _before(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - _LOOK_BACK) : match.start()]


def _clause_begin(text: str, verb: int) -> int:
    """Where the clause begins whose verb is at `verb`."""
    first = max(0, verb - _LOOK_BACK)
    for boundary in rules().begins.finditer(text, first, verb):
        first = boundary.end()
    return first


def _end(text: str, after: int) -> int:
    """Where the question is over that has begun before `after`."""
    over = rules().over.search(text, after, after + _LONGEST)
    return over.start() if over else min(len(text), after + _LONGEST)


def _parted(passage: Passage, found: _Found) -> Iterator[tuple[int, int]]:
    """The questions of one breath, one by one."""
    begin = found.first
    for parting in _partings(passage, found):
        yield begin, parting.start()
        begin = parting.end()
    yield begin, found.end


def _partings(passage: Passage, found: _Found) -> Iterator[re.Match[str]]:
    text = passage.text
    if passage.quoted or rules().request.search(text[found.first : found.end]):
        return  # "describe a lesson and what you learned" is one
    partings = list(rules().another.finditer(text, found.first + 1, found.end))
    clause = rules().clause.search(text, found.first, found.end)
    if clause:
        partings += rules().listed.finditer(text, clause.end(), found.end)
    yield from sorted(partings, key=lambda each: each.start())


def _trimmed(text: str, first: int, end: int) -> tuple[int, int]:
    """Without the signs and spaces around it; a question mark stays."""
    stretch = text[first:end]
    first += len(stretch) - len(stretch.lstrip(' ,;:.!?"-–—'))
    return first, max(first, first + len(text[first:end].rstrip(' ,;:.!"-–—')))
