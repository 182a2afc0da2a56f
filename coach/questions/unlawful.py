"""Recognizes questions that an employer in many countries may not ask, by their English words."""

from __future__ import annotations

import re

SET_NAME = "unlawful"
"""What the name of a set holds that practises such questions."""

_TOPICS = {
    "age": r"how old (are|is|would|were) you|your age|average age|were you born|you were born"
    r"|your (date of birth|birthday)|you (\w+ )?(to )?retire|your time of life",
    "family": r"your( \w+)? (children|kids|baby|childcare|family plans)"
    r"|you (\w+ to )?(have|having|want|expect\w*)( any| small| young| a)? (children|kids|baby)"
    r"|are you (\w+ )?(married|single|divorced|pregnant|expecting)|your (\w+ )?(husband|wife"
    r"|spouse|boyfriend|girlfriend|marriage|pregnancy)|you(r| \w+ (to )?start a) family",
    "health": r"your (\w+ )?(health|illness|disability|medical history|medication|doctor)|off sick"
    r"|your sick (days|leave)|are you (\w+ )?(ill|healthy|disabled)|you( \w+)? a disability",
    "religion": r"your (\w+ )?(religion|faith|church|mosque|synagogue|god)|(what|which) religion"
    r"|are you (\w+ )?(religious|christian|catholic|muslim|jewish|hindu)|do you (\w+ )?pray"
    r"|you believe in god|you go to (church|mosque|synagogue)",
    "origin": r"you (really|originally) (come )?from|(what|which|your) nationality"
    r"|your (mother tongue|native language|accent|birthplace)|are you an? (immigrant|foreigner)",
    "politics": r"(did|do|would|will) you vote|which party (do|did) you|your (politics|political)",
    "a trade union": r"(you|your)( \w+){0,4} trade union|are you (\w+ ){0,3}union",
    "private life": r"are you (straight|gay|lesbian|bisexual)|your (sexual|love life)",
    "debts": r"(you|your)( \w+){0,2} debts|do you own your (house|home)",
}
_PATTERNS = {topic: re.compile(rf"\b({words})", re.I) for topic, words in _TOPICS.items()}


def unlawful_topics(text: str) -> list[str]:
    """What a question asks about that is nobody's business, in the order of the list."""
    return [topic for topic, pattern in _PATTERNS.items() if pattern.search(text)]
