"""Words a reported question as it can be asked, in the language in which it was told."""

from __future__ import annotations

from collections.abc import Callable

from coach.debrief import rewording, rewording_de
from coach.language_tags import primary_language

_REWORD: dict[str, Callable[[str], str]] = {
    "en": rewording.as_question,
    "de": rewording_de.as_question,
}


def as_question(quote: str, language: str) -> str:
    """`quote`, from a telling, as a question or request to the one who told it.

    In a language that has no rewording, the quote is what is asked.
    """
    reword = _REWORD.get(primary_language(language), _as_told)
    return reword(quote)


def _as_told(quote: str) -> str:
    text = " ".join(quote.split())
    return text[:1].upper() + text[1:]
