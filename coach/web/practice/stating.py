"""Sittings in which the person states what they want, or tells a story of theirs once more."""

from __future__ import annotations

from coach.errors import SessionDamaged, WrongUse
from coach.library.records import Kind
from coach.session.own_questions import (
    DRILL_SET,
    VISION_SET,
    story_set,
    to_drill,
    to_say_line,
    to_state_vision,
    to_tell_story,
)
from coach.stories.building import SETTING as STORY
from coach.stories.building import keep_told
from coach.stories.keeping import StoriesFolder
from coach.vision.building import sound
from coach.vision.drilling import SETTING, hedged
from coach.vision.keeping import VisionFolder
from coach.web.practice.messages import Drill, SayVision, TellStory
from coach.web.practice.sitting import PageSitting, settings_of


def say_vision(sitting: PageSitting, asked: SayVision) -> None:
    """Have the vision stated, or a line for it said. Raises CoachError, SittingInterrupted."""
    settings = settings_of(asked.options)
    if asked.section is None and not VisionFolder(sitting.library.folder).read().lines:
        raise WrongUse("There is no vision yet.", "Pick sentences of yours for it first.")
    question = to_say_line(asked.section) if asked.section else to_state_vision()
    sitting.runner(settings, Kind.VISION).begin(VISION_SET, [question])


def drill(sitting: PageSitting, asked: Drill) -> None:
    """Play a hedged sentence, and have it said once more. Raises CoachError, SittingInterrupted."""
    settings, library = settings_of(asked.options), sitting.library
    session = library.find(asked.session) if asked.session else None
    found = next(hedged(library, session), None)
    if found is None:
        raise WrongUse("No hedge was found in what you said you want.")
    sitting.tell(f"You said: “{found.said.sentence.text}”")
    try:
        sitting.play(sound(library, found.said))
    except SessionDamaged as damage:  # it is there to be read
        sitting.tell(damage.message)
    notes = {SETTING: found.source}
    sitting.runner(settings, Kind.DRILL, notes).begin(DRILL_SET, [to_drill(found)])


def tell_story(sitting: PageSitting, asked: TellStory) -> None:
    """Have a story told once more: its newest take then. Raises CoachError, SittingInterrupted."""
    settings = settings_of(asked.options)
    story = StoriesFolder(sitting.library.folder).numbered(asked.story)
    runner = sitting.runner(settings, Kind.STORY, {STORY: story.number})
    session = runner.begin(story_set(story), [to_tell_story(story, asked.seconds)])
    if session.answered:
        keep_told(sitting.library, session.id)
