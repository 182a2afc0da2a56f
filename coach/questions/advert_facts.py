"""Tells what an advert says of the employer and of others from what it asks of the reader.

"Our customers use the app" and "the team manages forty homes" have a subject of their own, and a
verb: what they tell is nobody's duty.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach.questions.advert_parts import lower, without_leads
from coach.questions.advert_rules import advert_rules

# The reader, too, is "they", of whom it is said what they will do.
_OTHERS = re.compile(
    r"(?:they|she|he) (?!(?:also )?(?:will|must|should|can|could|would|may|need|ought)\b)"
    r"|your (?:[\w-]+ )?(?:manager|boss|supervisor|mentor|predecessor)\b"
)
_SOME_OF = re.compile(r"(?:some|most|all|half|many|both|each|one|two|three) of ")
_BEGINS_SUBJECT = re.compile(r"our|the|this|most|some|many|every|each")
_MOST_NAMES = 4  # words of a subject after the first
_NOT_IN_SUBJECT = re.compile(
    r"of|for|in|on|to|with|and|or|at|by|from|that|who|which|you|we|as|is|are"
)
_THE_READER = re.compile(
    r"candidates?|applicants?|appointee|person|(?:post-?|job-?)?holder|role|job|post|position|work"
)
_TO_COME = re.compile(r"new|next|ideal|perfect|right|successful|future")
_STATES = re.compile(r"is|are|was|were|has|have|had")
_AT_TIMES = re.compile(r"also|still|now|never|always|often|usually|mostly|already|currently")
_NO_OBJECT = re.compile(r"of|and|or|for|in|on|to|at|by|with|from")


def tells_of_others(part: str) -> bool:
    """Whether a part of an advert tells what somebody other than its reader is or does."""
    plain = lower(part)
    if _OTHERS.match(plain):
        return True
    if without_leads(part)[1] != part:
        return False  # "the post holder will …"
    words = re.findall(r"[\w'&-]+", _SOME_OF.sub("", advert_rules().wanted.sub("", plain), count=1))
    if not words or not _BEGINS_SUBJECT.fullmatch(words[0]):
        return False
    ends = range(2, min(len(words), _MOST_NAMES + 2))
    return any(_is_subject(words[:end]) and _goes_on(words[:end], words[end:]) for end in ends)


def _is_subject(words: Sequence[str]) -> bool:
    """Whether these may be a subject, which is not the reader."""
    names = words[1:]
    is_reader = _THE_READER.fullmatch(names[-1]) or _TO_COME.fullmatch(names[0])
    return not is_reader and not any(map(_NOT_IN_SUBJECT.fullmatch, names))


def _goes_on(subject: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the verb of that subject comes next, and no other part of a name."""
    verb, *after = [word for word in words[:3] if not _AT_TIMES.fullmatch(word)] or [""]
    plain = advert_rules().verbs.get(verb)
    if _STATES.fullmatch(verb):
        return True
    has_object = after and not _NO_OBJECT.fullmatch(after[0])
    if plain is None or (after and not has_object and not subject[-1].endswith("s")):
        return False  # "the monthly reports for the board"
    if verb == plain:
        return subject[-1].endswith("s") and subject[0] != "this"
    is_third = verb.endswith("s") and not verb.endswith("ing")
    return is_third and (bool(after) or bool(_AT_TIMES.fullmatch(words[0])))
