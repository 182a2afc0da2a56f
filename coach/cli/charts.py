"""Charts on a terminal, drawn by plotext."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

from coach.cli.output import wide_characters_fit

_HEIGHT = 7
_WIDEST = 90


def chart(values: Sequence[float]) -> str:
    """`values`, oldest first, as a line over the answers; no colour."""
    import plotext

    plotext.clear_figure()
    plotext.theme("clear")
    plotext.plot_size(min(_WIDEST, shutil.get_terminal_size().columns - 2), _HEIGHT)
    marker = "braille" if wide_characters_fit() else "*"
    plotext.plot(list(range(1, len(values) + 1)), list(values), marker=marker)
    plotext.xticks([1, len(values)], ["first", "newest"])
    drawn: str = plotext.uncolorize(plotext.build())
    return drawn.rstrip("\n")
