"""The listener's checklist: which of the points that a question listens for were heard."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from coach.debrief.numbered import place_in
from coach.debrief.ports import Prompter
from coach.debrief.records import Rated

_WHICH = "Which of these did you hear? Tell their numbers, such as 1 2."
_NONE = re.compile(r"\W*(?:(?:none|nothing|neither|no|0)\b.*)?", re.I)
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def show_points(prompter: Prompter, points: Sequence[str]) -> None:
    """Tell what to listen for, before the answer is played."""
    if points:
        prompter.show("Listen for:")
    for number, point in enumerate(points, 1):
        prompter.show(f"  {number}  {point}")


def tick(
    prompter: Prompter, points: Sequence[str], rated: Rated, keep: Callable[[Rated], object]
) -> bool:
    """Ask which of `points` were heard, unless that is known; False where the person stopped."""
    if not points or rated.heard:
        return True
    known = range(1, len(points) + 1)
    while (reply := prompter.line(_WHICH)) is not None:
        said = set() if _NONE.fullmatch(reply) else set(numbers_in(reply, len(points)))
        if _NONE.fullmatch(reply) or (said and said <= set(known)):
            heard = {number: number in said for number in known}
            keep(rated.model_copy(update={"heard": heard}))
            return True
        prompter.show(f"  Tell it with numbers up to {len(points)}, or with “none”.")
    return False


def numbers_in(reply: str, most: int) -> list[int]:
    """The numbers, up to `most`, in a reply that was typed or said: 1 3, 13, or one and three."""
    found: list[int] = []
    for word in re.findall(r"\d+|[a-z]+", reply.lower()):
        if word in _WORDS:
            found.append(_WORDS.index(word) + 1)
        elif word.isdecimal():
            is_one = place_in(most, word) is not None
            found += [int(word)] if is_one else map(int, word)  # else several without a space
    return found


def points_heard(rated: Rated, points: Sequence[str]) -> list[str]:
    """What was heard and what was not, each in a sentence."""
    said = [
        (name, [point for number, point in enumerate(points, 1) if rated.heard.get(number) is is_])
        for name, is_ in (("Heard", True), ("Not heard", False))
    ]
    return [f"{name}: {'; '.join(those)}." for name, those in said if those]
