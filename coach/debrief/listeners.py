"""What a listener returns of a session: what they heard in its answers, and what stayed with them.

Their file is the record itself as JSON. It comes from somebody else, so each text in it is made
plain, and its size is bounded.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from coach.debrief.records import Aspect, Rating
from coach.records import Moment, Record, ZonedMoment
from coach.transcription.words import can_be_seen, plain_line

SCHEMA_VERSION = 1
KIND = "spoken-coach listener"
LONGEST_NAME = 80  # characters
LONGEST_LINE = 300
LONGEST_TEXT = 2000
_MOST_ANSWERS = 500
_MOST_POINTS = 100

_TAG_BEGINS = re.compile(r"<(?=[A-Za-z/!?])")


def _plain(text: str) -> str:
    """`text` in one line, of what can be seen. ValueError where it holds a tag.

    The page writes another sign for a < that begins one: it makes no file with a tag.
    """
    if _TAG_BEGINS.search(text):
        raise ValueError("holds a tag, as a script does, and the page for listeners writes none")
    return plain_line(text)


def _plain_lines(text: str) -> str:
    return "\n".join(_plain(line) for line in text.splitlines()).strip()


def _seen(name: str) -> str:
    if not can_be_seen(name):
        raise ValueError("has nothing to read")
    return name


def _text(longest: int) -> StringConstraints:
    return StringConstraints(max_length=longest)


ListenerName = Annotated[str, _text(LONGEST_NAME), AfterValidator(_plain), AfterValidator(_seen)]
Number = Annotated[int, Field(ge=1, le=100_000)]


class HeardAnswer(Record):
    """What a listener heard in one answer. `heard` are numbers of the question's `listen_for`."""

    question: Number
    take: Number
    ratings: dict[Aspect, Rating] = Field(default_factory=dict)
    heard: Annotated[tuple[Number, ...], Field(max_length=_MOST_POINTS)] = ()


class ListenerReply(Record):
    """What one listener returned. A session is known by when it began, whatever its folder is
    called now; `session` is what it was called then.
    """

    kind: Literal["spoken-coach listener"]
    schema_version: Annotated[int, Field(ge=1)] = SCHEMA_VERSION
    listener: ListenerName
    session: Annotated[str, _text(LONGEST_LINE), AfterValidator(_plain)]
    started_at: Moment
    saved_at: ZonedMoment
    answers: Annotated[tuple[HeardAnswer, ...], Field(max_length=_MOST_ANSWERS)] = ()
    wanted: Annotated[str, _text(LONGEST_LINE), AfterValidator(_plain)] = ""
    stayed: Annotated[str, _text(LONGEST_TEXT), AfterValidator(_plain_lines)] = ""

    @model_validator(mode="after")
    def _each_answer_once(self) -> Self:
        counts = Counter((each.question, each.take) for each in self.answers)
        if len(counts) < len(self.answers):
            raise ValueError("an answer is in it twice")
        return self

    def of(self, question: int, take: int) -> HeardAnswer | None:
        """What they heard in a take."""
        found = (each for each in self.answers if (each.question, each.take) == (question, take))
        return next(found, None)


def same_listener(one: str, other: str) -> bool:
    """Whether two names are of the same listener."""
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
