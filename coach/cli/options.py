"""The options that several commands share. Their defaults live in `coach.config` alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from coach.config import Settings, choices, load_settings

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

Option = tuple[tuple[str, ...], dict[str, Any]]


def clock_time(_context: click.Context, _option: click.Parameter, text: str | None) -> float | None:
    """A time within a recording, as transcripts show it (1:07), in seconds."""
    if text is None:
        return None
    minutes, _, seconds = text.rpartition(":")
    try:
        time_s = int(minutes or 0) * 60 + float(seconds)
    except ValueError:
        time_s = -1.0
    if not 0.0 <= time_s < float("inf"):
        raise click.BadParameter(f"{text} is no time such as 1:07.")
    return time_s


_JSON: Option = ("--json", "json"), {"is_flag": True, "default": None, "help": "Print JSON."}
_RECORDINGS: Option = (
    ("--recordings",),
    {"type": click.Path(), "help": "Where sessions are kept."},
)

_VOICE: Option = (
    ("--voice",),
    {"type": click.Choice(choices("voice")), "help": "Who reads the questions aloud."},
)
_RATE: Option = (
    ("--rate",),
    {"type": int, "metavar": "WPM", "help": "How fast, in words a minute."},
)
_DEVICE: Option = ("--device",), {"metavar": "NAME", "help": "Microphone, by a part of its name."}
_SPEAKER: Option = (
    ("--speaker",),
    {"metavar": "NAME", "help": "Loudspeaker, by a part of its name."},
)
_ANSWERS: list[Option] = [
    (
        ("--answers",),
        {
            "type": click.Path(),
            "help": "An audio file, or a folder of them in name order, instead of the microphone.",
        },
    ),
    (
        ("--pace",),
        {
            "type": click.Choice(choices("pace")),
            "help": "Take --answers in as fast as possible, or as they were spoken.",
        },
    ),
]
_SHOWING: list[Option] = [
    (("--quiet",), {"is_flag": True, "default": None, "help": "Only questions and answers."}),
    (
        ("--plain",),
        {"is_flag": True, "default": None, "help": "Whole lines: no redraw, no meter, no colour."},
    ),
]
_LISTENING: list[Option] = [
    (
        ("--hands-free",),
        {
            "is_flag": True,
            "default": None,
            "help": "Run it by voice: say “next question” when you are done.",
        },
    ),
    (
        ("--silence",),
        {
            "type": float,
            "metavar": "SECONDS",
            "help": "With --hands-free, so long a silence ends the answer (5).",
        },
    ),
    (
        ("--eyes-free",),
        {"is_flag": True, "default": None, "help": "Everything that matters is said aloud."},
    ),
    (
        ("--no-captions", "captions"),
        {
            "flag_value": False,
            "type": bool,
            "default": None,
            "help": "Show the words only once the answer is over.",
        },
    ),
]
_CLOCK: list[Option] = [
    (
        ("--minutes",),
        {"type": float, "metavar": "M", "help": "For the whole interview; it plans the questions."},
    ),
    (
        ("--think",),
        {"type": float, "metavar": "SECONDS", "help": "Time to think before each answer (none)."},
    ),
    (
        ("--answer",),
        {
            "type": int,
            "metavar": "SECONDS",
            "help": "Time for each answer, instead of what the set gives the question.",
        },
    ),
    (
        ("--strict",),
        {
            "is_flag": True,
            "default": None,
            "help": "End the answer at the limit, after the current sentence; one take each.",
        },
    ),
]
_ENGINE: Option = ("--engine",), {"type": click.Choice(choices("engine")), "help": "Which Whisper."}
_MODEL: Option = (
    ("--model",),
    {"metavar": "NAME|PATH", "help": "Whisper model, such as base.en."},
)

_CHOOSING: list[Option] = [
    (("--questions",), {"type": int, "metavar": "N", "help": "At most so many questions."}),
    (("--only",), {"multiple": True, "metavar": "ID", "help": "This question (repeatable)."}),
    (("--shuffle",), {"is_flag": True, "default": None, "help": "In random order."}),
    (("--seed",), {"type": int, "metavar": "N", "help": "Makes random choices repeatable."}),
    (
        ("--coat",),
        {"type": click.Choice(choices("coat")), "help": "The wording the questions come in."},
    ),
]

_TRANSCRIBING: list[Option] = [
    _ENGINE,
    _MODEL,
    (("--language",), {"metavar": "CODE", "help": "Language of the answers, such as en or pt-BR."}),
    (
        ("--vocabulary",),
        {"metavar": "WORDS", "help": "Names and jargon to spell right, with commas between."},
    ),
]


def json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--json` and `--recordings`, which every command has."""
    return _with([_JSON, _RECORDINGS])(function)


def playing_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """What a command that only plays has."""
    return _with([_SPEAKER, _JSON, _RECORDINGS])(function)


def listening_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """What every command that holds a conversation has."""
    listening = [_VOICE, _RATE, _DEVICE, _SPEAKER, *_ANSWERS]
    options = [*listening, *_TRANSCRIBING, *_LISTENING, *_SHOWING, _JSON, _RECORDINGS]
    return _with(options)(function)


def clock_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """What a mock interview has besides."""
    return _with(_CLOCK)(function)


def demo_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """What the demo has: everything but a microphone and answers of one's own."""
    demo = [_VOICE, _RATE, _SPEAKER, _ENGINE, _MODEL]
    return _with([*demo, *_SHOWING, _JSON, _RECORDINGS])(function)


def doctor_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """What the doctor can be told to try."""
    parts = [_VOICE, _RATE, _DEVICE, _SPEAKER, _ENGINE, _MODEL]
    return _with([*parts, _JSON, _RECORDINGS])(function)


def choosing_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """What a command that begins a conversation has besides."""
    return _with(_CHOOSING)(function)


def transcribing_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """What a command that only writes down has."""
    return _with([*_TRANSCRIBING, _JSON, _RECORDINGS])(function)


def settings_from(options: dict[str, Any]) -> Settings:
    """The settings in force for a command's options. Raises InvalidSetting."""
    shared: dict[str, Any] = click.get_current_context().obj or {}
    typed = {name: value for name, value in options.items() if value not in (None, ())}
    return load_settings({**shared, **typed})


def _with(options: Sequence[Option]) -> Decorator:
    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for names, attributes in reversed(options):
            function = click.option(*names, **attributes)(function)
        return function

    return decorate
