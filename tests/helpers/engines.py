"""The names of the engines, and the mark of tests for which one of them is enough."""

from __future__ import annotations

import pytest

ENGINES = ("faster-whisper", "openai-whisper")

# What comes before and after the engine, and does not depend on which it is, is shown by the
# fastest one; the others take so long that `make test-long` is the place for them.
one_engine_is_enough = pytest.mark.parametrize(
    "transcriber",
    [ENGINES[0], *(pytest.param(name, marks=pytest.mark.long) for name in ENGINES[1:])],
    indirect=True,
)
