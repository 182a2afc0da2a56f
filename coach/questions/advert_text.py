"""Puts the text of an advert as most adverts are written, so that it can be read as they are.

Some are all in capitals or all in small letters, some have all the items of a list in one line, and
some have bullets that only their word processor knows.
"""

from __future__ import annotations

import functools
import html
import re

from coach.questions.advert_rules import advert_rules
from coach.sentences import with_held_stops, with_plain_stops

# Bullets as they come out of a copied page or a word processor: "-Clean", "o Clean".
_TOUCHING = re.compile(r"^(\s*)([-*•▪●◦·>➢➤✓✔+\u2013\u2014])(?=[^\W\d_])(?!.*\2\s*$)", re.M)
_LETTER_BULLET = re.compile(r"^(\s*)[oØ§ü\uf0a7\uf0b7](?=\s+[A-Z0-9])", re.M)
_CODE = re.compile(r"^[A-Z]{1,2}\d{1,2}[.:)]?\s+(?=\S)", re.M)  # of a criterion: "B2 Welfare law"
_IN_LINE = re.compile(r"(?<=\S) +(?=[•●▪◦✓✔➢➤] \S)")
_TWO_WORD_VERB = re.compile(r"\b([Ll]ine|[Ff]ault)[ ](manag|find)")  # one verb, as it is heard
_ABOUT = re.compile(r"(?<=\w )(?:c\. ?|~ ?)(?=\d)")  # "a team of c.60", "a book of ~40 accounts"
_LONE_BULLET = re.compile(r"^[ \t]*([-*•●▪◦·➢➤✓✔\uf0b7]|\d{1,2}[.)])[ \t]*\n\s*(?=\S)", re.M)
_QUOTED = re.compile(r"^> ?", re.M)
_TAG = re.compile(r"</?(?:p|div|ul|ol|br|h\d|tr|table|section)\b[^>\n]*>", re.I)
_ITEM_TAG = re.compile(r"<li\b[^>\n]*>", re.I)
_OTHER_TAG = re.compile(r"</?(?:li|b|i|em|strong|span|td|th|tbody|a|u|font)\b[^>\n]*>", re.I)
_QUOTED_SHARE = 0.6  # of the lines, behind ">"
_FEWEST_IN_A_ROW = 3
_FEWEST_IN_A_LINE = 2
_SHOUTED = 0.6  # of the letters in capitals
_SMALL = 0.7  # of the paragraphs, beginning with a small letter
_FEWEST_PARAGRAPHS = 4
_PARAGRAPH = re.compile(r"(?:\A|\n\s*\n)[^\w\n]*(\w)")
_LINE_START = re.compile(r"^([^\w\n]*)([a-z])", re.M)
_SENTENCE_START = re.compile(r"([.!?] +)([a-z])")
_LONGEST_ABBREVIATION = 4  # letters


def tidied(text: str) -> str:
    """The text with capitals where sentences begin, and the usual bullets."""
    text = _with_usual_letters(_TWO_WORD_VERB.sub(r"\1-\2", _bare(text)))
    text = _spelled_out(_LONE_BULLET.sub(r"\1 ", text))
    text = "\n".join(_lists_apart(line) for line in text.splitlines())
    for found in (_TOUCHING, _LETTER_BULLET):
        if len(found.findall(text)) >= _FEWEST_IN_A_ROW:
            text = found.sub(r"\1• ", text)
    return _CODE.sub("• ", text) if len(_CODE.findall(text)) >= _FEWEST_IN_A_ROW else text


def _spelled_out(text: str) -> str:
    """The text with whole words for abbreviations; a capital is kept: "Min. 2 years"."""
    whole = advert_rules().abbreviations

    def said(match: re.Match[str]) -> str:
        word = whole[match[1].lower()]
        return (word.capitalize() if match[1][0].isupper() else word) + (
            "" if match[2] is None else " "
        )

    return _ABOUT.sub("about ", _abbreviated().sub(said, text))


@functools.cache
def _abbreviated() -> re.Pattern[str]:
    """Abbreviations, of those with a stop only such as have something after them.

    With a capital they may be names in the middle of a line: "Acme Inc."
    """
    small = "|".join(map(re.escape, advert_rules().abbreviations))
    capital = "|".join(re.escape(each.capitalize()) for each in advert_rules().abbreviations)
    either = rf"({small}|(?<!\w )(?:{capital}))"
    return re.compile(rf"(?<![\w./]){either}(?:(?<=\w)(?!\w)|(?<!\w)()[ \t]*(?=\w))")


def _bare(text: str) -> str:
    """The text without the marks of a page or a reply that it was copied out of."""
    if _TAG.search(text) or _ITEM_TAG.search(text):
        text = _ITEM_TAG.sub("\n- ", _TAG.sub("\n", text))
        text = html.unescape(_OTHER_TAG.sub("", text))
    lines = [each for each in text.splitlines() if each.strip()]
    is_quoted = sum(each.startswith(">") for each in lines) > _QUOTED_SHARE * len(lines)
    return _QUOTED.sub("", text) if is_quoted else text


def quiet(text: str) -> str:
    """A line in capitals as it is written otherwise; short words of it may be abbreviations."""
    if not text.isupper() or " " not in text:
        return text
    return " ".join(each if _is_abbreviation(each) else each.lower() for each in text.split())


def _is_abbreviation(word: str) -> bool:
    bare = word.strip(".,;:!?()\"'").lower()
    known = bare in advert_rules().short_words or bare in advert_rules().verbs
    return len(bare) <= _LONGEST_ABBREVIATION and not known


def _with_usual_letters(text: str) -> str:
    letters = [each for each in text if each.isalpha()]
    if sum(map(str.isupper, letters)) > _SHOUTED * len(letters):
        text = "\n".join(quiet(line) for line in text.splitlines())
    firsts = _PARAGRAPH.findall(text)
    is_small = sum(map(str.islower, firsts)) > _SMALL * len(firsts)
    if len(firsts) < _FEWEST_PARAGRAPHS or not is_small:
        return text
    text = with_held_stops(text)
    for found in (_LINE_START, _SENTENCE_START):
        text = found.sub(lambda match: match[1] + match[2].upper(), text)
    return with_plain_stops(text)


def _lists_apart(line: str) -> str:
    """A line with each of several bullets in a line of its own."""
    return (
        _IN_LINE.sub("\n", line) if len(_IN_LINE.findall(line)) >= _FEWEST_IN_A_LINE - 1 else line
    )
