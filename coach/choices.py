"""The settings that have a list of allowed values. Help pages know them without the settings."""

from __future__ import annotations

from typing import Literal, get_args

CoatChoice = Literal["interview", "meeting", "chat", "mixed"]
VoiceChoice = Literal["auto", "pyttsx3", "piper", "none"]
EngineChoice = Literal["auto", "openai-whisper", "faster-whisper"]
Pace = Literal["fast", "real"]
Stages = Literal["auto", "all", "live"]

_OF = {
    "coat": CoatChoice,
    "voice": VoiceChoice,
    "engine": EngineChoice,
    "pace": Pace,
    "stages": Stages,
}


def choices(setting: str) -> tuple[str, ...]:
    """The allowed values of a setting that has a list of them."""
    return get_args(_OF[setting])
