"""The records in `vision.json`: lines, sections, and thoughts on contradictions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Self

from coach.records import Moment, Number, PathWithin, RewrittenRecord, Seconds

SCHEMA_VERSION = 1


class Section(StrEnum):
    """The sections of a vision. Each is also a theme of questions."""

    AMBITION = "ambition"
    DONE_AND_WHY = "done-and-why"
    ACHIEVEMENTS_AND_SKILLS = "achievements-and-skills"
    CHALLENGES = "challenges"
    ENJOYED_MOST = "enjoyed-most"
    ENJOYED_LEAST = "enjoyed-least"
    COLLEAGUES = "colleagues"
    EMPLOYER = "employer"
    NEXT_STEPS = "next-steps"

    @property
    def heading(self) -> str:
        """As it is written above its lines."""
        return _TITLES[self]


_TITLES = {
    Section.AMBITION: "Ambition and desire",
    Section.DONE_AND_WHY: "What I have done, and why",
    Section.ACHIEVEMENTS_AND_SKILLS: "Achievements and skills",
    Section.CHALLENGES: "Challenges overcome",
    Section.ENJOYED_MOST: "What I enjoy most",
    Section.ENJOYED_LEAST: "What I enjoy least",
    Section.COLLEAGUES: "The colleagues I want",
    Section.EMPLOYER: "The employer I want",
    Section.NEXT_STEPS: "Strategy and next steps",
}


class Line(RewrittenRecord):
    """A spoken sentence: where and when it was said, and `clip`, a copy of its sound.

    Its words were [first_word, end_word) of the transcript that counted when the line was picked.
    `text` may have been corrected since.
    """

    number: Number
    section: Section
    text: str
    session: str
    question: Number
    question_text: str
    take: Number
    transcript: str
    first_word: Number
    end_word: Number
    start_s: Seconds
    end_s: Seconds
    said_at: Moment
    clip: PathWithin


class Vision(RewrittenRecord):
    """All lines, in the order of the sections; `version` grows with every change."""

    schema_version: int = SCHEMA_VERSION
    version: Number = 0
    changed_at: Moment | None = None
    lines: tuple[Line, ...] = ()
    last_number: Number = 0  # of a line; none is used twice

    def of(self, section: Section) -> list[Line]:
        """The lines of a section."""
        return [line for line in self.lines if line.section is section]

    def having(self, line: Line) -> Self:
        """The vision with one more line."""
        order = list(Section)
        lines = sorted(
            (*self.lines, line), key=lambda each: (order.index(each.section), each.number)
        )
        return self._next(tuple(lines), line.number)

    def without(self, number: int) -> Self:
        """The vision without the line of that number."""
        return self._next(
            tuple(line for line in self.lines if line.number != number), self.last_number
        )

    def with_text(self, number: int, text: str) -> Self:
        """The vision with another wording of the line of that number."""
        return self._next(
            tuple(
                line.model_copy(update={"text": text}) if line.number == number else line
                for line in self.lines
            ),
            self.last_number,
        )

    def as_before(self, earlier: Self) -> Self:
        """The vision with the lines of an `earlier` version."""
        return self._next(earlier.lines, self.last_number)

    def _next(self, lines: tuple[Line, ...], last_number: int) -> Self:
        return self.model_copy(
            update={
                "version": self.version + 1,
                "changed_at": datetime.now().astimezone(),
                "lines": lines,
                "last_number": max(last_number, self.last_number),
            }
        )


class Thought(RewrittenRecord):
    """What the person thought of a line beside a sentence that they said later.

    The sentence begins with the word `first_word` of the take's transcript.
    """

    line: int
    session: str
    question: Number
    take: Number
    first_word: Number
    text: str
    thought_at: Moment


class Reconsidered(RewrittenRecord):
    """What `reconsidered.json` holds, oldest first."""

    schema_version: int = SCHEMA_VERSION
    thoughts: tuple[Thought, ...] = ()

    def having(self, thought: Thought) -> Self:
        """With one more."""
        return self.model_copy(update={"thoughts": (*self.thoughts, thought)})

    def without(self, session: str) -> Self:
        """Without those on what was said in a session."""
        left = tuple(each for each in self.thoughts if each.session != session)
        return self.model_copy(update={"thoughts": left})
