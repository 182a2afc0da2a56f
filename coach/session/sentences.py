"""The sentences that every front end shows during a conversation.

A key or button has the name that the front end gives it: see `coach.interview.ports.Controls`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from coach.audio.levels import Hearing
from coach.formats import clock, counted
from coach.interview import events
from coach.interview.ports import PLACES, Choice, Controls
from coach.interview.wording import theme_name
from coach.transcription.lines import unclear_place

_PASSED_OVER = {
    Choice.SKIP.value: "Skipped.",
    Choice.START_OVER.value: "Once more, from the start.",
}
SAY_SOMETHING = "Say something, to see that I hear you."


def line_of(event: events.Event, controls: Controls) -> str:
    """The line that shows `event`; empty if the event takes more than one line, or none."""
    if say_with := _IN_A_LINE_WITH_CONTROLS.get(type(event)):
        return say_with(event, controls)
    say = _IN_A_LINE.get(type(event))
    return say(event) if say else ""


def started(event: events.SessionStarted) -> str:
    """The microphone, the loudspeaker and the Whisper model in use."""
    return (
        f"Microphone: {event.microphone} · loudspeaker: {event.speaker} · "
        f"Whisper {event.model}, on this machine only"
    )


def asked(event: events.QuestionAsked | events.QuestionReworded | events.FollowUpAsked) -> str:
    """The question as it is asked, with the name of who asks it on a panel."""
    if isinstance(event, events.QuestionReworded):
        return event.text
    return f"{event.asked_by}: {event.question.text}" if event.asked_by else event.question.text


def passed_over(event: events.AnswerEnded, controls: Controls) -> str:
    """That the answer was skipped or started over; empty if it was not."""
    sentence = _PASSED_OVER.get(event.choice, "")
    if sentence and event.restorable and Choice.UNDO in controls:
        return f"{sentence} {controls[Choice.UNDO]} brings back what you said."
    return sentence if event.discarded or not sentence else f"{sentence} What you said is kept."


def restored(event: events.TakeRestored) -> str:
    """That a skipped or restarted answer was brought back."""
    return f"Your answer to question {event.question.number} is kept after all."


def length_of(event: events.AnswerEnded, how: str = "") -> str:
    """The length of the answer, `how` it was said, and the think time before it. If the person did
    not end the answer, also why it ended.
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


def measured(event: events.AnswerMeasured | events.AnswerImproved) -> str:
    """Pace and fillers of the answer, as far as they are sure."""
    parts = []
    if event.words_per_minute is not None:
        parts.append(f"{event.words_per_minute:.0f} words a minute")
    if event.fillers is not None:
        parts.append(counted(event.fillers, "filler", "fillers"))
    return " · ".join(parts)


def advised(event: events.AnswerAdvised) -> str:
    """What to keep and what to change, a line each."""
    return "\n".join(event.lines)


def listened_for(event: events.TakePlayed) -> str:
    """What to listen for in the take that is played; empty where the question says nothing."""
    return f"Listen for: {'; '.join(event.listen_for)}." if event.listen_for else ""


def points(event: events.PointsShown) -> list[tuple[str, str]]:
    """What to listen for: the number of each point with its mark, and the point."""
    marks = {None: " ", True: "✓", False: "-"}
    return [
        (f"{number} {marks[heard]} ", point)
        for number, (point, heard) in enumerate(zip(event.listen_for, event.heard, strict=True), 1)
    ]


def ticked(event: events.PointTicked) -> str:
    """Which point was heard, or not."""
    return f"{'Heard' if event.heard else 'Not heard'}: {event.text}."


def overtime(event: events.LevelHeard) -> str:
    """The time over the limit of a clock; empty if there is no limit or no such time."""
    over_s = event.heard_s - event.target_s if event.clocked and event.target_s else 0.0
    return f"+{clock(over_s)}   " if over_s > 0 else ""


def thinking(event: events.ThinkTimePassed) -> str:
    """How much time to think is left."""
    left = clock(event.left_s)
    return f"‖ paused, {left} to think" if event.paused else f"think  {left}"


def writing(event: events.TranscriptProgressed) -> str:
    """How far transcribing has come."""
    share = f"  {event.fraction:.0%}" if event.fraction else ""
    which = "it" if event.answers == 1 else f"{event.answers} answers"
    return f"writing {which} down{share}"


def unclear(event: events.AnswerTranscribed | events.AnswerImproved) -> str:
    """Where there was sound that Whisper could not make out, and what to do; "" if there was
    none.
    """
    places = ", ".join(unclear_place(span) for span in event.unclear)
    advice = event.advice if isinstance(event, events.AnswerTranscribed) else ""
    return places and f"Sound I could not make out: {places}. {advice}".rstrip()


