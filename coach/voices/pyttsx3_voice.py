"""The voice of the operating system, through pyttsx3: one utterance per child process."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from coach.audio.clips import AudioClip, silence
from coach.audio.reading import read_clip
from coach.errors import UnreadableAudio, VoiceMissing
from coach.temporary import temporary_folder
from coach.voices.pyttsx3_process import CHILD, asked, voice_missing
from coach.voices.speakable import speakable

NATURAL_RATE_WPM = 170

_PATIENCE_S = 20.0  # to start Python and the engine; some 0.1 s with espeak
_PATIENCE_PER_CHARACTER_S = 0.02  # a third of the time the text takes to say
_TRIES = 2  # a file without samples comes now and then, not twice in a row
_SUFFIX = ".aiff" if sys.platform == "darwin" else ".wav"  # the format of NSSpeechSynthesizer


@dataclass(frozen=True)
class Pyttsx3Voice:
    """The system's voice: SAPI on Windows, NSSpeechSynthesizer on macOS, espeak elsewhere.

    `language` is a tag such as `en` or `de-AT`. `speaker` 0 is the best voice for it; 1 and up are
    others. `rate_wpm` is in words a minute, as the engine counts them. `child` is the script that
    speaks. `patience_s` is the time in seconds that the script may take to start.
    """

    language: str = "en"
    rate_wpm: int = NATURAL_RATE_WPM
    speaker: int = 0
    child: Path = CHILD
    patience_s: float = _PATIENCE_S

    @property
    def name(self) -> str:
        """Engine, language, speaker and rate."""
        return f"pyttsx3 {self.language} {self.speaker} {self.rate_wpm} wpm"

    def check(self) -> None:
        """Raise VoiceMissing if the engine cannot start or lacks the language (takes 0.1 s)."""
        self._say("", Path())

    def render(self, text: str) -> AudioClip:
        """`text` as speech; an empty clip if there is nothing to say. Raises VoiceMissing."""
        line = speakable(text)
        if not line:
            return silence(0.0)
        try:
            with temporary_folder() as folder:
                return self._rendered(line, folder)
        except OSError as error:
            raise VoiceMissing(
                f"The voice cannot use a temporary folder: {error}.",
                "Make room, or set TMPDIR to a folder you may write to.",
            ) from error

    def _rendered(self, line: str, folder: Path) -> AudioClip:
        for attempt in range(_TRIES):
            path = folder / f"{attempt}{_SUFFIX}"
            self._say(line, path)
            try:
                clip = read_clip(path)
            except UnreadableAudio:
                continue
            if len(clip.samples):
                return clip
        raise voice_missing("pyttsx3 ran, but no sound came out.")

    def _say(self, line: str, path: Path) -> None:
        """Let the child write the speech of `line` to `path`.

        With "" it only looks for the voice.
        """
        request = {
            "text": line,
            "path": str(path),
            "language": self.language,
            "speaker": self.speaker,
            "rate_wpm": self.rate_wpm,
        }
        patience_s = self.patience_s + len(line) * _PATIENCE_PER_CHARACTER_S
        answer = asked(self.child, request, patience_s)
        if "languages" in answer:
            named = answer["languages"]
            known = ", ".join(map(str, named)) if named and isinstance(named, list) else "none"
            raise voice_missing(f"pyttsx3 has no voice for '{self.language}'; it has {known}.")
