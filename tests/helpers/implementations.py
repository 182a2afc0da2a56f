"""Every implementation of a port, found in the package: none is listed, so none is forgotten.

A port is recognised by what its one method takes and gives. The contract tests ask `maker_of` how
to make each one; there is no other way in for a new implementation than to be tested.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TypeVar

import pytest

import coach

Maker = TypeVar("Maker")

# port → its method, the names of what that takes, and a part of what it gives, as annotated
_SIGNATURES = {
    "Voice": ("render", ("text",), "Clip"),
    "Microphone": ("blocks", (), "Block"),
    "Speaker": ("play", ("clip",), "Playback"),
    "Presenter": ("show", ("event",), ""),
    "Person": ("choose", ("options", "timeout_s"), ""),
    "Transcriber": ("transcribe", ("samples", "prompt", "decoding"), ""),
}


def implementations(port: str) -> list[str]:
    """The classes of the package that are a `port`, such as `coach.testing.RecordingVoice`."""
    return sorted(name for name, each in _classes().items() if _is(each, port))


def implementation(name: str) -> type:
    """The class of that name."""
    return _classes()[name]


def maker_of(makers: Mapping[str, Maker], name: str) -> Maker:
    """How the contract tests make the class `name`; a test fails where nobody has said."""
    if name not in makers:
        pytest.fail(f"{name} is not covered: say in the contract test of its port how to make it.")
    return makers[name]


@cache
def _classes() -> dict[str, type]:
    return {
        f"{each.__module__}.{each.__qualname__}": each
        for module in _modules()
        for each in vars(importlib.import_module(module)).values()
        if inspect.isclass(each) and each.__module__ == module
    }


def _modules() -> Iterator[str]:
    for module in pkgutil.walk_packages(coach.__path__, "coach."):
        if not module.name.endswith("__main__"):
            yield module.name


def _is(each: type, port: str) -> bool:
    method, takes, gives = _SIGNATURES[port]
    function = getattr(each, method, None)
    is_port = each.__module__.endswith(".ports")
    if is_port or not inspect.isfunction(function) or inspect.isabstract(each):
        return False
    signature = inspect.signature(function)
    parameters = tuple(signature.parameters)[1:]
    return parameters == takes and gives in str(signature.return_annotation)
