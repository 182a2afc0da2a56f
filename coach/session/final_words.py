"""The better model that writes answers down once more, after the one that keeps up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from coach.config import Settings
from coach.errors import CannotWrite, EngineMissing, SessionDamaged
from coach.library.reading import KeptTake
from coach.power import on_battery
from coach.session.machine_models import FinalModel, MachineModels
from coach.transcription.choosing import choose_transcriber
from coach.transcription.models import AllowDownload, size_of
from coach.transcription.ports import Transcriber, Transcript
from coach.transcription.second_process import SecondModel
from coach.wiring import ChooseTranscriber


@dataclass(frozen=True)
class Transcribers:
    """What writes answers down: `quick`, then `final`, if there is a better model here."""

    quick: Transcriber
    final: Transcriber | None = None


def final_for(
    settings: Settings,
    language: str,
    allow_download: AllowDownload,
    choose: ChooseTranscriber = choose_transcriber,
) -> Transcriber | None:
    """The engine with the better model, its weights fetched; None where there is no such model.

    Raises InvalidSetting; EngineMissing, CannotWrite for a model that the person named.
    """
    models = MachineModels(settings, question_language=language)
    found = _found(models, allow_download, choose)
    return found and found[0]


def second_model(
    settings: Settings,
    language: str,
    allow_download: AllowDownload,
    choose: ChooseTranscriber = choose_transcriber,
    on_battery: Callable[[], bool | None] = on_battery,
) -> SecondModel | None:
    """The better model for a process of its own; see `final_for`."""
    models = MachineModels(settings, question_language=language, on_battery=on_battery)
    found = _found(models, allow_download, choose)
    if found is None:
        return None
    final, model = found
    return SecondModel(
        final.engine, model.asked, final.language, model.keeps_up, waits=models.waits
    )


def _found(
    models: MachineModels, allow_download: AllowDownload, choose: ChooseTranscriber
) -> tuple[Transcriber, FinalModel] | None:
    model = models.final()
    if model is None:
        return None
    final = choose(models.engine, model.asked, models.language, allow_download)
    try:
        final.fetch()
    except (EngineMissing, CannotWrite):
        if model.named:
            raise
        return None  # nobody asked for it
    return final, model


def rough_words(kept: KeptTake, better: str) -> Transcript | None:
    """The words of a take that the model `better` has not seen yet; None where it has, where they
    are by a model as good, or by one that the person named, or cannot be read.
    """
    try:
        counting = kept.counting
    except SessionDamaged:
        return None
    if counting is None or kept.record.chosen or better in kept.models:
        return None
    heard = counting.words_from.heard
    size, better_size = size_of(heard.model), size_of(better)
    is_smaller = size is not None and (better_size is None or size < better_size)
    return heard if heard.words and is_smaller else None
