"""What the address of the practising page asks for, and where its end leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from coach.debrief.rating import FINE_TUNE
from coach.errors import WrongUse
from coach.formats import counted
from coach.library.records import Session
from coach.questions.finding import available_sets
from coach.questions.sets import QuestionSet
from coach.session.turns import turn_of
from coach.vision.drilling import hedged
from coach.vision.keeping import VisionFolder
from coach.vision.records import Section
from coach.web.building_pages import section_of
from coach.web.library_view import LibraryView
from coach.web.practice.messages import Asking, Drill, Resume, Retake, SayNote, SayVision
from coach.web.routing import Rejected
from coach.web.takes import key_of

DEFAULT_SET = "career-vision"
ALL = "all"  # the whole vision; the sentences of all sessions
SESSION = "SESSION"  # in a path: the session that was held

Params = Mapping[str, str]


@dataclass(frozen=True)
class Way:
    """A link at the end of a sitting. `use`: "primary", "go-on" (where it broke off), or ""."""

    name: str
    path: str
    use: str = ""


@dataclass(frozen=True)
class ShownSitting:
    """What is to be said on the page. The `vision` is shown while it is stated.

    `asks` is what the page sends to have it, as JSON; empty for a new session of the `set`, whose
    options are in the address. `then` is where the page goes by itself when something was said.
    """

    title: str
    outline: str
    ways: tuple[Way, ...]
    set: str = ""
    asks: str = ""
    then: str = ""
    hands_free: bool = False
    vision: tuple[tuple[str, tuple[str, ...]], ...] = ()  # heading and lines
    sentence: str = ""  # which is to be said once more


def sitting_asked_for(library_view: LibraryView, asked: Params) -> ShownSitting:
    """The sitting that the address asks for. Raises Rejected, CoachError."""
    if asked.get("vision"):
        return _vision(library_view, asked["vision"])
    if asked.get("drill"):
        return _drill(library_view, asked["drill"])
    if asked.get("note"):
        return _note(library_view, asked)
    if asked.get("question"):
        return _retake(library_view, asked)
    if asked.get("session"):
        return _resume(library_view, library_view.session(asked["session"]))
    return _new(library_view, asked.get("set") or DEFAULT_SET)


def _new(library_view: LibraryView, name: str) -> ShownSitting:
    question_set = _known(name)
    title, outline = question_set.title, outline_of(question_set)
    return ShownSitting(title, outline, _after_session(library_view), set=name)


def _resume(library_view: LibraryView, session: Session) -> ShownSitting:
    left = len(session.open_turns)
    questions = counted(left, "question is", "questions are") if left else "No question is"
    return ShownSitting(
        session.question_set.title,
        f"{questions} left.",
        _after_session(library_view),
        asks=_sent(Resume(session=session.id)),
        hands_free=_was_hands_free(session),
    )


def _retake(library_view: LibraryView, asked: Params) -> ShownSitting:
    session = library_view.session(asked.get("session", ""))
    turn = turn_of(session, number_of(asked["question"]))
    path, anchor = library_view.session_path(session.id), f"#q{turn.number}"
    beside = Way("Both takes side by side", f"{path}?beside={turn.number}{anchor}", "primary")
    back = Way("Back to looking back", f"{path}/debrief{anchor}", "primary")
    by_ear = asked.get("from") == "debrief"
    ways = (back, beside) if by_ear else (beside, back)
    return ShownSitting(
        "Answer it again",
        turn.question.text,
        (*ways, Way("Try once more", f"{library_view.root}/practice?{urlencode(asked)}", "go-on")),
        asks=_sent(Retake(session=session.id, question=turn.number)),
        then=ways[0].path,
        hands_free=_was_hands_free(session),
    )


def _vision(library_view: LibraryView, what: str) -> ShownSitting:
    root = library_view.root
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
            asks=_sent(SayVision()),
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
        asks=_sent(SayVision(section=section)),
        then=pick.path,
    )


def _drill(library_view: LibraryView, what: str) -> ShownSitting:
    root, library = library_view.root, library_view.library
    session = "" if what == ALL else library_view.session(what).id
    found = next(hedged(library, session or None), None)
    if found is None:
        raise Rejected("No hedge was found in what you said you want.", 404)
    both = Way("Hear both", f"{root}/drill/{SESSION}", "primary")
    return ShownSitting(
        "Say it once more, without the hedge",
        f"You hear your sentence, and say it once more, in one sentence, without {found.hedge}.",
        (both, Way("Once more", f"{root}/practice?drill={quote(what)}", "go-on")),
        asks=_sent(Drill(session=session)),
        then=both.path,
        sentence=found.said.sentence.text,
    )


def _note(library_view: LibraryView, asked: Params) -> ShownSitting:
    session = library_view.session(asked.get("session", ""))
    turn = turn_of(session, number_of(asked.get("question", "")))
    take = number_of(asked["note"])
    path = f"{library_view.session_path(session.id)}/debrief#{key_of(turn.number, take)}"
    back = Way("Back to looking back", path, "primary")
    return ShownSitting(
        FINE_TUNE,
        f"In your answer to “{turn.question.text}” Say a line; it is written into your note.",
        (back, Way("Once more", f"{library_view.root}/practice?{urlencode(asked)}", "go-on")),
        asks=_sent(SayNote(session=session.id, question=turn.number, take=take)),
        then=path,
    )


def _after_session(library_view: LibraryView) -> tuple[Way, ...]:
    root = library_view.root
    return (
        Way("Look back", f"{root}/session/{SESSION}/debrief", "primary"),
        Way("Hear and read it", f"{root}/session/{SESSION}"),
        Way("Go on with it", f"{root}/practice?session={SESSION}", "go-on"),
    )


def outline_of(question_set: QuestionSet) -> str:
    """How many questions a set has, and how long answering them takes."""
    questions = question_set.questions
    minutes = max(1, round(sum(each.seconds for each in questions) / 60))
    count = counted(len(questions), "question", "questions")
    return f"{count}, about {counted(minutes, 'minute', 'minutes')} of speaking"


def number_of(text: str) -> int:
    """A number of an address. Raises WrongUse."""
    try:
        return int(text[:9])
    except ValueError:
        raise WrongUse(f"“{text[:20]}” is no number of a question.") from None


def _known(name: str) -> QuestionSet:
    """The set of that name. Raises Rejected: a page names no files, and no broken sets."""
    found = next((each for each in available_sets() if each.name == name), None)
    if found is None:
        raise Rejected(f"There is no question set “{name}”.", 404)
    if found.question_set is None:
        raise Rejected(found.error.message if found.error else "It cannot be read.", 409)
    return found.question_set


def _sent(asking: Asking) -> str:
    return asking.model_dump_json(exclude={"options", "heard"})


def _was_hands_free(session: Session) -> bool:
    return bool(session.settings.get("hands_free"))
