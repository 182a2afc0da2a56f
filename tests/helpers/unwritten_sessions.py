"""Sessions whose answers are not written down yet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from coach.audio.reading import read_blocks
from coach.library.library import Library
from coach.library.records import Kind
from tests.helpers.kept_sessions import SET, TEAM, recordings
from tests.helpers.spoken import SUPPLIER, WAREHOUSE


def unwritten_sessions(spoken: Mapping[str, Path], answers: int) -> list[str]:
    """Sessions with two answers each, so many answers in all; their ids."""
    ids = []
    for _ in range(answers // 2):
        with Library(recordings()).new_session(Kind.PRACTICE, SET, [TEAM, TEAM]) as opened:
            for number, text in enumerate((WAREHOUSE, SUPPLIER), 1):
                opened.take_in(number, read_blocks(spoken[text]))
            ids.append(opened.session.id)
    return ids
