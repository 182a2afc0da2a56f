"""A microphone that gives prepared answers, from audio files or from any other sound."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Self

import numpy as np

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.damage import ReadingReport
from coach.audio.folders import SoundFiles
from coach.audio.ports import Block
from coach.audio.reading import read_blocks

AnswerSound = Callable[[], Iterable[Samples]]  # gives the sound of an answer at LISTENING_RATE_HZ

_BLOCK_S = 0.1
_BLOCK_SAMPLES = round(_BLOCK_S * LISTENING_RATE_HZ)


class AnswersMicrophone:
    """Gives one prepared answer after the other, each from its first sample to its last.

    With `real_pace` the sound comes in real time, else as fast as the caller takes it.
    """

    is_prepared = True
    hears_loudspeaker = False

    def __init__(self, name: str, answers: Sequence[AnswerSound], real_pace: bool = False) -> None:
        self.name = name
        self._answers = list(answers)
        self._given: list[AnswerSound] = []
        self._real_pace = real_pace
        self._passed_over = ""

    @classmethod
    def of_files(cls, path: Path, real_pace: bool = False) -> Self:
        """The file `path`, or the audio files in the folder `path` in the order of their names, as
        answers.

        Raises UnreadableAudio at once, not in the middle of a session, if a file cannot be read or
        is empty.
        """
        found = _sound_files(path)
        microphone = cls(str(path), [AnswerFile(file) for file in found.readable], real_pace)
        microphone._passed_over = found.sentence()
        return microphone

    @property
    def left(self) -> int:
        """How many answers were not given yet."""
        return len(self._answers)

    @property
    def exhausted(self) -> bool:
        """Whether every answer has been given."""
        return not self._answers

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        pass

    def blocks(self) -> Iterator[Block]:
        """The sound of the next answer: see Microphone. Raises LookupError when none is left."""
        if not self._answers:
            raise LookupError("no more answers")
        answer = self._answers.pop(0)
        self._given.append(answer)
        return self._paced(answer)

    def sentences(self) -> list[str]:
        """What the person should know about files that were read so far, or left out."""
        files = [answer for answer in self._given if isinstance(answer, AnswerFile)]
        told = [each for file in files for each in file.report.sentences(str(file.path))]
        return [self._passed_over, *told] if self._passed_over else told

    def _paced(self, answer: AnswerSound) -> Iterator[Block]:
        report = answer.report if isinstance(answer, AnswerFile) else ReadingReport()
        started_s = time.monotonic()
        given_s = 0.0
        told_lost_s = 0.0
        for samples in answer():
            all_lost_s = sum(gap.lost_s for gap in report.gaps)  # the last gap may have grown
            lost_s, told_lost_s = all_lost_s - told_lost_s, all_lost_s
            for start in range(0, len(samples), _BLOCK_SAMPLES):
                block = samples[start : start + _BLOCK_SAMPLES]
                given_s += len(block) / LISTENING_RATE_HZ
                if self._real_pace:
                    time.sleep(max(0.0, started_s + given_s - time.monotonic()))
                yield Block(block, lost_s)
                lost_s = 0.0
        if report.cut_short:
            yield Block(np.zeros(0, np.float32), cut_short=report.cut_short)


class AnswerFile:
    """An audio file as an answer. After it was read, `report` says what the file lacked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.report = ReadingReport()

    def __call__(self) -> Iterator[Samples]:
        """Its sound as blocks of Samples at LISTENING_RATE_HZ. Raises UnreadableAudio."""
        return read_blocks(self.path, self.report)


def _sound_files(path: Path) -> SoundFiles:
    found = SoundFiles()
    found.add(path)
    for error in found.unreadable.values():
        raise error
    return found
