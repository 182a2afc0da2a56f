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

    `advised`: for each take before which something was, oldest first, what, whether it was gone,
    and the language of the take.

    Raises InvalidSetting.
    """
    tried: dict[str, list[tuple[bool, str]]] = {}
    for finding, gone, language in advised:
        tried.setdefault(finding, []).append((gone, language))
    found = [
        AdviceTaken(
            finding,
            finding_name(finding, those[-1][1]),
            sum(gone for gone, _ in those),
            len(those),
        )
        for finding, those in tried.items()
    ]
    return sorted(found, key=lambda each: -each.times)


def finding_name(finding: str, language: str) -> str:
    """A finding in a few words. A person's own language file may lack it. Raises InvalidSetting."""
    from coach.delivery.language import language_of

    return language_of(language).advice.names.get(finding) or finding.replace("_", " ")
