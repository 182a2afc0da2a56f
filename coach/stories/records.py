"""The records in `stories.json`: stories, each with its takes and the person's marks."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator

from coach.records import Moment, Number, PathWithin, RewrittenRecord, Seconds

SCHEMA_VERSION = 1


class StoryTake(RewrittenRecord):
    """One telling of a story: an answer of a session, and a copy of its sound and its words.

    `text` is what is read where the session is gone; else its words, as they were corrected, count.
    """

    session: str
    question: Number
    question_id: str
    question_text: str
    theme: str
    take: Number
    said_at: Moment
    duration_s: Seconds
    language: str
    text: str
    clip: PathWithin

    @property
    def key(self) -> tuple[str, int, int]:
        """The answer that it is."""
        return self.session, self.question, self.take


class Story(RewrittenRecord):
    """A story by the name that the person gave it, with its takes, oldest first.

    `fits` are the questions that the person marked, each as SET/ID. `chosen`: it goes along, into
    the reel and to a listener.
    """

    number: Number
    name: str
    kept_at: Moment
    takes: tuple[StoryTake, ...]
    fits: tuple[str, ...] = ()
    chosen: bool = False

    @property
    def newest(self) -> StoryTake:
        """The take that was told last."""
        return self.takes[-1]

    @property
    def themes(self) -> tuple[str, ...]:
        """The themes of the questions that it has answered, each once."""
        return tuple(dict.fromkeys(take.theme for take in self.takes if take.theme))

    def having(self, take: StoryTake) -> Self:
        """The story with `take` added, or in the place of the same answer."""
        others = (each for each in self.takes if each.key != take.key)
        takes = sorted((*others, take), key=lambda each: each.said_at)
        return self.model_copy(update={"takes": tuple(takes)})

    def without(self, session: str) -> Self:
        """The story without its takes of a session."""
        takes = tuple(take for take in self.takes if take.session != session)
        return self.model_copy(update={"takes": takes})


def _told(story: Story) -> Story:
    if not story.takes:
        raise ValueError("has no take")
    return story


ToldStory = Annotated[Story, AfterValidator(_told)]


class Stories(RewrittenRecord):
    """All stories in the order in which they were kept; `dropped` ones can be taken back."""

    schema_version: int = SCHEMA_VERSION
    stories: tuple[ToldStory, ...] = ()
    dropped: tuple[ToldStory, ...] = ()
    last_number: Number = 0  # of a story; none is used twice

    def having(self, story: Story) -> Self:
        """With `story` added, or in the place of the one of its number."""
        others = (each for each in self.stories if each.number != story.number)
        return self.model_copy(
            update={
                "stories": tuple(sorted((*others, story), key=lambda each: each.number)),
                "dropped": tuple(each for each in self.dropped if each.number != story.number),
                "last_number": max(self.last_number, story.number),
            }
        )

    def dropping(self, story: Story) -> Self:
        """Without `story`, which can be taken back."""
        return self.model_copy(
            update={
                "stories": tuple(each for each in self.stories if each.number != story.number),
                "dropped": (*self.dropped, story),
            }
        )

    def named(self, name: str) -> Story | None:
        """The story of that name, in small or capital letters."""
        return next((each for each in self.stories if _same(each.name, name)), None)

    def of_take(self, key: tuple[str, int, int]) -> Story | None:
        """The story that an answer is a take of."""
        for story in self.stories:
            if any(take.key == key for take in story.takes):
                return story
        return None


def _same(name: str, other: str) -> bool:
    return " ".join(name.split()).casefold() == " ".join(other.split()).casefold()
