"""Holding what the page asks for."""

from __future__ import annotations

from collections.abc import Callable

from coach import wiring
from coach.interview.ports import FrontEnd
from coach.library.library import Library
from coach.web.practice.dictating import have_told, say_note
from coach.web.practice.messages import (
    Asking,
    Begin,
    Drill,
    Resume,
    Retake,
    SayNote,
    SayVision,
    Tell,
    TellStory,
)
from coach.web.practice.sitting import PageSitting
from coach.web.practice.stating import drill, say_vision, tell_story


def hold(
    asked: Asking,
    library: Library,
    front_end: FrontEnd,
    kept: Callable[[str], None],
    choose_transcriber: wiring.ChooseTranscriber,
) -> None:
    """Hold the sitting that the page asks for. Raises CoachError, SittingInterrupted.

    `kept` is told the session that has what was said, where no event tells it.
    """
    if asked.heard and front_end.microphone:  # it need not be checked once more
        wiring.remember_heard(front_end.microphone.name)
    sitting = PageSitting(library, front_end, kept, choose_transcriber)
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
        case TellStory():
            tell_story(sitting, asked)
        case SayNote():
            say_note(sitting, asked)
        case Tell():
            have_told(sitting, asked)
