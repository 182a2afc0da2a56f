"""A reported question as it can be asked: "she asked why I left" becomes "Tell me why you left."

No attempt at turning the tenses round: "tell me …" is right with any of them.
"""

from __future__ import annotations

import re

_REQUESTS = (
    "tell", "describe", "walk", "talk", "give", "name", "list", "show", "sell", "rate", "introduce",
    "imagine", "pick", "choose", "say", "explain", "think", "convince",
)  # fmt: skip
_OPENING = re.compile(r"^(?:(?:so|and|okay|ok|right|well|then|but|now|oh|um|uh|er)[, ]+)+", re.I)
_WH = r"(?:about|what|what's|why|how|where|when|who|which|whether|if)"
_REPORTED = re.compile(
    rf"^.*?\b(?:asked|asks|asking|ask|know|hear|see|understand|wondered|wondering|curious|in|was|with|to)\b(?: (?:me|us))?,? ({_WH}\b.*)$",
    re.I,
)
_TO_DO = re.compile(rf"^.*?\bto ({'|'.join(_REQUESTS)})\b(.*)$", re.I)
_ABOUT = re.compile(r"^.*?\b(?:about|on|into|up|to|with)\b (.*)$", re.I)
_YOURS = {
    "i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself", "i'm": "you're",
    "i'd": "you'd", "i've": "you've", "i'll": "you'll", "am": "are", "them": "us", "their": "our",
    "they": "we", "they're": "we're", "they'd": "we'd",
}  # fmt: skip


def as_question(quote: str) -> str:
    """`quote`, from a telling, as a question or request to the one who told it."""
    text = _OPENING.sub("", quote.replace("\u2019", "'")).strip(" ,")
    if text.endswith("?") or text.split(" ")[0].lower() in _REQUESTS:
        return _sentence(text if text.endswith("?") else f"{text}.")
    if to_do := _TO_DO.match(text):
        rest = _turned(to_do[2])
        return _sentence(f"{to_do[1].lower()}{re.sub(r'^ them', ' us', rest)}.")
    if reported := _REPORTED.match(text):
        clause = reported[1]
        clause = re.sub(r"^if\b", "whether", clause, flags=re.I)
        return _sentence(f"tell me {_turned(clause)}.")
    if about := _ABOUT.match(text):
        return _sentence(f"tell me about {_turned(about[1])}.")
    return _sentence(f"{text}?")


def _turned(clause: str) -> str:
    """`clause` said to the one who told it."""
    words = [_YOURS.get(word.lower(), word) for word in re.findall(r"[\w']+|[^\w']+", clause)]
    turned = "".join(words)
    return re.sub(r"\byou was\b", "you were", turned)


def _sentence(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip()
    return text[:1].upper() + text[1:]
