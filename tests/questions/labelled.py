"""The labelled adverts and CVs, and how what is made of them is measured."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from coach.questions.made import MadeQuestion

HERE = Path(__file__).parent
_MARKED = re.compile(r"«(?:\w: )?(.*?)»", re.S)
_OVERLAP = 0.5  # of the shorter one's words, in a row
_ENOUGH = 3  # words in a row


@dataclass(frozen=True)
class Measured:
    """Questions `asked`, those `right` that came from a mark; `marks`, and those `covered`."""

    asked: int
    right: int
    marks: int
    covered: int


def adverts() -> list[dict[str, str]]:
    return tomllib.loads((HERE / "adverts.toml").read_text(encoding="utf-8"))["advert"]


def authored(kind: str, *, held_out: bool | None = None, by: str = "authored") -> list[dict]:
    """The "advert" or "cv" texts of an author; those held out or not where that is told.

    `by` says whose: "authored" of the second, "fresh" of the third, "fourth" of the fourth author.
    """
    text = (HERE / f"{by}_{kind}s.toml").read_text(encoding="utf-8")
    return [x for x in tomllib.loads(text)[kind] if held_out in (None, x.get("held_out", False))]


def cvs() -> list[dict]:
    return tomllib.loads((HERE / "cvs.toml").read_text(encoding="utf-8"))["cv"]


def plain(text: str) -> str:
    """The text without its marks."""
    return re.sub(r"«(?:\w: )?|»", "", text)


def marks(text: str) -> list[str]:
    """What a question should come from."""
    return [" ".join(each.split()) for each in _MARKED.findall(text)]


def marks_of_kind(text: str, kind: str) -> list[str]:
    """The marks of a CV of that kind: n for a claim with a number, o for an old skill."""
    return [" ".join(each.split()) for each in re.findall(rf"«{kind}: (.*?)»", text, re.S)]


def overlaps(source: str, mark: str) -> bool:
    """Whether both are the same place: three words in a row, or half of the shorter one's."""
    one, other = _words(source), _words(mark)
    match = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    return match.size >= min(_ENOUGH, max(1, _OVERLAP * min(len(one), len(other))))


def measured(text: str, made: list[MadeQuestion]) -> Measured:
    wanted = marks(text)
    right = [each for each in made if any(overlaps(s, m) for s in each.sources for m in wanted)]
    covered = [m for m in wanted if any(overlaps(s, m) for each in made for s in each.sources)]
    return Measured(len(made), len(right), len(wanted), len(covered))


def summed(all_measured: list[Measured]) -> Measured:
    return Measured(
        *(sum(getattr(each, name) for each in all_measured) for name in Measured.__match_args__)
    )


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())
