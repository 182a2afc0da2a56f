"""Readers of jobs, and of what other processes answer: the voice, and those that write down."""

from __future__ import annotations

import contextlib
import functools
import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from coach.audio.clips import AudioClip
from coach.audio.damage import SoundDamage
from coach.audio.facts import SoundFacts
from coach.audio.wav import wav_bytes
from coach.errors import CoachError
from coach.testing import CannedTranscriber
from coach.transcription.job_process import JobProcess
from coach.transcription.jobs import TranscriptionJob, TranscriptionResult, run_job
from coach.transcription.ports import Transcript
from coach.voices.pyttsx3_voice import Pyttsx3Voice
from tests.helpers.labels import as_transcript, facts_for
from tests.trust.fuzzed.home import Broke, home
from tests.trust.fuzzed.reader import Reader

_SAID = "I want to lead a small team in Leeds."
_PATIENCE_S = 10.0


def _jobs() -> list[bytes]:
    transcript = as_transcript(_SAID)
    facts = facts_for(transcript)
    job: dict[str, Any] = {
        "facts": facts.model_dump(mode="json"),
        "quick": transcript.model_dump(mode="json"),
        "too_quiet_db": -50.0,
        "may_lack_sound": True,
        "vocabulary": "Leeds",
    }
    alone = {**job, "facts": None, "quick": None, "too_quiet_db": None}
    return [json.dumps(each).encode() for each in (job, alone)]


@functools.cache
def _recording(folder: Path) -> Path:
    path = folder / "take-1.wav"
    path.write_bytes(wav_bytes(AudioClip(np.full(4_000, 0.1, np.float32), 16_000)))
    return path


def _run(data: bytes) -> None:
    """A job as it may have been put together of what is kept."""
    try:
        given = json.loads(data)
        facts, quick = given.get("facts"), given.get("quick")
        job = TranscriptionJob(
            audio=_recording(home()),
            facts=SoundFacts.model_validate_json(json.dumps(facts)) if facts else None,
            quick=Transcript.model_validate_json(json.dumps(quick)) if quick else None,
            too_quiet_db=-50.0 if given.get("too_quiet_db") else None,
            vocabulary=str(given.get("vocabulary")),
        )
    except (ValueError, RecursionError, AttributeError, ValidationError):
        return  # no such job can be made
    run_job(job, CannedTranscriber([_SAID]))


def _answers() -> list[bytes]:
    transcript = as_transcript(_SAID)
    result = TranscriptionResult(transcript, facts_for(transcript), SoundDamage())
    loaded = pickle.dumps(None)
    return [
        loaded + pickle.dumps(0.5) + pickle.dumps(result),
        loaded + pickle.dumps(CoachError("It failed.")),
    ]


def _answered(data: bytes) -> None:
    """What a process that writes down may send before it breaks."""
    path = home() / "answer"
    path.write_bytes(data)
    with JobProcess(("cat", str(path))) as process:
        future = process.submit(TranscriptionJob(audio=Path("take-1.wav")))
        with contextlib.suppress(CoachError):
            result = future.result(_PATIENCE_S)
            if not isinstance(result, TranscriptionResult):
                raise Broke(repr(result))


def _voiced(data: bytes) -> None:
    """What the process that speaks may print: the script's name is that of the answer."""
    script = home() / "child.py"
    script.write_text(
        "import sys\nsys.stdin.buffer.read()\n"
        f"sys.stdout.buffer.write(open({str(home() / 'answer')!r}, 'rb').read())\n"
    )
    (home() / "answer").write_bytes(data)
    Pyttsx3Voice(child=script).check()


READERS = (
    Reader("jobs", _jobs, _run, 20, bound_s=30.0),
    Reader("answers of the second process", _answers, _answered, 8, starts_processes=True),
    Reader(
        "answers of the voice's process",
        lambda: [b'{"voice": "en"}', b'{"languages": ["af", "de"]}'],
        _voiced,
        2,
        starts_processes=True,
    ),
)
