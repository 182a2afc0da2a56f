"""Plays a line of the vision and a later sentence that contradicts it, and asks about both."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from coach.debrief.ports import Prompter
from coach.errors import SessionDamaged
from coach.formats import day_and_time
from coach.library.library import Library
from coach.vision.building import sound
from coach.vision.contradictions import QUESTION, Contradiction
from coach.vision.keeping import VisionFolder
from coach.vision.records import Thought

_PLAY, _GO_ON = "play", "next"


def asked_about(library: Library, apart: Contradiction, prompter: Prompter) -> bool:
    """Show both and ask, unless it was answered before; False where the person stopped.

    Raises SessionDamaged, SessionBusy, CannotWrite.
    """
    if thought_on(library, apart):
        return True
    show(apart, prompter)
    while True:
        chosen = prompter.choose("", [_GO_ON, _PLAY])
        if chosen != _PLAY:
            break
        for clip in (
            partial(VisionFolder(library.folder).clip, apart.line),
            partial(sound, library, apart.said),
        ):
            try:
                prompter.play(clip())
            except SessionDamaged as damage:  # they can be read all the same
                prompter.show(damage.message)

    def keep_half(half: str) -> None:
        _keep(library, apart, half)

    typed = prompter.line(QUESTION, keep_half) if chosen else None
    if typed:
        _keep(library, apart, typed)
    return typed is not None


def show(apart: Contradiction, prompter: Prompter) -> None:
    """Both sentences, each with when it was said."""
    line, said = apart.line, apart.said
    later = said.take.started_at + timedelta(seconds=said.sentence.start_s)
    prompter.show(f'Your vision says "{line.text}"  ({day_and_time(line.said_at)})')
    prompter.show(f'Later you said   "{said.sentence.text}"  ({day_and_time(later)})')


def thought_on(library: Library, apart: Contradiction) -> Thought | None:
    """What the person thought of it before. Raises SessionDamaged."""
    about = _about(apart)
    kept = VisionFolder(library.folder).reconsidered().thoughts
    found = (each for each in kept if each.model_dump(include=set(about)) == about)
    return next(found, None)


def _keep(library: Library, apart: Contradiction, typed: str) -> None:
    now = datetime.now().astimezone()
    thought = Thought.model_validate(_about(apart) | {"text": typed, "thought_at": now})
    VisionFolder(library.folder).keep_thought(thought)


def _about(apart: Contradiction) -> dict[str, object]:
    said = apart.said
    return {
        "line": apart.line.number,
        "session": said.session,
        "question": said.turn.number,
        "take": said.take.number,
        "first_word": said.sentence.first_word,
    }
