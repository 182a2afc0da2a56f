"""Finds what is to be done in a phrase of an advert, and puts its verb in the plain form."""

from __future__ import annotations

import re

from coach.questions.advert_rules import advert_rules

FEWEST_DUTY_WORDS = 2
"""Of something to do, such as "weld pipes"."""

_UNLIKE = re.compile(r",? (?:and|or) \w+ing .*$")  # beside a plain form
_TWO_OF = re.compile(r"^(\w+ and \w+) of ")  # "loading and unloading of containers"
_PASTS = ("led", "built", "run", "taught", "sold", "held", "kept", "made", "written")
_HAS = re.compile(r"\b(?:have|has|had)\b|\w['\u2019]ve\b", re.I)
_NO_OBJECT = ("", "of", "for", "in", "on", "to", "with", "at", "by", "from")
_WITH = ("assist", "coordinate")
_NAMES_IN_ROW = re.compile(
    r"\w+ing(?: and |, )(?!\w+ing\b)[\w ]+$|\w+ing, (?!\w+ing\b)\w+ and "
    r"|[\w-]+ing(?:, [\w-]+ing)* and (?!\w+ing\b)\w+ of ",
    re.I,
)
# "Claims, insurance or legal experience" is nothing to do, and neither is "come in".
_NAMED_THING = re.compile(
    r"[\w-]+(?:,? (?:(?:and|or|&) )?(?!the\b|an?\b|your\b|our\b)[\w-]+){0,4}"
    r" (?:skills?|experience|knowledge|background|literacy)",
    re.I,
)
_DASH = re.compile(r"[\w-]+ [-\u2013] ")  # "excel - pivot tables" is no excelling
_TO_BESIDE = re.compile(r",? (and|or) to (?=[a-z]+ )")  # "support rehearsals and to run"
_ONLY_AWAY = re.compile(r"\w+ (?:in|up|out|off|on|over|down)", re.I)
_OF = re.compile(r"([\w-]+(?: testing)?)(?: and (?:\w+ )?[\w-]+)? (?:of|with) (?=\w)", re.I)


def duty_in(text: str, part: str, *, is_led: bool) -> str | None:
    """What is to be done, its verb in the plain form; None where it does not begin with one."""
    rules, words = advert_rules(), text.split()
    noun = _OF.match(text)
    if noun and noun[1].lower() in rules.nouns:
        verb = rules.nouns[noun[1].lower()]
        return f"{verb}{' with' if verb in _WITH else ''} {text[noun.end() :]}"
    adverbs = [words[0].lower()] if words[0].lower().endswith("ly") else []
    words = words[len(adverbs) :]
    first = words[0].lower().strip(",") if words else ""
    verb = _verb_of(words)
    is_named = _NAMED_THING.fullmatch(text) or _ONLY_AWAY.fullmatch(text)
    if is_named or _is_noun(words) or verb == "join" or _DASH.match(text):
        return None
    if not verb or len(words) < FEWEST_DUTY_WORDS or (verb != first and not is_led):
        return None
    if verb != first and not first.endswith(("ing", "s")) and not _HAS.search(part):
        return None  # "qualified accountant"
    if first.endswith("ing") and _NAMES_IN_ROW.match(text):
        return None  # "testing and code review" are names
    comma = "," if words[0].endswith(",") else ""
    verb = words[0].strip(",") if words[0].strip(",").isupper() else verb  # TIG
    rest = _beside(words, first)
    duty = " ".join([*adverbs, verb + comma, *rest[rest[:1] == ["of"] :]])
    duty = _TO_BESIDE.sub(r" \1 ", duty)
    return _UNLIKE.sub("", _TWO_OF.sub(r"\1 ", duty)) if first.endswith("ing") else duty


def _verb_of(words: list[str]) -> str:
    """The plain form of the first word, where it is a verb; else ""."""
    first = words[0].lower().strip(",") if words else ""
    verb = advert_rules().verbs.get(first, "") or _with_prefix(first)
    in_row = bool(words) and words[0].endswith(",") and _plain_verb(words[1:2])
    return verb or (first if in_row else "")  # "issue, return and shelve stock"


def _is_noun(words: list[str]) -> bool:
    """Whether it begins with no verb: "design documentation", but not "record inspection data"."""
    rules = advert_rules()
    first, second, third = (" ".join(words[at : at + 1]).lower() for at in range(3))
    is_named = first in rules.also_nouns and bool(rules.doing.search(second))
    return is_named and third not in rules.also_nouns


def _plain_verb(words: list[str]) -> bool:
    return any(advert_rules().verbs.get(each.strip(",")) == each.strip(",") for each in words)


def _with_prefix(word: str) -> str:
    """A verb with something before it, such as post-edit; "" where it is none."""
    prefix, hyphen, verb = word.partition("-")
    return (
        f"{prefix}-{advert_rules().verbs[verb]}" if hyphen and verb in advert_rules().verbs else ""
    )


def _beside(words: list[str], first: str) -> list[str]:
    """The words after the first, the verbs among them in the plain form; names stay as they are."""
    named = next((at for at, word in enumerate(words) if word == "including"), len(words))
    followed = zip(words[:named], words[1:named], [*words[2:named], ""], strict=False)
    rest = [_plain_form(each, before, after, first) for before, each, after in followed]
    return rest + words[named:]


def _plain_form(word: str, before: str, after: str, like: str) -> str:
    """A verb beside the first one, in the plain form as that is: "drafting and filing"."""
    verbs = advert_rules().verbs
    bare, end = word.strip(","), like[-3:] if like.endswith("ing") else like[-2:]
    end = "s" if like.endswith("s") and verbs.get(like, like) != like else end
    is_row = before.endswith(",") and before.strip(",").lower() in verbs
    is_beside = before in ("and", "or") or is_row or (before.endswith(",") and end != "s")
    if end not in ("ing", "ed", "s") and like not in _PASTS:
        return word
    if end == "s" and after in _NO_OBJECT and not word.endswith(","):
        return word  # "on a route and schedules" are names
    if not is_beside or not bare.lower().endswith(end if end in ("ing", "s") else "ed"):
        return word
    return word.replace(bare, verbs.get(bare.lower(), bare))
