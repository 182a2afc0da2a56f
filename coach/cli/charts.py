"""Charts on a terminal, drawn by uniplot."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

from coach.cli.output import wide_characters_fit

_HEIGHT = 5
_WIDEST = 72


def chart(values: Sequence[float]) -> str:
    """`values`, oldest first, as a line over the answers; at least two."""
    from uniplot import plot_to_string

    drawn: str = plot_to_string(
        ys=list(values),
        xs=list(range(1, len(values) + 1)),
        lines=True,
        height=_HEIGHT,
        width=min(_WIDEST, shutil.get_terminal_size().columns - 10),
        y_min=0,
        y_max=max(*values, 1) * 1.05,
        character_set="braille" if wide_characters_fit() else "ascii",
        x_labels=False,
    )
    return drawn
