"""The options that several commands share. Their defaults live in `coach.config`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from coach.choices import choices
from coach.quick_settings import QuickSettings, quick_settings

if TYPE_CHECKING:
    from coach.config import Settings

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

Option = tuple[tuple[str, ...], dict[str, Any]]


def _flag(name: str, told: str) -> Option:
    """An option that is there or not; `told` is its help."""
    return (name,), {"is_flag": True, "default": None, "help": told}


_JSON: Option = ("--json", "json"), {"is_flag": True, "default": None, "help": "Print JSON."}
_RECORDINGS: Option = (
    ("--recordings",),
    {"type": click.Path(), "help": "The folder of all sessions."},
)

_VOICE: Option = (
    ("--voice",),
    {"type": click.Choice(choices("voice")), "help": "The voice that reads the questions aloud."},
)
_RATE: Option = (
    ("--rate",),
    {"type": int, "metavar": "WPM", "help": "How fast the voice reads, in words a minute."},
)
_DEVICE: Option = (
    ("--device",),
    {"metavar": "NAME", "help": "The microphone: a part of its name is enough."},
)
_SPEAKER: Option = (
    ("--speaker",),
    {"metavar": "NAME", "help": "The loudspeaker: a part of its name is enough."},
)
_ANSWERS: list[Option] = [
    (
        ("--answers",),
        {
            "type": click.Path(),
            "help": "Take the answers from an audio file, or from a folder of audio files in the "
            "order of their names, instead of the microphone.",
        },
    ),
    (
        ("--pace",),
        {
            "type": click.Choice(choices("pace")),
            "help": "With --answers: read the files as fast as possible, or in real time.",
        },
    ),
]
_SHOWING: list[Option] = [
    _flag("--quiet", "Show only questions and answers."),
    _flag("--plain", "Print whole lines, without a level meter and without colour."),
]
_LISTENING: list[Option] = [
    (
        ("--hands-free",),
        {
            "is_flag": True,
            "default": None,
            "help": "Run the session by voice: say “next question” when your answer is done.",
        },
    ),
    (
        ("--silence",),
        {
            "type": float,
            "metavar": "SECONDS",
            "help": "With --hands-free: an answer ends after so many seconds of silence (5).",
        },
    ),
    (
        ("--eyes-free",),
        {
            "is_flag": True,
            "default": None,
            "help": "Have everything that matters said aloud.",
        },
    ),
    (
        ("--follow-ups/--no-follow-ups",),
        {
            "default": None,
            "help": "Ask a follow-up that fits what you said, at most one after an answer. On by "
            "itself, with --answers only where one more answer is left for it.",
        },
    ),
    _flag("--panel", "Be asked by a panel: three voices with names take turns."),
    _flag("--probing", "Ask up to two follow-ups after an answer."),
    (
        ("--no-captions", "captions"),
        {
            "flag_value": False,
            "type": bool,
            "default": None,
            "help": "Show your words only when the answer is over, not while you speak.",
        },
    ),
]
_CLOCK: list[Option] = [
    (
        ("--minutes",),
        {
            "type": float,
            "metavar": "M",
            "help": "Length of the whole interview; as many questions are asked as fit into it.",
        },
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
            "help": "Time for each answer, instead of the time in the question set.",
        },
    ),
    (
        ("--strict",),
        {
            "is_flag": True,
            "default": None,
            "help": "End each answer at its limit, after the current sentence. One take for each "
            "question.",
        },
    ),
]
_ENGINE: Option = (
    ("--engine",),
    {"type": click.Choice(choices("engine")), "help": "The program that runs Whisper."},
)
_MODEL: Option = (
    ("--model",),
    {"metavar": "NAME|PATH", "help": "The Whisper model, such as base.en."},
)
_STAGES: list[Option] = [
    (
        ("--final-model",),
        {
            "metavar": "NAME|PATH",
            "help": "The Whisper model that writes answers down once more, a moment later, better. "
            "--model then names the one for the words at once.",
        },
    ),
    (
        ("--stages",),
        {
            "type": click.Choice(choices("stages")),
            "help": "all: better words follow, where a better model is here. live: only the words "
            "at once. auto, if you say nothing: as all, but on battery they follow when the last "
            "answer is over.",
        },
    ),
]

_YES: Option = (
    ("--yes", "download"),
    {
        "is_flag": True,
        "default": None,
        "help": "Download a Whisper model that is not here without asking.",
    },
)

_CHOOSING: list[Option] = [
    (("--questions",), {"type": int, "metavar": "N", "help": "Ask at most N questions."}),
    (
        ("--only",),
        {"multiple": True, "metavar": "ID", "help": "Ask only this question (repeatable)."},
    ),
    (("--theme",), {"metavar": "THEME", "help": "Ask only questions on this theme."}),
    (
        ("--shuffle",),
        {"is_flag": True, "default": None, "help": "Ask the questions in random order."},
    ),
    (("--seed",), {"type": int, "metavar": "N", "help": "Make random choices repeatable."}),
    (
        ("--coat",),
        {
            "type": click.Choice(choices("coat")),
            "help": "Word the questions as in an interview, in a meeting or in a chat; or mixed.",
        },
    ),
]

_LANGUAGE: Option = (
    ("--language",),
    {"metavar": "CODE", "help": "The language of the answers, such as en or pt-BR."},
)
_TRANSCRIBING: list[Option] = [
    _ENGINE,
    _MODEL,
    *_STAGES,
    _YES,
    _LANGUAGE,
    (
        ("--vocabulary",),
        {"metavar": "WORDS", "help": "Names and jargon to spell right, separated by commas."},
    ),
]


def json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--json` and `--recordings`, which every command has."""
    return _with([_JSON, _RECORDINGS])(function)


