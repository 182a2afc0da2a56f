"""A process that runs jobs without any weights."""

from __future__ import annotations

import sys

_CHILD = """
import sys
from coach.testing import CannedTranscriber
from coach.transcription.job_process import main

class Whisper(CannedTranscriber):
    model = {model!r}

    def transcribe(self, *arguments):
        if {text!r} == "die":
            raise SystemExit(1)
        return super().transcribe(*arguments)

main(lambda job: Whisper([{text!r}], {slowness}))
"""


def canned_process(
    text: str = "better words", slowness: float = 0.0, model: str = "base"
) -> tuple[str, ...]:
    """The command of a process that writes `text` down each time, in so many seconds for a second
    of speech; with "die" it ends instead.
    """
    child = _CHILD.format(text=text, slowness=slowness, model=model)
    return sys.executable, "-c", child
