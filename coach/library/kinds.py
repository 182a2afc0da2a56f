"""The kinds of sessions. Lists and searches know them without loading the records."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """The kind of a session."""

    PRACTICE = "practice"
    MOCK = "mock"
    DEMO = "demo"
    IMPORT = "import"
    VISION = "vision"  # said for the career vision
    DRILL = "drill"  # a hedged sentence, once more
    STORY = "story"  # a story of the person's, told once more
    REAL = "real"  # told after a real interview, meeting or chat
