"""The sentences that the coach says aloud besides the questions: short and natural.

Each function returns a sentence; its docstring says when the coach says it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from coach.interview.clock import Clock
from coach.interview.ports import Choice, Controls
from coach.library.records import AskedQuestion

_AFTER_ANSWER = {
    Choice.NEXT: "for the next question",
    Choice.AGAIN: "for another take",
    Choice.PLAY: "to hear it",
    Choice.STOP: "to stop",
}

_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


def hello(now: datetime) -> str:
    """The first words of a session. They are only two, so that they are quickly rendered."""
    return f"{_time_of_day(now)}."


def introduction(name: str) -> str:
    """After the greeting, by each person on a panel."""
    return f"I am {name}."


def outline(question_count: int, clock: Clock | None = None) -> str:
    """After the greeting: how many questions come, and how much time there is."""
    questions = _questions(question_count)
    if clock is None:
        return f"{questions}. Take your time."
    if clock.session_s is None:
        return f"{questions}, against the clock."
    return f"{spoken_time(clock.session_s)}, {questions.lower()}."


def how_to_end(controls: Controls, *, hands_free: bool, ends_after_silence_s: float) -> str:
    """How to begin and end an answer, for those who do not look at the screen."""
    if not hands_free:
        done = controls.get(Choice.DONE)
        then = f" Press {done} when you have finished an answer." if done else ""
        return f"Start when you hear the tone.{then}"
    return (
        "Start when you hear the tone. Say: next question, when you have finished an answer, "
        f"or be silent for {_number(round(ends_after_silence_s))} seconds. "
        "At any time you can also say: repeat the question, skip, pause, or stop the session."
    )


def choices_after_answer(controls: Controls, options: Collection[Choice]) -> str:
    """The keys that work after an answer; empty if the person has no keys."""
    keys = [
        f"{controls[choice].capitalize()} {what}"
        for choice, what in _AFTER_ANSWER.items()
        if choice in options and choice in controls
    ]
    return f"{', '.join(keys)}." if keys else ""


def say_something() -> str:
    """Before the first question, to hear whether the microphone works."""
    return "First, say something, so that I know I can hear you."


def i_hear_you() -> str:
    """After the check, if the microphone works."""
    return "I hear you well."


def nothing_heard() -> str:
    """If the microphone gives only digital zeros."""
    return "I hear nothing from the microphone. Is it muted?"


def still_there(controls: Controls, *, hands_free: bool) -> str:
    """After minutes without speech."""
    done = controls.get(Choice.DONE)
    end = f" {done} ends the answer." if done else ""
    if hands_free:
        end = " Say: next question, to end the answer."
    return f"I have heard nothing for three minutes. I am still listening.{end}"


def little_room(minutes: float) -> str:
    """If the disk is nearly full."""
    return f"The disk is nearly full. There is room for {spoken_time(60 * int(minutes)).lower()}."


def think(think_s: float) -> str:
    """Before the think time."""
    return f"{spoken_time(think_s)} to think."


def time_left(left_s: float, target_s: float) -> str:
    """As a warning of the clock."""
    if left_s == target_s / 2:
        return "Half time."
    return f"{spoken_time(left_s)} left."


def how_long(heard_s: float, target_s: float | None) -> str:
    """In reply to the command "how long have I got"."""
    if target_s is None:
        return f"There is no clock. You have spoken for {spoken_time(heard_s).lower()}."
    left_s = target_s - heard_s
    if left_s < 0:
        return f"You are {spoken_time(-left_s).lower()} over."
    return f"You have {spoken_time(left_s).lower()} left."


def paused() -> str:
    """When the person asked for a pause."""
    return "Paused. Say: go on, when you are ready."


def still_paused(*, by_voice: bool) -> str:
    """When somebody speaks while the answer is paused."""
    then = " Say: go on, when you are ready." if by_voice else " Nothing is being recorded."
    return f"Still paused.{then}"


def going_on() -> str:
    """When the pause is over."""
    return "I am listening."


def heard(duration_s: float, target_s: float | None) -> str:
    """After an answer: how long it was."""
    if target_s is None:
        return f"That was {spoken_time(duration_s).lower()}."
    return f"That was {spoken_time(duration_s).lower()} of {spoken_time(target_s).lower()}."


def which_question(themes: Sequence[str]) -> str:
    """After an answer to a question in another coat."""
    listed = ", ".join(f"{n}: {theme_name(theme)}" for n, theme in enumerate(themes, 1))
    return f"Which question was that really? {listed}."


def real_question(theme: str, plain: str) -> str:
    """What a question in another coat was about, and how it sounds in an interview."""
    return f"It was about {theme_name(theme)}. In an interview: {plain}"


def theme_name(theme: str) -> str:
    """A theme as it is read: "done and why"."""
    return theme.replace("-", " ")


def wished(text: str) -> str:
    """After an answer: what the person wished they had said in the real interview."""
    return f'You wished you had said: "{text}"'


def delivered(words_per_minute: float | None, fillers: float | None) -> str:
    """After an answer: pace and fillers, as far as they are sure."""
    parts = []
    if words_per_minute is not None:
        parts.append(f"{round(words_per_minute)} words a minute")
    if fillers is not None:
        parts.append(f"{_number(round(fillers))} filler{'' if fillers == 1 else 's'}")
    return f"{', '.join(parts).capitalize()}." if parts else ""


def no_speech() -> str:
    """After an answer without speech."""
    return "I heard no speech."


def dropped(count: int) -> str:
    """When the session's time is too short for the last `count` questions."""
    questions = "the last question" if count == 1 else f"the last {_number(count)} questions"
    return f"To keep to the time, I leave out {questions}."


def goodbye(answered: int, left: int) -> str:
    """The last words of a session, with the number of questions `left` for later."""
    kept = "Your answers are kept." if answered else "Nothing was answered."
    if not left:
        return f"That was all. {kept} Thank you."
    rest = "One question is" if left == 1 else f"{_number(left).capitalize()} questions are"
    return f"{kept} {rest} left for another time. Thank you."


def spoken_time(seconds: float) -> str:
    """A length of time as one says it: "One minute fifty", "Thirty seconds"."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{_number(rest)} second{'' if rest == 1 else 's'}".capitalize()
    whole = f"{_number(minutes)} minute{'' if minutes == 1 else 's'}".capitalize()
    return f"{whole} {_number(rest)}" if rest else whole


def ways_to_ask(question: AskedQuestion) -> list[str]:
    """All wordings of the question. The one in which it was asked comes first."""
    others = [text for text in question.wordings.values() if text != question.text]
    return [question.text, *others]


def _number(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _time_of_day(now: datetime) -> str:
    if now.hour < 12:
        return "Good morning"
    return "Good afternoon" if now.hour < 18 else "Good evening"


def _questions(count: int) -> str:
    return f"{_number(count)} question{'' if count == 1 else 's'}".capitalize()
