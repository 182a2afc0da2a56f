"""Turns what an advert says into phrases that can be said in a question.

Of each part of a sentence, what every advert says is taken off ("the successful candidate will
have"), and the rest is something to do, a kind of work, a skill, a trait, or a value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from coach.questions.advert_duties import duty_in
from coach.questions.advert_facts import tells_of_others
from coach.questions.advert_headings import is_only_heading
from coach.questions.advert_layout import Item
from coach.questions.advert_length import MOST_WORDS, as_heard
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
from coach.questions.advert_wording import (
    lowered,
    person_in,
    with_article,
    without_detail,
    without_praise,
)

_MOST_TRAIT_WORDS = 5
_MOST_VALUE_WORDS = 9
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_OUR = re.compile(r"\b(?:our|this) (?=[\w-]+)", re.I)
_PRONOUN = re.compile(r"\b(?:us|we|it|them|they)\b", re.I)
_OF_YOU = re.compile(r"you(?:['\u2019](?:ll|d))? (?!be\b|are\b)(?=\w+ \w)", re.I)
_NO_VALUE = re.compile(r"you(?:'d .*| \w+)|.* to you")  # "you taste" says half of it
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
_TITLED = re.compile(r"[A-Z][a-z]+(?:[ ,]+(?:and|or|the|of|in|for|to|with|[A-Z][a-z]+))+")
_GERUND = re.compile(r"\w{2,}ing \w")
_SEEMS_VERB = re.compile(
    r"[A-Z][a-z]+(?<!ing)(?<!ion)(?<!ent) (?:off|up|out|down|the|an?|all|any|our|that|to) "
)
_BESIDE = re.compile(r" and (\w+) (?:an?|the|our|your|all|their) ")
_VERB_USE = re.compile(r"(?:[Cc]are for|\w+ \w+ly) ")  # "Chart accurately"
_OTHER_VERB = re.compile(r"(?!the |an? )[a-z-]+(?<!ing)(?<!ed) \w+", re.I)  # after "to"
_NO_THING = re.compile(
    r".*(?: ones$|\bhow we\b)|(?:and|or|but|not|as|in|at|on|for|with|from|to|of|what|even|if) ",
    re.I,
)
_SUBJECTS = re.compile(r"[A-Z]\w+(?: (?:and|or) [A-Z]\w+)*")  # of a degree
_HOW = re.compile(r"how you\b(?: (?:would|will|can)\b)? ?", re.I)
_DONE = re.compile(r"(?!(?:are|have|meet)\b)\w[\w-]+ .+", re.I)  # "keep good boundaries"
# "The law has changed" names nothing to have.
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
    if item.section == "values" and _OF_YOU.match(part):
        item = replace(item, section="duties", listed=True)  # "You run the pass without shouting"
    if item.section == "values":
        return _value(part)
    if asks_how := _HOW.match(part):
        done = _DONE.match(part, asks_how.end())
        return _made("how", done[0], part) if done else None
    is_none_of_theirs = _bids(part, item) or tells_of_others(part)
    return None if is_none_of_theirs else _in_own_words(part, item, is_led=is_led)


def _in_own_words(part: str, item: Item, *, is_led: bool) -> Phrase | None:
    """What no topic has: it is asked about in the advert's words."""
    text = without_detail(_BRACKETS.sub("", part).strip(" .,;:-\u2013•"))
    if item.section == "duties" and _TO_BE.match(text):
        return _made("duty", lowered(without_praise(text)), part)
    form, rest = without_leads(text)
    if item.section == "none" and advert_rules().wanted.search(rest):
        item = replace(item, section="requirements")  # "welding would be an advantage"
    if not form and (AMOUNT.match(rest) or (_IS_SKILL.search(rest) and PRAISED.match(lower(rest)))):
        form = "skill"
    without = AMOUNT.sub("", rest)
    form, rest = (
        _further(form, without_praise(without)) if without != rest else (form, without_praise(rest))
    )
    if not rest or _PRONOUN.match(rest):
        return None
    return _of_form(form, rest, item, part, is_led=is_led)


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
    is_used_as_verb = is_beside or bool(_VERB_USE.match(text))
    return bool(_SEEMS_VERB.match(text)) or (
        first_word(text) in advert_rules().at_times and is_used_as_verb
    )


def _named(form: Form, rest: str, item: Item, part: str, *, is_led: bool) -> Phrase | None:
    """What is no doing: a trait, a skill, knowledge, or a duty that is only named."""
    if not form and is_led and _IS_SKILL.search(rest):
        form = "skill"
    if advert_rules().quality.match(lower(rest)) or advert_rules().trait_noun.match(lower(rest)):
        return _made("quality", with_article(f"{rest[:1].lower()}{rest[1:]}"), part)
    asks = is_led or item.listed or item.section == "requirements"
    if asks and form != "skill" and _is_trait(rest):
        bare = rest if advert_rules().trait.match(lower(rest)) else _ARTICLE.sub("", rest)
        return _made("trait", _PERSON.sub("", bare), part)
    if not form and not _STATES.search(rest) and (person := person_in(rest)):
        return _made("trait", person, part)
    form = form or _by_place(rest, item)
    if rest.istitle() and _IS_SKILL.search(rest):
        rest = rest.lower()
    is_thing = form in ("skill", "knowledge", "process")
    return _made(form, _PRAISE.sub("", rest), part) if is_thing else None


def _by_place(rest: str, item: Item) -> Form:
    """What a name is by where it stands, where its words do not say it; "" where it is nothing."""
    if _NO_NAME.match(rest) or is_only_heading(rest):
        return ""
    if item.section == "duties" and item.listed:
        return "process"
    return "skill" if item.section == "requirements" and not _STATES.search(rest) else ""


def _made(form: Form, said: str, source: str) -> Phrase | None:
    of_us = bool(_OUR.search(said))
    said = _OUR.sub("the ", lowered(said) if source.startswith(said[:3]) else said)
    short = as_heard(said)
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
    if _NO_VALUE.fullmatch(lower(text)):
        return None
    is_short = len(text.split()) <= _MOST_VALUE_WORDS and text[:1].isalpha()
    return Phrase("value", f"{text[:1].lower()}{text[1:]}", part) if is_short else None


def _is_trait(text: str) -> bool:
    plain = lower(_ARTICLE.sub("", text))
    if _IS_SKILL.search(plain):
        return False
    if advert_rules().trait.match(lower(text)) and len(plain.split()) <= _MOST_TRAIT_WORDS * 2:
        return True
    return len(plain.split()) <= _MOST_TRAIT_WORDS and bool(advert_rules().adjective.match(plain))
