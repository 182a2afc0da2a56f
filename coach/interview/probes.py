"""The data of the rules that choose follow-ups, one file for each language."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

from pydantic import Field

from coach.delivery.language import Phrases
from coach.language_tags import primary_language
from coach.records import Record

_FOLDER = Path(__file__).parent


class Quotes(Record):
    """Words by which a phrase is found that can be quoted, and those that are never quoted."""

    determiners: str = ""
    ends: str = ""
    empty: str = ""
    private: str = ""


class Probes(Record):
    """What is looked for in questions and answers, and how the probes are worded."""

    asks_: dict[str, tuple[str, ...]] = Field(default_factory=dict, alias="asks")
    finds: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    quotes: Quotes = Quotes()
    texts: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    def asks(self, what: str) -> Phrases:
        """The phrases by which a question asks for `what`."""
        return Phrases(found=self.asks_.get(what, ()))

    def found(self, what: str) -> Phrases:
        """The phrases of that kind in an answer."""
        return Phrases(found=self.finds.get(what, ()))


@functools.cache
def probes_of(language: str) -> Probes:
    """The data for a language; without a file of its own it has no probes."""
    path = _FOLDER / f"probes_{primary_language(language)}.toml"
    if not path.is_file():
        return Probes()
    return Probes.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
