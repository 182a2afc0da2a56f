"""Answers from audio files, or from any other sound, through the microphone's port."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Self

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.reading import AUDIO_SUFFIXES, check_readable, read_blocks
from coach.audio.ports import Block
from coach.errors import UnreadableAudio

Answer = Callable[[], Iterable[Samples]]  # gives the answer's sound at LISTENING_RATE_HZ

_BLOCK_S = 0.1
_BLOCK_SAMPLES = round(_BLOCK_S * LISTENING_RATE_HZ)


class AnswersMicrophone:
    """Gives one prepared answer after the other, each from its first sample to its last.

    `real_pace` hands the sound out as fast as it was spoken, else as fast as it is taken.
    """

    def __init__(self, name: str, answers: Sequence[Answer], real_pace: bool = False) -> None:
        self.name = name
        self._answers = list(answers)
        self._real_pace = real_pace

    @property
    def exhausted(self) -> bool:
        """Whether every answer has been given."""
        return not self._answers

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        pass

    def blocks(self) -> Iterator[Block]:
        """The next answer. Raises LookupError when there is none left."""
        if not self._answers:
            raise LookupError("no more answers")
        return self._paced(self._answers.pop(0)())

    def _paced(self, sound: Iterable[Samples]) -> Iterator[Block]:
        started_s = time.monotonic()
        given_s = 0.0
        for samples in sound:
            for start in range(0, len(samples), _BLOCK_SAMPLES):
                block = samples[start : start + _BLOCK_SAMPLES]
                given_s += len(block) / LISTENING_RATE_HZ
                if self._real_pace:
                    time.sleep(max(0.0, started_s + given_s - time.monotonic()))
                yield Block(block)


def answers_from(path: Path) -> list[Answer]:
    """One answer per audio file: `path` itself, or the audio files of that folder in name order.

    Numbers in names count as numbers: `answer-2` comes before `answer-10`. Raises UnreadableAudio
    at once where a file cannot be read or is empty, not in the middle of a session.
    """
    files = audio_files(path)
    for file in files:
        check_readable(file)
    return [_reader(file) for file in files]


def audio_files(path: Path) -> list[Path]:
    """`path` itself, or the audio files of that folder in name order. Raises UnreadableAudio."""
    if not path.is_dir():
        return [path]
    files = [
        file
        for file in path.iterdir()
        if file.is_file()
        and file.suffix.lower() in AUDIO_SUFFIXES
        and not file.name.startswith(".")
    ]
    if not files:
        raise UnreadableAudio(f"The folder {path} has no audio files in it.")
    return sorted(files, key=_name_order)


def _name_order(file: Path) -> tuple[list[tuple[int, str]], str]:
    parts = re.split(r"(\d+)", file.name.lower())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts], file.name


def _reader(file: Path) -> Answer:
    return lambda: read_blocks(file)
