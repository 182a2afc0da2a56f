"""Parts a sentence of an advert where it asks for several things.

It also takes off what says little, such as "the successful candidate will have".
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from coach.questions.advert_layout import Item
from coach.questions.advert_rules import AdvertRules, Form, Topic, advert_rules
from coach.sentences import with_held_stops, with_plain_stops

_MOST_LEADS = 8
_MOST_KEPT = 4096  # parts of adverts, each looked at several times
# After these the next word is a verb, whatever it is: "you'll", "you would then".
_MODAL = re.compile(
    r"(?:^you|\b(?:will|would|can|could|should)|'ll|'d)"
    r"(?: also| then| always| often| usually| mainly)* ?$",
    re.I,
)
_NO_VERB = re.compile(
    r"(?:be|have|has|had|need|also|only|not|then|ideally|already|\w+ly|\w+ed|\w+ing|an?|the|and|or|may|might"
    r"|must|will|would|can|could|should|shall|ought|are|do|don't|both|with|all|at|on|in|to|who|know|no|some)\b",
    re.I,
)
_STATE = re.compile(r"\b(?:be|being|is|are|has|have|\w+'ve|\w+'re)\b", re.I)
# "The ability to have a hard word with somebody" is no having, as "you will have" is.
_ABILITY = re.compile(r"(?:abil|capac|capab)\w+ to ?$", re.I)
_BEING = re.compile(r"(?:be(?! able)|have) ", re.I)
_AFTER_BREAK = (
    r"(?:(?:and|or|but|so|also|then|will|is|are|can|must|be|who|has|have|always|now and then|we"
    r"|to|expect you to"
    r"|would like you to|you(?:'ve|'ll|'re|'d| have| will| can| are| must)?"
    r"(?: need to be able to| need to)?)\b ?)*"
)
_BREAK = re.compile(rf"(?:[,;] | (?=(?:and|but|plus) )){_AFTER_BREAK}", re.I)
_LINK = re.compile(r"^(?:(?:and|or|but|so|plus|also|then) )+", re.I)
_PREAMBLE = re.compile(
    r"^(?:reporting|working|as|in|leading|based|with|joining|from)\b[^,;]{0,60}(?:,.{0,60}?, |,? )"
    r"(?=you(?:'ll| will)\b|the [\w /-]{3,40}(?: \([^)]*\))? (?:will|performs?)\b)",
    re.I,
)
_APART = re.compile(
    r"; (?:and )?| · |(?<!\(c)\. |: (?=(?:we|you)\b)"
    r"|, (?=(?:we(?:['\u2019](?:re|ve|ll))?|it['\u2019]s|I['\u2019]m) "
    r"(?!need\b|want\b|ask\b|expect\b))"
)
_POINTS_BACK = re.compile(
    r"^[\w-]+ (?:(?:on|to|for|with|about) )?(?:them|it|its|their|when they|if they|as they)\b"
    r"|^follow (?:up|through)(?: until \w+)?$|^do (?:something|anything|more) about (?:it|them)\b"
)
PRAISED = re.compile(
    r"(?:an? )?(?:excellent|strong|solid|sound|deep|proven|brilliant|good) \w+"
    r"|an? (?:[\w-]+ )?(?:record|background|eye|head|passion|flair|gift|feel|talent)\b"
)
_OPENS = re.compile(
    r",? (?:and |but |so )*(?:you(?:['\u2019](?:ll|d)| will| would)"
    r"|we(?:['\u2019]re| are)? (?:need|want|look|seek|hop|ask|expect)\w*) ",
    re.I,
)
# Two words that are one thing: "knowledge of health and safety".
_ONE_THING = re.compile(
    r"\b(?:health safety|research development|terms conditions|diversity inclusion|profit loss"
    r"|food beverage|policies procedures|mergers acquisitions|learning development)$",
    re.I,
)
_LISTING = re.compile(r"\b(?:including|such as|for example|e\.g\.)(?=[ ,])", re.I)
_SETS_OUT = re.compile(r"\b(?:to|you|we|who)\b", re.I)
_NOUNS_BESIDE = re.compile(r"\w+s (?:and|or) (?!\w+s )")  # "pumps, filters and feed systems"
_NO_VERB_BUT_NOUN = re.compile(r"work (?:experience|placement|order)")
_NO_NAME = re.compile(r"\b(?:is|are|was|has|have|don't|do not|isn't|then)\b", re.I)
_HALF_NAMED = re.compile(r"an? [\w-]+", re.I)
# "Experience, paid or voluntary, of caring" is experience of caring.
_PUT_IN = re.compile(
    r"^((?:experience|knowledge|understanding|awareness)), [\w, -]{3,40}?, (?=(?:of|in|with) )",
    re.I,
)
_FIRST_WORDS = re.compile(r"(?:\S+ ?){1,7}")
_MOST_NAME_WORDS = 4
_MOST_VALUE_WORDS = 6
_MOST_IN_A_ROW = 7  # words of several things to have done or to know
AMOUNT = re.compile(
    r"^(?:at least |(?:a )?minimum of |minimum |over |around )?"
    r"(?:\d[\d+ to\u2013-]*|an?|one|two|three|four|five|ten) ?\+? ?(?:\(\d+\) )?(?:or more )?"
    r"(?:years?|yrs?|months?)\b['\u2019]?(?: or more)?(?: of| in| on| at| with)? ",
    re.I,
)
"""Years or months that are asked for, and are not asked about."""

_LONGEST_ITEM = 2_000  # characters: what goes on for a page without a stop says no single thing
_FEWEST_WORDS = 3  # of a part that begins with a verb


def lower(text: str) -> str:
    """`text` as the patterns have it."""
    return " ".join(text.replace("\u2019", "'").lower().split())


def first_word(text: str) -> str:
    """Its first word, in small letters."""
    words = re.findall(r"[\w'-]+", lower(text))
    return words[0] if words else ""


def is_gerund(word: str) -> bool:
    """Whether it is a word such as "cleaning"; "bring" is none."""
    return word.endswith("ing") and advert_rules().verbs.get(word) != word


@functools.lru_cache(maxsize=_MOST_KEPT)
def topic_of(part: str) -> Topic | None:
    """The topic that a part names, if any."""
    plain, bare = lower(part), lower(without_leads(part)[1])
    return next(
        (each for each in advert_rules().topics if each.fits(plain) or each.fits(bare)), None
    )


@functools.lru_cache(maxsize=_MOST_KEPT)
def without_leads(text: str) -> tuple[Form, str]:
    """What kind of thing the words at its head promise, and the text without them."""
    form: Form = ""
    for _ in range(_MOST_LEADS):
        found = _lead(text)
        if found is None:
            break
        lead, rest = text[: found[1]].replace("\u2019", "'"), text[found[1] :].lstrip(" ,:")
        form, text = _promised(form, found[0], lead, rest), rest
        if _ABILITY.search(lead) and _BEING.match(text):
            break
    return form, text


def _promised(before: Form, form: Form, lead: str, rest: str) -> Form:
    """What kind of thing comes after one more lead."""
    if form:
        return form
    if _MODAL.search(lead) and not _NO_VERB.match(rest):
        return "duty"
    return "" if before == "duty" and _STATE.search(lead) else before


def _lead(text: str) -> tuple[Form, int] | None:
    plain = text.replace("\u2019", "'")
    for form, pattern in advert_rules().leads:
        match = pattern.match(plain)
        if match and 0 < match.end() < len(plain):
            return form, match.end()
    return None


def parts_of(item: Item) -> Iterator[str]:
    """What an item says, parted where the next part is a thing of its own."""
    text = _PUT_IN.sub(r"\1 ", item.text[:_LONGEST_ITEM].strip(" .,;:!•"))
    for piece in _APART.split(with_held_stops(text)):
        left = _PREAMBLE.sub("", with_plain_stops(piece))
        while parting := _parting(left, item):
            yield _LINK.sub("", left[: parting.start()].strip(" ,"))
            left = left[parting.start() :].lstrip(" ,;")
        yield _LINK.sub("", left.strip(" ,"))


def _parting(text: str, item: Item) -> re.Match[str] | None:
    """Where the first of several things ends."""
    return next((each for each in _BREAK.finditer(text) if _is_apart(text, each, item)), None)


def _is_apart(text: str, at: re.Match[str], item: Item) -> bool:
    """Whether what comes after is something else to ask about."""
    before, after = text[: at.start()], text[at.end() :]
    if not before or not first_word(after) or before.count("(") > before.count(")"):
        return False
    if _OPENS.match(text[at.start() :]):
        return True
    if _ONE_THING.search(f"{before} {first_word(after)}"):
        return False
    if _LISTING.match(after) or (_LISTING.search(before) and not _SETS_OUT.search(at[0])):
        return False  # "care needs, including toileting, feeding and dressing"
    return _is_other(before, after, at[0]) or _is_next(item, before, after, at[0])


def _is_other(before: str, after: str, between: str) -> bool:
    """Whether what comes after says by itself what it is: another topic, or knowledge."""
    beginning = _FIRST_WORDS.match(after)
    topic = topic_of(before)
    other = topic_of(beginning[0] if beginning else after)
    if topic and other and topic is not other:
        return True
    is_praised = "," in between and bool(PRAISED.match(lower(after)))
    return is_praised or without_leads(after)[0] in ("skill", "knowledge", "doing")


def _is_next(item: Item, before: str, after: str, between: str) -> bool:
    """Whether it is the next of several duties, traits or things to know."""
    rules, onward = advert_rules(), without_leads(after)[1]
    first = first_word(onward)
    is_row = is_gerund(first) and is_gerund(first_word(without_leads(before)[1]))
    if "," in between and is_row:
        if re.fullmatch(r"[\w-]+", without_leads(before)[1]):
            return False  # "assessing, planning and evaluating care": of the same thing
        return first not in rules.verbs or _goes_on(after, first) or "and" in between
    if first in rules.verbs and not after.startswith("to "):
        return not _ends_in_verb(before) and _is_next_duty(before, onward, between)
    if _begins_anew(after) or _is_dropped_alone(rules, before, after):
        return True
    return item.section in ("requirements", "values") and _are_names(item, before, after, between)


def _is_next_duty(before: str, after: str, between: str) -> bool:
    """Whether a verb begins another duty: not in "plan and teach", nor in "report it"."""
    verbs, first = advert_rules().verbs, first_word(after)
    bare = before if "you" in between else without_leads(before)[1]
    begun = first_word(without_leads(before)[1])
    fewest = _FEWEST_WORDS - ("," in between and begun in verbs)
    is_short = len(bare.split()) < fewest or len(after.split()) < _FEWEST_WORDS
    if is_short or _is_unlike(begun, first, between) or _is_no_verb(after, first, between):
        return False
    if is_gerund(first) and after.split(maxsplit=1)[0].endswith(","):
        return False  # "lead the team in catering, cleaning and repairs" names what it does
    if "," in between and "and" not in between and not _goes_on(after, first):
        return False  # "liaising with agents, shipping lines and banks"
    has = re.search(r"\b(?:ve|have|has)\b", between)
    is_third = begun in verbs and begun.endswith("s") and first.endswith("s")
    plainly = first == verbs[first] or is_gerund(first) or has or is_third
    return bool(plainly) and (first_word(bare) in verbs or "," in between or "you" in between)


def _is_unlike(begun: str, first: str, between: str) -> bool:
    """Whether two verbs are of different forms, so that the second is no duty beside the first."""
    if begun not in advert_rules().verbs or is_gerund(begun) == is_gerund(first):
        return False
    return is_gerund(begun) or "," not in between


def _is_no_verb(after: str, first: str, between: str) -> bool:
    """Whether it only looks like a duty: "report on it", "work experience"."""
    is_noun = first in advert_rules().also_nouns and between.strip() == "and"
    plain = lower(after)
    is_noun = is_noun or bool(_NOUNS_BESIDE.match(plain))
    return is_noun or bool(_POINTS_BACK.match(plain) or _NO_VERB_BUT_NOUN.match(plain))


def _ends_in_verb(before: str) -> bool:
    """Whether its last word is a verb whose object comes later."""
    words = before.lower().split()[-2:]
    is_plain = advert_rules().verbs.get(words[-1]) == words[-1]
    return is_plain and (len(words) == 1 or words[0] in ("to", "and", "or", "help"))


def _goes_on(after: str, first: str) -> bool:
    """Whether a row of duties goes on after this one, in the same form."""
    verbs = advert_rules().verbs
    firsts = [first_word(without_leads(after[each.end() :])[1]) for each in _BREAK.finditer(after)]
    return "you" in after or any(
        is_gerund(each) == is_gerund(first) and (each in verbs or is_gerund(each))
        for each in firsts
    )


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
    if _HALF_NAMED.fullmatch(before):
        return False  # "a calm, patient teacher"
    form, names = without_leads(f"{before}{between}{after}")
    is_short = len(names.split()) <= _MOST_IN_A_ROW
    if form in ("skill", "knowledge") and (is_short or after[0].islower()):
        return False  # "confident on ladders, scaffolds and lifts"
    begun = first_word(without_leads(before)[1])
    if any(_NO_NAME.search(each) for each in (before, after)) or begun in advert_rules().verbs:
        return False
    name = without_leads(AMOUNT.sub("", without_leads(before)[1]))[1].split()
    most = _MOST_VALUE_WORDS if item.section == "values" else _MOST_NAME_WORDS
    return len(item.text.split()) > _MOST_NAME_WORDS and len(name) <= most
