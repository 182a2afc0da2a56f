"""Keeps answers as stories, adds takes to them, and has the person's marks on them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from coach.debrief.keeping import read_debrief
from coach.debrief.reel import spoken_clip, worth
from coach.errors import SessionDamaged, WrongUse
from coach.formats import to_type
from coach.library.library import Library
from coach.library.reading import read_session, transcript_of
from coach.library.records import Take, Turn
from coach.stories.keeping import StoriesFolder, of_number
from coach.stories.records import Stories, Story, StoryTake
from coach.transcription.ports import Transcript
from coach.transcription.words import can_be_seen, plain_line

SETTING = "story"  # in the settings of a session in which a story is told: its number
LONGEST_NAME = 80


def keep(library: Library, session: str, turn: Turn, take: Take, name: str) -> Story:
    """Keep an answer as the story of that name, or as one more take of it.

    It becomes a take of no other story. Raises WrongUse where it has no words or no name;
    SessionDamaged, SessionBusy, CannotWrite.
    """
    name = _plain(name)
    if not name:
        again = to_type("stories", "keep", session, turn.number, "--name", "A NAME")
        raise WrongUse("A story needs a name.", again)
    folder = StoriesFolder(library.folder)
    transcript = _told(library, session, turn, take)
    clip = spoken_clip(library.folder / session, take)
    with folder.changing() as kept_before:
        stories = _without_take(kept_before, (session, turn.number, take.number), name)
        story = stories.named(name) or _new(stories, name)
        kept = _story_take(session, turn, take, transcript)
        sound = f"story-{story.number}-{session}-{turn.number}-{take.number}"
        kept = kept.model_copy(update={"clip": folder.keep_clip(sound, clip)})
        story = story.having(kept)
        folder.write(stories.having(story))
    return story


def _plain(name: str) -> str:
    """A name as it was typed, made plain; "" where nothing of it can be seen."""
    plain = plain_line(name)[:LONGEST_NAME].rstrip()
    return plain if can_be_seen(plain) else ""


def _told(library: Library, session: str, turn: Turn, take: Take) -> Transcript:
    transcript = transcript_of(library.folder / session, take)
    if transcript is None or not transcript.words:
        raise WrongUse(
            f"Answer {turn.number} of {session} has no words yet.", to_type("transcribe", session)
        )
    return transcript


def _new(stories: Stories, name: str) -> Story:
    number = max([stories.last_number, *(each.number for each in stories.dropped)]) + 1
    return Story(number=number, name=name, kept_at=datetime.now().astimezone(), takes=())


def _story_take(session: str, turn: Turn, take: Take, transcript: Transcript) -> StoryTake:
    return StoryTake(
        session=session,
        question=turn.number,
        question_id=turn.question.id,
        question_text=turn.question.text,
        theme=turn.question.theme,
        take=take.number,
        said_at=take.started_at,
        duration_s=take.duration_s or 0.0,
        language=transcript.language,
        text=transcript.text,
        clip="",
    )


def _without_take(stories: Stories, key: tuple[str, int, int], name: str) -> Stories:
    """The stories with that answer in none but the one of that name."""
    for story in stories.stories:
        takes = tuple(take for take in story.takes if take.key != key)
        if takes != story.takes and stories.named(name) != story:
            changed = story.model_copy(update={"takes": takes})
            stories = stories.having(changed) if takes else stories.dropping(story)
    return stories


def drop(library: Library, number: int) -> Story:
    """Take a story out; it can be taken back, and its answers stay in their sessions.

    Raises WrongUse, SessionDamaged, SessionBusy, CannotWrite.
    """
    folder = StoriesFolder(library.folder)
    with folder.changing() as stories:
        story = of_number(stories.stories, number)
        folder.write(stories.dropping(story))
    return story


def take_back(library: Library, number: int | None = None) -> Story:
    """Have a story that was dropped, or the one that was dropped last, back among the others.

    An answer that was kept as another story meanwhile stays that one's. Raises WrongUse,
    SessionDamaged, SessionBusy, CannotWrite.
    """
    folder = StoriesFolder(library.folder)
    with folder.changing() as stories:
        if not stories.dropped:
            raise WrongUse("No story was dropped.", "coach stories")
        story = _dropped(stories, number)
        if stories.named(story.name):
            raise WrongUse(
                f"There is another story “{story.name}” now.",
                f"Rename that one: {to_type('stories', 'name', story.name)} NEW_NAME",
            )
        takes = tuple(each for each in story.takes if not stories.of_take(each.key))
        if not takes:
            other = stories.of_take(story.newest.key)
            name = other.name if other else ""
            raise WrongUse(f"What “{story.name}” was is the story “{name}” now.", "coach stories")
        story = story.model_copy(update={"takes": takes})
        folder.write(stories.having(story))
    return story


def _dropped(stories: Stories, number: int | None) -> Story:
    """The story of that number among those dropped; without a number the last one."""
    otherwise = "Story {} is not among those that were dropped."
    return stories.dropped[-1] if number is None else of_number(stories.dropped, number, otherwise)


def rename(library: Library, number: int, name: str) -> Story:
    """Give a story another name. Raises WrongUse, SessionDamaged, SessionBusy, CannotWrite."""
    name = _plain(name)
    folder = StoriesFolder(library.folder)
    with folder.changing() as stories:
        other = stories.named(name)
        if not name or (other and other.number != number):
            told = f"There is another story “{name}”." if name else "A story needs a name."
            raise WrongUse(told, "coach stories")
        story = of_number(stories.stories, number).model_copy(update={"name": name})
        folder.write(stories.having(story))
    return story


def choose(library: Library, number: int, *, chosen: bool) -> Story:
    """Have a story go along, into the reel and to a listener, or not.

    Raises WrongUse, SessionDamaged, SessionBusy, CannotWrite.
    """
    return _changed(library, number, lambda story: story.model_copy(update={"chosen": chosen}))


def mark_fitting(library: Library, number: int, question: str, *, fits: bool) -> Story:
    """Note whether a story fits a question, SET/ID.

    Raises WrongUse, SessionDamaged, SessionBusy, CannotWrite.
    """

    def marked(story: Story) -> Story:
        others = tuple(each for each in story.fits if each != question)
        marks = (*others, question) if fits else others
        return story.model_copy(update={"fits": marks})

    return _changed(library, number, marked)


def _changed(library: Library, number: int, change: Callable[[Story], Story]) -> Story:
    """Change a story as it is now: another coach may have changed it a moment ago."""
    folder = StoriesFolder(library.folder)
    with folder.changing() as stories:
        story = change(of_number(stories.stories, number))
        folder.write(stories.having(story))
    return story


def words_of(library: Library, take: StoryTake) -> str:
    """What was said in a take: as it was corrected, as long as its session is there."""
    try:
        found = read_session(library.folder / take.session).take(take.question, take.take)
        transcript = transcript_of(library.folder / take.session, found)
    except (SessionDamaged, KeyError):
        return take.text
    return transcript.text if transcript and transcript.words else take.text


def best_of(library: Library, story: Story) -> StoryTake | None:
    """The take that was rated best, the newest among equals; None where none was rated."""
    rated = [(value, take) for take in story.takes if (value := _worth(library, take)) is not None]
    return max(rated, key=lambda each: (each[0], each[1].said_at))[1] if rated else None


def _worth(library: Library, take: StoryTake) -> float | None:
    try:
        rated = read_debrief(library.folder / take.session).of(take.question, take.take)
    except SessionDamaged:
        return None
    return worth(rated) if rated and rated.ratings else None


def keep_told(library: Library, session_id: str) -> Story | None:
    """Keep what was told in a session for one story as its take; None where nothing was, or the
    story is there no more.

    Raises SessionDamaged, SessionBusy, CannotWrite.
    """
    session = read_session(library.folder / session_id)
    number = session.settings.get(SETTING)
    stories = StoriesFolder(library.folder).read().stories
    story = next((each for each in stories if each.number == number), None)
    if story is None or not session.turns or not session.turns[0].answers:
        return None
    turn = session.turns[0]
    take = turn.answers[-1]
    transcript = transcript_of(library.folder / session_id, take)
    if transcript is None or not transcript.words:
        return None
    return keep(library, session_id, turn, take, story.name)
