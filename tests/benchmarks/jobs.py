"""Answers written down by two processes, against one process, and against one answer at a time.

    SPEECH_DIR=… python tests/benchmarks/jobs.py [--model NAME] [--rounds N] [--minutes M]

A library is made of the human clips of SPEECH_DIR that have a reference, again and again until it
has so many minutes of sound, in sessions of five answers. It is written down (a) by one process
with one thread, (b) as one session after the other was before (in the program itself, one piece of
an answer after the other), (c) by two processes, (d) as one session after the other is now (two
pieces at the same time); in turn, N times. What is kept is written each time, and the models are
loaded each time.

Holds when the median of (c) is at least 1.7 times as fast as that of (a), and 1.4 times as fast as
that of (b), and its words are the same.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from coach.audio.reading import read_blocks
from coach.config import Settings
from coach.library.library import Library
from coach.library.reading import KeptTake
from coach.library.records import AskedQuestion, Kind, SetName
from coach.session.bulk_writing import AnswerWritten, BulkWriting
from coach.session.progress import NoProgress
from coach.session.wanted_answers import Models, PassedOver, wanted_answers
from coach.session.writing import AnswerWriter
from coach.transcription.devices import default_threads
from coach.transcription.job_pool import JobPool, JobRunner, JobsHere

SOUND = (".wav", ".mp3", ".ogg", ".flac")
ANSWERS = 5
FASTER_THAN_ONE, FASTER_THAN_BEFORE = 1.7, 1.4


class Quiet:
    """Is told how far the work is, and shows nothing."""

    def written(self, answer: AnswerWritten) -> None:
        pass

    def passed_over(self, what: PassedOver) -> None:
        raise what.error

    def progressed(self, done_s: float) -> None:
        pass


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--model", default="tiny.en")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--minutes", type=float, default=6.0)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        make(library, Path(os.environ["SPEECH_DIR"]), options.minutes * 60)
        times: dict[str, list[float]] = {"one": [], "before": [], "two": [], "now": []}
        words: dict[str, list[str]] = {}
        for _ in range(options.rounds):
            for name, taken_s in times.items():
                taken_s.append(written(library, name, options.model))
                words[name] = said(library)
                print(f"{name:8} {taken_s[-1]:6.1f} s", flush=True)
    one, before, two, now = (statistics.median(taken_s) for taken_s in times.values())
    print(
        f"--jobs 2: {one / two:.2f} times one process with one thread, at least {FASTER_THAN_ONE}"
    )
    print(f"--jobs 2: {before / two:.2f} times one after the other, at least {FASTER_THAN_BEFORE}")
    print(f"--jobs 2: {now / two:.2f} times one after the other with two pieces at the same time")
    same = all(each == words["one"] for each in words.values())
    print(f"the words are {'the same' if same else 'NOT THE SAME'}")
    holds = one >= FASTER_THAN_ONE * two and before >= FASTER_THAN_BEFORE * two and same
    print("holds" if holds else "DOES NOT HOLD")
    return 0 if holds else 1


def make(library: Library, speech: Path, enough_s: float) -> None:
    """Sessions of five answers, until there is so much sound."""
    clips = itertools.cycle(
        path
        for path in sorted(speech.iterdir())
        if path.suffix in SOUND
        and path.with_suffix(".txt").is_file()
        and not path.stem.startswith("nospeech")
    )
    made_s, answers = 0.0, 0
    question = AskedQuestion(id="question", text="And then?")
    while made_s < enough_s:
        set_name = SetName(name="mine", title="Mine")
        with library.new_session(Kind.PRACTICE, set_name, [question] * ANSWERS) as opened:
            for number in range(1, ANSWERS + 1):
                take = opened.take_in(number, read_blocks(next(clips)))
                made_s += take.duration_s or 0.0
                answers += 1
    print(f"{answers} answers, {made_s / 60:.1f} minutes of sound")


def written(library: Library, name: str, model: str) -> float:
    """Write everything down; the seconds that took."""
    settings = Settings(model=model, recordings=library.folder)
    models = Models(AnswerWriter(settings, lambda _: False, NoProgress()), named=True, again=True)
    wanted, _ = wanted_answers(library, reversed(library.states()), models)
    runners: dict[str, tuple[JobRunner, int | None]] = {
        "one": (JobPool(1), 1),
        "before": (JobsHere(models.doing), default_threads()),
        "two": (JobPool(2), 1),
        "now": (JobsHere(models.doing), None),
    }
    return BulkWriting(library, models, Quiet()).write(wanted, *runners[name]).took_s


def said(library: Library) -> list[str]:
    """The newest words of every answer."""
    texts = []
    for listed in library.sessions():
        assert listed.session
        for turn in listed.session.turns:
            take = turn.takes[0].model_copy(update={"transcripts": turn.takes[0].transcripts[-1:]})
            heard = KeptTake(library.folder / listed.id, take).heard
            texts.append(heard.text if heard else "")
    return texts


if __name__ == "__main__":
    sys.exit(main())
