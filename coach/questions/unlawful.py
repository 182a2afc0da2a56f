"""Recognizes questions that an employer in many countries may not ask, by their English words."""

from __future__ import annotations

import re

SET_NAME = "unlawful"
"""What the name of a set holds that practises such questions."""

# "{ends}": then the person is asked about, and not their work: "your family", but not "your family
# clients".
_ENDS = r"(?=\W*$|[?.,;]| (?:and|or)\b(?! safety\b))"
_BEGINS = r"(?:^|(?<=[.?!,;] )|(?<=\bso )|(?<=\band )|(?<=\bbut )|(?<=\bwhen )|(?<=\buntil ))"

_TOPICS = {
    "age": (
        r"how old (?:are|is|would|were) you\b",
        r"(?:your|our average) age\b",
        r"(?:were you|you were) born",
        r"your (?:date of birth|birthday|time of life)\b",
        r"{begins}(?:do|will|would|are) you (?:\w+ )?(?:to |of )?retir(?:e|ing)"
        r"(?:{ends}| (?:soon|early|at|in|one day))",
    ),
    "family": (
        r"your(?: \w+)? (?:children|kids|baby)\b(?!['\u2019]s)",
        r"your(?: \w+)? (?:childcare|family plans)\b",
        r"you (?:\w+ to )?(?:have|having|want|expect\w*)(?: any| small| young| a)? (?:children|kids"
        r"|baby)(?:{ends}| (?:at home|soon|yet|one day|of your own|in the next)\b)",
        r"are you (?:\w+ )?(?:married|single|divorced|pregnant){ends}",
        r"{begins}are you expecting(?:{ends}| a (?:baby|child))",
        r"your (?:\w+ )?(?:husband|wife|spouse|boyfriend|girlfriend|marriage|pregnancy)\b",
        r"you(?:r| \w+ (?:to )?start a) family"
        r"(?:{ends}| (?:plans|life|soon|at home|lives?|think)\b)",
    ),
    "health": (
        r"your (?:\w+ )?(?:health|illness|disability|medical history|medication|doctor)(?:{ends}"
        r"| (?:like|problems|issues|now|today|at the moment|been|good|bad|poor|fine|says?)\b)",
        r"off sick",
        r"your sick (?:days|leave)\b(?! (?:rate|policy|rules|figures))",
        r"are you (?:\w+ )?(?:ill|healthy|disabled){ends}",
        r"you have (?:an?|any) (?:illness|medical condition|health problems?){ends}",
        r"you(?: \w+)? a disability{ends}",
    ),
    "religion": (
        r"your (?:\w+ )?(?:religion|faith|church|mosque|synagogue|god)"
        r"(?:{ends}| (?:do|does|allow|allows|say|says|stop|forbid|mean)\b)",
        r"(?:what|which) religion\b",
        r"are you (?:\w+ )?(?:religious|christian|catholic|muslim|jewish|hindu){ends}",
        r"do you (?:\w+ )?pray\b",
        r"you believe in god\b",
        r"you go to (?:church|mosque|synagogue)\b",
    ),
    "origin": (
        r"you (?:really|originally) (?:come )?from\b",
        r"(?:what|which|your) nationality\b",
        r"your (?:mother tongue|native language|accent|birthplace)\b",
        r"are you an? (?:immigrant|foreigner){ends}",
    ),
    "politics": (
        r"(?:how|who|whom|what|which \w+) (?:did|do|would|will) you vote\b",
        r"(?:did|do|would|will) you vote(?:{ends}| (?:at|in) (?:an?|the|any) )",
        r"which party (?:do|did|would) you (?:vote|support|belong|prefer|favou?r|like|lean)",
        r"your political\b",
        r"your politics(?=\W*$|[?.,;])",
    ),
    "a trade union": (
        r"your?(?: \w+){0,3} (?:in|belong\w*|member\w*|join\w*|active)(?: \w+){0,3} union\b",
        r"are you (?:\w+ ){0,3}union(?:{ends}| (?:member|man|woman|person|activist))",
    ),
    "private life": (
        r"are you (?:straight|gay|lesbian|bisexual){ends}",
        r"your (?:sexual|love life)\b",
    ),
    "debts": (
        r"you (?:have|had|got|owe)(?: \w+){0,2} debts\b",
        r"your(?: own| personal)? debts\b",
        r"are you in debt\b",
        r"do you own your (?:house|home)\b",
    ),
}


def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    joined = "|".join(phrases).replace("{ends}", _ENDS).replace("{begins}", _BEGINS)
    return re.compile(rf"(?<!\w)(?:{joined})", re.I)


_PATTERNS = {topic: _pattern(phrases) for topic, phrases in _TOPICS.items()}


def unlawful_topics(text: str) -> list[str]:
    """What a question asks about that is nobody's business, in the order of the list."""
    return [topic for topic, pattern in _PATTERNS.items() if pattern.search(text)]
