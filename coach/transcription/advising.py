"""Says which language an answer sounded like, and which model would understand it."""

from __future__ import annotations

from coach.formats import to_type
from coach.language_names import language_name
from coach.transcription.here import models_here
from coach.transcription.models import knows_only_english
from coach.transcription.ports import Transcript, Unclear

_LEAST_S = 1.5  # of sound of which something was made up


def advice(transcript: Transcript, session: str = "last") -> str:
    """One sentence about the speech that was not understood; "" where nothing is to be said.

    `session` is how to name the session in a command.
    """
    made_up = [span for span in transcript.unclear if span.made_up and _length_s(span) >= _LEAST_S]
    languages = [span.language for span in made_up if span.language]
    if languages:
        longest = max(made_up, key=lambda span: _length_s(span) if span.language else 0.0)
        return _in_a_language(transcript, str(longest.language), session)
    if made_up and knows_only_english(transcript.model):
        known = _multilingual(transcript)
        get = to_type("transcribe", session, "--language", "CODE", "--model", known)
        return (
            f"If this was not English, Whisper {transcript.model} cannot understand it, and "
            f"{known or 'base'} can: {get if known else 'coach models get base'}"
        )
    return ""


def _in_a_language(transcript: Transcript, code: str, session: str) -> str:
    if not knows_only_english(transcript.model):
        again = to_type("transcribe", session, "--language", code, "--model", transcript.model)
        return (
            f"This sounded like {language_name(code)}, where {language_name(transcript.language)} "
            f"was expected: {again}"
        )
    known = _multilingual(transcript) or "base"  # gone since it told which language it was
    return (
        f"This sounded like {language_name(code)}, which Whisper {transcript.model} does not "
        f"understand, and {known} does: "
        + to_type("transcribe", session, "--language", code, "--model", known)
    )


def _multilingual(transcript: Transcript) -> str:
    """The best model here that knows more languages; "" where none is here."""
    here = [each.asked for each in models_here(transcript.engine) if not each.only_english]
    return here[-1] if here else ""


def _length_s(span: Unclear) -> float:
    return span.end_s - span.start_s
