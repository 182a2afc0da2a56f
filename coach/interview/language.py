"""What the coach says aloud in a language, and which phrases it understands, from a data file.

A language has one file for all its regions in `coach/interview/languages`, named after its code.
"""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

from pydantic import field_validator

from coach.language_tags import ENGLISH, primary_language
from coach.records import Record

FOLDER = Path(__file__).parent / "languages"


class Counted(Record):
    """A sentence, or a part of one, for one thing and for several: "{n} questions"."""

    one: str
    other: str

    def of(self, number: int) -> str:
        """The form for `number` things."""
        return self.one if number == 1 else self.other


class CountedPhrases(Record):
    """What depends on a number, `{n}`. `{rest}` is a number of seconds."""

    questions: Counted
    seconds: Counted
    minutes: Counted
    minutes_and_seconds: Counted
    fillers: Counted
    words_per_minute: Counted
    dropped: Counted
    left: Counted


class Sentences(Record):
    """The sentences; `coach.interview.wording` says when each is said."""

    good_morning: str
    good_afternoon: str
    good_evening: str
    outline: str
    outline_against_the_clock: str
    outline_timed: str
    start_at_the_tone: str
    press_when_finished: str
    say_when_finished: str
    key_for_next: str
    key_for_again: str
    key_for_play: str
    key_for_stop: str
    say_something: str
    i_hear_you: str
    nothing_heard: str
    still_there: str
    key_ends: str
    phrase_ends: str
    little_room: str
    think: str
    half_time: str
    time_left: str
    no_clock: str
    time_over: str
    you_have_left: str
    interruption: str
    paused: str
    still_paused_say: str
    still_paused: str
    going_on: str
    heard: str
    heard_of: str
    introduction: str
    which_question: str
    say_which: str
    real_question: str
    wished: str
    no_speech: str
    that_was_all: str
    some_are_left: str
    answers_kept: str
    nothing_answered: str


class CommandPhrases(Record):
    """The phrases of each command by its name, and the one that is told. See `spoken_commands`."""

    told: dict[str, str]
    prompt: str
    prompt_while_paused: str
    go_on_while_paused: tuple[str, ...]
    phrases: dict[str, tuple[str, ...]]


class PlacePhrases(Record):
    """How one of several things is chosen aloud by its place, or none: see `spoken_places`."""

    prompt: str
    phrases: tuple[tuple[str, ...], ...]
    unsure: tuple[str, ...]


class Utterances(Record):
    """How a short utterance is compared with a phrase: see `coach.interview.phrase_grammar`."""

    before: tuple[str, ...] = ()
    asking: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    shortened: tuple[tuple[str, str], ...] = ()
    sounds: tuple[tuple[str, str], ...] = ()


class InterviewLanguage(Record):
    """What is said and understood in one language."""

    code: str
    numbers: tuple[str, ...]
    counted: CountedPhrases
    sentences: Sentences
    commands: CommandPhrases
    places: PlacePhrases
    utterances: Utterances

    @field_validator("numbers")
    @classmethod
    def _has_all(cls, numbers: tuple[str, ...]) -> tuple[str, ...]:
        if len(numbers) < 2:
            raise ValueError("has no word for none and one")
        return numbers

    def number(self, number: int) -> str:
        """`number` as it is said where the language has a word for it here."""
        return self.numbers[number] if number < len(self.numbers) else str(number)


def has_language(tag: str) -> bool:
    """Whether there is a file for the language of `tag`."""
    return _path(tag).is_file()


def interview_language(tag: str) -> InterviewLanguage:
    """The data for a language, or those for English where there is no file."""
    return _read(_path(tag) if has_language(tag) else _path(ENGLISH))


@functools.cache
def _read(path: Path) -> InterviewLanguage:
    return InterviewLanguage.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def _path(tag: str) -> Path:
    return FOLDER / f"{primary_language(tag)}.toml"
