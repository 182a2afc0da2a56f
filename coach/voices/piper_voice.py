"""The Piper voice: neural, offline, English only, from a Python package."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coach.audio.clips import AudioClip, joined, silence
from coach.voices.piper_model import loaded_model
from coach.voices.speakable import speakable

# Words over seconds at the model's own speed, with the gap below: six interview questions and
# three answers, 205 words in 56.9 s.
NATURAL_RATE_WPM = 216
_SENTENCE_GAP_S = 0.2  # Piper itself leaves 0.17 s after a sentence, people about twice that


@dataclass(frozen=True)
class PiperVoice:
    """The voice "Joe" (en_US, 22,050 Hz).

    `rate_wpm` is in words a minute; None is the natural rate. `pitch` multiplies all frequencies of
    the voice and keeps the rate: 1.25 sounds like another person. `model` is the .onnx file; None
    is the packaged one. A `steady` voice says a text in the same way each time.
    """

    rate_wpm: int | None = None
    pitch: float = 1.0
    model: Path | None = None
    steady: bool = False

    @property
    def name(self) -> str:
        """Engine, voice, rate and pitch."""
        steady = " steady" if self.steady else ""
        return f"piper joe {self.rate_wpm or NATURAL_RATE_WPM} wpm pitch {self.pitch:g}{steady}"

    def render(self, text: str) -> AudioClip:
        """`text` as speech; an empty clip if there is nothing to say. Raises VoiceMissing."""
        line = speakable(text)
        if not line:
            return silence(0.0)
        model = loaded_model(self.model)
        # The text is spoken `pitch` times as slowly, and then played that much faster.
        stretch = self.pitch * NATURAL_RATE_WPM / (self.rate_wpm or NATURAL_RATE_WPM)
        played_hz = round(model.rate_hz * self.pitch)
        clips: list[AudioClip] = []
        for samples in model.sentences(line, stretch, steady=self.steady):
            if clips:
                clips.append(silence(_SENTENCE_GAP_S, played_hz))
            clips.append(AudioClip(samples, played_hz))
        return joined(clips, played_hz).at_rate(model.rate_hz)
