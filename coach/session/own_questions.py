"""Questions of the coach's own, each a session by itself: for the vision, a drill, a story."""

from __future__ import annotations

from coach.language_tags import primary_language
from coach.library.records import AskedQuestion, SetName
from coach.stories.records import Story
from coach.vision.drilling import Hedged
from coach.vision.records import Section

VISION_SET = SetName(name="vision", title="My career vision")
DRILL_SET = SetName(name="drill", title="Hedged, then stated")


def to_state_vision() -> AskedQuestion:
    """The question to state the whole vision aloud."""
    return AskedQuestion(id="vision", theme="vision", text="State your career vision aloud.")


def to_say_line(section: Section) -> AskedQuestion:
    """The question to say a line for that section now."""
    text = f"{section.heading}: say it in a sentence."
    return AskedQuestion(id=f"say-{section}", theme=section.value, text=text)


def to_drill(found: Hedged) -> AskedQuestion:
    """The question to say a hedged sentence once more."""
    text = f"Say it once more, in one sentence, without {found.hedge}."
    return AskedQuestion(id="drill", theme="ambition", text=text, seconds=30)


STORY_LENGTHS = {30: "half a minute", 60: "a minute", 120: "two minutes"}  # by seconds
_STORY_LENGTHS_DE = {30: "einer halben Minute", 60: "einer Minute", 120: "zwei Minuten"}
# What is asked, with the lengths, by language. A story in another language is asked for in English.
_TELL_IT = {
    "en": ("Tell it", STORY_LENGTHS, "seconds"),
    "de": ("Erzählen Sie es", _STORY_LENGTHS_DE, "Sekunden"),
}


def story_set(story: Story) -> SetName:
    """The set of a session in which that story is told once more."""
    language = story.newest.language
    return SetName(name="story", title=f"Story: {story.name}", language=language)


def to_tell_story(story: Story, seconds: int) -> AskedQuestion:
    """The question to tell a story once more, in about so many seconds."""
    language = primary_language(story.newest.language)
    tell_it, lengths, unit = _TELL_IT.get(language, _TELL_IT["en"])
    length = lengths.get(seconds, f"{seconds} {unit}")
    return AskedQuestion(
        id=f"story-{story.number}",
        theme=next(iter(story.themes), ""),
        text=f"{tell_it} in {length}: {story.name}",
        wordings={"interview": f"{tell_it}: {story.name}"},  # one story, however long
        seconds=seconds,
    )
