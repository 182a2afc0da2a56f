"""Choosing the questions of a new session, in the form in which a session keeps them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from coach.config import Settings
from coach.debrief.asked_set import PREFIX
from coach.errors import InvalidQuestionSet, SessionDamaged
from coach.formats import days_ago
from coach.library.library import Library
from coach.library.overview import overviews
from coach.library.records import AskedQuestion, Kind, SetName, planned_turn
from coach.paths import user_question_sets
from coach.questions.choosing import choose
from coach.questions.combining import about, combined, named_set, names_in, theme_set
from coach.questions.finding import readable_sets
from coach.questions.reading import read_set
from coach.questions.sets import ChosenQuestion, QuestionSet
from coach.session.clock import clock_of
from coach.session.due import in_due_order
from coach.vision.next_steps import next_step

_DAYS = 14  # so long after a real interview its questions are offered
_LANGUAGE = "en"  # of the questions on a theme, unless another is wanted
_PRACTISED = (Kind.PRACTICE, Kind.MOCK)


@dataclass(frozen=True)
class AskedLately:
    """The questions of a real interview `days` ago."""

    question_set: QuestionSet
    days: int

    @property
    def news(self) -> str:
        """When it was, and what was asked, in a sentence."""
        first, *others = self.question_set.questions
        others_too = f", and {len(others)} more" if others else ""
        when = days_ago(self.days)
        return f'{when} you were asked "{first.wordings.interview.rstrip(".")}"{others_too}.'


def asked_lately(library: Library, today: date) -> AskedLately | None:
    """The newest questions of a real interview that were not practised since; None if there are
    none of the last days."""
    files = sorted(user_question_sets().glob(f"{PREFIX}*.yaml"), reverse=True)
    recent = {path: days for path in files if 0 <= (days := _days_ago(path.stem, today)) <= _DAYS}
    if not recent:
        return None
    names = {path.stem for path in recent}
    practised = {
        name
        for each in overviews(library.folder)
        if each.kind in _PRACTISED and each.answered
        for name in names_in(each.set_name, names)
    }
    for path, days in recent.items():
        if path.stem in practised:
            continue
        try:
            return AskedLately(read_set(path), days)
        except InvalidQuestionSet:  # perhaps edited by hand; `coach questions check` explains it
            continue
    return None


def _days_ago(name: str, today: date) -> int:
    try:
        day = date.fromisoformat(name.removeprefix(PREFIX)[: len("2026-11-23")])
    except ValueError:
        return -1
    return (today - day).days


def set_name(question_set: QuestionSet) -> SetName:
    """Name, title and language of a set, as a session keeps them."""
    return SetName(
        name=question_set.name,
        title=question_set.title,
        language=question_set.language,
        vocabulary=question_set.vocabulary,
    )


def set_asked_for(names: Sequence[str], settings: Settings, otherwise: str) -> QuestionSet:
    """The sets of these names as one, or `otherwise` where there are none.

    With a theme only its questions: of these sets, or else of all that are in the language.
    Raises InvalidQuestionSet, InvalidSetting.
    """
    language = settings.language or _LANGUAGE
    if settings.theme and not names:
        return theme_set(readable_sets(), settings.theme, language)
    found = combined([named_set(name, language) for name in names or [otherwise]])
    return about(found, settings.theme) if settings.theme else found


def chosen_questions(
    question_set: QuestionSet, settings: Settings, library: Library
) -> list[AskedQuestion]:
    """The questions that `settings` ask for, as a session keeps them. Raises InvalidSetting.

    What is due comes first, unless the person chose the order, or wants it to be the same again.
    """
    if not (settings.only or settings.shuffle or settings.seed is not None):
        question_set = in_due_order(question_set, library)
    questions = choose(
        question_set,
        count=settings.questions,
        only=settings.only,
        coat=settings.coat,
        shuffle=settings.shuffle,
        seed=settings.seed,
    )
    return asked(questions)


def with_next_step(
    questions: list[AskedQuestion],
    settings: Settings,
    library: Library,
    tell: Callable[[str], None],
) -> list[AskedQuestion]:
    """`questions`, and at the end a question how one of the vision's next steps is going.

    With `--only` nothing is added. A vision that cannot be read keeps nobody from practising:
    `tell` gets a sentence about it.
    """
    try:
        step = None if settings.only else next_step(library, datetime.now().astimezone())
    except SessionDamaged as error:
        tell(error.message)
        step = None
    if step is None or settings.questions == 1:
        return questions
    most = settings.questions - 1 if settings.questions else len(questions)
    return [*questions[:most], step]


def mock_questions(questions: list[AskedQuestion], settings: Settings) -> list[AskedQuestion]:
    """`questions` of a mock interview: with its time for each answer, and no more than fit into the
    time, unless the person chose how many or which.
    """
    if settings.answer:
        questions = [each.model_copy(update={"seconds": settings.answer}) for each in questions]
    if settings.questions or settings.only:
        return questions
    turns = [planned_turn(number, question) for number, question in enumerate(questions, 1)]
    return questions[: clock_of(settings).fitting(turns, 0.0)]


def asked(questions: Sequence[ChosenQuestion]) -> list[AskedQuestion]:
    """`questions` in the form in which a session keeps them."""
    return [AskedQuestion.model_validate(question.model_dump()) for question in questions]
