"""A valid set as text, and a way to read a changed copy of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from coach.errors import InvalidQuestionSet
from coach.questions.reading import read_set

VALID = """\
title: Two questions
vocabulary: [Kubernetes, Aix-en-Provence]
questions:
  - id: strengths
    theme: about-you
    wordings:
      interview: What are your strengths?
      meeting: What should we rely on you for?
      chat: What do people come to you for?
    seconds: 90
    listen_for:
      - an example
    follow_ups:
      - When was that?
  - id: ambition
    theme: ambition
    wordings:
      interview: What is your ambition?
      meeting: Where is this going?
      chat: What do you really want?
    seconds: 60
    listen_for:
      - one sentence
    follow_ups:
      - Only that?
"""


@pytest.fixture
def valid() -> str:
    return VALID


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str | bytes], Path]:
    """Write a file `mine.yaml` and give its path."""

    def write(content: str | bytes) -> Path:
        path = tmp_path / "mine.yaml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def error_of(written: Callable[[str | bytes], Path]) -> Callable[[str | bytes], InvalidQuestionSet]:
    """The error that reading such a file gives."""

    def read(content: str | bytes) -> InvalidQuestionSet:
        with pytest.raises(InvalidQuestionSet) as caught:
            read_set(written(content))
        assert caught.value.hint.startswith("coach questions ")
        return caught.value

    return read
