"""Records of the delivery rules: figures, and the moments they come from."""

from __future__ import annotations

from enum import StrEnum

from coach.delivery.bands import Band
from coach.records import Record

NAMES = "names"
"""Among what the rule of the specifics says is looked for: not in every language."""


class Certainty(StrEnum):
    """Whether the sound and the words can carry a finding."""

    SURE = "sure"
    UNSURE = "unsure"


class Moment(Record):
    """One place in a take: the words (as they stand in the transcript) and when they were said.

    The words from `start_s` to `end_s` are those quoted; what was found is `phrase`, at `at_s`.
    `how_many` is a length in seconds or a level in dB where there is one, else 1.
    """

    quote: str
    start_s: float
    end_s: float
    phrase: str
    at_s: float
    how_many: float = 1.0
    rule: str
    certainty: Certainty = Certainty.SURE

    @property
    def text(self) -> str:
        """What is said in it."""
        return self.quote


class Finding(Record):
    """One figure of a take. `start_s` and `end_s` are the stretch of the take it is about.

    `how_many` is None where it is unsure; `why` then says what cannot carry it. `quote` is that of
    its only moment, else empty: the moments quote.
    """

    what: str
    how_many: float | None
    unit: str
    rule: str
    start_s: float
    end_s: float
    certainty: Certainty = Certainty.SURE
    why: str = ""
    band: Band | None = None
    moments: tuple[Moment, ...] = ()

    @property
    def quote(self) -> str:
        """The words it comes from, where that is one place."""
        return self.moments[0].quote if len(self.moments) == 1 else ""

    @property
    def outside_band(self) -> bool:
        """Whether there is a band, and the figure is not in it."""
        if self.band is None or self.how_many is None:
            return False
        low, high = self.band.low, self.band.high
        return (low is not None and self.how_many < low) or (
            high is not None and self.how_many > high
        )


class Delivery(Record):
    """All figures of one take, and the version of the rules they come from."""

    rules_version: str
    findings: tuple[Finding, ...]

    def of(self, what: str) -> Finding | None:
        """The figure of that name; None where there is nothing to say."""
        return next((finding for finding in self.findings if finding.what == what), None)

    def figure(self, what: str) -> float | None:
        """How many; None where that is unsure or there is nothing to say."""
        found = self.of(what)
        return found.how_many if found else None

    @property
    def moments(self) -> list[tuple[Finding, Moment]]:
        """All moments in the order of the figures: number n of `coach delivery --play n`."""
        return [(finding, moment) for finding in self.findings for moment in finding.moments]
