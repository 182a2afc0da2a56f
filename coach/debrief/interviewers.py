"""Turns "questions for them", as the teller reports it, back into "for us", as interviewers say it.

This is done only if nobody else is mentioned whom "them" could mean. In doubt nothing is changed.
"""

from __future__ import annotations

import re

_QUESTIONS_FOR = re.compile(r"\b(questions?(?: you (?:might )?ha(?:ve|d))? for) them\b", re.I)
_THEY_ASKED = re.compile(
    r"^(?:[\w']+,? ){0,5}?they (?:(?:also|then|all|just|even|both|finally) )?"
    r"(?:ask|asked|wonder|wondered|(?:want|wanted|wished) to (?:know|hear)|were asking)\b(.*)$",
    re.I,
)
_THEIR = re.compile(
    r"\btheir( (?:app|brand|business|charity|company|culture|department|firm|hospital|mission"
    r"|office|organi[sz]ation|products?|school|services?|team|values|website|work))\b",
    re.I,
)
# Not "care for them", "talk to them": who that is may have been named a sentence before.
_THEM = re.compile(
    r"\b((?:questions? about|work(?:ing)? (?:for|with)|join(?:ing)?"
    r"|(?:know|think|heard) (?:about|of)|bring to|do for|(?:want|expect) from)) them\b",
    re.I,
)
# Somebody, or several, of whom "them" could be said as well.
_SOMEBODY_ELSE = re.compile(
    r"\b(?:an?|another|both|each|every|he|her|his|my|one|other|our|she|some|somebody|someone|that"
    r"|the|these|those|who|anybody|anyone|everybody|everyone|people|children|staff"
    r"|(?!(?:always|does|has|ideas|its|months|questions|skills|strengths|this|thoughts|was|years)\b)"
    r"\w+[^\Ws]s)\b",
    re.I,
)


def as_they_said(quote: str, question: str) -> str:
    """`question`, picked from `quote`, with the interviewers speaking of themselves."""
    question = _QUESTIONS_FOR.sub(r"\1 us", question)
    asked = _THEY_ASKED.match(quote)
    if not asked or _SOMEBODY_ELSE.search(_THEIR.sub("", asked[1])):
        return question
    return _THEIR.sub(r"our\1", _THEM.sub(r"\1 us", question))
