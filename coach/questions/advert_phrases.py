"""Turns what an advert says into phrases that can be said in a question.

Of each part of a sentence, what every advert says is taken off ("the successful candidate will
have"), and the rest is something to do, a kind of work, a skill, a trait, or a value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from coach.questions.advert_duties import FEWEST_DUTY_WORDS, duty_in
from coach.questions.advert_layout import Item
from coach.questions.advert_parts import (
    AMOUNT,
    PRAISED,
    first_word,
    lower,
    parts_of,
    topic_of,
    without_leads,
)
from coach.questions.advert_rules import Form, Topic, advert_rules

MOST_WORDS = 13
"""Of a phrase inside a question: with more, nobody hears the question."""

_MOST_TRAIT_WORDS = 5
_MOST_VALUE_WORDS = 9
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_SLASH = re.compile(r"(?<=\w\w)\s*/\s*(?=\w\w)")
_OUR = re.compile(r"\b(?:our|this) (?=[\w-]+)", re.I)
_PRONOUN = re.compile(r"\b(?:us|we|it|them|they)\b", re.I)
_VALUED = re.compile(r"^we (?:believe in|value|care about|stand for|are proud of being) ", re.I)
_ARTICLE = re.compile(r"^(?:an?|the|some|good|strong|solid|sound|excellent|working) ", re.I)
_CUT = re.compile(
    r"\b(?:and|or|of|the|an?|to|in|on|at|for|with|by|both|can|will|could|who|that|our|their|as)$",
    re.I,
)
_HANGING = re.compile(r"\b(?:and|or|of|the|an?|to|both|their|as)$", re.I)
_IS_SKILL = re.compile(r"\b(?:skills?|knowledge|experience|background|record)\b", re.I)
_PRAISE = re.compile(
    r"^(?:an? )?(?:(?:good|strong|solid|sound|excellent|working|great|high) )+", re.I
)
_QUALITY = re.compile(
    r"(?:an?|the) (?:[\w-]+ )?(?:touch|manner|sense|feel|taste|knack|gift|humou?r|ear"
    r"|willingness|attitude|approach)\b",
    re.I,
)
_TITLED = re.compile(r"[A-Z][a-z]+(?:[ ,]+(?:and|or|the|of|in|for|to|with|[A-Z][a-z]+))+")
_GERUND = re.compile(r"\w{2,}ing \w")
_SEEMS_VERB = re.compile(
    r"[A-Z][a-z]+(?<!ing)(?<!ion)(?<!ent) (?:off|up|out|down|the|an?|all|any|our|that|to) "
)
_OTHER_VERB = re.compile(r"(?!be |have |the |an? )[a-z-]+(?<!ing)(?<!ed) \w+", re.I)  # after "to"
_NO_THING = re.compile(
    r".*(?: ones$|\bhow we\b)|(?:and|or|but|not|as|in|at|on|for|with|from|to|of|what|even|if) ",
    re.I,
)
_ONE = r"((?:(?!\band\b|\bor\b)[^,])+)"
_ROW = re.compile(
    rf"^{_ONE}(?<!database)(?<!system)(?<!software)"  # whose name may come next
    rf", (?!including|such|with|for|from|\w+ly$){_ONE}$"
)
_ASIDE = re.compile(r", (?:in|at|for|with) [\w ]+$")
_SUBJECTS = re.compile(r"[A-Z]\w+(?: (?:and|or) [A-Z]\w+)*")  # of a degree
_NAMING = re.compile(r"^(\w[\w ]*) [-\u2013] (?=[A-Z]\w+$)")  # "monitoring - Prometheus"
_PERSON = re.compile(r" (?:person|worker|individual|attitude|approach)$", re.I)


@dataclass(frozen=True)
class Phrase:
    """What a part of an advert asks for: `said` in a question, `source` in the advert's words.

    Where it names a `topic`, that has the question. `of_us` where only this employer has it.
    """

    form: Form
    said: str
    source: str
    topic: Topic | None = None
    of_us: bool = False


def phrases_of(item: Item) -> list[Phrase]:
    """What an item asks for, part by part; nothing where it asks for nothing that can be asked."""
    if not item.listed and item.section == "none" and not _is_sentence(item.text):
        return []
    if valued := _VALUED.match(item.text):
        item = Item(item.text[valued.end() :], "values", item.listed)
    if item.text.count(";") > 1:
        item = Item(item.text, item.section, True)  # a list within a paragraph
    found: list[Phrase] = []
    is_led = was_dropped = False
    for part in parts_of(item):
        is_led = is_led or without_leads(part)[1] != part
        was_dropped = _is_dropped(part, item) or (was_dropped and bool(_SUBJECTS.fullmatch(part)))
        phrase = None if was_dropped else _phrase(part, item, is_led=is_led)
        found += [phrase] if phrase else []
    return found


def _is_sentence(text: str) -> bool:
    """Whether it is more than a name or a title that stands in a line of its own."""
    return text.rstrip().endswith((".", "!", ";")) or bool(without_leads(text)[0])


def _is_dropped(part: str, item: Item) -> bool:
    rules, plain = advert_rules(), lower(part)
    is_duty = first_word(without_leads(part)[1]) in rules.verbs
    paid = item.section in ("none", "values") and not is_duty and rules.money.search(plain)
    return bool(paid or rules.drop.search(plain) or rules.drop.search(_BRACKETS.sub("", plain)))


def _phrase(part: str, item: Item, *, is_led: bool) -> Phrase | None:
    topic = topic_of(part)
    if topic:
        return Phrase("", "", part, topic)
    if item.section == "values":
        return _value(part)
    text = _BRACKETS.sub("", part).strip(" .,;:-\u2013•")
    form, rest = without_leads(text)
    if not form and (AMOUNT.match(rest) or (_IS_SKILL.search(rest) and PRAISED.match(lower(rest)))):
        form = "skill"
    form, rest = _further(form, _said(AMOUNT.sub("", rest)))
    if not rest or _PRONOUN.match(rest):
        return None
    return _of_form(form, rest, item, part, is_led=is_led)


def _further(form: Form, text: str) -> tuple[Form, str]:
    """After an amount of years, there may be more of what every advert says."""
    more, rest = without_leads(text)
    return more or form, rest


def _of_form(form: Form, rest: str, item: Item, part: str, *, is_led: bool) -> Phrase | None:
    if form in ("liking", "doing"):
        return _made(form, rest, part)
    in_duties = item.section == "duties"
    told = f"have {part}" if item.in_past else part
    duty = duty_in(rest, told, is_led=is_led or item.listed or item.section != "none")
    if form == "duty" and not duty and _OTHER_VERB.match(rest):
        duty = lowered(rest)
    if in_duties and item.listed and not duty and _SEEMS_VERB.match(rest):
        duty = lowered(rest)
    if duty and form in ("", "duty"):
        return _made("duty", duty, part)
    if _GERUND.match(rest) and not re.search(r" experience\b|skills$", rest):
        if (form == "skill" and duty) or (not form and is_led):
            return _made("doing", rest, part)
        if not form and in_duties:
            return _made("process", rest, part)
    return _named(form, rest, item, part, is_led=is_led)


def _named(form: Form, rest: str, item: Item, part: str, *, is_led: bool) -> Phrase | None:
    """What is no doing: a trait, a skill, knowledge, or a duty that is only named."""
    if not form and is_led and _IS_SKILL.search(rest):
        form = "skill"
    is_trait_noun = advert_rules().trait_noun.match(lower(rest))
    if _QUALITY.match(rest) or is_trait_noun:
        return _made("quality", f"{rest[:1].lower()}{rest[1:]}" if is_trait_noun else rest, part)
    asks = is_led or item.listed or item.section == "requirements"
    if asks and form != "skill" and _is_trait(rest):
        return _made("trait", _PERSON.sub("", _ARTICLE.sub("", rest)), part)
    listed = item.section == "duties" and item.listed
    if form in ("skill", "knowledge") or listed or item.section == "requirements":
        is_process = not form and listed
        return _made("process" if is_process else form or "skill", _PRAISE.sub("", rest), part)
    return None


def _made(form: Form, said: str, source: str) -> Phrase | None:
    of_us = bool(_OUR.search(said))
    said = _OUR.sub("the ", lowered(said) if source.startswith(said[:3]) else said)
    short = _short(_ROW.sub(r"\1 and \2", said))
    if not short or ":" in short or len(short.split()) > MOST_WORDS or _HANGING.search(short):
        return None
    if (
        short in ("experience", "skills")
        or _NO_THING.match(short)
        or advert_rules().language.match(lower(short))
    ):
        return None
    return Phrase(form, short, source, of_us=of_us)


def _value(part: str) -> Phrase | None:
    text = part.strip(" .!,;:")
    if text.istitle() or _TITLED.fullmatch(text):
        text = text.lower()
    is_short = len(text.split()) <= _MOST_VALUE_WORDS and text[:1].isalpha()
    return Phrase("value", f"{text[:1].lower()}{text[1:]}", part) if is_short else None


def _said(text: str) -> str:
    """`text` with what can be said in place of signs, and without what only praises."""
    text = _SLASH.sub(" or ", text.replace(" & ", " and "))
    text = _NAMING.sub(r"\1 such as ", text)
    text = advert_rules().filler.sub(
        "", advert_rules().end.sub("", advert_rules().end.sub("", text))
    )
    return " ".join(_ASIDE.sub("", text).split()).strip(" ,.;:-\u2013•")


def _is_trait(text: str) -> bool:
    plain = lower(_ARTICLE.sub("", text))
    if _IS_SKILL.search(plain):
        return False
    return len(plain.split()) <= _MOST_TRAIT_WORDS and bool(advert_rules().adjective.match(plain))


def _short(text: str) -> str:
    """`text`, ended early where it is too long to hear."""
    for tail in advert_rules().tails:
        shorter = tail.sub("", text).strip(" ,.;:-\u2013")
        is_whole = len(shorter.split()) >= FEWEST_DUTY_WORDS + 1 and not _CUT.search(shorter)
        if len(text.split()) > MOST_WORDS and is_whole:
            text = shorter
    return text.strip(" ,.;:-\u2013")


def lowered(text: str) -> str:
    """Without the capital of a sentence. A name, or letters such as SQL, keeps its own."""
    first, space, rest = text.partition(" ")
    is_word = first[:1].isupper() and (first[1:].islower() or len(first) == 1)
    is_verb = lower(first.strip(",")) in advert_rules().verbs
    is_name = re.match(r"(?:(?:or|and) )?[A-Z0-9]", rest) or not rest or first.endswith(",")
    if is_word and (not is_name or is_verb):
        first = first.lower()
    return f"{first}{space}{rest}"
