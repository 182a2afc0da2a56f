"""Whether this machine runs on its battery. The only module that imports psutil."""

from __future__ import annotations

from typing import Protocol


class Battery(Protocol):
    """A battery, as psutil tells of it."""

    @property
    def power_plugged(self) -> bool | None:
        """Whether the machine is plugged in; None where that is not known."""
        ...


def on_battery() -> bool | None:
    """Whether the machine runs on its battery; None where it has none, or does not tell."""
    import psutil

    if not hasattr(psutil, "sensors_battery"):  # psutil has it on some systems only
        return None
    try:
        return drains(psutil.sensors_battery())
    except (OSError, psutil.Error):
        return None


def drains(battery: Battery | None) -> bool | None:
    """Whether that battery is in use; None where there is none, or nobody knows."""
    if battery is None or battery.power_plugged is None:
        return None
    return not battery.power_plugged
