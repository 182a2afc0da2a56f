"""The sentences in which a conversation is shown, by whatever front end.

What a person presses is called what their front end calls it: see `coach.interview.ports.Controls`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from coach.audio.levels import Hearing
from coach.formats import clock, counted
from coach.interview import events
from coach.interview.ports import Choice, Controls
from coach.transcription.lines import unclear_length

_PASSED_OVER = {
    Choice.SKIP.value: "Skipped.",
    Choice.START_OVER.value: "Once more, from the start.",
}
SAY_SOMETHING = "Say something, to see that I hear you."


def said_in_a_line(event: events.Event, controls: Controls) -> str:
    """What one line tells of `event`; nothing for those that take more, or none."""
    if say_with := _IN_A_LINE_WITH_CONTROLS.get(type(event)):
        return say_with(event, controls)
    say = _IN_A_LINE.get(type(event))
    return say(event) if say else ""


def started(event: events.SessionStarted) -> str:
    """Which parts are in use."""
    return (
        f"Microphone: {event.microphone} · loudspeaker: {event.speaker} · "
        f"Whisper {event.model}, on this machine only"
    )


def passed_over(event: events.AnswerEnded, controls: Controls) -> str:
    """That it was skipped or started over; nothing where it was not."""
    told = _PASSED_OVER.get(event.choice, "")
    if told and event.restorable and Choice.UNDO in controls:
        return f"{told} {controls[Choice.UNDO]} brings back what you said."
    return told if event.discarded or not told else f"{told} What you said is kept."


def restored(event: events.TakeRestored) -> str:
    """That it was brought back."""
    return f"Your answer to question {event.question.number} is kept after all."


def length_of(event: events.AnswerEnded, how: str = "") -> str:
    """How long the answer was, `how` it was said, the thinking before it, and why it ended if not
    by the person.
    """
    target = f" of {clock(event.target_s)}" if event.target_s else ""
    over = f" · {clock(event.overtime_s)} over" if event.overtime_s >= 1 else ""
    thought = f" · thought {event.think_s:.1f} s" if event.think_s is not None else ""
    why = {
        "silence": " · ended after a long silence",
        "time_up": " · time is up",
        "microphone_lost": " · the microphone went away",
        "disk_full": " · the disk is full",
    }.get(event.ended_by, "")
    return f"{clock(event.duration_s)}{target}{over}{how and f' · {how}'}{thought}{why}"


def measured(event: events.AnswerMeasured) -> str:
    """How the answer was said, as far as that is sure."""
    parts = []
    if event.words_per_minute is not None:
        parts.append(f"{event.words_per_minute:.0f} words a minute")
    if event.fillers is not None:
        parts.append(counted(event.fillers, "filler", "fillers"))
    return " · ".join(parts)


def overtime(event: events.LevelHeard) -> str:
    """What is over the limit of a clock."""
    over_s = event.heard_s - event.target_s if event.clocked and event.target_s else 0.0
    return f"+{clock(over_s)}   " if over_s > 0 else ""


def writing(event: events.TranscriptProgressed) -> str:
    """How far the writing is."""
    share = f"  {event.fraction:.0%}" if event.fraction else ""
    which = "it" if event.answers == 1 else f"{event.answers} answers"
    return f"writing {which} down{share}"


def unclear(event: events.AnswerTranscribed) -> str:
    """Where there was sound that could not be made out; nothing where all of it could."""
    places = (f"{unclear_length(span)} at {clock(span.start_s)}" for span in event.unclear)
    told = ", ".join(places)
    return told and f"Sound I could not make out: {told}."


def late(event: events.AnswerTranscribed) -> str:
    """Which answer a late transcript belongs to."""
    return f"Your answer to question {event.question.number}:"


def time_to_think(event: events.ThinkTimeStarted, controls: Controls) -> str:
    """How long, and how to begin before."""
    begin = controls.get(Choice.GO)
    return f"{clock(event.think_s)} to think." + (f" {begin} begins at once." if begin else "")


def time_left(event: events.TimeWarned) -> str:
    """A warning by the clock."""
    half = "half time, " if event.left_s * 2 == event.target_s else ""
    return f"{half}{clock(event.left_s)} left"


def dropped(event: events.QuestionsDropped) -> str:
    """What there is no time for."""
    questions = counted(event.count, "question is", "questions are")
    return f"{questions} left out, to keep to the time."


def still_writing(event: events.WritingAwaited, controls: Controls) -> str:
    """What the session still waits for."""
    answers = counted(event.answers, "answer is", "answers are")
    stop = controls.get(Choice.STOP)
    leave = f"; {stop} leaves that for later" if stop else ""
    return f"{answers} still being written down{leave}."


def judged(event: events.SoundChecked) -> tuple[str, str]:
    """What was heard from the microphone, and what to do about it, if that is known."""
    return {
        Hearing.NOTHING: (
            f'I hear nothing at all from "{event.microphone}". Is it muted, or is the microphone '
            "not permitted in the system's privacy settings?",
            "",
        ),
        Hearing.SILENT: (f'I hear no voice from "{event.microphone}". Is it muted?', ""),
        Hearing.QUIET: (
            f'I hear you, but "{event.microphone}" is very quiet.',
            "Come closer, or turn its level up in the system's sound settings.",
        ),
        Hearing.CLIPPED: (
            f'"{event.microphone}" is too loud: the sound is distorted.',
            "Turn its level down in the system's sound settings.",
        ),
        Hearing.GOOD: ("I hear you well.", ""),
    }[event.hearing]


def little_room(minutes: float) -> str:
    """How long a recording the disk has room for."""
    count = counted(int(minutes), "minute", "minutes")
    return f"The disk is nearly full: there is room for about {count} of recording."


def still_paused(event: events.StillPaused, controls: Controls) -> str:
    """That nothing of what is said is recorded, and how to go on."""
    go_on = controls.get(Choice.GO_ON, "")
    how = f"{go_on.capitalize()} goes on." if go_on else ""
    if event.by_voice:
        how = 'Say "go on" when you are ready.'
    return f"Still paused: what you say is not recorded. {how}".rstrip()


def pause_ended(event: events.PauseEnded) -> str:
    """That the answer goes on, and with what."""
    return f"You went on speaking, so the answer goes on. {event.taken_in_s:.0f} s of it are kept."


def microphone_silent(event: events.MicrophoneSilent) -> str:
    """Since when nothing comes, what it may be, and what to do about it."""
    message, _ = judged(events.SoundChecked(event.at_s, event.microphone, Hearing.NOTHING))
    since = f"Since {clock(event.since_s)}: " if event.since_s >= 1 else ""
    return f"{since}{message}"


def microphone_back(event: events.MicrophoneBack) -> str:
    """That sound comes again."""
    return f'I hear "{event.microphone}" again.'


_IN_A_LINE: dict[type, Callable[[Any], str]] = {
    events.AnswerMeasured: measured,
    events.TimeWarned: time_left,
    events.QuestionsDropped: dropped,
    events.TakeRestored: restored,
    events.DiskNearlyFull: lambda event: little_room(event.minutes),
    events.PauseEnded: pause_ended,
    events.MicrophoneSilent: microphone_silent,
    events.MicrophoneBack: microphone_back,
}
_IN_A_LINE_WITH_CONTROLS: dict[type, Callable[[Any, Controls], str]] = {
    events.ThinkTimeStarted: time_to_think,
    events.StillPaused: still_paused,
    events.WritingAwaited: still_writing,
}
