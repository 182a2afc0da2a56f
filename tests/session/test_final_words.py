"""Which model writes answers down once more, and when there is none."""

from __future__ import annotations

import pytest

from coach.config import Settings
from coach.errors import EngineMissing, InvalidSetting
from coach.session.final_words import final_for, second_model
from coach.session.machine_models import MachineModels
from coach.testing import CannedTranscriber
from coach.transcription.second_process import SecondModel, SecondProcess
from tests.helpers.model_speeds import keep_speeds, packages

__all__ = ["packages"]

pytestmark = pytest.mark.usefixtures("packages")


def chosen(**settings: str) -> str | None:
    found = MachineModels(Settings.model_validate(settings)).final()
    return found and found.name


def test_the_best_that_is_here_and_quick_enough() -> None:
    keep_speeds(tiny_en=12.0, base=6.0)
    assert chosen() == "base"
    keep_speeds(tiny_en=12.0, base=2.0)
    assert chosen() is None


def test_one_that_was_not_tried_yet_is_tried() -> None:
    assert chosen() == "base"


def test_what_was_asked_for() -> None:
    keep_speeds(tiny_en=12.0, base=2.0)
    assert chosen(stages="live") is None
    assert chosen(model="tiny.en") is None
    assert chosen(final_model="base") == "base"
    assert chosen(final_model="base", stages="live") is None
    assert chosen(final_model="tiny.en") is None
    assert chosen(model="base", final_model="tiny.en") == "tiny.en"
    with pytest.raises(InvalidSetting, match="bass"):
        chosen(final_model="bass")


@pytest.mark.parametrize(("speed", "keeps_up"), [(6.0, True), (2.0, False), (None, True)])
def test_a_slow_one_does_not_keep_up(speed: float | None, keeps_up: bool) -> None:
    keep_speeds(**({"base": speed} if speed else {}))
    found = MachineModels(Settings(final_model="base")).final()
    assert found is not None
    assert (found.speed, found.keeps_up) == (speed, keeps_up)


@pytest.mark.parametrize(
    ("stages", "on_battery", "waits"),
    [("auto", True, True), ("auto", False, False), ("auto", None, False), ("all", True, False)],
)
def test_on_battery_better_words_wait_for_the_end_unless_asked_for(
    stages: str, on_battery: bool | None, waits: bool
) -> None:
    settings = Settings.model_validate({"stages": stages})

    def choose(*_: object) -> CannedTranscriber:
        return CannedTranscriber([""])

    second = second_model(settings, "en", lambda _: False, choose, lambda: on_battery)
    assert second is not None
    assert second.keeps_up
    assert second.waits() is waits
    assert SecondProcess(second).keeps_up is not waits


def test_the_plug_is_looked_at_after_each_answer() -> None:
    plugged = [False, True]
    second = SecondModel("faster-whisper", "base", "en", waits=lambda: not plugged.pop(0))
    process = SecondProcess(second)
    assert [process.keeps_up, process.keeps_up] == [False, True]


@pytest.mark.parametrize(
    ("stages", "on_battery", "told"),
    [
        ("auto", True, "It runs on battery, so better words come when the last answer is over."),
        ("auto", False, "On battery, better words would come when the last answer is over."),
        ("auto", None, ""),
        ("all", True, ""),
        ("live", True, ""),
    ],
)
def test_the_doctor_tells_of_the_battery(stages: str, on_battery: bool | None, told: str) -> None:
    keep_speeds(tiny_en=12.0, base=6.0)
    settings = Settings.model_validate({"stages": stages})
    line = MachineModels(settings, on_battery=lambda: on_battery).told()
    assert ("battery" in line) is bool(told)
    assert line.endswith(told)


class Missing(CannedTranscriber):
    def fetch(self) -> None:
        raise EngineMissing("It is not here.")


def test_weights_that_cannot_be_had() -> None:
    def choose(*_: object) -> Missing:
        return Missing([""])

    assert final_for(Settings(), "en", lambda _: False, choose) is None
    with pytest.raises(EngineMissing):
        final_for(Settings(final_model="base"), "en", lambda _: False, choose)


def test_the_engine_gets_the_model() -> None:
    asked: list[object] = []

    def choose(*arguments: object) -> CannedTranscriber:
        asked.extend(arguments[:3])
        return CannedTranscriber([""])

    assert final_for(Settings(), "en-GB", lambda _: False, choose) is not None
    assert asked == ["faster-whisper", "base", "en"]
    assert final_for(Settings(stages="live"), "en", lambda _: False, choose) is None
