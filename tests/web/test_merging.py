"""What two pages corrected at the same time comes together, or is told."""

from __future__ import annotations

import pytest

from coach.transcription.lines import lines_of
from coach.transcription.ports import Segment, Word
from coach.web.merging import Change, Merged, SentLine, merged
from tests.helpers.labels import as_transcript

BASE = "One a. Four b. Seven c."
LINES = ["One a.", "Four b.", "Seven c."]


def rows(**changed: str) -> list[SentLine]:
    """The lines of BASE, those of some numbers changed: _1="One."."""
    return [SentLine(was, changed.get(f"_{n}", was)) for n, was in enumerate(LINES, 1)]


def outcome(now: str, given: list[SentLine]) -> tuple[str, Merged]:
    """The whole text after all changes, and what was told."""
    found = merged(given, as_transcript(now))
    words = now.split()
    for change in reversed(found.changes):
        words[change.first_word : change.end_word] = change.text.split()
    return " ".join(words), found


@pytest.mark.parametrize(
    ("now", "mine", "text", "clashes"),
    [
        (BASE, {"_2": "Four."}, "One a. Four. Seven c.", ()),
        (BASE, {"_1": "", "_3": ""}, "Four b.", ()),
        # another line was changed, joined to its neighbour, or went
        ("One 2. Four b. Seven c.", {"_2": "4."}, "One 2. 4. Seven c.", ()),
        ("One a. Four b, seven c.", {"_1": "1."}, "1. Four b, seven c.", ()),
        ("Four b. Seven c.", {"_3": "7."}, "Four b. 7.", ()),
        ("One a. More. Four b. Seven c.", {"_2": "4."}, "One a. More. 4. Seven c.", ()),
        # the same line was changed, in the same way or in another
        ("One a. Four! Seven c.", {"_2": "Four!"}, "One a. Four! Seven c.", ()),
        ("One a. Four! Seven c.", {"_2": "4."}, "One a. Four! Seven c.", (1,)),
        ("One a. Seven c.", {"_2": "4."}, "One a. Seven c.", (1,)),
        ("Zero. One a. Four b. Seven c.", {"_1": "1."}, "Zero. One a. Four b. Seven c.", (0,)),
        ("One a. More. Four b. Seven c.", {"_1": "1."}, "One a. More. Four b. Seven c.", (0,)),
        ("One a. Four b. Seven c. More.", {"_3": "7."}, "One a. Four b. Seven c. More.", (2,)),
        ("Something else.", {"_1": "1.", "_3": "7."}, "Something else.", (0, 2)),
        ("One a. 4 5. Seven c.", {"_2": "4.", "_3": "7."}, "One a. 4 5. 7.", (1,)),
    ],
)  # fmt: skip
def test_it_is_merged(now: str, mine: dict[str, str], text: str, clashes: tuple[int, ...]) -> None:
    found = outcome(now, rows(**mine))
    assert (found[0], found[1].clashes) == (text, clashes)


def test_it_tells_how_each_line_reads_then() -> None:
    found = merged(rows(_2="4.", _3="7."), as_transcript("One! Four b. 7 c."))
    assert found.reads == ("One!", "4.", "7 c.")
    assert found.clashes == (2,)


def test_a_line_that_went_can_come_back() -> None:
    gone = [SentLine(LINES[0], LINES[0]), SentLine("", "Four."), SentLine(LINES[2], LINES[2])]
    assert outcome("One a. Seven c.", gone)[0] == ("One a. Four. Seven c.")
    assert merged(gone, as_transcript("One a. 4! Seven c.")).clashes == (1,)
    assert merged([SentLine("", "All."), SentLine("", "")], as_transcript("")).changes == (
        Change(0, 0, "All."),
    )


def test_a_language_without_spaces_is_merged_by_lines() -> None:
    words = tuple(
        Word(text=text, start_s=n, end_s=n + 1, probability=1.0)
        for n, text in enumerate(["你", "好。", "再", "见。"])
    )
    segment = Segment(text="你好。再见。", start_s=0, end_s=4, first_word=0, end_word=4)
    now = as_transcript("x").model_copy(update={"words": words, "segments": (segment,)})
    found = merged([SentLine("你好。", "您好。"), SentLine("再见。", "再见。")], now)
    assert found.changes == (Change(0, 2, "您好。"),)
    assert merged([SentLine("你!", "您好。"), SentLine("再见。", "再见。")], now).clashes == (0,)


def test_an_hour_is_merged() -> None:
    hour = as_transcript(
        " ".join(f"So this is the line {n} and the end of it." for n in range(900))
    )
    lines = [line.text for line in lines_of(hour)]
    given = [SentLine(line, "Changed." if n in (3, 880) else line) for n, line in enumerate(lines)]
    changed = as_transcript(hour.text.replace("line 7 ", "row 7 ").replace("line 871 ", "row 871 "))
    found = merged(given, changed)
    assert [change.text for change in found.changes] == ["Changed.", "Changed."]
    assert "row 7" in found.reads[7]
