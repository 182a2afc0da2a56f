"""What the coach says besides the questions. Meant to be heard: short and natural."""

from __future__ import annotations

from datetime import datetime

_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


def hello(now: datetime) -> str:
    """The very first words; two of them, because they are quickly rendered."""
    return f"{_time_of_day(now)}."


def outline(question_count: int) -> str:
    """Said after the greeting."""
    return f"{_questions(question_count)}. Take your time."


def say_something() -> str:
    """Asks for a word before the first question, to hear whether the microphone works."""
    return "First, say something, so that I know I can hear you."


def still_there() -> str:
    """Shown when nobody has spoken for minutes."""
    return "I have heard nothing for three minutes. I am still listening; Enter ends the answer."


def _time_of_day(now: datetime) -> str:
    if now.hour < 12:
        return "Good morning"
    return "Good afternoon" if now.hour < 18 else "Good evening"


def _questions(count: int) -> str:
    number = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    return f"{number} question{'' if count == 1 else 's'}".capitalize()
