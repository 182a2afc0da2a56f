"""Modules that seem not to be installed."""

from __future__ import annotations

import sys

import pytest

from coach.transcription import packaged

TINY_EN_PARTS = tuple(module for module, _ in packaged.TINY_EN.parts)
BASE_PARTS = tuple(module for module, _ in packaged.BASE.parts)


def hide(monkeypatch: pytest.MonkeyPatch, *modules: str) -> None:
    """Have Python find none of `modules`: None in sys.modules says that there is none."""
    for module in modules:
        for name in [name for name in sys.modules if name.startswith(f"{module}.")]:
            monkeypatch.setitem(sys.modules, name, None)
        monkeypatch.setitem(sys.modules, module, None)
