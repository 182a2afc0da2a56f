"""How often what was to be changed in an answer was gone in the next take of the same question."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class AdviceTaken:
    """What was to be changed, how often the next take showed whether it was, and how often so."""

    finding: str
    name: str
    gone: int
    times: int

    @property
    def told(self) -> str:
        """Such as: gone 3 of 4 times."""
        return f"gone {self.gone} of {self.times} {'time' if self.times == 1 else 'times'}"

    def as_json(self) -> dict[str, Any]:
        """As `coach progress --json` prints it."""
        return dataclasses.asdict(self)


def advice_taken(advised: Iterable[tuple[str, bool, str]]) -> list[AdviceTaken]:
    """Each thing that was to be changed; what was said most often first.

    `advised` has the takes before which something was to be changed, oldest first: what that was,
    whether it was gone in the take, and the language of the take. Raises InvalidSetting.
    """
    tried: dict[str, list[tuple[bool, str]]] = {}
    for finding, gone, language in advised:
        tried.setdefault(finding, []).append((gone, language))
    found = [
        AdviceTaken(
            finding,
            finding_name(finding, language=takes[-1][1]),
            gone=sum(was_gone for was_gone, _ in takes),
            times=len(takes),
        )
        for finding, takes in tried.items()
    ]
    return sorted(found, key=lambda each: -each.times)


def finding_name(finding: str, language: str) -> str:
    """A finding in a few words. A person's own language file may lack it. Raises InvalidSetting."""
    from coach.delivery.language import language_of

    return language_of(language).advice.names.get(finding) or finding.replace("_", " ")
