"""Makes interview questions from a CV: on gaps, changes, claims with numbers, and oldest skills.

Nothing is asked about the person: dates of birth, family and the like are never looked at. A gap is
asked about as an interviewer does, and what was the reason for it is for the person to say or not.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import date

from coach.questions.advert_parts import first_word
from coach.questions.advert_rules import advert_rules
from coach.questions.cv_entries import Cv, Entry, read_cv
from coach.questions.cv_rules import cv_rules
from coach.questions.made import Asker, MadeQuestion, named
from coach.sentences import with_held_stops, with_plain_stops

_LONGEST_PAUSE = 6  # months between two jobs that nobody asks about
_MOST = {"gap": 2, "change": 2, "claim": 5, "old-skill": 2}
_STEM = 6  # letters: "fundraiser" is of the line of work of "fundraising"
_LONGEST_ABBREVIATION = 2  # letters, of a title in capitals: "HR"
_OLD_MONTHS = 4 * 12
_HAS_ARTICLE = re.compile(r"(?:(?:the|an?|your|our) |\d)", re.I)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-Z“\"])|; ")
_CUT = re.compile(r",? (?:with|which|using|through|after|and) [^,]*$|, [^,]*$")
_BARE = re.compile(r"^\S+ \S+ (?:down|up)\b")  # "pick errors down from 2% to 1%"
_MOST_CLAIM_WORDS = 20
_MOST_SKILL_WORDS = 3
_MOST_ROW_WORDS = 2
_COUNTED = re.compile(r"\d|\b(?:two|three|four|five|six|several|many)\b", re.I)
_PLACE = re.compile(
    r"(?:(?:[A-Z][\w&.'-]*|and|of|the|for)[ ,]+)+[A-Z][\w.]*"
)  # a firm and where it is
_YOURS = tuple(
    (re.compile(found), said)
    for found, said in (
        (r"\bI(?:['\u2019]m| am)\b", "you are"),
        (r"\bI was\b", "you were"),
        (r"\bI['\u2019](?=ve\b|d\b|ll\b)", "you'"),
        (r"\bI\b", "you"),
        (r"\b(?:[Mm]y|[Oo]ur)\b", "your"),
        (r"\b(?:me|us)\b", "you"),
        (r"\bmine\b", "yours"),
        (r"\b(?:myself|ourselves)\b", "yourself"),
        (r"(?<=\w )we\b", "you"),
    )
)
_VOWEL_LETTERS = "AEFHILMNORSX"


def questions_from_cv(text: str, today: date) -> list[MadeQuestion]:
    """The questions on a CV: gaps, changes, claims, oldest skills, in this order."""
    cv, asker = read_cv(text, today), Asker()
    found = (
        _gaps(cv, asker, today),
        _changes(cv, asker),
        _claims(cv, asker),
        _old_skills(cv, asker),
    )
    return named(
        question
        for (kind, most), questions in zip(_MOST.items(), found, strict=True)
        for question in itertools.islice(questions, most)
    )


def _gaps(cv: Cv, asker: Asker, today: date) -> Iterator[MadeQuestion]:
    """The times without work and study since the first job, the newest first."""
    if not cv.jobs:
        return
    begun = min(each.first_month for each in cv.jobs)
    entries = sorted(cv.entries, key=lambda each: each.first_month)
    until = min(entries, key=lambda each: each.first_month != begun)
    pauses: list[tuple[str, str]] = []
    for entry in entries:
        is_over = bool(until.last_said)  # else nothing is missing before what is to come
        if is_over and entry.first_month - until.last_month - 1 > _LONGEST_PAUSE:
            pauses.append((until.last_said, entry.first_said))
        until = max(until, entry, key=lambda each: each.last_month)
    if today.year * 12 + today.month - 2 - until.last_month > _LONGEST_PAUSE:
        yield asker.ask("gap-now", until.last_said, [f"nothing since {until.last_said}"], "gap")
    for before, after in reversed(pauses):
        span = f"{before} and {after}"
        yield asker.ask("gap", span, [f"nothing between {span}"], "gap")


def _changes(cv: Cv, asker: Asker) -> Iterator[MadeQuestion]:
    """Where one job is of another kind than the one before."""
    jobs = sorted(cv.jobs, key=lambda each: -each.first_month)
    for after, before in itertools.pairwise(jobs):
        if _is_other_work(before, after):
            path = f"{_as_role(before.title)} to {_as_role(after.title)}"
            yield asker.ask("change", path, [before.line, after.line], "change")


def _is_other_work(before: Entry, after: Entry) -> bool:
    """Whether both are said to be of one kind each, and at two employers."""
    one, other = (set(re.findall(r"[a-z]+", each.title.lower())) for each in (before, after))
    words, beside = one - cv_rules().levels, other - cv_rules().levels
    if not words or not beside or _stems(words) & _stems(beside):
        return False
    if not all(cv_rules().roles.search(each.title) for each in (before, after)):
        return False
    if _employer(before) & _employer(after):
        return False
    return not any(words & field and beside & field for field in cv_rules().fields)


def _stems(words: set[str]) -> set[str]:
    return {each[:_STEM] for each in words}


def _employer(job: Entry) -> set[str]:
    """The pairs of names in a row that stand in its line beside its title."""
    below = job.told[0] if job.told and _PLACE.fullmatch(job.told[0].strip()) else ""
    beside = f"{job.line.replace(job.title, '|')} | {below or job.employer}"
    names = re.findall(r"[A-Z][\w&.'-]*|\|", beside)
    return {f"{one} {other}" for one, other in itertools.pairwise(names) if "|" not in (one, other)}


def _as_role(title: str) -> str:
    """A title as it is said in a sentence: "a sous chef", "an HR adviser"."""
    if title.isupper():
        title = " ".join(w.lower() if len(w) > _LONGEST_ABBREVIATION else w for w in title.split())
    words = [
        each if each.isupper() or not each[1:].islower() else each.lower() for each in title.split()
    ]
    first = words[0] if words else ""
    if words and words[-1] in ("crew", "staff"):
        return " ".join(words)
    vowel = first[:1] in _VOWEL_LETTERS if first.isupper() else first[:1] in "aeio"
    return f"{'an' if vowel else 'a'} {' '.join(words)}"


def _claims(cv: Cv, asker: Asker) -> Iterator[MadeQuestion]:
    """What is told of the jobs with a number in it: what somebody can check first, newest first."""
    sentences = [
        with_plain_stops(sentence)
        for job in cv.jobs
        for told in job.told
        for sentence in _SENTENCE.split(with_held_stops(told))
    ]
    weighed = [(_weight(each), each) for each in sentences]
    for _, sentence in sorted((pair for pair in weighed if pair[0]), key=lambda pair: -pair[0]):
        form, said = _claimed(sentence)
        yield asker.ask(form, said, [sentence.strip(" .")], "claim")


def _weight(sentence: str) -> int:
    """2 where a number tells what came of something, 1 where it counts something done, else 0."""
    if cv_rules().no_claim.search(sentence) or cv_rules().compared.search(sentence):
        return 0
    if cv_rules().result.search(sentence):
        return 2
    return int(bool(cv_rules().count.search(sentence) and cv_rules().done.search(sentence)))


def _claimed(sentence: str) -> tuple[str, str]:
    """How a claim is said back: as what the person did, what happened, or what stands there."""
    text = _without_row(re.sub(r" ?\([^)]*\)", "", sentence)).strip(" .;")
    while len(text.split()) > _MOST_CLAIM_WORDS and _CUT.search(text):
        text = _CUT.sub("", text)
    text = _to_you(text)
    first = first_word(text)
    lowered = f"{text[:1].lower()}{text[1:]}" if text[1:2].islower() or text[1:2] == " " else text
    if first.endswith("ing") or first == "we":
        return "claim-quoted", text
    if text.startswith("you "):
        return "claim", text
    if _BARE.search(text) and first not in cv_rules().begins:
        return "claim-quoted", text
    if text[:1].isalpha() and (
        first in advert_rules().verbs or first in cv_rules().begins or first.endswith("ed")
    ):
        return "claim", f"you {lowered}"
    if cv_rules().happened.search(text):
        return "claim-that", lowered if _HAS_ARTICLE.match(text) else f"the {lowered}"
    return "claim-quoted", re.sub('["“”]', "", text)


def _without_row(text: str) -> str:
    """ "Ran a team of 12, rotas, cellar": only what has the number."""
    first, comma, rest = text.partition(", ")
    following = rest.split(", ")[0].split()
    is_row = bool(comma) and len(following) <= _MOST_ROW_WORDS and first_word(rest) != "and"
    return first if is_row and re.search(r"\d", first) else text


def _to_you(text: str) -> str:
    for found, said in _YOURS:
        text = found.sub(said, text)
    return text


def _old_skills(cv: Cv, asker: Asker) -> Iterator[MadeQuestion]:
    """What only the oldest job, or only the list of skills, knows."""
    jobs = sorted(cv.jobs, key=lambda each: -each.last_month)
    if not jobs:
        return
    newest = " ".join([_all(each) for each in jobs[:-1]] or [_all(jobs[0])]).lower()
    is_old = len(jobs) > 1 and jobs[0].last_month - jobs[-1].last_month >= _OLD_MONTHS
    in_job = [each for each in _named_in(jobs[-1]) if each.lower() not in newest] if is_old else []
    in_list = [
        each for each in reversed(cv.skills) if _is_short(each) and each.lower() not in newest
    ]
    for skill in dict.fromkeys([*in_job[-1:], *in_list[:2]]):
        if advert_rules().language.match(skill.lower()):
            continue
        yield asker.ask("old-skill", _as_thing(skill), [skill], "old-skill")


def _all(job: Entry) -> str:
    return " ".join([job.title, *job.told])


def _named_in(job: Entry) -> list[str]:
    """What a job's text names without a sentence around it: "wound care and plaster room work"."""
    sentences = [each for told in job.told for each in re.split(r"[.;] ?", told)]
    parts = [
        part.strip(" .")
        for sentence in sentences
        if not cv_rules().tells.search(sentence) and not _PLACE.fullmatch(sentence.strip())
        for part in re.split(r",| and (?![A-Z])", sentence.split(" for ")[0])
    ]
    return [
        each
        for each in parts
        if _is_short(each)
        and first_word(each) not in cv_rules().not_at_head
        # "stairs" may be anything; "shorthand" is missed by that
        and (" " in each or not each.islower())
    ]


def _is_short(text: str) -> bool:
    return 1 <= len(text.split()) <= _MOST_SKILL_WORDS and not _COUNTED.search(text)


def _as_thing(skill: str) -> str:
    first = skill.split(maxsplit=1)[0]
    is_name = re.search(r" [A-Z]", skill) or len(skill.split()) == 1
    if is_name or first.isupper() or not first[1:].islower():
        return skill
    return f"{skill[:1].lower()}{skill[1:]}"
