"""Tells where sentences end, for all that cuts text: answers, tellings, adverts and CVs.

A full stop may be that of an abbreviation: "Dr. Lee", "No. 1", "the U.S. office". Where it may be
both ("at 6 a.m. We …"), the word after it tells: a sentence goes on unless that word mostly begins
one. Two sentences in one line are a smaller fault than a quote that breaks off.
"""

from __future__ import annotations

import itertools
import re

ENDINGS = (".", "?", "!", "…", "\u3002", "\uff1f", "\uff01")
"""What ends a sentence: also the full-width signs of Chinese and Japanese."""

_HELD_STOP = "\u2024"  # "one dot leader": looks like a full stop, and is one character, too
_PUNCTUATION = ".,;:?!…"
_WORD = re.compile(r"\S+")
_WITHIN_WORD = re.compile(r"\.(?=\w)")
_AROUND = "\"'()[]{}<>\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb"
# Stops of abbreviations: everywhere, before a number, before a small letter.
_TITLES_AND_SUCH = """
mr mrs ms mx dr drs prof st rev sgt capt lt vs cf approx incl esp viz e.g i.e
hr z.b d.h u.a bzw evtl ggf vgl inkl zzgl ca
"""
_MONTHS_AND_SUCH = """
no nos nr fig p pp vol jan feb mar apr jun jul aug sep sept oct nov dec
"""
_COMPANIES_AND_SUCH = "inc ltd co corp jr sr etc usw"
# "U.S.", "a.m.", "Ph.D.", and the initial of a name; "I." is no initial.
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")
_INITIAL = re.compile(r"[^\W\d_i]")
# Words that, with a capital, mostly begin a sentence; "I" is as often within one.
_BEGIN_SENTENCES = """
a after all also an and another as at because before both but by during each even every everybody
everyone few first for from he her him his how however if in it it's its last later many most my no
nobody not now of on once one or our people she since so some somebody that that's the their then
there there's these they they're this those to two we we're we've what when where which while who
why with yes you your aber alle als am an auch auf bei da danach dann das dass der deshalb die
dies diese doch ein eine er es für ich ihr im immer in jetzt mein meine mit nach nein niemand noch
nun ob sie so und unser unsere von wenn wer wie wir zu zum zur zwei
"""
_NEVER_ENDS = frozenset(_TITLES_AND_SUCH.split())
_BEFORE_NUMBER = frozenset(_MONTHS_AND_SUCH.split())
_BEFORE_SMALL = frozenset(_COMPANIES_AND_SUCH.split())
_BEGINS = frozenset(_BEGIN_SENTENCES.split())
# A German ordinal: "am 3. Mai", "im 2. Lehrjahr".
_ORDINAL = re.compile(r"\d{1,2}")
_COUNTED = re.compile(
    r"januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember"
    r"|(?:\w*jahr|jahrhundert|klasse|semester|stock|platz|mal|tag|woche|schicht)s?"
)


def ends_sentence(word: str, following: str) -> bool:
    """Whether a sentence ends with `word`, where `following` is the next word, "" for none."""
    bare = word.strip(_AROUND)
    if not bare.endswith(ENDINGS):
        return False
    return not (following and bare.endswith(".") and _is_abbreviated(bare[:-1], following))


def without_punctuation(word: str) -> str:
    """`word` without the signs of a clause or sentence: "Leeds." is Leeds, and "U.S.," is U.S."""
    bare = word.strip(_PUNCTUATION)
    return f"{bare}." if _DOTTED.fullmatch(bare) and f"{bare}." in word else bare


def with_held_stops(text: str) -> str:
    """`text`, as long, with a look-alike for each full stop that ends no sentence."""
    words = [*_WORD.finditer(text)]
    held = list(_WITHIN_WORD.sub(_HELD_STOP, text))
    for word, after in itertools.pairwise(words):
        bare = word[0].rstrip(_AROUND)
        if bare.endswith(".") and not ends_sentence(word[0], after[0]):
            held[word.start() + len(bare) - 1] = _HELD_STOP
    return "".join(held)


def with_plain_stops(text: str) -> str:
    """What `with_held_stops` was given, or a part of it."""
    return text.replace(_HELD_STOP, ".")


def _is_abbreviated(short: str, following: str) -> bool:
    """Whether the stop after `short` is that of an abbreviation, and the sentence goes on."""
    after, plain = following.strip(_AROUND), short.lower()
    if plain in _NEVER_ENDS:
        return True
    if plain in _BEFORE_NUMBER and after[:1].isdigit():
        return True
    if plain in _BEFORE_SMALL:
        return not after[:1].isupper()
    if _ORDINAL.fullmatch(plain):
        return after[:1].islower() or bool(_COUNTED.fullmatch(_first_word(after)))
    is_lettered = _DOTTED.fullmatch(plain) or _INITIAL.fullmatch(plain)
    return bool(is_lettered) and not _begins_sentence(after)


def _begins_sentence(word: str) -> bool:
    return word[:1].isupper() and _first_word(word) in _BEGINS


def _first_word(text: str) -> str:
    return text.lower().replace("\u2019", "'").rstrip(_PUNCTUATION)
