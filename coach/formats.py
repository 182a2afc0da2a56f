"""Times, counts and commands as a person reads them: in the terminal, on the page, and in files."""

from __future__ import annotations

import os
import re
import shlex
from datetime import date, datetime

_MEANS_MORE = re.compile(r"""["$`\\!]""")  # between two ", to a POSIX shell
_PLAIN_ON_WINDOWS = re.compile(r"[\w+:./\\-]+")
_BEFORE_QUOTE = re.compile(r'(\\*)("|\Z)')  # also before the one that is put at the end
_TAG_BEGINS = re.compile(r"<(?=[A-Za-z/!?])")


def clock(seconds: float) -> str:
    """Seconds as minutes and seconds: 1:07."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def day(moment: date) -> str:
    """Such as: Mon 3 Nov 2026."""
    return f"{moment:%a} {moment.day} {moment:%b %Y}"


def days_ago(days: int) -> str:
    """How long ago a day was, at the beginning of a sentence: Today, Yesterday, 3 days ago."""
    return {0: "Today", 1: "Yesterday"}.get(max(0, days), f"{days} days ago")


def day_and_time(moment: datetime) -> str:
    """Such as: Mon 03 Nov 2026, 09:02; always of one width."""
    return f"{moment:%a %d %b %Y, %H:%M}"


def counted(count: float, one: str, several: str) -> str:
    """Such as "1 filler" and "3 fillers"."""
    return f"{count:.0f} {one if count == 1 else several}"


def rounded(value: float) -> str:
    """A figure as exactly as anybody reads it: 194, 6.2 and 5."""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}".removesuffix(".0")


def to_type(*words: object, on_windows: bool = os.name == "nt") -> str:
    """The command of the coach that has these words, as it can be pasted into a shell: names of
    sessions, sets and files may have spaces and quotation marks.

    `on_windows` it is for both cmd and PowerShell, to which ' is a letter like any other.
    """
    quoted = _quoted_on_windows if on_windows else _quoted
    return " ".join(["coach", *(quoted(str(word)) for word in words)])


def _quoted(word: str) -> str:
    if word and not _MEANS_MORE.search(word):
        return word if shlex.quote(word) == word else f'"{word}"'
    return shlex.quote(word)


def _quoted_on_windows(word: str) -> str:
    """`word` for programs on Windows, to which a backslash means more only before a quotation mark.

    A $ or a ` means something to PowerShell and a % to cmd: no way to write it suits both.
    """
    if _PLAIN_ON_WINDOWS.fullmatch(word):
        return word
    return f'"{_BEFORE_QUOTE.sub(_escaped, word)}"'


def _escaped(found: re.Match[str]) -> str:
    backslashes, quote = found.groups()
    return 2 * backslashes + (f"\\{quote}" if quote else "")


def one_line(text: str) -> str:
    """`text` without any of the signs that end a line, of which Unicode has ten."""
    return " ".join(text.splitlines())


def without_tags(markdown: str) -> str:
    """`markdown` in which a < shows as one: what people say and ask is text, and never HTML."""
    return _TAG_BEGINS.sub(r"\\<", markdown)
