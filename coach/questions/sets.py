"""Records of question sets: a question in three coats, a set, a question chosen to be asked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from coach.records import LanguageTag, Record

Coat = Literal["interview", "meeting", "chat"]
"""How a question is dressed: a formal interview, a business meeting, a chat over coffee."""

COATS: tuple[Coat, ...] = ("interview", "meeting", "chat")

SHORTEST_S = 15
LONGEST_S = 600
LONGEST_TEXT = 1000
"""Characters. A question is heard, not read: this is already more than a minute of speech."""

LONGEST_SLUG = 40
"""Characters. An id becomes part of a folder's name."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # Unicode's Cc and Cs


def _speakable(text: str) -> str:
    """Put `text` on one line; refuse what neither a terminal nor a speech engine can take."""
    line = " ".join(text.split())
    if not line:
        raise ValueError("there is nothing in it")
    if _CONTROL.search(line):
        raise ValueError("it holds a control character")
    return line


Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT), AfterValidator(_speakable)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=LONGEST_SLUG)]


class _Strict(BaseModel):
    """The base of the YAML schema: it converts nothing, allows no unknown keys, and is frozen."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class Wordings(_Strict):
    """The same question in three coats. Where one is missing, it is asked as in an interview."""

    interview: Text
    meeting: Text | None = None
    chat: Text | None = None


class Question(_Strict):
    """One question as it stands in a set."""

    id: Slug
    theme: Slug
    wordings: Wordings
    seconds: int = Field(ge=SHORTEST_S, le=LONGEST_S)
    """How long a good answer takes."""
    listen_for: tuple[Text, ...] = Field(min_length=1)
    follow_ups: tuple[Text, ...] = Field(default=(), min_length=1)
    wished: Text | None = None
    """What the person wishes they had said when they were asked; shown only after an answer."""

    @property
    def coats(self) -> dict[Coat, str]:
        """The text of the question in each coat that it has."""
        texts: dict[Coat, str | None] = {
            "interview": self.wordings.interview,
            "meeting": self.wordings.meeting,
            "chat": self.wordings.chat,
        }
        return {coat: text for coat, text in texts.items() if text is not None}

    def worded(self, coat: Coat) -> str:
        """The text of the question in that coat, or else as in an interview."""
        return self.coats.get(coat, self.wordings.interview)


class SetContents(_Strict):
    """What the YAML file of a set may hold."""

    title: Text
    purpose: Text | None = None
    """What the set is for, in a sentence that is shown where sets are chosen."""
    language: LanguageTag = "en"
    vocabulary: tuple[Text, ...] = ()
    """Names and jargon the transcription should spell right."""
    questions: tuple[Question, ...] = Field(min_length=1)


class QuestionSet(SetContents):
    """A set that was read: its contents, its name (the file's stem) and where it lies."""

    name: str
    path: Path

    def question(self, question_id: str) -> Question | None:
        """The question of that id, or None."""
        return next((each for each in self.questions if each.id == question_id), None)


class ChosenQuestion(Record):
    """A question as it will be asked, complete in itself so that a session can keep it."""

    id: str
    theme: str
    coat: Coat
    text: str
    wordings: dict[str, str]
    """The text in every coat."""
    seconds: int
    """How long a good answer takes."""
    listen_for: tuple[str, ...]
    follow_ups: tuple[str, ...]
    wished: str | None = None
