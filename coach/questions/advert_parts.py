"""Parts a sentence of an advert where it asks for several things.

It also takes off what says little, such as "the successful candidate will have".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coach.questions.advert_layout import Item
from coach.questions.advert_rules import AdvertRules, Form, Topic, advert_rules

_MOST_LEADS = 8
_AFTER_BREAK = (
    r"(?:(?:and|or|but|so|also|then|will|is|are|can|must|be|who|has|have|always|now and then|we"
    r"|to|expect you to"
    r"|would like you to|you(?:'ve|'ll|'re|'d| have| will| can| are| must)?"
    r"(?: need to be able to| need to)?)\b ?)*"
)
_BREAK = re.compile(rf"(?:[,;] | (?=(?:and|but|plus) )){_AFTER_BREAK}", re.I)
_LINK = re.compile(r"^(?:(?:and|or|but|so|plus|also|then) )+", re.I)
_PREAMBLE = re.compile(
    r"^(?:reporting|working|as|in|leading|based|with|joining|from)\b.{0,100}?, "
    r"(?=you(?:'ll| will)\b)",
    re.I,
)
_APART = re.compile(
    r"; (?:and )?| · |(?<!\b[MD][rs])(?<!\bMrs)(?<!\bSt)(?<!\(c)\. |: (?=(?:we|you)\b)"
)
_POINTS_BACK = re.compile(
    r"^[\w-]+ (?:(?:on|to|for|with|about) )?(?:them|it|its|their|when they|if they|as they)\b"
    r"|^follow (?:up|through)(?: until \w+)?$"
)
PRAISED = re.compile(
    r"(?:an? )?(?:excellent|strong|solid|sound|deep|proven|brilliant|good) \w+"
    r"|an? (?:[\w-]+ )?(?:record|background|eye|head|passion|flair|gift|feel|talent)\b"
)
_NO_NAME = re.compile(r"\b(?:is|are|was|has|have|don't|do not|isn't|then)\b", re.I)
_FIRST_WORDS = re.compile(r"(?:\S+ ?){1,7}")
_MOST_NAME_WORDS = 4
_MOST_VALUE_WORDS = 6
AMOUNT = re.compile(
    r"^(?:at least |(?:a )?minimum of |minimum |over |around )?"
    r"(?:\d[\d+ to\u2013-]*|an?|one|two|three|four|five|ten) ?\+? ?(?:\(\d+\) )?(?:or more )?"
    r"(?:years?|yrs?|months?)\b['\u2019]?(?: or more)?(?: of| in)? ",
    re.I,
)
"""Years or months that are asked for, and are not asked about."""

_FEWEST_WORDS = 3  # of a part that begins with a verb


def lower(text: str) -> str:
    """`text` as the patterns have it."""
    return " ".join(text.replace("\u2019", "'").lower().split())


def first_word(text: str) -> str:
    """Its first word, in small letters."""
    words = re.findall(r"[\w'-]+", lower(text))
    return words[0] if words else ""


def topic_of(part: str) -> Topic | None:
    """The topic that a part names, if any."""
    plain, bare = lower(part), lower(without_leads(part)[1])
    return next(
        (each for each in advert_rules().topics if each.fits(plain) or each.fits(bare)), None
    )


def without_leads(text: str) -> tuple[Form, str]:
    """What kind of thing the words at its head promise, and the text without them."""
    form: Form = ""
    for _ in range(_MOST_LEADS):
        found = _lead(text)
        if found is None:
            break
        form, end = found[0] or form, found[1]
        text = text[end:].lstrip(" ,:")
    return form, text


def _lead(text: str) -> tuple[Form, int] | None:
    plain = text.replace("\u2019", "'")
    for form, pattern in advert_rules().leads:
        match = pattern.match(plain)
        if match and 0 < match.end() < len(plain):
            return form, match.end()
    return None


def parts_of(item: Item) -> Iterator[str]:
    """What an item says, parted where the next part is a thing of its own."""
    for piece in _APART.split(item.text.strip(" .,;:!•")):
        left = _PREAMBLE.sub("", piece)
        while parting := _parting(left, item):
            yield _LINK.sub("", left[: parting.start()].strip(" ,"))
            left = left[parting.start() :].lstrip(" ,;")
        yield _LINK.sub("", left.strip(" ,"))


def _parting(text: str, item: Item) -> re.Match[str] | None:
    """Where the first of several things ends."""
    return next((each for each in _BREAK.finditer(text) if _is_apart(text, each, item)), None)


def _is_apart(text: str, at: re.Match[str], item: Item) -> bool:
    """Whether what comes after is something else to ask about."""
    rules, before, after = advert_rules(), text[: at.start()], text[at.end() :]
    if not before or not first_word(after) or before.count("(") > before.count(")"):
        return False
    beginning = _FIRST_WORDS.match(after)
    topic = topic_of(before)
    other = topic_of(beginning[0] if beginning else after)
    is_other_topic = topic and other and topic is not other
    if is_other_topic or ("," in at[0] and PRAISED.match(lower(after))):
        return True
    onward = without_leads(after)[1]
    if "," in at[0] and _is_gerund(onward) and _is_gerund(without_leads(before)[1]):
        return first_word(onward) not in rules.verbs or _goes_on(after, "ing") or "and" in at[0]
    if first_word(onward) in rules.verbs and not after.startswith("to "):
        return _is_next_duty(rules, before, onward, at[0])
    if _begins_anew(after) or _is_dropped_alone(rules, before, after):
        return True
    return item.section in ("requirements", "values") and _are_names(item, before, after, at[0])


def _is_next_duty(rules: AdvertRules, before: str, after: str, between: str) -> bool:
    """Whether a verb begins another duty: not in "plan and teach", nor in "report it"."""
    plain, first = lower(after), first_word(after)
    bare = before if "you" in between else without_leads(before)[1]
    begun = first_word(without_leads(before)[1])
    fewest = _FEWEST_WORDS - ("," in between and begun in rules.verbs)
    if len(bare.split()) < fewest or len(after.split()) < _FEWEST_WORDS:
        return False
    if (
        begun in rules.verbs
        and begun.endswith("ing") != first.endswith("ing")
        and "," not in between
    ):
        return False
    if begun.endswith("ing") and begun in rules.verbs and not first.endswith("ing"):
        return False
    if _POINTS_BACK.match(plain) or (first in rules.also_nouns and between.strip() == "and"):
        return False
    if "," in between and "and" not in between and not _goes_on(after, first):
        return False  # "liaising with agents, shipping lines and banks"
    has = re.search(r"\b(?:ve|have|has)\b", between)
    plainly = first == rules.verbs[first] or first.endswith("ing") or has
    return bool(plainly) and (first_word(bare) in rules.verbs or "," in between or "you" in between)


def _goes_on(after: str, first: str) -> bool:
    """Whether a row of duties goes on after this one, in the same form."""
    verbs = advert_rules().verbs
    firsts = [first_word(without_leads(after[each.end() :])[1]) for each in _BREAK.finditer(after)]
    return "you" in after or any(
        each.endswith("ing") == first.endswith("ing") and (each in verbs or each.endswith("ing"))
        for each in firsts
    )


def _is_gerund(text: str) -> bool:
    return first_word(text).endswith("ing")


def _begins_anew(after: str) -> bool:
    """Whether it begins with what says what is asked for: "experience of", "able to"."""
    plain = AMOUNT.sub("", _LINK.sub("", lower(after)))
    return bool(PRAISED.match(plain)) or any(
        pattern.match(plain) for form, pattern in advert_rules().leads if form
    )


def _is_dropped_alone(rules: AdvertRules, before: str, after: str) -> bool:
    beginning = lower(" ".join(after.split()[:3]))
    return bool(rules.drop.search(beginning)) and not rules.drop.search(lower(before))


def _are_names(item: Item, before: str, after: str, between: str) -> bool:
    """Whether a comma parts traits or tools, each of which stands on its own."""
    if "," not in between:
        adjective = advert_rules().adjective
        return bool(adjective.search(lower(before)) and adjective.match(lower(after)))
    begun = first_word(without_leads(before)[1])
    if any(_NO_NAME.search(each) for each in (before, after)) or begun in advert_rules().verbs:
        return False
    name = without_leads(AMOUNT.sub("", without_leads(before)[1]))[1].split()
    most = _MOST_VALUE_WORDS if item.section == "values" else _MOST_NAME_WORDS
    return len(item.text.split()) > _MOST_NAME_WORDS and len(name) <= most
