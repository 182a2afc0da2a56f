"""Finds questions in all sets: by theme, and by the words in them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from coach.errors import InvalidSetting
from coach.questions.quoting import shown
from coach.questions.sets import Question, QuestionSet
from coach.stemming import family

_WORD = re.compile(r"[^\W_]+")
_SHOWN_THEMES = 40


@dataclass(frozen=True)
class FoundQuestion:
    """A question, and the set it is in."""

    question_set: QuestionSet
    question: Question

    def as_json(self) -> dict[str, Any]:
        """The question as `coach questions list --theme` and `find` print it."""
        return {"set": self.question_set.name, **self.question.model_dump(mode="json")}


def themes_of(sets: Iterable[QuestionSet]) -> list[str]:
    """The themes in these sets, sorted."""
    return sorted({question.theme for each in sets for question in each.questions})


def on_theme(sets: Sequence[QuestionSet], theme: str) -> list[FoundQuestion]:
    """The questions on that theme. Raises InvalidSetting where there are none."""
    found = [each for each in _all(sets) if each.question.theme == theme]
    if not found:
        raise unknown_theme(sets, theme)
    return found


def unknown_theme(sets: Iterable[QuestionSet], theme: str) -> InvalidSetting:
    """The error that no question is on that theme; it tells which themes there are."""
    themes = themes_of(sets)
    near = difflib.get_close_matches(theme.lower(), themes, n=3, cutoff=0.5)
    nearest = f"Near: {', '.join(near)}." if near else f"There are: {_listed(themes)}."
    message = f'No question is on the theme "{shown(theme)}". {nearest}'
    return InvalidSetting(message, "coach questions list")


def with_words(sets: Sequence[QuestionSet], text: str) -> list[FoundQuestion]:
    """The questions that have all words of `text`, in any form, in one of their coats."""
    return [each for each in _all(sets) if _has_words(each, text)]


def says_words(text: str) -> bool:
    """Whether there is a word in it to look for."""
    return bool(_WORD.search(text))


def _has_words(found: FoundQuestion, text: str) -> bool:
    language = found.question_set.language
    wanted = _stems(text, language)
    return any(wanted <= _stems(each, language) for each in found.question.coats.values())


def _stems(text: str, language: str) -> set[str]:
    return {family(word, language) for word in _WORD.findall(text.lower())}


def _all(sets: Sequence[QuestionSet]) -> list[FoundQuestion]:
    return [FoundQuestion(each, question) for each in sets for question in each.questions]


def _listed(themes: Sequence[str]) -> str:
    more = f" and {len(themes) - _SHOWN_THEMES} more" if len(themes) > _SHOWN_THEMES else ""
    return ", ".join(themes[:_SHOWN_THEMES]) + more if themes else "none"
