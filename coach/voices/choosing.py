"""Chooses the voice that reads texts aloud. Importing this imports no engine."""

from __future__ import annotations

from dataclasses import replace

from coach.choices import VoiceChoice
from coach.errors import InvalidSetting
from coach.language_tags import ENGLISH, primary_language
from coach.voices.piper_model import check_installed, is_installed
from coach.voices.piper_voice import PiperVoice
from coach.voices.ports import Voice
from coach.voices.pyttsx3_voice import NATURAL_RATE_WPM, Pyttsx3Voice
from coach.voices.silent_voice import SilentVoice

# Whisper tiny.en, word error rate on three answers of 40 words, and median pitch: Piper 1 to 2 %,
# 92 Hz; Piper at pitch 1.18 to 1.4 2 %, 106 to 125 Hz; espeak en-us 6 to 9 %, 102 Hz; its variants
# f5 10 to 13 %, 205 Hz, m3 8 to 10 %, 105 Hz, the other female ones 13 to 31 %.
_SECOND_PITCH = 1.3
_PANEL_PITCHES = (1.4, 1.18)  # of the second and the third on a panel
_UNHURRIED_WPM = 180
_SECOND_RATE_WPM = 150  # unhurried; the natural rate of both engines is about 210


def choose_voice(name: VoiceChoice, language: str, rate_wpm: int | None = None) -> Voice:
    """The voice called `name`. `auto` is Piper if that is installed and speaks `language`.

    `language` is a tag such as `en` or `de-AT`. `rate_wpm` is in words a minute; None is the
    natural rate. pyttsx3 is started once to check that it can speak (0.1 s). Piper's model is
    loaded at the first text. Raises VoiceMissing; InvalidSetting if Piper does not speak the
    language.
    """
    if name == "none":
        return SilentVoice()
    if name == "piper" and not _is_english(language):
        raise InvalidSetting(
            f"The Piper voice speaks English only, not '{language}'.", "Use `--voice pyttsx3`."
        )
    if name == "piper":
        check_installed()
    if name == "piper" or (name == "auto" and _piper_speaks(language)):
        return PiperVoice(rate_wpm or _UNHURRIED_WPM)
    voice = Pyttsx3Voice(language, rate_wpm or NATURAL_RATE_WPM)
    voice.check()
    return voice


def panel_voices(name: VoiceChoice, language: str, rate_wpm: int | None = None) -> list[Voice]:
    """Three voices that can be told apart, the first that of `choose_voice`. Raises what it does.

    A system with fewer voices gives the last one again.
    """
    first = choose_voice(name, language, rate_wpm)
    if isinstance(first, PiperVoice):
        return [first, *(replace(first, pitch=pitch) for pitch in _PANEL_PITCHES)]
    if isinstance(first, Pyttsx3Voice):
        return [first, *(replace(first, speaker=speaker) for speaker in (1, 2))]
    return [first] * 3


def second_voice(language: str, *, steady: bool = False) -> Voice:
    """A voice that sounds like another person than that of `choose_voice("auto", language)`.

    Whisper understands it, too. A `steady` one says a text in the same way each time, as far as
    the engine can. Raises VoiceMissing.
    """
    if _piper_speaks(language):
        return PiperVoice(_SECOND_RATE_WPM, _SECOND_PITCH, steady=steady)
    voice = Pyttsx3Voice(language, _SECOND_RATE_WPM, speaker=1)
    voice.check()
    return voice


def _piper_speaks(language: str) -> bool:
    return _is_english(language) and is_installed()


def _is_english(language: str) -> bool:
    return primary_language(language) == ENGLISH
