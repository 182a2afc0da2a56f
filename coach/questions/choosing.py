"""Chooses the questions of a set that are asked, their order, and the coat (wording) of each."""

from __future__ import annotations

import difflib
import random
from collections.abc import Sequence

from coach.errors import InvalidSetting
from coach.formats import to_type
from coach.questions.quoting import shown
from coach.questions.sets import COATS, ChosenQuestion, Coat, Question, QuestionSet

MIXED = "mixed"
COAT_CHOICES: tuple[str, ...] = (*COATS, MIXED)


def choose(
    question_set: QuestionSet,
    *,
    count: int | None = None,
    only: Sequence[str] = (),
    coat: str = "interview",
    shuffle: bool = False,
    seed: int | None = None,
) -> list[ChosenQuestion]:
    """At most `count` questions: those named in `only`, in that order, or all in the set's order.

    `coat` is one of COAT_CHOICES; "mixed" draws one for each question. The same `seed` gives the
    same order and coats. The coat of a question depends on the seed alone, not on other questions.

    Raises InvalidSetting for a count below 1, an unknown coat, or an id the set does not have.
    """
    if count is not None and count < 1:
        raise InvalidSetting(f"Asking {count} questions is not possible.", "--questions 1 or more")
    # The same seed must give the same session: this is not a secret.
    draw = random.Random(seed)  # noqa: S311
    coats = _coats(question_set, coat, draw)
    questions = _named(question_set, only) if only else list(question_set.questions)
    if shuffle:
        draw.shuffle(questions)
    return [_chosen(question, coats[question.id]) for question in questions[:count]]


def _coats(question_set: QuestionSet, coat: str, draw: random.Random) -> dict[str, Coat]:
    """The coat of every question; drawn even where fixed, so that the order stays the same."""
    drawn: dict[str, Coat] = {each.id: draw.choice(COATS) for each in question_set.questions}
    if coat == MIXED:
        return drawn
    for known in COATS:
        if coat == known:
            return dict.fromkeys(drawn, known)
    choices = ", ".join(COAT_CHOICES)
    raise InvalidSetting(
        f'There is no coat "{shown(coat)}". There are: {choices}.', "--coat interview"
    )


def _named(question_set: QuestionSet, only: Sequence[str]) -> list[Question]:
    return [_question(question_set, question_id) for question_id in dict.fromkeys(only)]


def _question(question_set: QuestionSet, question_id: str) -> Question:
    question = question_set.question(question_id)
    if question is not None:
        return question
    ids = [each.id for each in question_set.questions]
    near = difflib.get_close_matches(question_id.lower(), ids, n=3, cutoff=0.5)
    nearest = f"Near: {', '.join(near)}." if near else f"There are: {', '.join(ids)}."
    is_one_set = question_set.name == question_set.path.stem
    raise InvalidSetting(
        f'The set {question_set.name} has no question "{shown(question_id)}". {nearest}',
        to_type("questions", *(("show", question_set.name) if is_one_set else ("list",))),
    )


def _chosen(question: Question, coat: Coat) -> ChosenQuestion:
    return ChosenQuestion(
        id=question.id,
        theme=question.theme,
        coat=coat if coat in question.coats else "interview",
        text=question.worded(coat),
        wordings={str(each): text for each, text in question.coats.items()},
        seconds=question.seconds,
        listen_for=question.listen_for,
        follow_ups=question.follow_ups,
        wished=question.wished,
    )
