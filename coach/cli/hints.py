"""Hints below the conversation: the keys that can be pressed, and the commands to type next."""

from __future__ import annotations

import contextlib
from pathlib import Path

from coach.audio.levels import Hearing
from coach.config import Settings
from coach.errors import CoachError
from coach.formats import to_type
from coach.interview import events
from coach.interview.language import interview_language
from coach.interview.spoken_commands import Command
from coach.language_tags import ENGLISH
from coach.library.library import Library
from coach.session import sentences

OTHER_MICROPHONES = 'Others: coach devices    Another one: the same command with --device "NAME"'
_ALSO = (
    *(Command.REPEAT, Command.ANOTHER_WAY, Command.START_OVER, Command.SKIP, Command.PAUSE),
    *(Command.GO_ON, Command.HOW_LONG, Command.PLAY_BACK, Command.STOP),
)
_LISTEN_FOR = "l checklist · "
_UNHEARD = (Hearing.NOTHING, Hearing.SILENT)


def keys_while_answering(settings: Settings, language: str = ENGLISH) -> str:
    """The keys that work during an answer.

    With --hands-free the spoken commands in `language`.
    """
    if settings.hands_free:
        told = interview_language(language).commands.told
        also = ", ".join(told[command.name.lower()] for command in _ALSO)
        return f'Say "{told["next_question"]}" when you are done. Also: {also}.'
    over = "" if settings.strict else "x start over · "
    return f"Enter done · space pause · r hear it again · s skip · {over}q stop here"


def keys_after_answer(event: events.ChoiceAwaited) -> str:
    """The keys that work after an answer; Enter with what comes next."""
    after = "finish" if event.is_last else "next question"
    with_it = ", with that in mind" if event.in_mind else ""
    again = f"t again{with_it} · " if event.may_repeat else ""
    points = _LISTEN_FOR if event.listen_for and event.take else ""
    return f"Enter {after} · {again}{points}p play · q stop here"


def keys_to_tick(keys: str, event: events.PointsShown) -> str:
    """The keys that work after an answer, as they are when the points are shown."""
    count = len(event.listen_for)
    numbers = "1" if count == 1 else f"1 to {count}"
    return f"{numbers} tick what you heard · {keys.replace(_LISTEN_FOR, '')}"


def microphone_judged(event: events.SoundChecked) -> tuple[str, str]:
    """How the microphone hears the person, and what to do or type if it hears badly."""
    message, advice = sentences.judged(event)
    return message, OTHER_MICROPHONES if event.hearing in _UNHEARD else advice


def microphone_silent(event: events.MicrophoneSilent) -> str:
    """Since when the microphone is silent, what the reason may be, and what to type."""
    return f"{sentences.microphone_silent(event)} {OTHER_MICROPHONES}"


def finished(event: events.SessionFinished, *, is_part: bool) -> list[str]:
    """Where the session is kept, and what to type next; the latter says the command itself where
    the session is only a part of it.
    """
    if is_part and event.answered:
        return []
    if not event.answered and event.without_speech:
        return [
            f"No recording has any speech. They are kept in {shown_path(event.folder)}.",
            f"Hear them: {to_type('replay', event.session)}    "
            f"Delete them: {to_type('erase', event.session)}",
        ]
    if not event.answered:
        return ["Nothing was answered."]
    lines = [f"Kept in {shown_path(event.folder)}."]
    if event.left:
        questions = "question is" if event.left == 1 else "questions are"
        lines.append(f"{event.left} {questions} left. Go on: {to_type('resume', event.session)}")
    name = _shortest_name(event)
    lines.append(
        f"Read it: {to_type('show', name)}    Hear it: {to_type('replay', name)}    "
        f"Look back: {to_type('debrief', name)}"
    )
    return lines


def _shortest_name(event: events.SessionFinished) -> str:
    """`last` where that means this session, and its name after an older one was gone on with."""
    with contextlib.suppress(CoachError, OSError):
        if Library(event.folder.parent).find("last") == event.session:
            return "last"
    return event.session


def shown_path(path: Path) -> str:
    """`path`, relative to the current folder if it lies below that."""
    with contextlib.suppress(OSError, ValueError):  # that folder is gone; the path lies elsewhere
        return str(path.relative_to(Path.cwd()))
    return str(path)
