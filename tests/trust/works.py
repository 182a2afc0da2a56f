"""Everything that writes, each as a person would start it, to be killed or disturbed on the way."""

from __future__ import annotations

import io
import mmap
import os
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.audio.answers_microphone import AnswersMicrophone
from coach.audio.ports import Block
from coach.audio.reading import read_clip
from coach.cli import main as program
from coach.library.library import Library
from coach.library.records import AskedQuestion
from coach.paths import state_file, user_question_sets
from coach.testing import CannedTranscriber, RecordingSpeaker
from tests.helpers.coach_fixture import hire_with, play_with
from tests.helpers.kept_sessions import PLAIN, keep, recordings
from tests.helpers.page_server import served
from tests.helpers.spoken import SUPPLIER, TEAM, speak

WANT = AskedQuestion(id="ten-years", theme="ambition", text="What do you want to have built?")
SAID = "I want to lead a small operations team. It should be in Leeds one day."
TELLING = "They asked me why I left my last job. I said it was time.\n"
_WRITES = os.O_WRONLY | os.O_RDWR
_CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate")
_EVENTS, _GIVEN, _KEPT, _DISTURBED, _NOTES = 0, 1, 2, 3, 8


class Notes:
    """What a process had done when it was killed: numbers in memory that it shares with us."""

    def __init__(self) -> None:
        self._numbers = np.frombuffer(mmap.mmap(-1, 8 * _NOTES), np.int64)

    def clear(self) -> None:
        """Before another process begins."""
        self._numbers[:] = 0

    def another_change(self) -> int:
        """Count one more change of a file."""
        self._numbers[_EVENTS] += 1
        return self.changes

    def given(self, count: int) -> None:
        """So many samples more were given to the recorder. What comes later than the fault, which
        cannot be kept, does not count.
        """
        if not self._numbers[_DISTURBED]:
            self._numbers[_GIVEN] += count

    def disturbed(self) -> None:
        """There was the first fault."""
        self._numbers[_DISTURBED] = 1

    def kept(self, count: int) -> None:
        """So many samples were said to be kept."""
        self._numbers[_KEPT] = count

    @property
    def changes(self) -> int:
        """How many changes of files there were."""
        return int(self._numbers[_EVENTS])

    @property
    def was_disturbed(self) -> bool:
        """Whether there was a fault."""
        return bool(self._numbers[_DISTURBED])

    @property
    def given_samples(self) -> int:
        """How many samples the recorder was given."""
        return int(self._numbers[_GIVEN])

    @property
    def kept_samples(self) -> int:
        """How many samples the page was told to be kept."""
        return int(self._numbers[_KEPT])


@dataclass(frozen=True)
class Sounds:
    """The files that are said and taken in."""

    answers: Path  # a folder of two
    telling: Path

    @classmethod
    def made_in(cls, folder: Path) -> Sounds:
        """Have the machine's own voice say them."""
        answers = folder / "answers"
        answers.mkdir(parents=True)
        for number, text in enumerate((TEAM, SUPPLIER), 1):
            speak(text, answers / f"{number}.wav")
        telling = folder / "telling.txt"
        telling.write_text(TELLING, encoding="utf-8")
        return cls(answers, telling)


@dataclass(frozen=True)
class Work:
    """One kind of work: `do` gets the sounds and the notes, and returns the exit code."""

    name: str
    do: Callable[[Sounds, Notes], int]
    records: bool = False  # the answers of `Sounds`
    erases: bool = False
    erases_sound: bool = False
    acknowledges: bool = False  # the sound that it was given


def _typed(*words: str, typed: str = "") -> int:
    """Run `coach`; its exit code."""
    sys.stdin = io.StringIO(typed)
    return program.run(list(words), program.group)


def _session(pace: str, sounds: Sounds, _: Notes) -> int:
    options = ("--voice", "none", "--no-follow-ups", "--questions", "2", "--pace", pace)
    return _typed("practice", "career-vision", *options, "--answers", str(sounds.answers))


def _resumed(sounds: Sounds, _: Notes) -> int:
    """A second take of a question that has one."""
    answer = str(sounds.answers / "1.wav")
    return _typed("retake", kept_session(), "1", "--voice", "none", "--answers", answer)


