"""The listener's checklist: which of the points that a question listens for were heard."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from coach.debrief.numbered import place_in
from coach.debrief.ports import Prompter
from coach.debrief.records import Rated

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
    reply = prompter.line("Which of these did you hear? Their numbers, or nothing for none.")
    if reply is None:
        return False
    said = set(numbers_in(reply, len(points)))
    heard = {number: number in said for number in range(1, len(points) + 1)}
    keep(rated.model_copy(update={"heard": heard}))
    return True


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
