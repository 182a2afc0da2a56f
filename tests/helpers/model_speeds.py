"""Speeds of Whisper models, as if they had been measured on this machine."""

from __future__ import annotations

from coach.state import remember
from coach.transcription.here import models_here
from coach.transcription.speeds import fingerprint


def keep_speeds(**speeds: float) -> None:
    """Remember speeds as measured on this machine; `_` stands for a dot."""
    kept = {}
    for model in models_here("faster-whisper"):
        if speed := speeds.get(model.name.replace(".", "_")):
            on = fingerprint(model.engine)
            entry = {"on": on, "speed": speed}
            kept[f"{model.engine} {model.asked} {model.size_bytes}"] = entry
    remember("model_speeds", kept)