def _page(sounds: Sounds, notes: Notes) -> int:
    choose = partial(_hired, CannedTranscriber([TEAM]))
    with served(choose=choose) as server, server.tab() as page:
        page.wait_for_type("welcome")
        page.open_microphone()
        page.begin(questions=1)
        page.wait_for_event("answer_started")
        ended = threading.Event()

        def note() -> None:
            while not ended.wait(0.005):
                if written := page.last_kept.get("written"):  # none after the recording
                    notes.kept(written)

        noting = threading.Thread(target=note)
        noting.start()
        said = read_clip(sounds.answers / "1.wav").samples
        page.say(np.round(said * 32767).astype(np.int16))
        page.press("done")
        page.wait_for_event("answer_ended")
        ended.set()
        noting.join()
    return 0


def _debrief(sounds: Sounds, _: Notes) -> int:
    typed = "rushed\nthat's right\n" + "type it\nIt was time.\n\n" + "3\n" * 4
    return _typed("debrief", "--real", "--from", str(sounds.telling), typed=typed)


def taken_along() -> Path:
    """The folder to which is exported."""
    return recordings().with_name("taken along")


def _export(*_: object) -> int:
    return _typed("export", "last", "--format", "zip", "-o", str(taken_along() / "session.zip"))


def kept_session() -> str:
    """The id of the session that was there before."""
    return Library(recordings()).find("last")


WORKS = (
    Work("a session from files", partial(_session, "fast"), records=True),
    Work("a session in real time", partial(_session, "real"), records=True),
    Work("another take", _resumed),
    Work("transcribing, both stages", lambda *_: _typed("transcribe", "last", "--model", "x")),
    Work("correcting", lambda *_: _typed("correct", "last", "1", "Leeds", "York")),
    Work("debriefing", _debrief),
    Work(
        "building a vision",
        lambda *_: _typed("vision", "build", "--section", "ambition", typed="1\n\n"),
    ),
    Work("importing", lambda sounds, _: _typed("import", str(sounds.answers))),
    Work("a session on the page", _page, acknowledges=True),
    Work("erasing", lambda *_: _typed("erase", "last", "--yes"), erases=True),
    Work(
        "erasing sound",
        lambda *_: _typed("erase", "last", "--audio", "--yes"),
        erases_sound=True,
    ),
    Work("keeping a story", lambda *_: _typed("stories", "keep", "last", "1", "--name", "Leeds")),
    Work("planning", lambda *_: _typed("plan", "screening", "--on", "in 9 days")),
    Work("adding a question", lambda *_: _typed("questions", "add", "mine", "Why this ward?")),
    Work("exporting", _export),
)


def fill_library() -> None:
    """What is there before each work."""
    keep([PLAIN], days_ago=2)
    keep([SAID], question=WANT)


def _hired(who: CannedTranscriber, *_: object) -> CannedTranscriber:
    return who


def disturbed_work(
    work: Work, sounds: Sounds, notes: Notes, at: int, disturb: Callable[[], None]
) -> int:
    """Do `work` in this process, without model and loudspeaker. Returns its exit code.

    `disturb` is called just before the change of files number `at`, if that is not 0, and before
    each one after that. It may raise OSError.
    """
    places = [recordings(), taken_along(), user_question_sets().parent, state_file().parent]
    here = tuple(map(os.fspath, places))

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if _changes_files(event, arguments, here) and notes.another_change() >= at > 0:
            notes.disturbed()
            disturb()

    sys.addaudithook(watch)
    quick, better = CannedTranscriber([SAID]), CannedTranscriber([SAID])
    better.model = "better"
    given = AnswersMicrophone.blocks

    def blocks(microphone: AnswersMicrophone) -> Iterator[Block]:
        return _counted(given(microphone), notes)

    with pytest.MonkeyPatch.context() as patch:
        hire_with(patch, quick, better)
        play_with(patch, RecordingSpeaker())
        patch.setattr(AnswersMicrophone, "blocks", blocks)
        return work.do(sounds, notes)


def _counted(blocks: Iterator[Block], notes: Notes) -> Iterator[Block]:
    for block in blocks:
        notes.given(len(block.samples))
        yield block


def _changes_files(event: str, arguments: tuple[Any, ...], below: tuple[str, ...]) -> bool:
    if event == "open":
        path, _, flags = arguments
        return bool((flags or 0) & _WRITES) and str(path).startswith(below)
    if event not in _CHANGES:
        return False
    path = os.fspath(arguments[0]) if not isinstance(arguments[0], int) else ""
    return not os.path.isabs(path) or path.startswith(below)  # noqa: PTH117  erasing is relative
