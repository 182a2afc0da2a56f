"""Which model writes answers down once more, and when there is none."""

from __future__ import annotations

import pytest

from coach.config import Settings
from coach.errors import EngineMissing, InvalidSetting
from coach.session.final_words import final_for
from coach.session.machine_models import MachineModels
from coach.testing import CannedTranscriber
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
