"""Turns what an advert says into phrases that can be said in a question.

Of each part of a sentence, what every advert says is taken off ("the successful candidate will
have"), and the rest is something to do, a kind of work, a skill, a trait, or a value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from coach.questions.advert_duties import duty_in
from coach.questions.advert_layout import Item
from coach.questions.advert_length import MOST_WORDS, shortened
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

_MOST_TRAIT_WORDS = 5
_MOST_VALUE_WORDS = 9
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_SLASH = re.compile(r"(?<=\w\w)\s*/\s*(?=\w\w)")
_OUR = re.compile(r"\b(?:our|this) (?=[\w-]+)", re.I)
_PRONOUN = re.compile(r"\b(?:us|we|it|them|they)\b", re.I)
_VALUED = re.compile(r"^we (?:believe in|value|care about|stand for|are proud of being) ", re.I)
_ARTICLE = re.compile(r"^(?:an?|the|some|good|strong|solid|sound|excellent|working) ", re.I)
_HANGING = re.compile(r"\b(?:and|or|of|the|an?|to|both|their|as)$", re.I)
_IS_SKILL = re.compile(r"\b(?:skills?|knowledge|experience|background|record)\b", re.I)
_PRAISE = re.compile(
    r"^(?:an? )?(?:(?:good|strong|solid|sound|excellent|working|great|high) )+", re.I
)
_TO_BE = re.compile(r"Be (?:an?|the|our|on|there|one) ")  # a duty: "Be a role model"
_NO_NAME = re.compile(
    r"[\w-]+ed (?:to|with|as|in|on|for|by|at|or|and)\b|(?:about|up|over|down|off|out) ", re.I
)
_OWN = re.compile(
    r"\b((?:prioriti[sz]|manag|plan|organi[sz]|schedul|us|run|bring|provid)\w*|of|for|with|on)"
    r" own (?=\w)",
    re.I,
)
_TITLED = re.compile(r"[A-Z][a-z]+(?:[ ,]+(?:and|or|the|of|in|for|to|with|[A-Z][a-z]+))+")
_GERUND = re.compile(r"\w{2,}ing \w")
_SEEMS_VERB = re.compile(
    r"[A-Z][a-z]+(?<!ing)(?<!ion)(?<!ent) (?:off|up|out|down|the|an?|all|any|our|that|to) "
)
_BESIDE = re.compile(r" and (\w+) (?:an?|the|our|your|all|their) ")
_OTHER_VERB = re.compile(r"(?!the |an? )[a-z-]+(?<!ing)(?<!ed) \w+", re.I)  # after "to"
_NO_THING = re.compile(
    r".*(?: ones$|\bhow we\b)|(?:and|or|but|not|as|in|at|on|for|with|from|to|of|what|even|if) ",
    re.I,
)
_ONE = r"((?:(?!\band\b|\bor\b)[^,])+)"
_ROW = re.compile(
    rf"^{_ONE}(?<!database)(?<!system)(?<!software)"  # whose name may come next
    r", (?!(?:including|such|with|for|from|as|so|because|since|when|while|but|not|if|who|which"
    rf"|where|or|whatever|\w+ly$|(?:you|it|they|that|this|there)\b)\b){_ONE}$"
)
_ASIDE = re.compile(r", (?:in|at|for|with) [\w ]+$")
_SUBJECTS = re.compile(r"[A-Z]\w+(?: (?:and|or) [A-Z]\w+)*")  # of a degree
_NAMING = re.compile(r"^(\w[\w ]*) [-\u2013] (?=[A-Z]\w+$)")  # "monitoring - Prometheus"
# What comes after a colon only says more: "Assess the site before you start: roof, access".
_IN_DETAIL = re.compile(r"(?<=\w): (?=[a-z]).*$")
_FEWEST_BEFORE_DETAIL = 3  # words: fewer are a label
# What states something names nothing to have: "The law has changed".
_STATES = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|must|may|does|do)\b", re.I)
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
    if item.section == "none" and advert_rules().offer.match(lower(item.text)):
        return []
    if valued := _VALUED.match(item.text):
        item = Item(item.text[valued.end() :], "values", item.listed)
    if item.text.count(";") > 1:
        item = Item(item.text, item.section, True)  # a list within a paragraph
    found: list[Phrase] = []
    is_led = was_dropped = False
    for part in parts_of(item):
        is_led = is_led or without_leads(part)[1] != part
        more = was_dropped and _SUBJECTS.fullmatch(advert_rules().wanted.sub("", part))
        was_dropped = _is_dropped(part, item) or bool(more)
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
    if rules.aside.search(plain) and not _is_work_with(part, item):
        return True
    bare = _BRACKETS.sub("", plain)
    said = (plain, bare, rules.wanted.sub("", bare))
    return bool(paid) or any(rules.drop.search(each) for each in said)


def _is_work_with(part: str, item: Item) -> bool:
    """Whether it is something to do, to know or to have done, with what it names."""
    form, rest = without_leads(part)
    first = first_word(rest)
    plain = advert_rules().verbs.get(first, "")
    if form in ("skill", "knowledge", "doing", "charge", "interest"):
        return True
    is_duty = form == "duty" or (bool(plain) and (item.section == "duties" or rest != part))
    return is_duty and first not in advert_rules().takes and plain not in advert_rules().takes


def _phrase(part: str, item: Item, *, is_led: bool) -> Phrase | None:
    topic = topic_of(part)
    if topic:
        return Phrase("", "", part, topic)
    if item.section == "values":
        return _value(part)
    if _bids(part, item):
        return None
    text = _without_detail(_BRACKETS.sub("", part).strip(" .,;:-\u2013•"))
    if item.section == "duties" and _TO_BE.match(text):
        return _made("duty", lowered(_said(text)), part)
    form, rest = without_leads(text)
    if item.section == "none" and advert_rules().wanted.search(rest):
        item = replace(item, section="requirements")  # "welding would be an advantage"
    if not form and (AMOUNT.match(rest) or (_IS_SKILL.search(rest) and PRAISED.match(lower(rest)))):
        form = "skill"
    without = AMOUNT.sub("", rest)
    form, rest = _further(form, _said(without)) if without != rest else (form, _said(rest))
    if not rest or _PRONOUN.match(rest):
        return None
    return _of_form(form, rest, item, part, is_led=is_led)


def _without_detail(text: str) -> str:
    shorter = _IN_DETAIL.sub("", text)
    return shorter if len(shorter.split()) >= _FEWEST_BEFORE_DETAIL else text


def _bids(part: str, item: Item) -> bool:
    """Whether it bids the reader do something, such as "Ring Tamsin": no duty of the post."""
    is_prose = item.section == "none" and not item.listed
    first = first_word(part)
    return is_prose and item.text.startswith(part) and first in advert_rules().bids


def _further(form: Form, text: str) -> tuple[Form, str]:
    """After an amount of years, there may be more of what every advert says."""
    more, rest = without_leads(text)
    return more or form, rest


def _of_form(form: Form, rest: str, item: Item, part: str, *, is_led: bool) -> Phrase | None:
    if form in ("liking", "interest", "doing"):
        return _made(form, rest, part)
    if not form and advert_rules().trait.match(lower(rest)) and _is_trait(rest):
        return _made("trait", rest, part)
    duty = _duty(form, rest, item, part, is_led=is_led)
    if duty and form in ("", "duty", "charge"):
        return _made("duty", duty, part)
    if form == "charge":
        return _made(form, rest, part)
    work = _work(form, rest, item, is_duty=bool(duty), is_led=is_led)
    return _made(work, rest, part) if work else _named(form, rest, item, part, is_led=is_led)


def _duty(form: Form, rest: str, item: Item, part: str, *, is_led: bool) -> str | None:
    """What is to be done, its verb in the plain form; None where it is nothing to do."""
    told = f"have {part}" if item.in_past else part
    duty = duty_in(rest, told, is_led=is_led or item.listed or item.section != "none")
    is_other = form == "duty" and _OTHER_VERB.match(rest)
    is_likely = item.section == "duties" and item.listed and _seems_duty(rest)
    return duty or (lowered(rest) if is_other or is_likely else None)


def _work(form: Form, rest: str, item: Item, *, is_duty: bool, is_led: bool) -> Form:
    """What a gerund names: work that was done, or how something is done; "" where it is none."""
    if not _GERUND.match(rest) or re.search(r" experience\b|skills$", rest):
        return ""
    if (form == "skill" and is_duty) or (not form and is_led):
        return "doing"
    return "process" if not form and item.section == "duties" else ""


def _seems_duty(text: str) -> bool:
    """Whether its first word is a verb by what follows: "Forecast renewals and own a target"."""
    beside = _BESIDE.search(text)
    is_beside = beside is not None and advert_rules().verbs.get(beside[1]) == beside[1]
    return bool(_SEEMS_VERB.match(text)) or (
        first_word(text) in advert_rules().at_times and is_beside
    )


def _named(form: Form, rest: str, item: Item, part: str, *, is_led: bool) -> Phrase | None:
    """What is no doing: a trait, a skill, knowledge, or a duty that is only named."""
    if not form and is_led and _IS_SKILL.search(rest):
        form = "skill"
    if advert_rules().quality.match(lower(rest)) or advert_rules().trait_noun.match(lower(rest)):
        return _made("quality", _with_article(f"{rest[:1].lower()}{rest[1:]}"), part)
    asks = is_led or item.listed or item.section == "requirements"
    if asks and form != "skill" and _is_trait(rest):
        bare = rest if advert_rules().trait.match(lower(rest)) else _ARTICLE.sub("", rest)
        return _made("trait", _PERSON.sub("", bare), part)
    if not form and _NO_NAME.match(rest):
        return None
    if rest.istitle() and _IS_SKILL.search(rest):
        rest = rest.lower()
    listed = item.section == "duties" and item.listed
    if not form and not listed and _STATES.search(rest):
        return None
    if form in ("skill", "knowledge") or listed or item.section == "requirements":
        is_process = not form and listed
        return _made("process" if is_process else form or "skill", _PRAISE.sub("", rest), part)
    return None


def _made(form: Form, said: str, source: str) -> Phrase | None:
    of_us = bool(_OUR.search(said))
    said = _OUR.sub("the ", lowered(said) if source.startswith(said[:3]) else said)
    short = shortened(_ROW.sub(r"\1 and \2", said))
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
    text = _OWN.sub(r"\1 your own ", _SLASH.sub(" or ", text.replace(" & ", " and ")))
    text = _NAMING.sub(r"\1 such as ", text)
    rules = advert_rules()
    for end in (rules.end, rules.wanted, rules.end, rules.wanted):
        text = end.sub("", text)
    text = rules.filler.sub("", text)
    return " ".join(_ASIDE.sub("", text).split()).strip(" ,.;:-\u2013•")


def _with_article(quality: str) -> str:
    """ "A good head for heights", but "patience"."""
    rules = advert_rules()
    found = rules.quality.match(quality)
    if not found or rules.mass.search(found[0]) or re.match(r"(?:an?|the) ", quality):
        return quality
    return f"{'an' if quality[0] in 'aeio' else 'a'} {quality}"


def _is_trait(text: str) -> bool:
    plain = lower(_ARTICLE.sub("", text))
    if _IS_SKILL.search(plain):
        return False
    if advert_rules().trait.match(lower(text)) and len(plain.split()) <= _MOST_TRAIT_WORDS * 2:
        return True
    return len(plain.split()) <= _MOST_TRAIT_WORDS and bool(advert_rules().adjective.match(plain))


def lowered(text: str) -> str:
    """Without the capital of a sentence. A name, or letters such as SQL, keeps its own."""
    first, space, rest = text.partition(" ")
    is_word = first[:1].isupper() and (first[1:].islower() or len(first) == 1)
    is_verb = lower(first.strip(",")) in advert_rules().verbs
    is_name = re.match(r"(?:(?:or|and) )?[A-Z0-9]", rest) or not rest or first.endswith(",")
    if is_word and (not is_name or is_verb):
        first = first.lower()
    return f"{first}{space}{rest}"
