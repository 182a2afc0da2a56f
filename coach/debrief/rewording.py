"""Turns a reported question into one that can be asked: "why I left" → "Tell me why you left."

If the tense of the original question is clear, the result is a question ("Have you ever …", "What
would you do …"). Otherwise it begins with "Tell me …", which fits every tense.
"""

from __future__ import annotations

import re

from coach.debrief.interviewers import as_they_said
from coach.debrief.turning import AUX, WH, asked_of, own_past, turned

_REQUESTS = (
    "account", "argue", "build", "convince", "correct", "define", "describe", "design", "draw",
    "estimate", "explain", "find", "finish", "give", "imagine", "introduce", "justify", "list",
    "make", "name", "outline", "pick", "present", "pretend", "rate", "say", "sell", "show",
    "summarise", "summarize", "suppose", "take", "talk", "teach", "tell", "think", "walk",
)  # fmt: skip
_REQUEST = "|".join(_REQUESTS)
_OPENING = re.compile(
    r"^(?:(?:so|and|okay|ok|right|well|then|but|now|oh|um|uh|er|like|also|next|lastly|finally|first"
    r"|second|third|of course|obviously|look|mostly|mainly|basically|just|after that|at the end)"
    r"[, ]+)+(?=\w)",
    re.I,
)
_SAID = re.compile(
    r"^.{0,80}?\b(?:(?:said|says|goes|went|was like|'s like|like)[,:]?"
    r"|(?:ask|asks|asked)(?: me| us)?(?: was| is)?[,:]?) ",
    re.I,
)
_CLAUSE = re.compile(
    rf"(?<![\w'])(?:(?!who (?:wondered|asked|wanted|was|is))(?!which (?:was|is)\b){WH}(?:'s|'d)?"
    rf"|whether|if|{AUX} (?:i|my|we|our))\b.*",
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
# "had I ever" and "had I done" as Whisper often hears them.
_MISHEARD = (
    (re.compile(r"^I ever\b", re.I), "had I ever"),
    (re.compile(r"^had I'd\b", re.I), "had I"),
)
_GIVE = re.compile(
    r"(?:an?|the|one|two|three|some)(?: more)? (?:example|names?|numbers?|figures?|list|date"
    r"|estimate|references?|words|reasons?|details)\b",
    re.I,
)
_QUESTION_ON = re.compile(r"^.*\b(?:the|a|an|that) ([\w -]+?) (?:question|one|bit|part)\b", re.I)
_WAS_ASKED = re.compile(
    r"(?:,? (?:this|that|it|which))? (?:was|were) (?:one|another|also|next|first|the first"
    r"|the next)\b.*$"
)
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
    rf"(?:^|, |\b(?:ask|asks|asked|was) )({AUX} (?:she|he|they|it|that|there|the|one|any)\b.*)$",
    re.I,
)
_TO_THEM = re.compile(
    r"^ (to )?(?:them|him|her|you)\b(?! (?:are|were|have|had|do|did|can|could|will|would)\b)", re.I
)
# "An example of when I failed" asks for an example, and not when that was.
_EXAMPLE_OF = re.compile(r"\b(?:example|instance|time|situation|occasion)s? (?:of )?$", re.I)
_FIRST_PERSON = re.compile(r"\b(?:i|i'd|i'm|i've|i'll|my|me|myself|mine)\b", re.I)
_YOU = re.compile(r"\b(?:you|your|yourself|you're|you've|you'd|ye)\b", re.I)
_ASKS = re.compile(rf"(?:{WH}(?:'s|'d|'re)?|{AUX}|{_REQUEST}|if|you|got|any\w*)\b", re.I)
# "The last question was, what would you change?"
_ANNOUNCED = re.compile(
    r"^.{0,80}?(?:\b(?:question|thing|one)\b[^,:?]{0,40} (?:was|is)|\b(?:know|wondered|wondering))"
    rf"[,:] (?={_ASKS.pattern})",
    re.I,
)


def as_question(quote: str) -> str:
    """`quote`, from a telling, as a question or request to the one who told it."""
    text = " ".join(quote.replace("\u2019", "'").split()).strip(" ,")
    text = _opened(text)
    for misheard, said in _MISHEARD:
        text = misheard.sub(said, text)
    if direct := _direct(text):
        return direct
    return as_they_said(text, _reworded(text))


def _reworded(text: str) -> str:
    """What was asked of the teller, or to do, or of others."""
    to_do = _MADE.match(text) or _TO_DO.match(text) or _AFTER_NUMBER.match(text)
    clause = _CLAUSE.search(text)
    if to_do and not (clause and clause.start() < to_do.start(to_do.lastindex or 1) - 1):
        verb, rest = [part for part in to_do.groups() if part is not None]
        return _request(verb, rest)
    if clause and not _EXAMPLE_OF.search(text[: clause.start()]):
        return _reported(_lowered(clause[0]), text[: clause.start()].strip())
    return _of_others(text)


def _of_others(text: str) -> str:
    """Where the teller does not come into it: "did that suit", or a subject."""
    if of_others := _OF_OTHERS.search(text):
        return _sentence(f"{turned(of_others[1].rstrip('?'))}?")
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
        return _sentence(f"give me {turned(own_past(about))}.")
    your = "your " if _BARE.match(about) else ""
    return _sentence(f"tell me about {your}{turned(own_past(about))}.")


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
        text = _opened(_SAID.sub("", _ANNOUNCED.sub("", text)))
    said = _YOU.search(text) or (text.endswith("?") and not _FIRST_PERSON.search(text))
    if not said or not (_ASKS.match(text) or text.endswith("?")):
        return None
    request = text.split(" ")[0].lower() in _REQUESTS and not text.endswith("?")
    return _sentence(text if text.endswith("?") else text + ("." if request else "?"))


def _request(verb: str, rest: str) -> str:
    if re.match(rf" {WH}\b", rest, re.I) and verb.lower() in ("say", "explain", "tell"):
        return _reported(rest.strip(), "")
    rest = _TO_THEM.sub(r" \1me", turned(rest))
    return _sentence(f"{verb.lower()}{rest}.")


def _reported(clause: str, before: str) -> str:
    """A clause that somebody reports, as a question where it is plain which one it was."""
    named = re.search(r"\b(my [\w -]+),$", before)
    if named and re.match(r"(?:which|what) ones?\b", clause, re.I):
        return _sentence(f"tell me about {turned(named[1])}: {clause}.")
    clause = _WAS_ASKED.sub("", clause.rstrip("?"))
    if re.match(r"if\b.*, .*\byou\b", clause, re.I):
        return _sentence(f"{clause}?")  # "if one of them shouts, what do you do"
    question = asked_of(clause)
    if not question:
        clause = re.sub(r"^if ", "whether ", clause, flags=re.I)
        clause = re.sub(r"^(?:in|at|on|for|to) (?=what\b)", "", clause, flags=re.I)
        return _sentence(f"tell me {turned(own_past(clause))}.")
    topic = _TOPIC.match(before)
    if topic and _POINTS_BACK.search(clause) and not _NO_TOPIC.search(topic[1]):
        name = re.sub(r" (?:as well|too|first|also)$", "", turned(topic[1]))
        question = f"{name}: {question}"  # "Notice period: how long is that?"
    return _sentence(f"{question}?")


def _sentence(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip(" ,")
    return text[:1].upper() + text[1:]
