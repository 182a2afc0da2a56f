"""Visions made of lines that nobody said."""

from __future__ import annotations

from datetime import datetime

from coach.vision.records import Line, Section, Vision

NOW = datetime(2026, 11, 23, 9, 31).astimezone()


def vision_of(*lines: tuple[Section, str]) -> Vision:
    """A vision of these lines, numbered from 1."""
    made = Vision()
    for number, (section, text) in enumerate(lines, 1):
        made = made.having(
            Line(
                number=number,
                section=section,
                text=text,
                session="s",
                question=1,
                question_text="?",
                take=1,
                transcript="t",
                first_word=0,
                end_word=1,
                start_s=0,
                end_s=1,
                said_at=NOW,
                clip="c",
            )
        )
    return made
