"""Records of advice: what was found in an answer, in whose words it shows, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from coach.records import Record

_SHOWN = 14  # words of a quote: enough to know the sentence by


class ToChange(StrEnum):
    """What a trainer would have changed next time."""

    CAME_LATE = "came_late"
    TRAILED_OFF = "trailed_off"
    NO_RESULT = "no_result"
    NO_OWN_PART = "no_own_part"
    NOTHING_TO_CHECK = "nothing_to_check"
    SOFTENED = "softened"
    LONG_SENTENCE = "long_sentence"
    OVER_TIME = "over_time"
    SAID_TWICE = "said_twice"
    FILLERS = "fillers"
    TOO_FAST = "too_fast"
    TOO_SLOW = "too_slow"


class ToKeep(StrEnum):
    """What a trainer would have kept."""

    RESULT_WITH_NUMBER = "result_with_number"
    CLEAR_BEGINNING = "clear_beginning"
    PAUSE_WELL_USED = "pause_well_used"
    OWN_DOING = "own_doing"
    WITHIN_TIME = "within_time"


PUT_IN: Mapping[str, tuple[str, ...]] = {each.value: () for each in (*ToChange, *ToKeep)} | {
    ToChange.CAME_LATE.value: ("seconds",),
    ToChange.NO_OWN_PART.value: ("count",),
    ToChange.SOFTENED.value: ("phrase",),
    ToChange.LONG_SENTENCE.value: ("words",),
    ToChange.OVER_TIME.value: ("over", "target"),
    ToChange.FILLERS.value: ("count", "rate"),
    ToChange.TOO_FAST.value: ("pace",),
    ToChange.TOO_SLOW.value: ("pace",),
    # other wordings of a finding
    "trailed_off_at_once": (),
    "vague_result": (),
    "over_time_here": ("over", "target"),
    "over_time_and_twice": ("over", "target"),
    "too_fast_and_over": ("pace", "over", "target"),
}
"""What is put in the braces of each wording, by its name. All of it is text."""


class Candidate(Record):
    """One piece of advice that holds for an answer.

    `text` says it in whole sentences, the last of which introduces the `quote`, where there is one;
    `name` is what is to be changed, in a few words. `confidence` is 0 to 1.
    """

    finding: ToChange | ToKeep
    name: str = ""
    text: str
    quote: str = ""
    start_s: float
    confidence: float

    @property
    def document(self) -> dict[str, Any]:
        """It for programs."""
        return self.model_dump(mode="json", include={"finding", "text", "quote", "start_s"})

    @property
    def sentence(self) -> str:
        """The advice with its quote, as it is shown."""
        words = self.quote.split()
        if not words:
            return self.text
        shown = " ".join(words[:_SHOWN]) + (" …" if len(words) > _SHOWN else "")
        return f"{self.text.rstrip('.')}: “{shown}”"


class Advice(Record):
    """What to keep and what to change in one answer; None where nothing is sure."""

    keep: Candidate | None = None
    change: Candidate | None = None

    @property
    def document(self) -> dict[str, Any]:
        """It for programs: `keep` and `change`, each None or what `Candidate.document` is."""
        return {
            "keep": self.keep.document if self.keep else None,
            "change": self.change.document if self.change else None,
        }

    @property
    def told(self) -> tuple[tuple[str, Candidate], ...]:
        """It in a line each."""
        named = (("Keep", self.keep), ("Next time", self.change))
        return tuple((f"{name}: {each.sentence}", each) for name, each in named if each)
