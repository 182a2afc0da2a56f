"""The page of stories: hear them, keep more of them, see what they fit, tell them again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from coach.errors import WrongUse
from coach.library.library import Library
from coach.library.reading import transcript_of
from coach.questions.finding import readable_sets
from coach.questions.sets import QuestionSet
from coach.session.own_questions import STORY_LENGTHS
from coach.stories import building
from coach.stories.building import best_of, words_of
from coach.stories.candidates import StoryCandidate, each_story_candidate
from coach.stories.fitting import (
    FittingQuestion,
    TooOften,
    fitting_questions,
    story_of,
    themes_without_story,
    told_too_often,
)
from coach.stories.keeping import StoriesFolder
from coach.stories.records import Stories, Story, StoryTake
from coach.web.library_view import LibraryView, sound
from coach.web.routing import Form, Rejected, line_in, number_in, reading, writing
from coach.web.takes import key_of

_MOST_OFFERED = 10


@dataclass(frozen=True)
class ShownStoryTake:
    """A take: its words, where its sound is, and where it is read ("" where that is gone)."""

    take: StoryTake
    words: str
    audio: str
    where: str
    is_best: bool


@dataclass(frozen=True)
class ShownStory:
    """A story, its takes with the newest first, and the questions that it would fit."""

    story: Story
    takes: tuple[ShownStoryTake, ...]
    fitting: tuple[FittingQuestion, ...]
    too_often: TooOften | None  # in the newest such interview


@dataclass(frozen=True)
class OfferedStory:
    """An answer that sounds like a story; `name` is that of the story it surely tells, or ""."""

    found: StoryCandidate
    words: str
    audio: str
    where: str
    name: str


def story_pages(library_view: LibraryView) -> list[Route]:
    """The page `/stories`, and what it sends."""
    library = library_view.library
    folder = StoriesFolder(library.folder)

    def stories(request: Request) -> Response:
        asked = request.query_params
        wanted = _named(library_view, asked) if "session" in asked else None
        return _page(library_view, wanted)

    def audio(request: Request, number: int, take: int) -> Response:
        takes = folder.numbered(number).takes
        if not 0 < take <= len(takes):
            raise WrongUse(f"Story {number} has no take {take}.", "coach stories")
        return sound(request, folder.folder, takes[take - 1].clip)

    def keep(_: Request, sent: Form) -> Response:
        found = _named(library_view, sent)
        answer, name = (found.session, found.turn, found.take), line_in(sent, "name")
        return _done(library_view, lambda: building.keep(library, *answer, name), found)

    def change(_: Request, sent: Form, number: int) -> Response:
        folder.numbered(number)  # else there is nothing to change
        return _done(library_view, lambda: _changed(library, number, sent))

    def undo(_: Request, sent: Form) -> Response:
        number = number_in(sent, "number", int, 0) or None
        return _done(library_view, lambda: building.take_back(library, number))

    return [
        reading("/stories", stories),
        reading("/stories/{number:number}/{take:number}/audio", audio),
        writing("/stories/keep", keep),
        writing("/stories/undo", undo),
        writing("/stories/{number:number}", change),
    ]


def _done(
    library_view: LibraryView,
    act: Callable[[], Story | None],
    wanted: StoryCandidate | None = None,
) -> Response:
    """To the story that `act` is about, if it is there still; or why it was not done, above all
    stories, and above the answer that is `wanted` as one.
    """
    try:
        with library_view.writing:
            story = act()
    except WrongUse as error:
        return _page(library_view, wanted, error.message)
    place = f"#story-{story.number}" if story else ""
    return RedirectResponse(f"{library_view.root}/stories{place}", 303)


def _page(
    library_view: LibraryView, wanted: StoryCandidate | None = None, trouble: str = ""
) -> Response:
    stories = StoriesFolder(library_view.library.folder).read()
    return _StoryPage(library_view, stories, readable_sets()).page(wanted, trouble)


def _named(library_view: LibraryView, said: Form) -> StoryCandidate:
    """The answer that is named, whatever it sounds like. Raises Rejected, CoachError."""
    session_id = said.get("session", "")
    question, number = (number_in(said, each, int, 0) for each in ("question", "take"))
    session, turn, take = library_view.take(session_id, question, number)
    if not session.own_speech:
        raise Rejected("Somebody else speaks in that session.")
    transcript = transcript_of(library_view.folder(session_id), take)
    if transcript is None or not transcript.words:
        raise Rejected("That answer has no words yet.")
    return StoryCandidate(session_id, turn, take, transcript)


def _changed(library: Library, number: int, sent: Form) -> Story | None:
    """Change a story as was `sent`; None where it is taken out. Raises CoachError."""
    if "drop" in sent:
        building.drop(library, number)
        return None
    if "chosen" in sent:
        return building.choose(library, number, chosen=sent["chosen"] == "yes")
    if "question" not in sent:
        return building.rename(library, number, line_in(sent, "name"))
    question = line_in(sent, "question")
    known = {f"{each.name}/{found.id}" for each in readable_sets() for found in each.questions}
    if question not in known:
        raise WrongUse(f"There is no question “{question}”. Pick one of the list.")
    return building.mark_fitting(library, number, question, fits="unmark" not in sent)


@dataclass(frozen=True)
class _StoryPage:
    library_view: LibraryView
    stories: Stories
    sets: list[QuestionSet]

    def page(self, wanted: StoryCandidate | None, trouble: str) -> Response:
        """All stories; `wanted` is an answer that is to be one, `trouble` why what was sent last
        was not done, or "".
        """
        library = self.library_view.library
        often = told_too_often(library, self.stories)
        offered = list(islice(each_story_candidate(library), _MOST_OFFERED + 1))
        return self.library_view.page(
            "stories.html",
            400 if trouble else 200,
            title="Stories",
            trouble=trouble,
            stories=[self._shown(story, often) for story in self.stories.stories],
            dropped=self.stories.dropped[-1:],
            missing=themes_without_story(self.stories, self.sets),
            wanted=self._offered(wanted) if wanted else None,
            offered=[self._offered(each) for each in offered[:_MOST_OFFERED]],
            more=len(offered) > _MOST_OFFERED,
            lengths=STORY_LENGTHS,
            questions=[
                (f"{each.name}/{question.id}", question.wordings.interview)
                for each in self.sets
                for question in each.questions
            ],
        )

    def _shown(self, story: Story, often: list[TooOften]) -> ShownStory:
        best = best_of(self.library_view.library, story)
        takes = [
            ShownStoryTake(
                take,
                words_of(self.library_view.library, take),
                f"{self.library_view.root}/stories/{story.number}/{place}/audio",
                self._where(take),
                is_best=take == best,
            )
            for place, take in enumerate(story.takes, 1)
        ]
        return ShownStory(
            story,
            tuple(reversed(takes)),
            tuple(fitting_questions(story, self.sets)),
            next((each for each in often if each.story.number == story.number), None),
        )

    def _where(self, take: StoryTake) -> str:
        if not (self.library_view.library.folder / take.session / "session.json").is_file():
            return ""
        path = self.library_view.session_path(take.session)
        return f"{path}#{key_of(take.question, take.take)}"

    def _offered(self, found: StoryCandidate) -> OfferedStory:
        path = self.library_view.take_path(found.session, found.turn.number, found.take.number)
        where = f"{self.library_view.session_path(found.session)}#{key_of(*found.key[1:])}"
        library, (session, *_) = self.library_view.library, found.key
        same = story_of(library, session, found.turn, found.take, self.stories)
        name = same.name if same else ""
        return OfferedStory(found, found.transcript.text, f"{path}/audio", where, name)
