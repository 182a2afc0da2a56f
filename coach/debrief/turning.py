"""Turns a reported clause into the question it reports: "how I deal with it" → "how do you deal …".

If the original question is not clear ("why I left": why did you, or why do you), the result is
None.
"""

from __future__ import annotations

import re

from coach.debrief.small_letters import small

WH = r"(?:(?:in|at|on|for|to) (?:what|which)|how come|what|whit|why|how|where|when|who|which|whose)"
AUX = r"(?:did|do|does|had|have|has|was|were|am|are|is|would|could|can|should|shall|will|might)"
_SUBJECT = r"(?:i|he|she|it|we|they|you|my|his|her|our|their|that|there|this)"
_YOURS = {
    "i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself", "i'm": "you're",
    "i'd": "you'd", "i've": "you've", "i'll": "you'll", "am": "are", "we": "you", "our": "your",
    "ours": "yours", "we'd": "you'd", "we're": "you're", "we've": "you've",
    "ourselves": "yourselves", "whit": "what",
}  # fmt: skip
_NOW = {"was": "are", "were": "are", "am": "are", "had": "have", "'m": "are"}
# After "I'd": "had" before these, "would" before others; the first are their own past, too.
_PAST = (
    r"(?:had|got|made|left|sold|heard|told|brought|kept|lost|found|thought|dealt|spent|built|held"
    r"|met|taught|read|(?!need|feed|speed)\w+ed)\b"
)
_PARTICIPLE = (
    r"(?:been|done|gone|seen|given|taken|chosen|driven|written|broken|spoken|known|shown)\b"
)
# "how I deal with it" is of today: "How do you deal with it?". "why I put it off" may be of then.
_NOT_OF_TODAY = (
    r"(?:\w+ed|ate|beat|became|began|bit|bled|blew|bought|bred|broke|brought|built|burnt|came|caught"
    r"|chose|cost|could|couldn't|cut|dealt|did|didn't|drank|drew|drove|fell|felt|flew|fought|found|forgot|gave|got"
    r"|grew|had|hadn't|heard|held|hid|hit|hurt|kept|knew|lay|led|left|lent|let|lost|made|meant|met"
    r"|might|must|paid|put|quit|ran|rang|read|rode|rose|said|sang|sat|saw|sent|set|shook|shot|should"
    r"|shouldn't|shut|slept|sold|spent|split|spoke|spread|stood|stole|stuck|swam|taught|thought|threw|told|took|tore"
    r"|understood|was|wasn't|went|were|wept|won|wore|would|wouldn't|wrote|who|which|whose|of|in)\b"
)
# Said of then because it is reported: "if I knew anybody there" is "do you know anybody there?".
_OF_MIND = {
    "thought": "think", "knew": "know", "wanted": "want", "understood": "understand",
    "minded": "mind", "liked": "like", "preferred": "prefer", "believed": "believe",
    "fancied": "fancy", "needed": "need",
}  # fmt: skip
# "Did I have a licence" is of today, and "did I have to let anybody go" need not be.
_OWNED = (
    r" (?:have (?:any|an?|my|experience|enough|some)|know (?:any|the|how|who|what)|speak|own)\b"
)
# What those who ask may want to do: "whether they could ring my boss".
_MAY = r"(?:can|could|may|might)"
_REACH = r"(?:ring|call|phone|contact|reach|email|write|send|ask|speak|talk|record|film|quote|keep)"
_OFTEN = r"(?:usually|normally|always|really|typically|actually|still|currently|generally)"


def asked_of(clause: str) -> str | None:
    """The question of a clause such as "whether I drive", without a capital and its mark."""
    turns = (_of_asker, _inverted, _of_wish, _whether, _of_mind, _of_today, _of_cause)
    return next((question for turn in turns if (question := turn(clause))), None)


def _of_asker(clause: str) -> str | None:
    """ "why they should hire me": why should we hire you; "if they could ring me": could we."""
    match = re.match(
        r"(?:(why) (?=\w+ should (?!have\b))"
        rf"|(?:(when|how|where)|whether|if) (?=\w+ {_MAY} {_REACH}\b))"
        r"(he|she|they) (\w+) (.*\b(?:me|my)\b.*)$",
        clause,
        re.I,
    )
    if not match:
        return None
    asks, who = match[1] or match[2], "we" if small(match[3]) == "they" else "I"
    return f"{asks + ' ' if asks else ''}{match[4]} {who} {turned(match[5])}"


def _inverted(clause: str) -> str | None:
    """ "had I ever led a team": the order is that of a question already."""
    match = re.match(rf"(?:({WH}(?: [\w'-]+){{0,4}}?) )?({AUX}) (i|we|my|our)\b(.*)$", clause, re.I)
    if not match:
        return None
    asks, verb, who, rest = match[1], small(match[2]), small(match[3]), match[4]
    if verb == "did" and not asks and re.match(_OWNED, rest):
        verb = "do"
    verb = {"was": "is"}.get(verb, verb) if who in ("my", "our") else _NOW.get(verb, verb)
    return turned(f"{asks + ' ' if asks else ''}{verb} {_YOURS[who]}{rest}")


