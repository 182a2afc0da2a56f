"""Turns what an advert says into phrases that can be said in a question.

A sentence is parted where it asks for several things. Of each part, what every advert says is taken
off ("the successful candidate will have"), and the rest is something to do, a kind of work, a skill,
a trait, or a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coach.questions.advert_layout import Item
from coach.questions.advert_rules import Form, advert_rules

MOST_WORDS = 12
"""Of a phrase inside a question: with more, nobody hears the question."""

_FEWEST_DUTY_WORDS = 2
_MOST_TRAIT_WORDS = 6
_MOST_VALUE_WORDS = 10
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_AMOUNT = re.compile(
    r"^(?:at least |a minimum of |minimum |over |around )?(?:\w+ |a )?(?:\([\d]+\) )?[\d+ to–-]*(?:\w+ )?(?:or more )?"
    r"(?:years?|yrs?|months?)[' ]*(?:or more )?(?:of |in |recent |'|’)* *",
    re.I,
)  # fmt: skip
_AND = re.compile(r",? (?:and|plus|or|but) (?:also |then |will |is |are |can |must |be |you(?:'ll| will| can| are)? |we expect you |who |has |have )*")
_COMMA = re.compile(r"[,;] (?:and |or |but )?(?:also |then |will |is |are |can |who |you(?:'ve|'ll|'re| have| will| can| know| are|'d)? |we expect you to )*")
_NO_ITEM = re.compile(r"^(?:\d|years?\b)|\b(?:is|are|was|has|have|don't|do not|isn't)\b", re.I)
_SLASH = re.compile(r"(?<=\w\w)\s*/\s*(?=\w\w)")
_OF_US = re.compile(r"\b(?:our|us|we)\b", re.I)


@dataclass(frozen=True)
class Phrase:
    """What a part of an advert asks for: `said` in a question, `source` in the advert's words.

    `of_us` where it is about something that only this employer has.
    """

    form: Form
    said: str
    source: str
    of_us: bool = False


def phrases_of(item: Item) -> list[Phrase]:
    """What an item asks for, part by part; nothing where it asks for nothing that can be asked."""
    parts = [part for part in _parts(item) if not advert_rules().drop.search(_lower(part))]
    found = [_phrase(part, item) for part in parts]
    return [each for each in found if each]


def _lower(text: str) -> str:
    return " ".join(text.replace("’", "'").lower().split())


def _parts(item: Item) -> Iterator[str]:
    """The item, parted where the next part is a thing of its own."""
    text = item.text.strip(" .,;:!•")
    for piece in re.split(r"; (?:and )?|\. ", text):
        left = piece
        while parting := _parting(left, item):
            yield left[: parting.start()].strip(" ,")
            left = left[parting.end() :]
        yield left.strip(" ,")


def _parting(text: str, item: Item) -> re.Match[str] | None:
    """Where the first of several things ends."""
    matches = sorted([*_COMMA.finditer(text), *_AND.finditer(text)], key=lambda each: each.start())
    for match in matches:
        before, after = text[: match.start()], text[match.end() :]
        if _is_apart(before, after, match[0], item):
            return match
    return None


def _is_apart(before: str, after: str, between: str, item: Item) -> bool:
    """Whether what comes after is something else to ask about."""
    first = _first_word(after)
    before_words, after_words = len(_bare(before).split()), len(after.split())
    if not first or before.count("(") > before.count(")"):
        return False
    if first in advert_rules().verbs and before_words >= 3 and after_words >= 3:
        verb_first = _first_word(_bare(before)) in advert_rules().verbs
        same = first == advert_rules().verbs[first] or first.endswith("ing")
        return same and (verb_first or "," in between or "you" in between)
    if _begins_anew(after):
        return True
    return item.section in ("requirements", "values") and _is_list_of_names(before, after, between)


def _begins_anew(after: str) -> bool:
    """Whether a part begins with what says what is asked for: "experience of", "able to"."""
    plain = _lower(after)
    return any(
        form and pattern.match(plain)
        for form, pattern in advert_rules().leads
        if form in ("skill", "doing", "duty") and not plain.startswith("to ")
    )


def _is_list_of_names(before: str, after: str, between: str) -> bool:
    """Whether a comma parts traits or tools, each of which stands on its own."""
    if "," not in between and ";" not in between:
        adjective = advert_rules().adjective
        return bool(adjective.search(_lower(before)) and adjective.match(_lower(after)))
    part = _bare(before).split()
    return len(part) <= 4 and not _NO_ITEM.search(before) and len(after.split()) <= 12


def _first_word(text: str) -> str:
    words = re.findall(r"[\w-]+", _lower(text))
    return words[0] if words else ""


def _bare(text: str) -> str:
    return _without_leads(text)[1]


def _without_leads(text: str) -> tuple[Form, str]:
    """What kind of thing the words before it promise, and the text without them."""
    form: Form = ""
    for _ in range(8):
        plain = text.replace("’", "'")
        for kind, pattern in advert_rules().leads:
            match = pattern.match(plain)
            if match and match.end() < len(plain):
                form, text = kind or form, text[match.end() :].lstrip(" ,:")
                break
        else:
            break
    return form, text


def _phrase(part: str, item: Item) -> Phrase | None:
    text = _BRACKETS.sub("", part).strip(" .,;:-–")
    if item.section == "values":
        return _value(text, part)
    form, rest = _without_leads(_AMOUNT.sub("", text))
    rest = _said(rest)
    if not rest:
        return None
    said = _duty(rest) if form in ("", "duty", "skill") else None
    if said and form != "skill":
        return _made("duty", said, part)
    if form == "doing" or (form == "skill" and said and _first_word(rest).endswith("ing")):
        return _made("doing", rest, part)
    if form == "skill":
        return _made("skill", rest, part)
    led = _without_leads(text)[1] != text
    if (led or item.section == "requirements" or item.listed) and _is_trait(rest):
        return _made("trait", _lowered(rest), part)
    if item.section == "requirements" or (item.section == "duties" and item.listed):
        return _made("skill", _named(rest), part)
    return None


def _made(form: Form, said: str, source: str) -> Phrase | None:
    of_us = bool(_OF_US.search(source))
    short = _short(said)
    if not short or len(short.split()) > MOST_WORDS:
        return None
    return Phrase(form, short, source, of_us)


def _value(text: str, source: str) -> Phrase | None:
    words = text.split()
    if not 1 <= len(words) <= _MOST_VALUE_WORDS or not text[0].isalpha():
        return None
    return Phrase("value", text, source)


def _said(text: str) -> str:
    """`text` with what can be said in place of signs, and without what only praises."""
    text = _SLASH.sub(" or ", text.replace(" & ", " and "))
    text = advert_rules().filler.sub("", text)
    return " ".join(text.split()).strip(" ,.;:-–")


def _duty(text: str) -> str | None:
    """What is to be done, its verb in the plain form; None where it does not begin with one."""
    rules = advert_rules()
    words = text.split()
    adverb = words[0] if len(words) > 2 and words[0].lower().endswith("ly") else ""
    begin = 1 if adverb else 0
    first = words[begin].lower().strip(",")
    comma = "," if words[begin].endswith(",") else ""
    of = re.match(r"([\w-]+(?: testing)?) (?:and (?:\w+ )?(?:[\w-]+) )?(?:of|with) (?=\w)", text, re.I)
    if of and of[1].lower() in rules.nouns:
        verb = rules.nouns[of[1].lower()]
        return f"{verb} {'with ' if verb == 'coordinate' else ''}{text[of.end() :]}"
    if first not in rules.verbs or len(words) < begin + _FEWEST_DUTY_WORDS:
        return None
    rest = [_plain_form(each, first) for each in words[begin + 1 :]]
    verb = rules.verbs[first]
    return " ".join(([adverb.lower()] if adverb else []) + [verb + comma, *rest])


def _plain_form(word: str, like: str) -> str:
    """A verb beside the first one, in the plain form as that is: "drafting and filing"."""
    if not like.endswith("ing") or not word.strip(",").lower().endswith("ing"):
        return word
    verbs = advert_rules().verbs
    bare = word.strip(",")
    return word.replace(bare, verbs.get(bare.lower(), bare))


def _is_trait(text: str) -> bool:
    words = text.split()
    return len(words) <= _MOST_TRAIT_WORDS and bool(
        advert_rules().adjective.match(_lower(re.sub(r"^(?:a|an) ", "", text)))
    )


def _named(text: str) -> str:
    """The name of a skill, without "skills" where that says nothing more."""
    return re.sub(r"^(?:a|an|the|some|good|strong|solid|sound) ", "", text, flags=re.I)


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:] if re.match(r"[A-Z][a-z]|A\b", text) else text


def _short(text: str) -> str:
    """`text`, ended early where it is too long to hear."""
    text = _lowered_words(text)
    for tail in advert_rules().tails:
        shorter = tail.sub("", text).strip(" ,.;:-–")
        if len(text.split()) > MOST_WORDS - 3 and len(shorter.split()) >= 3:
            text = shorter
    return text.strip(" ,.;:-–")


def _lowered_words(text: str) -> str:
    """Without the capital of a sentence. A name, or letters such as SQL, keeps its own."""
    first, space, rest = text.partition(" ")
    is_word = first[:1].isupper() and first[1:].islower() and (
        rest[:1].islower() or _lower(first) in advert_rules().verbs
    )  # fmt: skip
    return f"{first.lower() if is_word else first}{space}{rest}"
