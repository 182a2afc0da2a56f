"""What a person can see of the Whisper models on this machine, for any front end: which are here,
how fast they are, what each is used for, and how each writes down the same answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.facts import SoundFacts
from coach.choices import VoiceChoice
from coach.config import Settings
from coach.errors import CoachError, EngineMissing, InvalidSetting, SessionDamaged, VoiceMissing
from coach.formats import to_type
from coach.language_tags import primary_language
from coach.library.reading import KeptTake
from coach.paths import speech_cache
from coach.power import on_battery
from coach.session.progress import NoProgress, Progress
from coach.transcription.bounded import load_bounded, run_bounded
from coach.transcription.choosing import choose_transcriber, installed_engine
from coach.transcription.here import ModelHere, models_here, named
from coach.transcription.jobs import TranscriptionJob
from coach.transcription.models import AllowDownload, choose_model, full_name, size_of
from coach.transcription.ports import Transcriber, Transcript
from coach.transcription.roles import (
    ENOUGH,
    Candidate,
    Machine,
    Roles,
    Wishes,
    best_to_get,
    choose_roles,
)
from coach.transcription.speeds import kept_speed, measure_speed, memory_mb
from coach.voices.cache import CachedVoice
from coach.voices.choosing import choose_voice
from coach.voices.ports import Voice
from coach.wiring import ChooseTranscriber

# Nine seconds, or so: as long as the pieces that are written down while somebody speaks.
_SPOKEN = (
    "I started in a warehouse, packing boxes at night, and I moved into planning, because I kept "
    "seeing the same trucks leave half empty. Last year we needed nine trucks instead of twelve."
)


@dataclass(frozen=True)
class Attempt:
    """What one model made of an answer, and how long it took. Loading it is not counted."""

    model: ModelHere
    transcript: Transcript
    took_s: float


@dataclass(frozen=True)
class FinalModel:
    """A model for the words that are kept: its name, what chooses it, whether the person `named`
    it, and the seconds of speech it writes down in a second here (None: not measured).
    """

    name: str
    asked: str
    named: bool
    speed: float | None

    @property
    def keeps_up(self) -> bool:
        """Whether it may write while the next answer is spoken."""
        return self.speed is None or self.speed >= ENOUGH


@dataclass
class MachineModels:
    """The models of the engine that `settings` name, as they are on this machine."""

    settings: Settings
    progress: Progress = field(default_factory=NoProgress)
    choose_transcriber: ChooseTranscriber = choose_transcriber
    choose_voice: Callable[[VoiceChoice, str], Voice] = choose_voice
    question_language: str = "en"
    on_battery: Callable[[], bool | None] = on_battery
    _why_untried: dict[str, str] = field(default_factory=dict)

    @property
    def engine(self) -> str:
        """The engine in use. Raises EngineMissing."""
        return installed_engine(self.settings.engine).name

    @property
    def language(self) -> str:
        """The language of the answers."""
        return primary_language(self.settings.language or self.question_language)

    def here(self) -> list[ModelHere]:
        """The models on this machine, the smallest first. Raises EngineMissing."""
        return models_here(self.engine, self.settings.model, self.settings.final_model)

    def speeds(self, models: Sequence[ModelHere]) -> dict[str, float | None]:
        """How many seconds of speech each of `models` writes down in a second, by `asked`.

        What was not measured yet on this machine is measured now, in a second or two for each.
        """
        speeds = {model.asked: kept_speed(model) for model in models}
        unknown = [model for model in models if speeds[model.asked] is None]
        speech = self._speech() if unknown else None
        for model in unknown:
            speeds[model.asked] = self._measured(model, speech)
        return speeds

    def why_untried(self, model: ModelHere) -> str:
        """Why a model has no speed: a sentence; "" if it has one."""
        return self._why_untried.get(model.asked, "")

    def roles(self, models: Sequence[ModelHere], speeds: dict[str, float | None]) -> Roles:
        """What each of `models` is used for. Raises InvalidSetting."""
        settings = self.settings
        wishes = Wishes(
            self._name_of(settings.model),
            self._name_of(settings.final_model),
            only_live=settings.stages == "live",
        )
        return choose_roles(_candidates(models, speeds), self._default(), self._machine(), wishes)

    def final(self) -> FinalModel | None:
        """The model that writes answers down once more, better than the captions; None if there is
        none. Raises EngineMissing, InvalidSetting.

        Nothing is measured for it: a model that was not tried here yet is taken to be quick enough.
        """
        if self.settings.stages == "live":
            return None
        here = self.here()
        known = {model.asked: kept_speed(model) for model in here}
        roles = self.roles(here, {asked: speed or ENOUGH for asked, speed in known.items()})
        name = roles.kept.model
        if name == roles.captions.model:
            return None
        asked = full_name(self.settings.final_model or name)
        return FinalModel(name, asked, bool(self.settings.final_model), known.get(asked))

    def waits(self) -> bool:
        """Whether the better words wait for the end of a session now, to spare the battery."""
        return self.settings.stages == "auto" and bool(self.on_battery())

    def told(self) -> str:
        """Which models are here and what they are used for, in a line.

        Raises EngineMissing where there is none.
        """
        here = self.here()
        roles = self.roles(here, self.speeds(here))
        if not here:
            raise EngineMissing(
                f"No Whisper model for {self.engine} is on this machine.",
                to_type("models", "get", roles.captions.model),
            )
        listed = ", ".join(f"{model.name} ({model.size_mb} MB)" for model in here)
        told = f"{listed}. {roles.captions.why} {roles.kept.why}"
        waits = self._told_of_battery() if roles.kept.model != roles.captions.model else ""
        return f"{told} {waits}".strip()

    def best_to_get(
        self, models: Sequence[ModelHere], speeds: dict[str, float | None]
    ) -> str | None:
        """The best model that this machine could carry, if none of `models` is as good."""
        return best_to_get(_candidates(models, speeds), self._machine())

    def named(self, names: Sequence[str]) -> list[ModelHere]:
        """The models called `names`; without names all that know the language.

        Raises WrongUse for one that is not here, InvalidSetting.
        """
        here = self.here()
        if names:
            return [named(name, self.engine, here) for name in names]
        return [model for model in here if model.knows(self.language)]

    def get(self, name: str, allow: AllowDownload) -> ModelHere:
        """The model called `name`, downloaded if it is not here and `allow` agrees.

        Raises EngineMissing, InvalidSetting.
        """
        self.choose_transcriber(self.engine, name, "en", allow).fetch()
        return named(name, self.engine, self.here())

    def attempt(self, model: ModelHere, kept: KeptTake, vocabulary: str) -> Attempt:
        """Have `model` write a take down; nothing is kept.

        Raises EngineMissing, UnreadableAudio, InvalidSetting.
        """
        transcriber = self._transcriber(model, self.language)
        with self.progress.working(f"Loading Whisper {model.name}"):
            load_bounded(transcriber)
        take = kept.record
        job = TranscriptionJob(
            kept.folder / take.audio, model.engine, model.asked, self.language, vocabulary,
            facts=_facts(kept), too_quiet_db=take.too_quiet_db, may_lack_sound=True,
        )  # fmt: skip
        began_s = time.perf_counter()
        with self.progress.through(f"Whisper {model.name} writes", take.duration_s) as on_progress:
            written = run_bounded(job, transcriber, on_progress).transcript
        return Attempt(model, written, time.perf_counter() - began_s)

    def _name_of(self, asked: str | None) -> str | None:
        return None if asked is None else choose_model(self.engine, asked, self.language).name

    def _told_of_battery(self) -> str:
        """When the better words come, on a machine that has a battery."""
        if self.on_battery() is None or self.settings.stages != "auto":
            return ""
        if self.waits():
            return "It runs on battery, so better words come when the last answer is over."
        return "On battery, better words would come when the last answer is over."

    def _default(self) -> str:
        try:
            return choose_model(self.engine, None, self.language).name
        except InvalidSetting:  # the packaged one is for English alone
            return "base"

    def _machine(self) -> Machine:
        return Machine(self.engine, self.language, memory_mb())

    def _measured(self, model: ModelHere, speech: Samples | None) -> float | None:
        if speech is None:
            self._why_untried[model.asked] = "No voice is here to try it with."
            return None
        try:
            with self.progress.working(f"Trying how fast Whisper {model.name} is here"):
                return measure_speed(model, self._transcriber(model, "en"), speech)
        except CoachError as error:
            self._why_untried[model.asked] = f"{error.message} {error.hint}".strip()
            return None

    def _transcriber(self, model: ModelHere, language: str) -> Transcriber:
        return self.choose_transcriber(model.engine, model.asked, language, lambda _: False)

    def _speech(self) -> Samples | None:
        """Something that was said, at 16 kHz: by the coach's own voice; None without a voice."""
        chosen = self.settings.voice
        try:
            voice = self.choose_voice("auto" if chosen == "none" else chosen, "en")
            clip = CachedVoice(voice, speech_cache()).render(_SPOKEN)
        except VoiceMissing:
            return None
        return clip.at_rate(LISTENING_RATE_HZ).samples if len(clip.samples) else None


def _candidates(models: Sequence[ModelHere], speeds: dict[str, float | None]) -> list[Candidate]:
    return [
        Candidate(model.name, model.only_english, size_of(model.name), speeds[model.asked])
        for model in models
    ]


def _facts(kept: KeptTake) -> SoundFacts | None:
    """The sound facts of a take; None where they must be measured anew."""
    try:
        return kept.facts
    except SessionDamaged:
        return None
