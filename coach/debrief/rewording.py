"""What was picked, as it can be asked aloud: "she asked why I left" becomes "Tell me why you left."

Where turning the tenses round is safe it becomes a question ("Have you ever …", "What would you
do …"); otherwise "Tell me …" is right with any of them.
"""

from __future__ import annotations

import re

_WH = r"(?:(?:in|at|on|for|to) (?:what|which)|how come|what|whit|why|how|where|when|who|which|whose)"
_AUX = r"(?:did|do|does|had|have|has|was|were|am|are|is|would|could|can|should|shall|will|might)"
_SUBJECT = r"(?:i|he|she|it|we|they|you|my|his|her|our|their|that|there|this)"
_REQUESTS = (
    "account", "argue", "build", "convince", "correct", "define", "describe", "design", "draw",
    "estimate", "explain", "find", "finish", "give", "imagine", "introduce", "justify", "list",
    "make", "name", "outline", "pick", "present", "pretend", "rate", "say", "sell", "show",
    "summarise", "summarize", "suppose", "take", "talk", "teach", "tell", "think", "walk",
)  # fmt: skip
_REQUEST = "|".join(_REQUESTS)
_OPENING = re.compile(
    r"^(?:(?:so|and|okay|ok|right|well|then|but|now|oh|um|uh|er|like|also|next|lastly|finally|first"
    r"|second|third|of course|obviously|look|mostly|mainly|basically|just|after that|at the end)[, ]+)+"
    r"(?=\w)",
    re.I,
)
_SAID = re.compile(
    r"^.{0,80}?\b(?:said|says|goes|went|was like|'s like|like|asks|asked)[,:]? ", re.I
)
_CLAUSE = re.compile(
    rf"(?<![\w'])(?:(?!who (?:wondered|asked|wanted|was|is))(?!which (?:was|is)\b){_WH}(?:'s|'d)?"
    rf"|whether|if|{_AUX} (?:i|my|we|our))\b.*",
    re.I,
)
_TO_DO = re.compile(
    r"^.*?\b(?:(?:ask|asks|asked|told|invited|wanted|got|had|made|have)(?: me| us)?(?: to)?|had to"
    r"|was to) "
    rf"({_REQUEST})\b(.*)$"
    r"|^.*?\b(?:(?:ask|asks|asked|asking|told|tells|invited)(?: me| us)?|(?:got|want\w*) (?:me|us))"
    r"(?: first| then| also)? to (\w+)\b(.*)$",
    re.I,
)
# "Number one: describe your day".
_AFTER_NUMBER = re.compile(rf"^[^,:]{{3,30}}[,:] ({_REQUEST})\b(.*)$", re.I)
_GIVE = re.compile(
    r"(?:an?|the|one|two|three|some)(?: more)? (?:example|names?|numbers?|figures?|list|date|estimate"
    r"|references?|words|reasons?|details)\b",
    re.I,
)
_QUESTION_ON = re.compile(r"^.*\b(?:the|a|an|that) ([\w -]+?) (?:question|one|bit|part)\b", re.I)
_WAS_ASKED = re.compile(r"(?:,? (?:this|that|it|which))? (?:was|were) (?:one|another|also|next|first|the (?:first|next))\b.*$")
_MADE = re.compile(r"^.*?\b(?:made|had) me (\w+)\b(.*)$", re.I)
_EXAMPLE = re.compile(
    r"\b((?:an?|one|another) (?:\w+ )?(?:example|time|situation|occasion)\b.*)", re.I
)
_ABOUT = (
    re.compile(r"^.*\b(?:about|on to|onto|into|on|interested in)\b (.*)$", re.I),
    re.compile(
        r"^.*?\b(?:(?:(?:wanted|wants|want|keen|anxious|wished) )?to (?:know|hear|see)"
        r"|after|for|up|to|with|was|wanted|wants|(?:ask|asks|asked) of)\b (.*)$",
        re.I,
    ),
)
_TOPIC = re.compile(r"^(?:.*?\b(?:about|on|onto|up|into|with|to)\b )?([^.?!:]{3,60})[,:]$", re.I)
_NO_TOPIC = re.compile(
    r"\b(?:ask|asks|asked|asking|know|want\w*|wonder\w*|said|says|goes|thing|one|question|was|i)\b",
    re.I,
)
_POINTS_BACK = re.compile(r"\b(?:that|it|there|ones?)\b", re.I)
_BARE = re.compile(
    r"(?:salary|notice|strengths?|weakness\w*|references|availability|hobbies|motivation"
    r"|teaching philosophy|work authori[sz]ation|comp)\b",
    re.I,
)
_OF_OTHERS = re.compile(
    rf"(?:^|, |\b(?:ask|asks|asked|was) )({_AUX} (?:she|he|they|it|that|there|the|one|any)\b.*)$",
    re.I,
)
_FIRST_PERSON = re.compile(r"\b(?:i|i'd|i'm|i've|i'll|my|me|myself|mine)\b", re.I)
_YOU = re.compile(r"\b(?:you|your|yourself|you're|you've|you'd|ye)\b", re.I)
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
_OFTEN = r"(?:usually|normally|always|really|typically|actually|still|currently|generally)"
_ASKS = re.compile(rf"(?:{_WH}(?:'s|'d|'re)?|{_AUX}|{_REQUEST}|if|you|got|any\w*)\b", re.I)


