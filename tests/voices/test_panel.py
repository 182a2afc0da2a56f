"""A panel of voices that take turns."""

from __future__ import annotations

import pytest

from coach.audio.clips import AudioClip, silence
from coach.testing import RecordingVoice
from coach.voices.choosing import panel_voices
from coach.voices.panel import NAMES, Panel
from coach.voices.piper_model import is_installed
from coach.voices.piper_voice import PiperVoice


def test_each_panellist_says_what_was_given_to_them_after_a_breath() -> None:
    voices = [RecordingVoice() for _ in range(3)]
    panel = Panel(voices)
    assert [member.name for member in panel.members] == list(NAMES)
    assert [panel.asking(number).name for number in (1, 2, 3, 4)] == [*NAMES, NAMES[0]]
    panel.give("Why us?", panel.asking(2))
    assert panel.render("Why us?").duration_s > panel.render("Good morning.").duration_s
    assert [voice.said for voice in voices] == [["Good morning."], ["Why us?"], []]
    assert panel.name == ", ".join([RecordingVoice.name] * 3)


def test_a_silent_panel_stays_silent() -> None:
    class Silent(RecordingVoice):
        def render(self, text: str) -> AudioClip:
            del text
            return silence(0.0)

    panel = Panel([Silent()])
    panel.give("Why us?", panel.asking(1))
    assert panel.render("Why us?").duration_s == 0.0


def test_the_voices_of_a_panel_differ() -> None:
    if not is_installed():
        pytest.skip("Piper is not installed")
    voices = panel_voices("piper", "en")
    assert all(isinstance(voice, PiperVoice) for voice in voices)
    assert len({voice.name for voice in voices}) == 3
    assert len({voice.name for voice in panel_voices("none", "en")}) == 1


def test_the_systems_voices_differ_by_speaker() -> None:
    names = [voice.name for voice in panel_voices("pyttsx3", "en")]
    assert len(set(names)) == 3
