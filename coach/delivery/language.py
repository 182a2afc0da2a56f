"""The phrases that the delivery rules search for in one language, read from a data file.

A language has one file for all its regions, such as `en.toml`. The file is in
`coach/delivery/languages` or in the folder `languages` beside the config file, which comes first.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

from pydantic import Field, ValidationError, field_validator

from coach.config import why_unreadable
from coach.delivery.bands import Band
from coach.delivery.rules import last_change, rules_file, version_of
from coach.errors import InvalidSetting
from coach.language_tags import primary_language
from coach.parsing import toml_in
from coach.records import Record, what_is_wrong
from coach.transcription.fillers import FillerWords
from coach.transcription.words import plain_word


class Phrases(Record):
    """Regular expressions for phrases to find, and for similar phrases to leave out."""

    found: tuple[str, ...] = ()
    but_not: tuple[str, ...] = ()

    @field_validator("found", "but_not")
    @classmethod
    def _compiles(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no regular expression: {error}") from None
        return patterns


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
    structure: dict[str, tuple[str, ...]] = Field(default_factory=dict)
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
        return Language.model_validate(document | {"version": version_of(content)})
    except ValidationError as error:
        raise _unusable(path, what_is_wrong(error, path.name)) from error
    except (OSError, ValueError) as error:
        raise _unusable(path, why_unreadable(error)) from error


def _unusable(path: Path, reason: str) -> InvalidSetting:
    return InvalidSetting(
        f"The language file {path} cannot be used: {reason}.", "Mend it, or take it away."
    )
