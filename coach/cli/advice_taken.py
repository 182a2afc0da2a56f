"""What `coach progress` shows of advice that was taken."""

from __future__ import annotations

from collections.abc import Iterable

from coach.cli.charts import strip
from coach.cli.output import result
from coach.delivery.advice_taken import advice_taken


def show_advice_taken(advised: Iterable[tuple[str, bool, str]]) -> None:
    """How often what was to be changed was gone in the next take, one line for each."""
    taken = advice_taken(advised)
    if not taken:
        return
    result()
    result("What was to be changed, and the next take of the question")
    for each in taken:
        shares = strip([each.gone, 0, each.times - each.gone])
        result(f"  {each.name:<32} {each.told:<20} {shares}".rstrip())
