"""Questions made from an advert, a CV or a list: each with the phrases that it came from."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from coach.language_tags import ENGLISH
from coach.questions.naming import short_name
from coach.questions.sets import Question, SetContents, Wordings
from coach.questions.short_form import DEFAULT_SECONDS
from coach.questions.unlawful import unlawful_topics

Kind = Literal[
    "duty", "requirement", "value", "gap", "change", "claim", "old-skill", "missing", "list"
]

_COATS = Path(__file__).parent / "advert_coats_en.toml"
_OF_OTHERS = (
    (re.compile(r"\byour\b"), "their"),
    (re.compile(r"\byours\b"), "theirs"),
    (re.compile(r"\byourself\b"), "themselves"),
    (re.compile(r"\byou(?= *(?:$|[,.;]|and\b|or\b))"), "them"),
    (re.compile(r"\byou\b"), "they"),
)
_MOST_HEARD = 400  # characters of a phrase; few that long are heard, and with more none is kept


@dataclass(frozen=True)
class MadeQuestion:
    """A question, why it is asked, and the words of the advert or the CV that it came from."""

    kind: Kind
    question: Question
    sources: tuple[str, ...]


class Asker:
    """Words phrases as questions; the wordings of a form take turns."""

    def __init__(self) -> None:
        self._asked: dict[str, int] = {}

    def ask(self, form: str, it: str, sources: Sequence[str], kind: Kind) -> MadeQuestion:
        """A question of that form on `it`, of which the end is left out where it has none."""
        it = _beginning(it)
        read = _forms()[form]
        turn = self._asked.get(form, 0)
        self._asked[form] = turn + 1
        wordings = read["wordings"][turn % len(read["wordings"])]
        interview, meeting, chat = (each.format(it=it, theirs=_theirs(it)) for each in wordings)
        follow_ups = read["follow_ups"]
        question = Question(
            id=short_name(it),
            theme=read["theme"],
            wordings=in_coats(interview, meeting, chat),
            seconds=DEFAULT_SECONDS,
            listen_for=tuple(read["listen_for"]),
            follow_ups=tuple(follow_ups[turn % len(follow_ups)]),
        )
        return MadeQuestion(kind, question, tuple(sources))


def _theirs(text: str) -> str:
    """What is said to somebody as it is said of somebody else."""
    for pattern, other in _OF_OTHERS:
        text = pattern.sub(other, text)
    return text


def _beginning(text: str) -> str:
    """The words of `text` that fit into a question: what a file has without a stop may be a page
    of words, or one word of a thousand letters.
    """
    if len(text) <= _MOST_HEARD:
        return text
    whole, _, _ = text[: _MOST_HEARD + 1].rpartition(" ")
    return (whole or text[:_MOST_HEARD]).rstrip(" ,;:-")


@functools.cache
def _forms() -> dict[str, Any]:
    read = tomllib.loads(_COATS.read_text(encoding="utf-8"))
    return {each["name"]: each for each in read["form"]}


def in_coats(interview: str, meeting: str, chat: str) -> Wordings:
    """The wordings of a question, without a coat that is empty or that of an interview."""

    def own(text: str) -> str | None:
        return text if text not in ("", interview) else None

    return Wordings(interview=interview, meeting=own(meeting), chat=own(chat))


def unlawful_in(made: MadeQuestion) -> list[str]:
    """What it asks about that an employer in many countries may not ask about."""
    return unlawful_topics(" ".join((*made.question.coats.values(), *made.question.follow_ups)))


def named(made: Iterable[MadeQuestion]) -> list[MadeQuestion]:
    """The questions, each with an id of its own."""
    taken: set[str] = set()
    result: list[MadeQuestion] = []
    for each in made:
        own = short_name(each.question.id, taken)
        taken.add(own)
        result.append(replace(each, question=each.question.model_copy(update={"id": own})))
    return result


def reworded(made: MadeQuestion, text: str) -> MadeQuestion:
    """The question as the person worded it, in every coat."""
    update = {"wordings": Wordings(interview=text)}
    return replace(made, question=made.question.model_copy(update=update))


def as_set(
    made: Sequence[MadeQuestion], title: str, purpose: str, language: str = ENGLISH
) -> SetContents:
    """The set of those questions."""
    questions = tuple(each.question for each in made)
    return SetContents(title=title, purpose=purpose, language=language, questions=questions)
