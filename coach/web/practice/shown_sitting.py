"""A sitting as the practising page shows it before it begins, and where its end leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coach.errors import WrongUse
from coach.interview.language import interview_language
from coach.web.practice.messages import Asking

ALL = "all"  # the whole vision; the sentences of all sessions
NEW = "new"  # another telling
SESSION = "SESSION"  # in a path: the session that was held
_MOST_DIGITS = 9

Params = Mapping[str, str]


@dataclass(frozen=True)
class Way:
    """A link at the end of a sitting. `use`: "primary", "go-on" (where it broke off), or ""."""

    name: str
    path: str
    use: str = ""


@dataclass(frozen=True)
class ShownSitting:
    """What is to be said on the page. The `vision` is shown while it is stated.

    `asks` is what the page sends to have it, as JSON; empty for a new session of the `set`, whose
    options are in the address. `then` is where the page goes by itself when something was said.
    """

    title: str
    outline: str
    ways: tuple[Way, ...]
    set: str = ""
    asks: str = ""
    then: str = ""
    can_be_held: bool = True  # by voice, and without captions
    hands_free: bool = False
    no_captions: bool = False
    vision: tuple[tuple[str, tuple[str, ...]], ...] = ()  # heading and lines
    language: str = "en"  # which is spoken
    sentence: str = ""  # which is to be said once more
    before: str = ""  # the take before it, as JSON
    instead: Way | None = None  # for who does not want to speak

    @property
    def commands(self) -> Mapping[str, str]:
        """What can be said when the session is run by voice, by the name of the command."""
        return interview_language(self.language).commands.told


def number_of(text: str) -> int:
    """A number of an address, such as that of a question. Raises WrongUse."""
    if not (text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise WrongUse(f"This address has “{text[:20]}” where a number belongs.")
    return int(text)


def sent(asking: Asking) -> str:
    """What the page sends to ask for it."""
    return asking.model_dump_json(exclude={"heard", "microphone"})
