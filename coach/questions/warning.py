"""Warns of what a set may hold and should not: it can be asked, and will not be heard well."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from coach.formats import counted
from coach.language_tags import primary_language
from coach.paths import shipped_question_sets
from coach.questions.finding import found_in
from coach.questions.likeness import Likeness, pairs_alike
from coach.questions.sets import COATS, Question, QuestionSet
from coach.questions.unlawful import SET_NAME, unlawful_topics

MOST_WORDS = 40
"""Of a text that is heard once. A voice takes about a quarter of a minute for it."""

_Place = tuple[str, Question]  # the name of a set, and a question of it


def warnings_of(found: QuestionSet, shipped: Path | None = None) -> list[str]:
    """A sentence for each thing that should be mended, and need not be. `shipped`: the folder with
    the program's own sets, where it is not the usual one.
    """
    alike = _alike(found, shipped or shipped_question_sets())
    return [*_coats_missing(found), *_too_long(found), *_unlawful(found), *alike]


def warnings_about(found: QuestionSet, question: Question) -> list[str]:
    """What there is to mend in one question of the set. That a coat is missing is no fault here."""
    alike = _alike(found, shipped_question_sets())
    warnings = [*_too_long(found), *_unlawful(found), *alike]
    named = (f"{question.id}: ", f" as {question.id}: ")
    return [each for each in warnings if each.startswith(named[0]) or named[1] in each]


def _coats_missing(found: QuestionSet) -> Iterator[str]:
    for coat in COATS:
        without = [each.id for each in found.questions if coat not in each.coats]
        if without:
            number = counted(len(without), "question has", "questions have")
            which = f" ({without[0]})" if len(without) == 1 else ""
            yield f"{number} no wording for a {coat}{which}, and will be asked as in an interview."


def _too_long(found: QuestionSet) -> Iterator[str]:
    for question in found.questions:
        for text in _heard(question):
            words = len(text.split())
            if words > MOST_WORDS:
                yield (
                    f"{question.id}: a text has {words} words. Nobody can keep more than "
                    f"{MOST_WORDS} in mind: {_beginning(text)}"
                )


def _unlawful(found: QuestionSet) -> Iterator[str]:
    if SET_NAME in found.name or primary_language(found.language) != "en":
        return
    for question in found.questions:
        topics = {topic: text for text in _heard(question) for topic in unlawful_topics(text)}
        for topic, text in topics.items():
            yield (
                f"{question.id}: this asks about {topic}, which an employer in many countries may "
                f"not. Such questions belong in a set with {SET_NAME} in its name: "
                f"{_beginning(text)}"
            )


def _alike(found: QuestionSet, shipped: Path) -> Iterator[str]:
    """Questions that mean the same as another of the set or, for the program's own, of any set."""
    own = [each.worded("interview") for each in found.questions]
    is_shipped = found.path.resolve().parent == shipped.resolve()
    others = _shipped(found, shipped) if primary_language(found.language) == "en" else []
    beside = [each.worded("interview") for _, each in others]
    likeness = Likeness([*own, *beside], found.language)
    compared = beside if is_shipped else []
    for one, other in pairs_alike(own, compared, likeness):
        place = _place(others[other - len(own)]) if other >= len(own) else found.questions[other].id
        question = found.questions[one]
        yield f"{question.id}: this means the same as {place}: {_beginning(own[one])}"


def _place(of: _Place) -> str:
    name, question = of
    return f"{question.id} in {name}"


def _shipped(found: QuestionSet, folder: Path) -> list[_Place]:
    """The questions of the program's own sets, but for those of `found`; broken sets have none."""
    own = found.path.resolve()  # in the checkout it is found by a relative path
    paths = [each for each in sorted(folder.glob("*.yaml")) if each.resolve() != own]
    sets = [found_in(path).question_set for path in paths]
    return [(each.name, question) for each in sets if each for question in each.questions]


def _heard(question: Question) -> list[str]:
    return [*question.coats.values(), *question.follow_ups]


def _beginning(text: str) -> str:
    words = text.split()
    return f"“{' '.join(words[:8])}{'…' if len(words) > 8 else ''}”"
