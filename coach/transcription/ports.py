"""The port of this room, and what it gives back."""

from __future__ import annotations

from abc import ABC, abstractmethod

from coach.audio.clips import Samples
from coach.audio.vad import SpeechSegment, detect_speech
from coach.records import Record


class Word(Record):
    """One word as heard: seconds since the take began, probability in [0, 1]."""

    text: str
    start_s: float
    end_s: float
    probability: float


class Segment(Record):
    """A stretch that Whisper wrote in one go; its words are [first_word, end_word)."""

    text: str
    start_s: float
    end_s: float
    first_word: int
    end_word: int


class Transcript(Record):
    """What was said, by whom it was written down, and when each word was spoken."""

    engine: str
    model: str
    language: str
    segments: tuple[Segment, ...] = ()
    words: tuple[Word, ...] = ()

    @property
    def text(self) -> str:
        """The whole text, one space between segments."""
        return " ".join(segment.text for segment in self.segments)


class Transcriber(ABC):
    """A Whisper engine with one model. `load` may be called ahead, from another thread."""

    engine: str
    model: str
    language: str

    def fetch(self) -> None:
        """Get the weights onto this machine; asks first, so call it where a person can answer.

        Does nothing where they are there already. Raises EngineMissing.
        """
        return

    @abstractmethod
    def load(self) -> None:
        """Load the weights, once (`fetch` first, if that was not done); later calls return at once.

        Raises EngineMissing, and InvalidSetting where the model does not speak the language.
        """

    @abstractmethod
    def transcribe(self, samples: Samples, prompt: str = "") -> Transcript:
        """Write down `samples`: float32 (n,) in [-1, 1] at 16 kHz, at most a few minutes.

        `prompt` holds names and jargon to spell right. Loads the weights if that was not done.
        Raises EngineMissing.
        """

    def detect_speech(self, samples: Samples) -> list[SpeechSegment]:
        """Where there is speech in `samples` (float32 (n,) at 16 kHz); some engines are faster."""
        return detect_speech(samples)
