"""The block at the end of the screen that is drawn again and again, and never scrolls up."""

from __future__ import annotations

import contextlib
import textwrap
import time
from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.text import Text

INDENT = (0, 0, 0, 7)
_BETWEEN = " · "  # stands between two keys
_NO_BREAK = "\N{NO-BREAK SPACE}"


class LiveBlock:
    """Lines below everything that was printed. Take them away with `still` before printing more."""

    def __init__(self, console: Console, redraw_every_s: float) -> None:
        self._console = console
        self._redraw_every_s = redraw_every_s
        self._live: Live | None = None
        self._drawn_s = 0.0

    @property
    def width(self) -> int:
        """How many characters fit into a line of it."""
        return max(20, self._console.width - INDENT[3] - 2)

    def last_lines(self, text: str, count: int) -> str:
        """The last `count` lines of `text`, each after a line break."""
        return "".join(f"\n{line}" for line in textwrap.wrap(text, self.width)[-count:])

    def draw(self, block: Text, *, at_once: bool = False) -> None:
        """Show `block` in place of what there is; unless `at_once`, not more often than is seen."""
        if not at_once and time.monotonic() - self._drawn_s < self._redraw_every_s:
            return
        self._drawn_s = time.monotonic()
        self._show(indented(block))

    def _show(self, padded: RenderableType) -> None:
        if self._live is None:
            self._live = Live(padded, console=self._console, auto_refresh=False, transient=True)
            self._live.start()
        self._live.update(padded, refresh=True)

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        """Take it away as long as the context lasts."""
        shown = self._live.renderable if self._live else None
        self.still()
        yield
        if shown is not None:
            self._show(shown)

    def still(self) -> None:
        """Take it away."""
        if self._live:
            self._live.stop()
            self._live = None


def indented(text: Text) -> Padding:
    """`text`, indented below a question. No blanks fill the lines: a resize would wrap them."""
    return Padding(text, INDENT, expand=False)


def hung(begin: str, text: str, width: int) -> str:
    """`text` after `begin`, in lines of at most `width`, the further ones below the text."""
    return textwrap.fill(
        text, max(20, width), initial_indent=begin, subsequent_indent=" " * len(begin)
    )


def together(keys: str, width: int) -> str:
    """`keys`, in lines of at most `width`, broken between two keys and never inside one."""
    if _BETWEEN not in keys:
        return keys
    unbroken = keys.replace(" ", _NO_BREAK).replace(f"·{_NO_BREAK}", "· ")
    return "\n".join(textwrap.wrap(unbroken, max(20, width))).replace(_NO_BREAK, " ")
