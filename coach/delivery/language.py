"""The phrases that the delivery rules search for in one language, read from a data file.

A language has one file for all its regions, such as `en.toml`. The file is in
`coach/delivery/languages` or in the folder `languages` beside the config file, which comes first.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationError, ValidationInfo, field_validator

from coach.config import why_unreadable
from coach.delivery.advice.records import PUT_IN
from coach.delivery.bands import Band
from coach.delivery.rules import SHIPPED, last_change, rules_file, version_of
from coach.errors import InvalidSetting
from coach.language_tags import primary_language
from coach.parsing import toml_in
from coach.records import Record, what_is_wrong
from coach.transcription.fillers import FillerWords
from coach.transcription.words import plain_word

# A group that is referred to by its number: "\1", or "(?(1)…)".
_BY_NUMBER = re.compile(r"(?<!\\)(?:\\\\)*(?:\\[1-9]|\(\?\(\d)")

_COMES_WITH_THE_COACH = "comes with the coach"  # a test has checked it


def _usable(patterns: tuple[str, ...], checked: ValidationInfo) -> tuple[str, ...]:
    """`patterns`; ValueError where they cannot be searched for.

    They are one expression then, in which none stands at the beginning, as "(?i)" would have to,
    no two give a group the same name, and groups have other numbers. Compiling them takes as long
    as all else on a session's page, so this is left out for those that come with the coach.
    """
    if checked.context == _COMES_WITH_THE_COACH:
        return patterns
    names: set[str] = set()
    for pattern in patterns:
        try:
            named = re.compile(f"(?:{pattern})").groupindex.keys()
        except re.error as error:
            raise ValueError(f"{pattern!r} is no regular expression: {error}") from None
        if _BY_NUMBER.search(pattern):
            raise ValueError(f"{pattern!r} refers to a group by its number: give the group a name")
        if names & named:
            raise ValueError(f"{pattern!r} names a group as another one does")
        names |= named
    return patterns


Patterns = Annotated[tuple[str, ...], AfterValidator(_usable)]


class Phrases(Record):
    """Regular expressions for phrases to find, and for similar phrases to leave out."""

    found: Patterns = ()
    but_not: Patterns = ()


class Repetition(Record):
    """`common` words are in every sentence, `everyday` words in many answers.

    A phrase with only common words does not count as a repeated phrase. Common and everyday words
    do not count as names when they have a capital, except for those in `also_names`.
    """

    common: str = ""
    everyday: str = ""
    also_names: str = ""

    @property
    def common_words(self) -> frozenset[str]:
        """The common words, in lower case."""
        return frozenset(self.common.split())

    @property
    def everyday_words(self) -> frozenset[str]:
        """The everyday words, in lower case."""
        return frozenset(self.everyday.split())

    @functools.cached_property
    def no_names(self) -> frozenset[str]:
        """All words that are no names even with a capital, in the form of `plain_word`."""
        words = (self.common_words | self.everyday_words) - set(self.also_names.split())
        return frozenset(plain_word(word) for word in words)


class AdviceWords(Record):
    """What advice looks for, and how it is worded. Without any of it, no advice is given.

    `questions` are phrases by which a question asks for a thing, `finds` phrases in an answer.
    `texts` has a wording for each finding; what is in braces is put in. `names` has a few words for
    each finding to change.
    """

    questions: dict[str, Phrases] = Field(default_factory=dict)
    finds: dict[str, Phrases] = Field(default_factory=dict)
    texts: dict[str, str] = Field(default_factory=dict)
    names: dict[str, str] = Field(default_factory=dict)

    @field_validator("texts")
    @classmethod
    def _can_be_filled(cls, texts: dict[str, str]) -> dict[str, str]:
        for name in texts.keys() & PUT_IN.keys():  # nobody reads the others
            text = texts[name]
            try:
                text.format(**dict.fromkeys(PUT_IN[name], ""))
            except (AttributeError, LookupError, TypeError, ValueError):
                raise ValueError(f"nothing fits in the braces of {text!r}") from None
        return texts

    def asks(self, what: str) -> Phrases:
        """The phrases by which a question asks for `what`."""
        return self.questions.get(what, Phrases())

    def found(self, what: str) -> Phrases:
        """The phrases of that kind in an answer."""
        return self.finds.get(what, Phrases())


class Language(Record):
    """The rules' data for one language. `version` names exactly this text."""

    code: str
    version: str = ""
    names_are_capitalised: bool = False
    fillers: FillerWords = FillerWords()
    markers: Phrases = Phrases()
    hedges: Phrases = Phrases()
    ambition: Phrases = Phrases()
    numbers: Phrases = Phrases()
    dates: Phrases = Phrases()
    actions: Phrases = Phrases()
    structure: dict[str, Patterns] = Field(default_factory=dict)
    repetition: Repetition = Repetition()
    advice: AdviceWords = AdviceWords()
    bands: dict[str, Band] = Field(default_factory=dict)


def language_of(code: str) -> Language:
    """The data for a language. A language without a file has no phrases.

    Raises InvalidSetting if the file cannot be read.
    """
    path = rules_file(code)
    if path is None:
        return Language(code=primary_language(code), version=version_of(None))
    return _language(path, last_change(path))


@functools.cache
def _language(path: Path, _last_change: tuple[int, int]) -> Language:
    try:
        content = path.read_bytes()
        document = toml_in(content.decode("utf-8-sig"))
        origin = _COMES_WITH_THE_COACH if path.parent == SHIPPED else None
        return Language.model_validate(document | {"version": version_of(content)}, context=origin)
    except ValidationError as error:
        raise _unusable(path, what_is_wrong(error, path.name)) from error
    except (OSError, ValueError) as error:
        raise _unusable(path, why_unreadable(error)) from error


def _unusable(path: Path, reason: str) -> InvalidSetting:
    return InvalidSetting(
        f"The language file {path} cannot be used: {reason}.", "Mend it, or take it away."
    )