def playing_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a command that only plays sound."""
    return _with([_SPEAKER, _JSON, _RECORDINGS])(function)


def listening_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a command that holds a conversation."""
    listening = [_VOICE, _RATE, _DEVICE, _SPEAKER, *_ANSWERS]
    options = [*listening, *_TRANSCRIBING, *_LISTENING, *_SHOWING, _JSON, _RECORDINGS]
    return _with(options)(function)


def clock_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the clock options of a mock interview."""
    return _with(_CLOCK)(function)


def demo_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of the demo, which needs no microphone and no answers."""
    demo = [_VOICE, _RATE, _SPEAKER, _ENGINE, _MODEL, *_STAGES, _YES]
    return _with([*demo, *_SHOWING, _JSON, _RECORDINGS])(function)


def privacy_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of the session that proves that nothing leaves this machine."""
    return _with([_VOICE, _RATE, _SPEAKER, _ENGINE, _MODEL, *_STAGES, _JSON, _RECORDINGS])(function)


def doctor_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of the doctor: which parts it tries."""
    parts = [_VOICE, _RATE, _DEVICE, _SPEAKER, _ENGINE, _MODEL, _YES]
    return _with([*parts, _JSON, _RECORDINGS])(function)


def choosing_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that choose the questions of a new session."""
    return _with(_CHOOSING)(function)


def transcribing_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a command that only transcribes."""
    return _with([*_TRANSCRIBING, _JSON, _RECORDINGS])(function)


def model_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a command about the Whisper models themselves."""
    return _with([_ENGINE, _LANGUAGE, _JSON, _RECORDINGS])(function)


def settings_from(options: dict[str, Any]) -> Settings:
    """The settings in force for a command's options. Raises InvalidSetting."""
    from coach.config import load_settings

    return load_settings(_typed(options))


def listing_settings_from(options: dict[str, Any]) -> Settings | QuickSettings:
    """The same for a command with `json_option` alone, which is to be quick."""
    return quick_settings(_typed(options)) or settings_from(options)


def _typed(options: dict[str, Any]) -> dict[str, Any]:
    """What was typed before the command and behind it."""
    shared: dict[str, Any] = click.get_current_context().obj or {}
    typed = {name: value for name, value in options.items() if value not in (None, ())}
    return {name: value for name, value in shared.items() if value is not None} | typed


def _with(options: Sequence[Option]) -> Decorator:
    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for names, attributes in reversed(options):
            function = click.option(*names, **attributes)(function)
        return function

    return decorate
