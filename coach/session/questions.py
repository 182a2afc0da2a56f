"""Choosing the questions of a new session, in the form in which a session keeps them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from coach.config import Settings
from coach.errors import SessionDamaged
from coach.library.library import Library
from coach.library.records import AskedQuestion, SetName, planned_turn
from coach.questions.choosing import choose
from coach.questions.sets import ChosenQuestion, QuestionSet
from coach.session.runner import clock_of
from coach.vision.next_steps import next_step


def set_name(question_set: QuestionSet) -> SetName:
    """Name, title and language of a set, as a session keeps them."""
    return SetName(
        name=question_set.name,
        title=question_set.title,
        language=question_set.language,
        vocabulary=question_set.vocabulary,
    )


def chosen_questions(question_set: QuestionSet, settings: Settings) -> list[AskedQuestion]:
    """The questions that `settings` ask for, as a session keeps them. Raises InvalidSetting."""
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
