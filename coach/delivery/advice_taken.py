"""How often what was to be changed in an answer was gone in the next take of the same question."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from coach.delivery.kept import MeasuredTake
from coach.delivery.language import language_of


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


def advice_taken(takes: Sequence[MeasuredTake]) -> list[AdviceTaken]:
    """Each thing that was to be changed before one of `takes`; what was said most often first.

    Raises InvalidSetting.
    """
    tried: dict[str, list[tuple[MeasuredTake, bool]]] = {}
    for take in takes:
        if take.advice_before:
            before = take.advice_before
            tried.setdefault(before["finding"], []).append((take, before["gone"]))
    found = [
        AdviceTaken(
            finding,
            finding_name(finding, those[-1][0].language),
            sum(gone for _, gone in those),
            len(those),
        )
        for finding, those in tried.items()
    ]
    return sorted(found, key=lambda each: -each.times)


def finding_name(finding: str, language: str) -> str:
    """A finding in a few words. A person's own language file may lack it. Raises InvalidSetting."""
    return language_of(language).advice.names.get(finding) or finding.replace("_", " ")
