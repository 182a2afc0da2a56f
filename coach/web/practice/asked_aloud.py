"""Sittings that are no session of questions: the vision, a drill, a story, a note, a telling."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from coach.debrief.rating import FINE_TUNE
from coach.debrief.told import PROMPTS, TELLING, Part
from coach.errors import WrongUse
from coach.library.records import Turn
from coach.session.own_questions import to_tell_story
from coach.session.turns import turn_of
from coach.stories.keeping import StoriesFolder
from coach.vision.drilling import hedged
from coach.vision.keeping import VisionFolder
from coach.vision.records import Section
from coach.web.building_pages import section_of
from coach.web.library_view import LibraryView
from coach.web.practice.messages import Drill, SayNote, SayVision, Tell, TellStory
from coach.web.practice.shown_sitting import (
    ALL,
    NEW,
    SESSION,
    Params,
    ShownSitting,
    Way,
    number_of,
    sent,
)
from coach.web.rated_answers import asked_by
from coach.web.routing import Rejected


def stating(library_view: LibraryView, asked: Params) -> ShownSitting:
    """The vision stated aloud, or a line for one section. Raises Rejected, CoachError."""
    root, what = library_view.root, asked["vision"]
    once_more = Way("Once more", f"{root}/practice?vision={quote(what)}", "go-on")
    if what == ALL:
        vision = VisionFolder(library_view.library.folder).read()
        if not vision.lines:
            raise WrongUse("There is no vision yet.", "Pick sentences of yours for it first.")
        read = Way("Hear and read it", f"{root}/session/{SESSION}", "primary")
        return ShownSitting(
            "State your career vision aloud",
            "Its lines stay before you while you speak. The recording is kept.",
            (read, once_more, Way("Career vision", f"{root}/vision")),
            asks=sent(SayVision()),
            then=read.path,
            vision=tuple(
                (section.heading, tuple(line.text for line in vision.of(section)))
                for section in Section
                if vision.of(section)
            ),
        )
    section = section_of(what)
    pick = Way("Pick it for your vision", f"{root}/vision/build?section={section}", "primary")
    return ShownSitting(
        section.heading,
        "Say it in a sentence. You can then pick it for your vision.",
        (pick, once_more),
        asks=sent(SayVision(section=section)),
        then=pick.path,
    )


_NO_HEDGE = (
    "I look for a hedge, such as “maybe” or “I guess”, in sentences that say what you want, and "
    "that you have not said once more yet. "
    "No hedge was found in what you said you want."
)


def drilling(library_view: LibraryView, asked: Params) -> ShownSitting:
    """A hedged sentence said once more. Raises Rejected, CoachError."""
    root, library, what = library_view.root, library_view.library, asked["drill"]
    session = "" if what == ALL else library_view.session(what).id
    found = next(hedged(library, session or None), None)
    if found is None:
        raise Rejected(_NO_HEDGE, 404, "Nothing to say without a hedge")
    both = Way("Hear both", f"{root}/drill/{SESSION}", "primary")
    return ShownSitting(
        "Say it once more, without the hedge",
        f"You hear your sentence, and say it once more, in one sentence, without {found.hedge}.",
        (both, Way("Once more", f"{root}/practice?drill={quote(what)}", "go-on")),
        asks=sent(Drill(session=session)),
        then=both.path,
        sentence=found.said.sentence.text,
    )


def telling_story(library_view: LibraryView, asked: Params) -> ShownSitting:
    """A story told once more. Raises CoachError."""
    root = library_view.root
    story = StoriesFolder(library_view.library.folder).numbered(number_of(asked["story"]))
    seconds = max(10, min(600, number_of(asked.get("seconds") or "60")))
    question = to_tell_story(story, seconds)
    hear = Way("Hear all takes", f"{root}/stories#story-{story.number}", "primary")
    read = Way("Hear and read it", f"{root}/session/{SESSION}")
    return ShownSitting(
        story.name,
        f"{question.text}. The recording becomes the newest take of the story.",
        (hear, read, Way("Once more", f"{root}/practice?{urlencode(asked)}", "go-on")),
        asks=sent(TellStory(story=story.number, seconds=seconds)),
        then=hear.path,
        language=story.newest.language,
    )


def noting(library_view: LibraryView, asked: Params) -> ShownSitting:
    """What to fine-tune, said while looking back. Raises CoachError."""
    session = library_view.session(asked.get("session", ""))
    turn = turn_of(session, number_of(asked.get("question", "")))
    take = number_of(asked["note"])
    path = f"{library_view.session_path(session.id)}/debrief?{_asked_by(turn, take)}"
    back = Way("Back to looking back", path, "primary")
    return ShownSitting(
        FINE_TUNE,
        f"In your answer to “{turn.question.text}” Say a line; it is written into your note.",
        (back, Way("Once more", f"{library_view.root}/practice?{urlencode(asked)}", "go-on")),
        asks=sent(SayNote(session=session.id, question=turn.number, take=take)),
        can_be_held=False,
        then=path,
    )


def _asked_by(turn: Turn, number: int) -> str:
    """How the page of looking back names take `number`, which may have gone meanwhile."""
    take = next((each for each in turn.said if each.number == number), None)
    return asked_by(turn, take) if take else f"question={turn.number}"


def telling(library_view: LibraryView, asked: Params) -> ShownSitting:
    """A real interview told of, or one question of it. Raises CoachError."""
    what, root = asked["real"], library_view.root
    if asked.get("question"):
        return _telling_of(library_view, asked)
    session = "" if what == NEW else library_view.session(what).id
    questions = Way("The questions I heard", f"{root}/session/{SESSION}/debrief", "primary")
    return ShownSitting(
        "Tell of a real interview",
        f"{TELLING.text} I write it down, and pick out what you were asked.",
        (questions, Way("Go on with it", f"{root}/practice?real={SESSION}", "go-on")),
        asks=sent(Tell(session=session)),
        then=questions.path,
        instead=Way("Type it instead", f"{root}/real"),
    )


def _telling_of(library_view: LibraryView, asked: Params) -> ShownSitting:
    """What was said to one question, or what one wishes to have said."""
    session = library_view.session(asked["real"])
    turn = turn_of(session, number_of(asked["question"]))
    part: Part = "wished" if asked.get("part") == "wished" else "said"
    path = f"{library_view.session_path(session.id)}/debrief#q{turn.number - 1}"
    back = Way("Back to the interview", path, "primary")
    return ShownSitting(
        PROMPTS[part],
        f"You were asked: “{turn.question.text}” It is written down as you say it.",
        (back, Way("Once more", f"{library_view.root}/practice?{urlencode(asked)}", "go-on")),
        asks=sent(Tell(session=session.id, question=turn.number, part=part)),
        then=path,
    )