def _of_wish(clause: str) -> str | None:
    """ "how I'd handle it": would; "whether I'd ever sold anything": have."""
    match = re.match(
        rf"({WH}(?: [\w'-]+){{0,3}}?|whether|if) (?:i'd|i would|we'd) (.*)$", clause, re.I
    )
    if not match:
        return None
    asks, rest = match[1], match[2]
    opening = "" if small(asks) in ("whether", "if") else f"{asks} "
    ever = re.match(rf"(?:ever|already|never|always|really) (?={_PAST}|{_PARTICIPLE}|\w+n\b)", rest)
    has = ever or re.match(_PARTICIPLE, rest)
    if not has and opening and re.match(_PAST, rest):
        return None  # "Tell me why you left."
    verb = "have" if has or re.match(_PAST, rest) else "would"
    return turned(f"{opening}{verb} you {rest}")


def _whether(clause: str) -> str | None:
    """ "if I was happy to do nights": are you; "whether I had ever led a team": have you."""
    match = re.match(
        r"(?:whether|if) (?:(i'm)|(i've)|i (was|am|can|could|have|will)) (.*)$", clause, re.I
    )
    if match:
        verb = small(match[3] or ("have" if match[2] else "'m"))
        return turned(f"{_NOW.get(verb, verb)} you {match[4]}")
    done = re.match(r"(?:whether|if) (?:i|we) had ((?:ever|already|never) .*)$", clause, re.I)
    if done:
        return turned(f"have you {done[1]}")
    owned = re.match(
        r"(?:whether|if) i had ((?:any|an?|my|experience|enough|some)\b.*)$", clause, re.I
    )
    return turned(f"do you have {owned[1]}") if owned else None


def _of_mind(clause: str) -> str | None:
    """ "what I knew about it": what do you know about it."""
    match = re.match(rf"((?:{WH}(?: \w+)?|whether|if)) i (really )?(\w+)(.*)$", clause, re.I)
    if not match or small(match[3]) not in _OF_MIND:
        return None
    asks = "" if small(match[1]) in ("whether", "if") else f"{match[1]} "
    return turned(f"{asks}do you {match[2] or ''}{_OF_MIND[small(match[3])]}{match[4]}")


def _of_today(clause: str) -> str | None:
    """ "what I do when it's slow": what do you do; "what my day rate is": what is your day rate."""
    wh = rf"({WH}(?: (?!(?:i|my|{AUX})\b)[\w'-]+){{0,4}}?|whether|if)"
    about = re.match(rf"{wh} (my (?:[\w-]+ ){{1,3}}?)(is|are)(?=$|,)(.*)$", clause, re.I)
    if about and small(about[1]) not in ("whether", "if"):
        return turned(f"{about[1]} {about[3]} {about[2].rstrip()}{about[4]}")
    match = re.match(
        rf"{wh} (?:(i'm|i am)|(i've)(?= \w+(?:ed|en|ne|t)\b| got\b)|i (can|could|will)"
        rf"|i(?= (?:{_OFTEN} )?(?!{_NOT_OF_TODAY}|{_OFTEN}|{AUX}\b)\w+))(?: (.*))?$",
        clause,
        re.I,
    )
    if not match:
        return None
    asks = "" if small(match[1]) in ("whether", "if") else f"{match[1]} "
    verb = "are" if match[2] else "have" if match[3] else small(match[4] or "do")
    return turned(f"{asks}{verb} you {match[5] or ''}".rstrip())


def _of_cause(clause: str) -> str | None:
    """ "what made me leave", "why audit": nothing to turn round."""
    plain = re.match(
        rf"(?:(?:what|who) (?!(?:{_SUBJECT}|the|an?)\b)\w+\b"
        rf"|why (?!(?:{_SUBJECT}|there's)\b)"
        rf"|{WH} (?:(?!{_SUBJECT}\b)[\w-]+ )?{AUX} |{WH}'s\b|how come\b|what if\b)",
        clause,
        re.I,
    )
    embedded = re.match(
        r"(?:what|who) \w+ (?:i|i'd|i've|i'm|my)\b|why the \w+ \w+ed\b", clause, re.I
    )
    return turned(clause) if plain and not embedded else None


def turned(clause: str) -> str:
    """`clause` said to the one who told it."""
    words = [_YOURS.get(small(word), word) for word in re.findall(r"[\w']+|[^\w']+", clause)]
    return re.sub(r"\byou was\b", "you were", "".join(words))


def own_past(text: str) -> str:
    """ "a time I'd failed" is a time I failed."""
    return re.sub(rf"\b(?:i'd|i had|we'd|we had) (?={_PAST})", "i ", text, count=1, flags=re.I)
