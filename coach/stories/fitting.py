"""Which questions a story would fit, which themes have none, and where one was told too often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coach.debrief.asked_set import THEME as ASKED
from coach.errors import SessionDamaged
from coach.language_tags import primary_language
from coach.library.library import Library
from coach.library.reading import read_session, transcript_of
from coach.library.records import Kind, Session, Take, Turn
from coach.questions.sets import QuestionSet
from coach.stories.records import Stories, Story
from coach.stories.sameness import surely_same

TOO_OFTEN = 3  # times in one mock interview
_MOST_MOCKS = 10  # the newest ones
_MOST_LOOKED_AT = 100  # sessions, to find them
# Questions on these ask what the person wants, and no story answers them.
_NO_STORY = frozenset(
    (
        *("ambition", "boundaries", "closing", "employer", "fit", "future", "introduction"),
        *("motivation", "next-steps", "terms"),
        ASKED,  # anything may have been
    )
)


@dataclass(frozen=True)
class FittingQuestion:
    """A question of a set. `marked` by the person, or on a theme of the story; `told` already."""

    set_name: str
    id: str
    text: str
    theme: str
    marked: bool
    told: bool

    @property
    def key(self) -> str:
        """As a story keeps it."""
        return f"{self.set_name}/{self.id}"


@dataclass(frozen=True)
class TooOften:
    """A story that answered several questions of one mock interview."""

    story: Story
    session: str
    questions: tuple[int, ...]


def fitting_questions(story: Story, sets: Sequence[QuestionSet]) -> list[FittingQuestion]:
    """The questions that the person marked, then those on the themes that it has answered.

    Of sets in the language it is told in.
    """
    told = {take.question_id for take in story.takes}
    found = [
        FittingQuestion(
            each.name,
            question.id,
            question.wordings.interview,
            question.theme,
            marked=f"{each.name}/{question.id}" in story.fits,
            told=question.id in told,
        )
        for each in _in_language_of(story, sets)
        for question in each.questions
    ]
    fitting = [each for each in found if each.marked or each.theme in story.themes]
    return sorted(fitting, key=lambda each: not each.marked)


def _in_language_of(story: Story, sets: Sequence[QuestionSet]) -> Iterator[QuestionSet]:
    language = primary_language(story.newest.language)
    return (each for each in sets if primary_language(each.language) == language)


def themes_without_story(stories: Stories, sets: Sequence[QuestionSet]) -> list[tuple[str, int]]:
    """The themes that no story fits, with how many questions there are; most questions first.

    Of sets in a language in which a story is told. What is asked of the future needs no story.
    """
    languages = {primary_language(each.newest.language) for each in stories.stories}
    having = {
        question.theme for story in stories.stories for question in fitting_questions(story, sets)
    }
    counts = Counter(
        question.theme
        for each in sets
        if primary_language(each.language) in languages
        for question in each.questions
        if question.theme not in having | _NO_STORY
    )
    return counts.most_common()


def told_too_often(library: Library, stories: Stories) -> list[TooOften]:
    """The stories that were told TOO_OFTEN in one of the newest mock interviews.

    An answer tells a story where the person marked it so, or where rare words make it sure.
    """
    if not stories.stories:
        return []
    return [each for session in _newest_mocks(library) for each in _in(library, session, stories)]


def _newest_mocks(library: Library) -> list[Session]:
    found: list[Session] = []
    for session_id, _ in library.last_written()[:_MOST_LOOKED_AT]:
        try:
            session = read_session(library.folder / session_id)
        except SessionDamaged:
            continue
        if session.kind is Kind.MOCK and session.own_speech:
            found.append(session)
    return sorted(found, key=lambda each: each.started_at, reverse=True)[:_MOST_MOCKS]


def _in(library: Library, session: Session, stories: Stories) -> Iterator[TooOften]:
    told: dict[int, list[int]] = {}
    for turn in session.turns:
        for take in turn.answers[-1:]:
            story = story_of(library, session.id, turn, take, stories)
            if story:
                told.setdefault(story.number, []).append(turn.number)
    for story in stories.stories:
        if len(told.get(story.number, ())) >= TOO_OFTEN:
            yield TooOften(story, session.id, tuple(told[story.number]))


def story_of(
    library: Library, session: str, turn: Turn, take: Take, stories: Stories
) -> Story | None:
    """The story that an answer tells: by the person's mark, or where rare words make it sure."""
    marked = stories.of_take((session, turn.number, take.number))
    if marked:
        return marked
    try:
        transcript = transcript_of(library.folder / session, take)
    except SessionDamaged:
        return None
    if transcript is None:
        return None
    text, language = transcript.text, transcript.language
    for story in stories.stories:
        for other in story.takes:
            asked = f"{turn.question.text} {turn.question.plain} {other.question_text}"
            same_language = primary_language(other.language) == primary_language(language)
            if same_language and surely_same(text, other.text, language, asked):
                return story
    return None
