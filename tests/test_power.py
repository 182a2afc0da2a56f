"""Whether the machine runs on its battery."""

from __future__ import annotations

from dataclasses import dataclass

import psutil
import pytest

from coach.power import drains, on_battery


@dataclass(frozen=True)
class Cells:
    power_plugged: bool | None


@pytest.mark.parametrize(
    ("battery", "drained"),
    [(Cells(False), True), (Cells(True), False), (Cells(None), None), (None, None)],
)
def test_a_battery_is_in_use_where_the_machine_is_not_plugged_in(
    battery: Cells | None, drained: bool | None
) -> None:
    assert drains(battery) is drained


def test_this_machine_tells_or_does_not() -> None:
    assert on_battery() in (True, False, None)


def test_a_system_that_does_not_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> None:
        raise PermissionError

    monkeypatch.setattr(psutil, "sensors_battery", refused, raising=False)
    assert on_battery() is None
    monkeypatch.delattr(psutil, "sensors_battery")
    assert on_battery() is None
