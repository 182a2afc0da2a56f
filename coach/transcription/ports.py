"""The port of transcription, a Transcriber, and the transcripts that it returns."""

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
from coach.records import Number, Record, Seconds
from coach.transcription.cutting import LONG, Lengths

TRANSCRIPT_SCHEMA_VERSION = 1


class Word(Record):
    """One word: its text, start and end in seconds since the take began, probability in [0, 1]."""

    text: str
    start_s: Seconds
    end_s: Seconds
    probability: float

    @property
    def middle_s(self) -> float:
        """The moment halfway between its start and its end."""
        return (self.start_s + self.end_s) / 2


class Segment(Record):
    """A segment of Whisper's output. Its words are those from `first_word` to before `end_word`."""

    text: str
    start_s: Seconds
    end_s: Seconds
    first_word: Number
    end_word: Number


class Stage(StrEnum):
    """How a transcript was made."""

    LIVE = "live"  # piece by piece, while it was spoken
    FULL = "full"  # from the whole recording
    VERBATIM = "verbatim"  # LIVE or FULL, with the fillers (um, uh, …) that Whisper leaves out


def _stage_of_flag(value: object) -> object:
    """The stage in a file of an older version, which kept only whether it was `verbatim`."""
    if isinstance(value, bool):
        return Stage.VERBATIM if value else None
    return value


class Unclear(Span):
    """Sound, perhaps speech, that could not be made out.

    `written` is what Whisper wrote there, where that is not believed; `language` is the code of the
    language it sounded like, where that is known.
    """

    written: str = ""
    language: str | None = None

    @property
    def made_up(self) -> bool:
        """Whether Whisper made words of it that are not believed."""
        return any(letter.isalnum() for letter in self.written)


class Transcript(Record):
    """The words of a take with their times, and the engine and model that wrote them down.

    `stage` is None for a part of a take, and for files of older versions. `unclear` has the places
    with sound, perhaps speech, that could not be made out.
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
    unclear: tuple[Unclear, ...] = ()

    @property
    def has_speech(self) -> bool:
        """Whether somebody spoke: there are words, or some that are not believed."""
        return bool(self.words) or any(span.made_up for span in self.unclear)

    @property
    def text(self) -> str:
        """The whole text, one space between segments."""
        return " ".join(segment.text for segment in self.segments)

    def at_stage(self, stage: Stage) -> Self:
        """This transcript with `stage` set."""
        return self.model_copy(update={"stage": stage})


class GivenUp(Exception):
    """The result of a transcription is not wanted any more, so it was cancelled."""


@dataclass(frozen=True)
class SpokenLanguage:
    """The code of a language such as "es", and how probable it is, 0 to 1."""

    code: str
    probability: float


@dataclass(frozen=True)
class DecodeOptions:
    """Options that limit the time of one decoding: one pass, no second try, at most `most_tokens`.

    The engine calls `given_up` between its steps, and raises GivenUp once that returns True. Words
    after `enough_s` seconds are not needed: there is no speech, or it belongs to another piece.
    """

    most_tokens: int
    given_up: Callable[[], bool] = lambda: False
    enough_s: float = math.inf

    def check(self) -> None:
        """Raise GivenUp if the result is not wanted any more."""
        if self.given_up():
            raise GivenUp


class Transcriber(ABC):
    """A Whisper engine with one model. Another thread may call `load` ahead."""

    engine: str
    model: str
    language: str
    # A large model may take minutes for 30 s of sound on a slow machine, and gets no more at once.
    hangs_after_s = 600.0  # without a sign, such as the end of a call: it is given up

    @property
    def asked(self) -> str:
        """What to give as `--model` for its model: its name, or its path if that was named."""
        return self.model

    @property
    def piece_lengths(self) -> Lengths:
        """How long the pieces are into which long sound is cut for it."""
        return LONG

    @property
    def at_once(self) -> int:
        """How many threads may have it transcribe at the same time, which takes less time in all.

        Further ones wait.
        """
        return 1

    def fetch(self) -> None:
        """Download the weights if they are missing. Asks first, so call it where a person can
        answer.

        Raises EngineMissing.
        """
        return

    def abandon(self) -> None:
        """A thread hangs in it: leave the weights to that thread, and load them anew when they are
        needed.
        """
        return

    @property
    def blank(self) -> Transcript:
        """An empty transcript, with the engine, model and language of this transcriber."""
        return Transcript(engine=self.engine, model=self.model, language=self.language)

    @abstractmethod
    def load(self) -> None:
        """Load the weights. Calls `fetch` if that was not done. Later calls return at once.

        Raises EngineMissing; InvalidSetting if the model does not know the language.
        """

    @abstractmethod
    def transcribe(
        self, samples: Samples, prompt: str = "", decoding: DecodeOptions | None = None
    ) -> Transcript:
        """Transcribe `samples`: float32 (n,) in [-1, 1] at 16 kHz, at most a few minutes.

        `prompt` has names and jargon to spell right. With `decoding`, at most 30 s of sound are
        allowed. Loads the weights if that was not done. Raises EngineMissing, GivenUp.
        """

    def read(self, samples: Samples, prompt: str, decoding: DecodeOptions) -> str:
        """The text of a short utterance, without times, which makes some engines quicker."""
        return self.transcribe(samples, prompt, decoding).text

    def spoken_language(self, samples: Samples) -> SpokenLanguage | None:
        """The language of `samples` (float32 (n,) at 16 kHz, of which 30 s count).

        None if no model here knows more languages than one.
        """
        del samples
        return None

    def load_languages(self) -> None:
        """Load what `spoken_language` needs besides, which may take a second. Later calls return at
        once. Raises EngineMissing.
        """
        return

    def detect_speech(self, samples: Samples) -> list[SpeechSegment]:
        """The speech segments of `samples` (float32 (n,) at 16 kHz)."""
        return detect_speech(samples)
