"""Makes questions from what a person has: an advert, a CV, both, or a list of questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from coach.errors import UnreadableText, WrongUse
from coach.language_names import language_name
from coach.language_tags import ENGLISH, primary_language
from coach.questions.advert import questions_from_advert
from coach.questions.cv import questions_from_cv
from coach.questions.cv_entries import read_cv
from coach.questions.documents import Document
from coach.questions.languages_told import other_language
from coach.questions.lists import is_list, questions_from_list
from coach.questions.made import MadeQuestion, unlawful_in
from coach.questions.missing import questions_from_both

SourceKind = Literal["advert", "cv", "list"]
SOURCE_KINDS: tuple[SourceKind, ...] = ("advert", "cv", "list")

_FEWEST_TIMES = 2  # that a CV tells of
# How an advert speaks to those who read it.
_CALLS = re.compile(
    r"\b(?:you will|you'll|you should|we are|we're|we need|apply|applicants?|candidates?"
    r"|responsibilities)\b",
    re.I,
)
_PURPOSES = {
    "advert": "Made from an advert.",
    "cv": "Made from a CV.",
    "list": "Taken from a list.",
    "both": "Made from an advert, and from what your CV does not show of it.",
}


@dataclass(frozen=True)
class Import:
    """What was made of a document, and what that was taken for."""

    kind: SourceKind
    made: list[MadeQuestion]
    purpose: str


def kind_of(document: Document) -> SourceKind:
    """What a document looks like."""
    if is_list(document.text, document.name):
        return "list"
    times = len(read_cv(document.text, date.today()).entries)
    calls = len(_CALLS.findall(document.text))
    return "cv" if times >= _FEWEST_TIMES and times > calls else "advert"


def make_questions(
    document: Document,
    kind: SourceKind | None,
    cv: Document | None,
    today: date,
    language: str = ENGLISH,
) -> Import:
    """Questions from `document`, which is of that kind, or of the one it looks like.

    With a `cv`, `document` is the advert. In another `language` than English it is a list.

    Raises UnreadableText where nothing can be asked about, WrongUse for an advert or a CV that is
    not in English.
    """
    if primary_language(language) != ENGLISH:
        if cv or kind not in (None, "list"):
            raise WrongUse(
                "Adverts and CVs are understood in English only.",
                "A list of questions may be in any language: leave out what says otherwise.",
            )
        listed = questions_from_list(document.text, document.name, language)
        return _checked(document, Import("list", listed, _PURPOSES["list"]), ())
    found = "advert" if cv else kind or kind_of(document)
    for each in (document, cv):
        if each and found != "list" and kind is None:
            _check_is_english(each)
    if cv:
        both = _lawful(questions_from_both(document.text, cv.text, today))
        return _checked(document, Import("advert", both, _PURPOSES["both"]))
    if found == "list":  # the person's own words: what may not be asked may be practised
        listed = questions_from_list(document.text, document.name)
        return _checked(document, Import(found, listed, _PURPOSES[found]))
    if found == "cv":
        made = questions_from_cv(document.text, today)
    else:
        made = questions_from_advert(document.text)
    return _checked(document, Import(found, _lawful(made), _PURPOSES[found]))


def _check_is_english(document: Document) -> None:
    """Raises UnreadableText."""
    if code := other_language(document.text):
        raise UnreadableText(
            f"{document.name} seems to be in {language_name(code)}. "
            "Adverts and CVs are understood in English only.",
            f"Translate it first. A list of questions may be in any language: --language {code}",
        )


def _lawful(made: Sequence[MadeQuestion]) -> list[MadeQuestion]:
    return [each for each in made if not unlawful_in(each)]


def _checked(
    document: Document, made: Import, kinds: Sequence[SourceKind] = SOURCE_KINDS
) -> Import:
    if made.made:
        return made
    what = {"advert": "an advert", "cv": "a CV", "list": "a list of questions"}[made.kind]
    others = " or ".join(f"--as {each}" for each in kinds if each != made.kind)
    raise UnreadableText(
        f"{document.name} was read as {what}, and there is nothing in it to ask about.",
        f"If it is something else: {others}" if others else "Write one question on each line.",
    )


def as_rows(made: Sequence[MadeQuestion]) -> list[dict[str, object]]:
    """The questions as they are told to a script, with the phrases they came from."""
    return [
        {
            **each.question.model_dump(mode="json", exclude_none=True),
            "kind": each.kind,
            "from": list(each.sources),
        }
        for each in made
    ]