def as_question(quote: str) -> str:
    """`quote`, from a telling, as a question or request to the one who told it."""
    text = " ".join(quote.replace("\u2019", "'").split()).strip(" ,")
    text = _opened(text)
    if direct := _direct(text):
        return direct
    to_do = _MADE.match(text) or _TO_DO.match(text) or _AFTER_NUMBER.match(text)
    clause = _CLAUSE.search(text)
    if to_do and not (clause and clause.start() < to_do.start(to_do.lastindex or 1) - 1):
        verb, rest = [part for part in to_do.groups() if part is not None]
        return _request(verb, rest)
    if clause:
        return _reported(_lowered(clause[0]), text[: clause.start()].strip())
    return _of_others(text)


def _of_others(text: str) -> str:
    """Where the teller does not come into it: "did that suit", or a subject."""
    if of_others := _OF_OTHERS.search(text):
        return _sentence(f"{_turned(of_others[1].rstrip('?'))}?")
    if example := _EXAMPLE.search(text):
        return _topic(example[1])
    verb, space, rest = text.partition(" ")
    if verb.lower() in _REQUESTS:
        return _request(verb, space + rest)
    patterns = (*_ABOUT, _QUESTION_ON)
    about = next((match[1] for each in patterns if (match := each.match(text))), _lowered(text))
    return _topic(about)


def _topic(about: str) -> str:
    """To tell about something: "references", "an example of …", "any experience with …"."""
    if re.match(r"any(?:thing)?\b", about, re.I):
        return _sentence(f"{about}?" if about.lower().endswith("else") else f"do you have {about}?")
    if _GIVE.match(about):
        return _sentence(f"give me {_turned(_own_past(about))}.")
    your = "your " if _BARE.match(about) else ""
    return _sentence(f"tell me about {your}{_turned(_own_past(about))}.")


def _own_past(text: str) -> str:
    """ "a time I'd failed" is a time I failed."""
    return re.sub(rf"\b(?:i'd|i had|we'd|we had) (?={_PAST})", "i ", text, count=1, flags=re.I)


def _lowered(text: str) -> str:
    """Without the capital of a sentence; a word such as SQL keeps its own."""
    return text[:1].lower() + text[1:] if re.match(r"[A-Z][a-z]|A\b", text) else text


def _opened(text: str) -> str:
    """`text` without "okay, so" and the like; "so what?" stays."""
    rest = _OPENING.sub("", text)
    return rest if " " in rest else text


def _direct(text: str) -> str | None:
    """What was said straight out, as it was said; None where it is reported."""
    if not _ASKS.match(text):
        text = _opened(_SAID.sub("", text))
    said = _YOU.search(text) or (text.endswith("?") and not _FIRST_PERSON.search(text))
    if not said or not (_ASKS.match(text) or text.endswith("?")):
        return None
    request = text.split(" ")[0].lower() in _REQUESTS and not text.endswith("?")
    return _sentence(text if text.endswith("?") else text + ("." if request else "?"))


def _request(verb: str, rest: str) -> str:
    if re.match(rf" {_WH}\b", rest, re.I) and verb.lower() in ("say", "explain", "tell"):
        return _reported(rest.strip(), "")
    rest = re.sub(r"^ (?:them|him|her|you)\b", " me", _turned(rest))
    return _sentence(f"{verb.lower()}{rest}.")


def _reported(clause: str, before: str) -> str:
    """A clause that somebody reports, as a question where it is plain which one it was."""
    named = re.search(r"\b(my [\w -]+),$", before)
    if named and re.match(r"(?:which|what) ones?\b", clause, re.I):
        return _sentence(f"tell me about {_turned(named[1])}: {clause}.")
    clause = _WAS_ASKED.sub("", clause.rstrip("?"))
    if re.match(r"if\b.*, .*\byou\b", clause, re.I):
        return _sentence(f"{clause}?")  # "if one of them shouts, what do you do"
    turns = (_inverted, _of_wish, _whether, _of_mind, _of_today, _of_cause)
    question = next((turned for turn in turns if (turned := turn(clause))), None)
    if not question:
        clause = re.sub(r"^if ", "whether ", clause, flags=re.I)
        clause = re.sub(r"^(?:in|at|on|for|to) (?=what\b)", "", clause, flags=re.I)
        return _sentence(f"tell me {_turned(_own_past(clause))}.")
    topic = _TOPIC.match(before)
    if topic and _POINTS_BACK.search(clause) and not _NO_TOPIC.search(topic[1]):
        name = re.sub(r" (?:as well|too|first|also)$", "", _turned(topic[1]))
        question = f"{name}: {question}"  # "Notice period: how long is that?"
    return _sentence(f"{question}?")


