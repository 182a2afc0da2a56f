"""The records in `debrief.json`: the person's ratings of each answer, made before any figure."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import Field, field_validator

from coach.records import Moment, Number, RewrittenRecord

SCHEMA_VERSION = 1
REAL_ANSWER = 0  # in the place of a take's number: the answer was given elsewhere


class Aspect(StrEnum):
    """What an answer may have reflected: the founding question, asked four times."""

    VISION = "career vision"
    AMBITION = "ambition and desire"
    SKILLS = "skills"
    ACHIEVEMENTS = "achievements"


class Rating(StrEnum):
    """Whether it truly did."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NOT_ASKED = "not asked for"

    @property
    def worth(self) -> float | None:
        """1 for yes, 0.5 for partly, 0 for no; None if the question did not ask for the aspect."""
        return {Rating.YES: 1.0, Rating.PARTLY: 0.5, Rating.NO: 0.0}.get(self)


class RatingGap(RewrittenRecord):
    """Where the ear and the figures tell different things of the same answer."""

    aspect: Aspect
    ear: Rating
    figure: str
    how_many: float
    quote: str = ""


class Rated(RewrittenRecord):
    """One answer as the person heard it. `note` is None until it was asked for.

    `heard` tells of the points the question listens for, by number, whether each was heard.
    """

    question: Number
    take: Number
    ratings: dict[Aspect, Rating] = Field(default_factory=dict)
    heard: dict[int, bool] = Field(default_factory=dict)
    note: str | None = None
    rated_at: Moment
    figures: dict[str, float] = Field(default_factory=dict)
    gaps: tuple[RatingGap, ...] = ()

    @field_validator("gaps")
    @classmethod
    def _without_what_is_none(cls, gaps: tuple[RatingGap, ...]) -> tuple[RatingGap, ...]:
        """Those that stand: until 0.2 numbers and names spoke against a "no" to achievements."""
        return tuple(gap for gap in gaps if (gap.figure, gap.ear) != ("specifics", Rating.NO))

    @property
    def complete(self) -> bool:
        """Whether everything was asked."""
        return len(self.ratings) == len(Aspect) and self.note is not None


class Words(RewrittenRecord):
    """What somebody said or typed: as `take` of its question, or as `text`."""

    text: str = ""
    take: Number | None = None


class RecalledQuestion(RewrittenRecord):
    """A question: the words it was picked from (empty where it was added), and how to ask it."""

    quote: str
    question: str


class Recalled(RewrittenRecord):
    """A question that was really asked, as `question` of the session, and what is told of it.

    `quote` are the words of the telling it was picked from, empty where the person added it. What
    was `said` there, and what the person `wished` to have said, are None until they were asked for.
    """

    question: Number
    quote: str = ""
    said: Words | None = None
    wished: Words | None = None


class Draft(RewrittenRecord):
    """What was typed to `prompt` about a question, before the person came to its end."""

    question: Number
    prompt: str
    text: str


class Telling(RewrittenRecord):
    """What is told of a real interview: in one word, and as it comes.

    `draft` is what broke off while it was typed. `listed` are the questions as the person has put
    them right so far, until they confirm them.
    """

    felt: str | None = None
    words: Words | None = None
    listed: tuple[RecalledQuestion, ...] | None = None
    recalled: tuple[Recalled, ...] | None = None  # None until the person has confirmed the list
    draft: Draft | None = None
    set_name: str | None = None  # of the person's own set that asks these questions again

    def recall_of(self, question: int) -> Recalled | None:
        """What is told of a question."""
        return next((each for each in self.recalled or () if each.question == question), None)

    def having(self, recalled: Recalled) -> Self:
        """This telling with `recalled` in the place of what there was of its question."""
        others = (each for each in self.recalled or () if each.question != recalled.question)
        ordered = sorted([*others, recalled], key=lambda each: each.question)
        return self.model_copy(update={"recalled": tuple(ordered)})


class Debrief(RewrittenRecord):
    """Everything that was rated of one session, a take at most once.

    Of a real interview, `telling` is what was told of it; what is rated then is the answer given
    there, as take REAL_ANSWER. `set_aside` is what the person wanted to rate anew, so that it can
    be put back.
    """

    schema_version: int = SCHEMA_VERSION
    telling: Telling | None = None
    rated: tuple[Rated, ...] = ()
    set_aside: tuple[Rated, ...] = ()

    @property
    def has_notes(self) -> bool:
        """Whether anything was rated, or told."""
        return bool(self.rated or self.telling)

    def of(self, question: int, take: int) -> Rated | None:
        """What was rated of a take."""
        return _found(self.rated, question, take)

    def having(self, rated: Rated) -> Self:
        """This debrief with `rated` added, or in the place of what there was of its take."""
        others = self.without(rated.question, rated.take).rated
        ordered = sorted([*others, rated], key=lambda each: (each.question, each.take))
        return self.model_copy(update={"rated": tuple(ordered)})

    def without(self, question: int, take: int) -> Self:
        """This debrief without what was rated of a take."""
        return self.model_copy(update={"rated": _without(self.rated, question, take)})

    def aside(self, question: int, take: int) -> Rated | None:
        """What was rated of a take before it was to be rated anew."""
        return _found(self.set_aside, question, take)

    def anew(self, question: int, take: int) -> Self:
        """This debrief with what was rated of a take set aside. Half of it takes no whole one's
        place there.
        """
        changed = self.without(question, take)
        before, now = self.aside(question, take), self.of(question, take)
        if before and before.complete and now and not now.complete:
            return changed
        return self._swapped(changed, question, take)

    def put_back(self, question: int, take: int) -> Self:
        """This debrief with what was set aside of a take, and what there is now set aside."""
        before = self.aside(question, take)
        return self._swapped(self.having(before), question, take) if before else self

    def _swapped(self, changed: Self, question: int, take: int) -> Self:
        """`changed`, with what this one has of a take set aside, if it has something."""
        rated = self.of(question, take)
        if rated is None and changed.of(question, take) is None:
            return changed  # nothing took the place of nothing
        others = _without(self.set_aside, question, take)
        aside = (*others, rated) if rated else others
        return changed.model_copy(update={"set_aside": aside})


def _found(rated: tuple[Rated, ...], question: int, take: int) -> Rated | None:
    return next((each for each in rated if (each.question, each.take) == (question, take)), None)


def _without(rated: tuple[Rated, ...], question: int, take: int) -> tuple[Rated, ...]:
    return tuple(each for each in rated if (each.question, each.take) != (question, take))
