"""The port of this room, and what it gives back."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AliasChoices, BeforeValidator, Field

from coach.audio.clips import Samples
from coach.audio.facts import Span
from coach.audio.vad import SpeechSegment, detect_speech
from coach.records import Record

TRANSCRIPT_SCHEMA_VERSION = 1


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


class Stage(StrEnum):
    """How the words of a take came to be written down."""

    LIVE = "live"  # piece by piece, while it was spoken
    FULL = "full"  # from the whole recording
    VERBATIM = "verbatim"  # either, with the fillers (um, uh, …) put in, which Whisper leaves out


def _stage_of_flag(value: object) -> object:
    """Older versions kept only whether a transcript was `verbatim`."""
    if isinstance(value, bool):
        return Stage.VERBATIM if value else None
    return value


class Transcript(Record):
    """What was said, by whom it was written down, and when each word was spoken.

    `stage` is None for a part of a take, and where an older version wrote the file down.
    `unclear` is where there was sound, perhaps speech, that could not be written down.
    """

    schema_version: int = TRANSCRIPT_SCHEMA_VERSION
    stage: Annotated[Stage | None, BeforeValidator(_stage_of_flag)] = Field(
        default=None, validation_alias=AliasChoices("stage", "verbatim")
    )
    engine: str
    model: str
    language: str
    segments: tuple[Segment, ...] = ()
    words: tuple[Word, ...] = ()
    unclear: tuple[Span, ...] = ()

    @property
    def text(self) -> str:
        """The whole text, one space between segments."""
        return " ".join(segment.text for segment in self.segments)

    def at_stage(self, stage: Stage) -> Self:
        """This transcript, said to be of that stage."""
        return self.model_copy(update={"stage": stage})


class GivenUp(Exception):
    """What was being written down is not wanted any more."""


@dataclass(frozen=True)
class Haste:
    """What bounds the time it takes: one pass, no second try, at most `most_tokens` of text.

    `given_up` is asked between an engine's steps; once it says yes, GivenUp is raised. Nobody
    speaks after `speech_end_s`: what an engine would look for there, it would invent.
    """

    most_tokens: int
    given_up: Callable[[], bool] = lambda: False
    speech_end_s: float = math.inf

    def check(self) -> None:
        """Raise GivenUp if it is not wanted any more."""
        if self.given_up():
            raise GivenUp


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

    @property
    def blank(self) -> Transcript:
        """A transcript by this engine, without any words yet."""
        return Transcript(engine=self.engine, model=self.model, language=self.language)

    @abstractmethod
    def load(self) -> None:
        """Load the weights, once (`fetch` first, if that was not done); later calls return at once.

        Raises EngineMissing, and InvalidSetting where the model does not speak the language.
        """

    @abstractmethod
    def transcribe(
        self, samples: Samples, prompt: str = "", haste: Haste | None = None
    ) -> Transcript:
        """Write down `samples`: float32 (n,) in [-1, 1] at 16 kHz, at most a few minutes.

        `prompt` holds names and jargon to spell right; with `haste` there are at most 30 s of
        sound. Loads the weights if that was not done. Raises EngineMissing, GivenUp.
        """

    def read(self, samples: Samples, prompt: str, haste: Haste) -> str:
        """The text of a short utterance, without times: quicker where an engine can do that."""
        return self.transcribe(samples, prompt, haste).text

    def detect_speech(self, samples: Samples) -> list[SpeechSegment]:
        """Where there is speech in `samples` (float32 (n,) at 16 kHz); some engines are faster."""
        return detect_speech(samples)
