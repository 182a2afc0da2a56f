"""What the address of the practising page asks for."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from urllib.parse import urlencode

from coach.choices import choices
from coach.debrief.walk import newest
from coach.errors import SessionDamaged, WrongUse
from coach.formats import counted
from coach.library.reading import transcript_of
from coach.library.records import Session, Turn
from coach.plan.agenda import MOCK_MINUTES
from coach.plan.reading import read_agenda
from coach.plan.wording import length_of
from coach.questions.combining import THEME_PREFIX, named_set, names_in
from coach.questions.finding import files_by_name, found_in
from coach.questions.sets import QuestionSet
from coach.session.turns import turn_of
from coach.web.library_view import LibraryView
from coach.web.practice.asked_aloud import drilling, noting, stating, telling, telling_story
from coach.web.practice.messages import Begin, Resume, Retake
from coach.web.practice.shown_sitting import SESSION, Params, ShownSitting, Way, number_of, sent
from coach.web.routing import Rejected

DEFAULT_SET = "career-vision"
_LIMITS = {"minutes": "min in all", "think": "s to think", "answer": "s for each answer"}
_COATS = {
    "meeting": "as in a business meeting",
    "chat": "as over coffee",
    "mixed": "in a mix of ways",
}


def sitting_asked_for(library_view: LibraryView, asked: Params) -> ShownSitting:
    """The sitting that the address asks for. Raises Rejected, CoachError."""
    for name, shown in _BY_PARAMETER.items():
        if asked.get(name):
            return shown(library_view, asked)
    return _new(library_view, asked)


def _new(library_view: LibraryView, asked: Params) -> ShownSitting:
    name = asked.get("set") or DEFAULT_SET
    question_set = _known(name)
    return ShownSitting(
        question_set.title,
        " · ".join([_outline_of_asked(question_set, asked.get("questions", "")), *_manner(asked)]),
        _after_session(library_view),
        set=name,
        language=question_set.language,
    )


def _planned(library_view: LibraryView, asked: Params) -> ShownSitting:
    """What the plan has for today. Raises Rejected, SessionDamaged, WrongUse."""
    agenda = read_agenda(library_view.library, date.today())
    if agenda is None or agenda.now is None:
        raise Rejected("No interview is planned.", 404)
    is_mock = asked["plan"] == "mock"
    left = length_of(agenda.now) if agenda.now.left else "What comes next by your plan"
    outline = f"{MOCK_MINUTES} minutes, against the clock" if is_mock else left
    return ShownSitting(
        "Mock interview" if is_mock else "Today, by your plan",
        " · ".join([outline, *_manner(asked)]),
        _after_session(library_view),
        asks=sent(Begin(kind="mock" if is_mock else "practice", planned=True)),
        hands_free=bool(asked.get("hands_free")),
        no_captions=bool(asked.get("no_captions")),
        language=agenda.question_set.language,
    )


def _outline_of_asked(question_set: QuestionSet, number: str) -> str:
    """What is asked of a set where the person wants so many questions; "" for all."""
    total = len(question_set.questions)
    if number in map(str, range(1, total)):
        return f"{number} of {total} questions"
    return outline_of(question_set)


def _manner(asked: Params) -> list[str]:
    """How the questions are asked and answered, where that is not the ordinary way."""
    is_mock = asked.get("kind") == "mock"
    limits = _LIMITS if is_mock else {}
    numbers = {name: asked.get(name, "")[:4] for name in limits}
    return [
        *(["against the clock"] if is_mock else []),
        *(f"{numbers[name]} {limit}" for name, limit in limits.items() if numbers[name].isdigit()),
        *(["one take each"] if is_mock and asked.get("strict") else []),
        *([f"asked {_COATS[coat]}"] if (coat := asked.get("coat", "")) in _COATS else []),
        *(["by voice"] if asked.get("hands_free") else []),
    ]


def _resume(library_view: LibraryView, asked: Params) -> ShownSitting:
    session = library_view.session(asked["session"])
    left = len(session.open_turns)
    questions = counted(left, "question is", "questions are") if left else "No question is"
    return ShownSitting(
        session.question_set.title,
        f"{questions} left.",
        _after_session(library_view),
        asks=sent(Resume(session=session.id, options=_voice_of(session))),
        language=session.question_set.language,
        hands_free=_was_hands_free(session),
    )


def _retake(library_view: LibraryView, asked: Params) -> ShownSitting:
    session = library_view.session(asked.get("session", ""))
    turn = turn_of(session, number_of(asked["question"]))
    path, number = library_view.session_path(session.id), turn.number
    beside = Way("Both takes side by side", f"{path}?beside={number}#q{number}", "primary")
    back = Way("Back to looking back", f"{path}/debrief?question={number}", "primary")
    by_ear = asked.get("from") == "debrief"
    ways = (back, beside) if by_ear else (beside, back)
    return ShownSitting(
        "Answer it again",
        turn.question.text,
        (*ways, Way("Try once more", f"{library_view.root}/practice?{urlencode(asked)}", "go-on")),
        asks=sent(Retake(session=session.id, question=turn.number, options=_voice_of(session))),
        then=ways[0].path,
        language=session.question_set.language,
        hands_free=_was_hands_free(session),
        before=_before(library_view, session, turn),
    )


def _before(library_view: LibraryView, session: Session, turn: Turn) -> str:
    """The newest answer to a question, as the page gets those of the session that it holds."""
    take = newest(turn)
    if take is None:
        return ""
    try:
        transcript = transcript_of(library_view.folder(session.id), take)
    except SessionDamaged:  # it will be told where it is read
        return ""
    if transcript is None:
        return ""
    answer = {
        "question": turn.question_ref.model_dump(mode="json"),
        "take": take.number,
        "text": transcript.text,
        "words": [word.model_dump(mode="json") for word in transcript.words],
        "duration": take.duration_s,
        "pace": "",
    }
    return json.dumps(answer)


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


def _known(name: str) -> QuestionSet:
    """The set of that name. Raises Rejected: a page names no files, and no broken sets."""
    files = files_by_name()
    for part in names_in(name, files):
        path = files.get(part)
        if path is None and not part.startswith(THEME_PREFIX):
            raise Rejected(f"There is no question set “{part}”.", 404)
        if path and (error := found_in(path).error):
            raise Rejected(error.message, 409)
    try:
        return named_set(name)
    except WrongUse as error:
        raise Rejected(error.message, 404) from error


def _voice_of(session: Session) -> dict[str, str]:
    """The voice that was chosen for it."""
    voice = session.settings.get("voice")
    return {"voice": voice} if voice in choices("voice") and voice != "auto" else {}


def _was_hands_free(session: Session) -> bool:
    return bool(session.settings.get("hands_free"))


_BY_PARAMETER: dict[str, Callable[[LibraryView, Params], ShownSitting]] = {
    "vision": stating,
    "drill": drilling,
    "story": telling_story,
    "real": telling,
    "plan": _planned,
    "note": noting,
    "question": _retake,
    "session": _resume,
}
