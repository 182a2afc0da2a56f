"""Holding what the page asks for."""

from __future__ import annotations

from coach import wiring
from coach.interview.ports import FrontEnd
from coach.library.library import Library
from coach.web.practice.dictating import say_note
from coach.web.practice.messages import Asking, Begin, Drill, Resume, Retake, SayNote, SayVision
from coach.web.practice.sitting import PageSitting
from coach.web.practice.stating import drill, say_vision


def hold(asked: Asking, library: Library, front_end: FrontEnd) -> str:
    """Hold the sitting that the page asks for. Raises CoachError, SittingInterrupted.

    Returns the session that now has what was said, where no event tells it; else "".
    """
    if asked.heard and front_end.microphone:  # it need not be checked once more
        wiring.remember_heard(front_end.microphone.name)
    sitting = PageSitting(library, front_end)
    match asked:
        case Begin():
            sitting.begin(asked)
        case Resume():
            sitting.resume(asked)
        case Retake():
            sitting.retake(asked)
        case SayVision():
            say_vision(sitting, asked)
        case Drill():
            drill(sitting, asked)
        case SayNote():
            return say_note(sitting, asked)
    return ""
