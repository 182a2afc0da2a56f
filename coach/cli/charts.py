"""Charts on a terminal, drawn by uniplot."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Iterator, Sequence
from statistics import fmean

from coach.cli.output import wide_characters_fit

_HEIGHT = 5
_WIDEST = 72


@contextlib.contextmanager
def _without_numba() -> Iterator[None]:
    """Have uniplot do without numba, which would take a second and a half to draw some dots."""
    if "numba" in sys.modules:
        yield
        return
    sys.modules["numba"] = None  # type: ignore[assignment]  # an import of it fails
    try:
        yield
    finally:
        del sys.modules["numba"]


def chart(values: Sequence[float]) -> str:
    """Draw at least two `values`, oldest first, as a line chart.

    If there are more values than columns, each column shows the mean of its neighbouring values.
    """
    with _without_numba():
        from uniplot import plot_to_string

    width = min(_WIDEST, shutil.get_terminal_size().columns - 10)
    shared = -(-len(values) // width)
    means = [fmean(values[n : n + shared]) for n in range(0, len(values), shared)]
    drawn: str = plot_to_string(
        ys=means,
        xs=list(range(1, len(means) + 1)),
        lines=True,
        height=_HEIGHT,
        width=width,
        y_min=0,
        y_max=max(*means, 1) * 1.05,
        character_set="braille" if wide_characters_fit() else "ascii",
        x_labels=False,
    )
    return drawn