def said(event: events.AnswerTranscribed) -> str:
    """The words of the answer, or that there are none; "" where `unclear` says all there is."""
    return "No speech heard." if event.no_speech else event.text


def real_question_asked(event: events.RealQuestionAsked, controls: Controls) -> str:
    """The question which question that was, and what to choose from."""
    listed = (
        f"{controls.get(place, str(number))} {theme_name(theme)}"
        for number, (place, theme) in enumerate(zip(PLACES, event.themes, strict=False), 1)
    )
    return f"Which question was that really?   {' · '.join(listed)}"


def real_question_told(event: events.RealQuestionTold) -> str:
    """What the question was about, and how it sounds in an interview."""
    right = "Yes, it" if event.chosen == event.theme else "It"
    return f"{right} was about {theme_name(event.theme)}. In an interview: {event.wording}"


def heading(event: events.AnswerTranscribed | events.AnswerImproved) -> str:
    """Which answer a transcript belongs to, if it is late or answers a follow-up."""
    if event.question.follow_up is not None:
        return event.question.text
    is_late = isinstance(event, events.AnswerTranscribed) and event.late
    return f"Your answer to question {event.question.number}:" if is_late else ""


def time_to_think(event: events.ThinkTimeStarted, controls: Controls) -> str:
    """How long the think time is, and how to begin sooner."""
    begin = controls.get(Choice.GO)
    return f"{clock(event.think_s)} to think." + (f" {begin} begins at once." if begin else "")


def time_left(event: events.TimeWarned) -> str:
    """A warning by the clock."""
    half = "half time, " if event.left_s * 2 == event.target_s else ""
    return f"{half}{clock(event.left_s)} left"


def dropped(event: events.QuestionsDropped) -> str:
    """How many questions are left out for lack of time."""
    questions = counted(event.count, "question is", "questions are")
    return f"{questions} left out, to keep to the time."


def still_writing(event: events.WritingAwaited, controls: Controls) -> str:
    """How many answers are still being transcribed."""
    answers = counted(event.answers, "answer is", "answers are")
    stop = controls.get(Choice.STOP)
    leave = f"; {stop} leaves that for later" if stop else ""
    return f"{answers} still being written down{leave}."


def judged(event: events.SoundChecked) -> tuple[str, str]:
    """How the microphone hears the person, and what to do about it, if that is known."""
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
        Hearing.UNTRIED: ("Not checked. If I hear nothing from you later, I say so.", ""),
    }[event.hearing]


def little_room(minutes: float) -> str:
    """How many minutes of recording fit on the disk."""
    count = counted(int(minutes), "minute", "minutes")
    return f"The disk is nearly full: there is room for about {count} of recording."


def still_paused(event: events.StillPaused, controls: Controls) -> str:
    """That the answer is paused, so speech is not recorded, and how to go on."""
    go_on = controls.get(Choice.GO_ON, "")
    how = f"{go_on.capitalize()} goes on." if go_on else ""
    if event.by_voice:
        how = 'Say "go on" when you are ready.'
    return f"Still paused: what you say is not recorded. {how}".rstrip()


def pause_ended(event: events.PauseEnded) -> str:
    """That the answer goes on, and how many seconds of the speech during the pause are kept."""
    return (
        f"You went on speaking, so the answer goes on. {event.taken_in_s:.0f} s of that are kept."
    )


def microphone_silent(event: events.MicrophoneSilent) -> str:
    """Since when the microphone is silent, and what the reason may be."""
    message, _ = judged(events.SoundChecked(event.at_s, event.microphone, Hearing.NOTHING))
    since = f"Since {clock(event.since_s)}: " if event.since_s >= 1 else ""
    return f"{since}{message}"


def microphone_back(event: events.MicrophoneBack) -> str:
    """That the microphone gives sound again."""
    return f'I hear "{event.microphone}" again.'


_IN_A_LINE: dict[type, Callable[[Any], str]] = {
    events.AnswerMeasured: measured,
    events.AnswerAdvised: advised,
    events.TakePlayed: listened_for,
    events.PointTicked: ticked,
    events.TimeWarned: time_left,
    events.QuestionsDropped: dropped,
    events.QuestionSkipped: lambda _: _PASSED_OVER[Choice.SKIP.value],
    events.TakeRestored: restored,
    events.DiskNearlyFull: lambda event: little_room(event.minutes),
    events.PauseEnded: pause_ended,
    events.RealQuestionTold: real_question_told,
    events.MicrophoneSilent: microphone_silent,
    events.MicrophoneBack: microphone_back,
}
_IN_A_LINE_WITH_CONTROLS: dict[type, Callable[[Any, Controls], str]] = {
    events.ThinkTimeStarted: time_to_think,
    events.StillPaused: still_paused,
    events.RealQuestionAsked: real_question_asked,
    events.WritingAwaited: still_writing,
}