def _inverted(clause: str) -> str | None:
    """ "had I ever led a team": the order is that of a question already."""
    match = re.match(
        rf"(?:({_WH}(?: [\w'-]+){{0,4}}?) )?({_AUX}) (i|we|my|our)\b(.*)$", clause, re.I
    )
    if not match:
        return None
    asks, verb, who, rest = match[1], match[2].lower(), match[3].lower(), match[4]
    verb = {"was": "is"}.get(verb, verb) if who in ("my", "our") else _NOW.get(verb, verb)
    return _turned(f"{asks + ' ' if asks else ''}{verb} {_YOURS[who]}{rest}")


def _of_wish(clause: str) -> str | None:
    """ "how I'd handle it": would; "whether I'd ever sold anything": have."""
    match = re.match(
        rf"({_WH}(?: [\w'-]+){{0,3}}?|whether|if) (?:i'd|i would|we'd) (.*)$", clause, re.I
    )
    if not match:
        return None
    asks, rest = match[1], match[2]
    opening = "" if asks.lower() in ("whether", "if") else f"{asks} "
    ever = re.match(rf"(?:ever|already|never|always|really) (?={_PAST}|{_PARTICIPLE}|\w+n\b)", rest)
    has = ever or re.match(_PARTICIPLE, rest)
    if not has and opening and re.match(_PAST, rest):
        return None  # "Tell me why you left."
    verb = "have" if has or re.match(_PAST, rest) else "would"
    return _turned(f"{opening}{verb} you {rest}")


def _whether(clause: str) -> str | None:
    """ "if I was happy to do nights": are you happy to do nights."""
    match = re.match(
        r"(?:whether|if) (?:(i'm)|(i've)|i (was|am|can|could|have|will)) (.*)$", clause, re.I
    )
    if match:
        verb = (match[3] or ("have" if match[2] else "'m")).lower()
        return _turned(f"{_NOW.get(verb, verb)} you {match[4]}")
    owned = re.match(r"(?:whether|if) i had ((?:any|an?|my|experience|enough|some)\b.*)$", clause, re.I)
    return _turned(f"do you have {owned[1]}") if owned else None


def _of_mind(clause: str) -> str | None:
    """ "what I knew about it": what do you know about it."""
    match = re.match(rf"((?:{_WH}(?: \w+)?|whether|if)) i (really )?(\w+)(.*)$", clause, re.I)
    if not match or match[3].lower() not in _OF_MIND:
        return None
    asks = "" if match[1].lower() in ("whether", "if") else f"{match[1]} "
    return _turned(f"{asks}do you {match[2] or ''}{_OF_MIND[match[3].lower()]}{match[4]}")


def _of_today(clause: str) -> str | None:
    """ "what I do when it's slow": what do you do; "what my day rate is": what is your day rate."""
    wh = rf"({_WH}(?: (?!(?:i|my|{_AUX})\b)[\w'-]+){{0,4}}?|whether|if)"
    about = re.match(rf"{wh} (my (?:[\w-]+ ){{1,3}}?)(is|are)(?=$|,)(.*)$", clause, re.I)
    if about and about[1].lower() not in ("whether", "if"):
        return _turned(f"{about[1]} {about[3]} {about[2].rstrip()}{about[4]}")
    match = re.match(
        rf"{wh} (?:(i'm|i am)|(i've)(?= \w+(?:ed|en|ne|t)\b| got\b)|i (can|could|will)|i(?= (?:{_OFTEN} )?"
        rf"(?!{_NOT_OF_TODAY}|{_OFTEN}|{_AUX}\b)\w+))(?: (.*))?$",
        clause,
        re.I,
    )
    if not match:
        return None
    asks = "" if match[1].lower() in ("whether", "if") else f"{match[1]} "
    verb = "are" if match[2] else "have" if match[3] else (match[4] or "do").lower()
    return _turned(f"{asks}{verb} you {match[5] or ''}".rstrip())


def _of_cause(clause: str) -> str | None:
    """ "what made me leave", "why audit": nothing to turn round."""
    plain = re.match(
        rf"(?:(?:what|who) (?!(?:{_SUBJECT}|the|an?)\b)\w+\b"
        rf"|why (?!(?:{_SUBJECT}|there's)\b)"
        rf"|{_WH} (?:(?!{_SUBJECT}\b)[\w-]+ )?{_AUX} |{_WH}'s\b|how come\b|what if\b)",
        clause,
        re.I,
    )
    embedded = re.match(
        r"(?:what|who) \w+ (?:i|i'd|i've|i'm|my)\b|why the \w+ \w+ed\b", clause, re.I
    )
    return _turned(clause) if plain and not embedded else None


def _turned(clause: str) -> str:
    """`clause` said to the one who told it."""
    words = [_YOURS.get(word.lower(), word) for word in re.findall(r"[\w']+|[^\w']+", clause)]
    return re.sub(r"\byou was\b", "you were", "".join(words))


def _sentence(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip(" ,")
    return text[:1].upper() + text[1:]
