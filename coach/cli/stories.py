"""How `coach stories` shows stories: to read, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coach.cli.output import hanging, result, talk
from coach.config import Settings
from coach.formats import clock, counted, day_and_time, to_type
from coach.library.library import Library
from coach.questions.finding import readable_sets
from coach.stories.building import best_of, words_of
from coach.stories.candidates import StoryCandidate
from coach.stories.fitting import fitting_questions, story_of, themes_without_story, told_too_often
from coach.stories.keeping import where
from coach.stories.records import Stories, Story, StoryTake

_MOST_THEMES = 8
_MOST_FITTING = 5


def show_stories(library: Library, stories: Stories, offered: Sequence[StoryCandidate]) -> None:
    """Every story, what none fits yet, and what sounds like one."""
    if not stories.stories and not offered:
        talk("No story yet: it needs an answer with a situation, what you did, and a result.")
        talk("coach practice behavioural")
        return
    for story in stories.stories:
        _print(library, story)
    for each in told_too_often(library, stories):
        numbers = ", ".join(map(str, each.questions))
        talk(f'"{each.story.name}" was told to questions {numbers} of {each.session}: vary it.')
    _tell_themes(stories)
    if offered:
        result("These answers sound like a story")
    for candidate in offered:
        _offer(library, candidate, stories)


def _print(library: Library, story: Story) -> None:
    best, newest = best_of(library, story), story.newest
    chosen = ", goes along" if story.chosen else ""
    result(f"{story.number}  {story.name}  ({counted(len(story.takes), 'take', 'takes')}{chosen})")
    result(hanging("   ", f'"{words_of(library, newest)}"'))
    result(hanging("   ", f"newest: {where(newest)}, {clock(newest.duration_s)}"))
    if best and best != newest:
        result(hanging("   ", f"best: {where(best)}, {clock(best.duration_s)}"))
    fitting = fitting_questions(story, readable_sets())
    if fitting:
        some = ", ".join(each.id for each in fitting[:_MOST_FITTING])
        more = ", …" if len(fitting) > _MOST_FITTING else ""
        all_of_them = f"{len(fitting)}: {to_type('stories', 'fits', story.number)}"
        result(hanging("   fits: ", f"{some}{more} ({all_of_them})"))
    result()


def tell_newest_take(story: Story, settings: Settings) -> None:
    """Say that what was just told is a take of that story."""
    if not settings.json_:
        hear_all = to_type("stories", "play", story.number, "--all")
        talk(f'It is take {len(story.takes)} of "{story.name}". Hear all: {hear_all}')


def _tell_themes(stories: Stories) -> None:
    missing = themes_without_story(stories, readable_sets())
    if missing:
        some = ", ".join(f"{theme} ({count})" for theme, count in missing[:_MOST_THEMES])
        talk(f"No story yet for questions on {some}{', …' if len(missing) > _MOST_THEMES else ''}")


def _offer(library: Library, candidate: StoryCandidate, stories: Stories) -> None:
    turn, take = candidate.turn, candidate.take
    where_said = f'{day_and_time(take.started_at)}, to "{turn.question.text}"'
    result(hanging("   ", f'"{candidate.transcript.text.strip()}"'))
    result(hanging("   ", where_said))
    same = story_of(library, candidate.session, turn, take, stories)
    which = (candidate.session, turn.number, "--take", take.number)
    keep = to_type("stories", "keep", *which, "--name", same.name if same else "A NAME")
    again = f'another take of "{same.name}"? ' if same else ""
    result(f"   {again}{keep}")
    result(f"   hear it: {to_type('replay', *which)}")
    result()


def stories_document(
    library: Library, stories: Stories, offered: Sequence[StoryCandidate]
) -> dict[str, Any]:
    """All of that as JSON."""
    return {
        "stories": [story_document(library, story) for story in stories.stories],
        "told_too_often": [
            {"story": each.story.number, "session": each.session, "questions": each.questions}
            for each in told_too_often(library, stories)
        ],
        "themes_without_story": dict(themes_without_story(stories, readable_sets())),
        "offered": [_offered(library, each, stories) for each in offered],
    }


def _offered(library: Library, each: StoryCandidate, stories: Stories) -> dict[str, Any]:
    same = story_of(library, each.session, each.turn, each.take, stories)
    return {
        "session": each.session,
        "question": each.turn.number,
        "question_text": each.turn.question.text,
        "take": each.take.number,
        "text": each.transcript.text,
        "same_as": same and same.number,
    }


def story_document(library: Library, story: Story) -> dict[str, Any]:
    """A story as JSON."""
    best = best_of(library, story)
    return {
        "number": story.number,
        "name": story.name,
        "chosen": story.chosen,
        "themes": story.themes,
        "marked": story.fits,
        "best": best and take_document(library, best),
        "takes": [take_document(library, take) for take in story.takes],
    }


def take_document(library: Library, take: StoryTake) -> dict[str, Any]:
    """One take of a story as JSON, with its words as they were corrected."""
    told = {"text": words_of(library, take), "said_at": take.said_at.isoformat()}
    return take.model_dump(mode="json") | told
