"""Makes one set out of several, or out of the questions on a theme."""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterator, Sequence

from coach.errors import InvalidSetting
from coach.formats import to_type
from coach.language_tags import primary_language
from coach.questions.catalogue import unknown_theme
from coach.questions.finding import files_by_name, find_set, path_of_set, readable_sets
from coach.questions.naming import short_name, title_of
from coach.questions.sets import LONGEST_SLUG, LONGEST_TEXT, Question, QuestionSet

JOINT = "+"
"""Between the names of sets that were asked together."""

THEME_PREFIX = "theme-"
"""Of the name that the questions on a theme have as a set."""


def named_set(name: str, language: str = "en") -> QuestionSet:
    """The set of that name; the sets of several names with + between; or, named `theme-THEME`, the
    questions on a theme. So a session's set is found again by the name that was kept.

    Raises InvalidQuestionSet, InvalidSetting.
    """
    if path_of_set(name) is None:
        if name.startswith(THEME_PREFIX):
            return theme_set(readable_sets(), name.removeprefix(THEME_PREFIX), language)
        return combined([find_set(each) for each in names_in(name, files_by_name())])
    return find_set(name)


def names_in(name: str, known: Container[str]) -> list[str]:
    """The names of the sets that were asked together as `name`.

    A `known` one is taken whole, though its file may have a + in its own name: `c++`.
    """
    parts, found = name.split(JOINT), []
    while parts:
        ends = range(len(parts), 0, -1)
        end = next((each for each in ends if JOINT.join(parts[:each]) in known), 1)
        found.append(JOINT.join(parts[:end]))
        parts = parts[end:]
    return found


def combined(sets: Sequence[QuestionSet]) -> QuestionSet:
    """The questions of these sets as one: the first of each, then the second of each, and so on.

    Raises InvalidSetting where the sets are not in one language.
    """
    first, *others = {each.name: each for each in sets}.values()
    if not others:
        return first
    for each in others:
        if primary_language(each.language) != primary_language(first.language):
            raise InvalidSetting(
                f"The set {first.name} is in {first.language} and {each.name} in {each.language}: "
                "they cannot be asked together.",
                to_type("practice", first.name),
            )
    all_sets = (first, *others)
    title = f"{', '.join(each.title for each in all_sets[:-1])} and {all_sets[-1].title}"
    words = itertools.chain.from_iterable(each.vocabulary for each in all_sets)
    return first.model_copy(
        update={
            "name": JOINT.join(each.name for each in all_sets),
            "title": title[:LONGEST_TEXT],
            "purpose": None,
            "vocabulary": tuple(dict.fromkeys(words)),
            "questions": tuple(_in_turn(all_sets)),
        }
    )


def about(question_set: QuestionSet, theme: str) -> QuestionSet:
    """The questions of a set that are on that theme. Raises InvalidSetting where there are none."""
    questions = tuple(each for each in question_set.questions if each.theme == theme)
    if not questions:
        raise unknown_theme([question_set], theme)
    return question_set.model_copy(update={"questions": questions})


def theme_set(sets: Sequence[QuestionSet], theme: str, language: str) -> QuestionSet:
    """All questions on that theme in sets of that language. Raises InvalidSetting."""
    understood = [
        each for each in sets if primary_language(each.language) == primary_language(language)
    ]
    having = [
        each for each in understood if any(question.theme == theme for question in each.questions)
    ]
    if not having:
        raise unknown_theme(understood, theme)
    found = about(combined(having), theme)
    return found.model_copy(update={"name": f"{THEME_PREFIX}{theme}", "title": title_of(theme)})


def _own_id(question_set: QuestionSet, question: Question, taken: set[str]) -> str:
    """The question's id with the set's name before it. Of long names that leaves the same for
    several questions, so a number tells them apart.
    """
    name = f"{question_set.name}-{question.id}"
    short = name[:LONGEST_SLUG]
    return short if short not in taken else short_name(name, taken)


def _in_turn(sets: Sequence[QuestionSet]) -> Iterator[Question]:
    """A question of each set in turn; an id that another set has gets the set's name before it."""
    taken: set[str] = set()
    rows = itertools.zip_longest(*([(each, one) for one in each.questions] for each in sets))
    for found in itertools.chain.from_iterable(rows):
        if found is None:
            continue
        question_set, question = found
        if question.id in taken:
            question = question.model_copy(update={"id": _own_id(question_set, question, taken)})
        taken.add(question.id)
        yield question
