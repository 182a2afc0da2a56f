"""Makes short names of a-z, 0-9 and hyphens, out of what a person wrote."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Collection

from coach.paths import is_reserved
from coach.questions.sets import LONGEST_SLUG

_LONGEST = LONGEST_SLUG - 4  # leaves room for a number


def short_name(text: str, taken: Collection[str] = (), otherwise: str = "question") -> str:
    """The first words of `text` as a short name that is not among those `taken`.

    It is no name that Windows keeps for itself. `otherwise` is the name where `text` has no Latin
    letter.
    """
    plain = unicodedata.normalize("NFKD", text.replace("'", "").replace("\u2019", "")).lower()
    words = "-".join(re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode()))
    name = words[:_LONGEST]
    name = name.rsplit("-", 1)[0] if len(words) > len(name) and "-" in name else name
    name = name.strip("-") or otherwise
    names = itertools.chain([name], (_numbered(name, number) for number in itertools.count(2)))
    return next(each for each in names if each not in taken and not is_reserved(each))


def _numbered(name: str, number: int) -> str:
    ending = f"-{number}"
    return f"{name[: LONGEST_SLUG - len(ending)].rstrip('-')}{ending}"


def title_of(name: str) -> str:
    """The title of a set or a theme that has only a name: `my-questions` → `My questions`."""
    words = " ".join(name.replace("-", " ").replace("_", " ").split())
    return words[:1].upper() + words[1:] or "Questions"
