"""Kill the coach at random moments of everything it does, start again, and look for what is lost.

    python tests/trust/kill.py --times 200 --seed 1

Each time, a process works on a library that has two sessions, and dies by SIGKILL: after a random
time, or just before a random change of a file. Then the coach starts again, and: all sound up to
the last half second is there, sample by sample; every session opens; nothing is there twice; no
half file is taken for a whole one; and what was there before is as it was.
"""

from __future__ import annotations

import abc
import argparse
import contextlib
import hashlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from coach.audio.clips import LISTENING_RATE_HZ
from coach.audio.reading import read_clip
from coach.debrief.keeping import read_debrief
from coach.library.library import Library
from coach.library.reading import KeptTake
from coach.library.records import Session, Take
from coach.paths import user_question_sets
from coach.plan.keeping import PlanFile
from coach.stories.keeping import StoriesFolder
from coach.vision.keeping import VisionFolder
from tests.helpers.coach_program import coach_here
from tests.trust.works import (
    WORKS,
    Notes,
    Sounds,
    Work,
    disturbed_work,
    fill_library,
    taken_along,
)

ERASED = "erased"  # in place of a sum of the sound
_MAY_BE_LOST = LISTENING_RATE_HZ // 2
PATIENCE_S = 300.0  # even where others use all cores
_LEFT_OVER = (
    *(".*.json.*", "*/.*.json.*", "*/.*.md.*", "*/*/.*", "*/.holder.json"),
    *(".erasing-*", ".incoming-*"),
)


@dataclass
class Kept:
    """What a library holds, for comparing: a sum of each take's sound, and its words."""

    takes: dict[tuple[str, int, int], tuple[str, str]]


@dataclass
class Rehearsal:
    """How long a work takes, and how many changes of files it makes, when nobody kills it."""

    seconds: float
    changes: int
    outcome: list[str]


class Trials:
    """Works in libraries of their own below `folder`, at which something happens as `draw` decides.

    A subclass says what.
    """

    def __init__(self, folder: Path, draw: random.Random) -> None:
        self._folder = folder
        self._draw = draw
        self._notes = Notes()
        self._rehearsals: dict[str, Rehearsal] = {}
        self._sounds = Sounds.made_in(folder / "sounds")
        self._answers = [read_clip(each).samples for each in sorted(self._sounds.answers.iterdir())]
        self._full = folder / "full"
        self._library = folder / "recordings"
        with self._at(self._full):
            fill_library()

    def once(self, work: Work) -> str:
        """Have it happen once in `work`, and check what is left. Returns what happened."""
        with self._at(self._library):
            rehearsed = self._rehearsals.get(work.name) or self._rehearse(work)
            while True:
                self._begin()
                if what := self._trial(work, rehearsed):
                    break  # else the work had ended before: draw again
            try:
                self._check(work)
                self._check_outcome(work, rehearsed)
            except AssertionError as error:
                error.add_note(f"{work.name}, {what}")
                raise
        return what

    @abc.abstractmethod
    def _trial(self, work: Work, rehearsed: Rehearsal) -> str:
        """Do `work`, and have it happen. Returns what happened, and when; "" if it did not."""

    def _check_outcome(self, work: Work, rehearsed: Rehearsal) -> None:
        """Check what `work` said of itself, besides."""

    def _rehearse(self, work: Work) -> Rehearsal:
        self._begin()
        began_s = time.monotonic()
        assert not self._killed(work, 0, PATIENCE_S), work.name
        seconds = time.monotonic() - began_s
        self._check(work)
        assert bool(self._notes.kept_samples) == work.acknowledges, work.name
        rehearsed = Rehearsal(seconds, self._notes.changes, self._outcome())
        self._rehearsals[work.name] = rehearsed
        return rehearsed

    def _outcome(self) -> list[str]:
        """What there is after a work, without what differs each time, such as names of sessions."""
        library = Library(self._library)
        kept = [f"{sound} {words}" for sound, words in self._kept(library).takes.values()]
        vision = [line.text for line in VisionFolder(self._library).read().lines]
        stories = [each.name for each in StoriesFolder(self._library).read().stories]
        plan = [str(PlanFile(self._library).read() is not None)]
        sets, along = user_question_sets(), taken_along()
        files = [path.name for folder in (sets, along) for path in sorted(folder.glob("*"))]
        return [*sorted(kept), *vision, *stories, *plan, *files]

    def _begin(self) -> None:
        shutil.rmtree(self._library, ignore_errors=True)
        shutil.copytree(self._full, self._library)
        for folder in (taken_along(), user_question_sets()):
            shutil.rmtree(folder, ignore_errors=True)
        taken_along().mkdir()
        self._notes.clear()

    def _killed(self, work: Work, dies_at: int, after_s: float) -> bool:
        """Whether it was killed; False if it came to its end."""
        ended, said = self._run(work, dies_at, _die, after_s)
        if os.WIFSIGNALED(ended):
            return True
        assert os.waitstatus_to_exitcode(ended) == 0, (work.name, said)
        return False

    def _run(
        self, work: Work, at: int, disturb: Callable[[], None], after_s: float
    ) -> tuple[int, str]:
        """How a process with `work` ended, which is killed `after_s`; and what it said.

        Its changes of files from number `at` on are disturbed.
        """
        out, into = os.pipe()  # no file, which may be limited
        pid = os.fork()
        if not pid:
            self._work_and_leave(work, at, disturb, into)
        os.close(into)
        deadline_s = time.monotonic() + after_s
        while (ended := os.waitpid(pid, os.WNOHANG))[0] == 0:
            if time.monotonic() >= deadline_s:
                os.kill(pid, signal.SIGKILL)
                ended = os.waitpid(pid, 0)
                assert after_s < PATIENCE_S, f"{work.name} did not end"
                break
            time.sleep(0.002)
        os.set_blocking(out, False)
        with contextlib.suppress(BlockingIOError), os.fdopen(out, "rb") as said:
            return ended[1], (said.read() or b"").decode("utf-8", "replace")
        return ended[1], ""

    def _work_and_leave(self, work: Work, at: int, disturb: Callable[[], None], said: int) -> None:
        code = 1
        try:
            os.dup2(said, 1)
            os.dup2(said, 2)
            sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
            sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
            code = disturbed_work(work, self._sounds, self._notes, at, disturb)
        except BaseException:  # noqa: BLE001  the outermost frame of the process
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _check(self, work: Work) -> None:
        """Start again, and compare what is there with what was and what was said."""
        library = Library(self._library)
        listed = coach_here("sessions", "--json")
        assert listed.returncode == 0, listed
        library.recover()
        before, after = self._kept(Library(self._full)), self._kept(library)
        for each, sound_and_words in before.takes.items():
            if work.erases and each[0] not in {listed.id for listed in library.sessions()}:
                continue
            sound = after.takes.get(each, ("",))[0]
            assert sound == sound_and_words[0] or (work.erases_sound and sound == ERASED), each
        self._check_new(work, library, {session for session, *_ in before.takes})
        self._check_nothing_is_left()
        vision = VisionFolder(self._library)
        for line in vision.read().lines:
            assert vision.clip(line).duration_s > 0

    def _kept(self, library: Library) -> Kept:
        takes = {}
        for listed in library.sessions():
            assert listed.session, listed.damage
            with library.open_session(listed.id) as opened:
                read_debrief(opened.folder)
                for turn in opened.session.turns:
                    for take in turn.kept_takes:
                        which = listed.id, turn.number, take.number
                        assert which not in takes
                        takes[which] = self._whole(library.folder / listed.id, take)
            shown = coach_here("show", listed.id, "--recordings", library.folder, "--json")
            assert shown.returncode == 0, shown
        return Kept(takes)

    def _whole(self, folder: Path, take: Take) -> tuple[str, str]:
        """A sum of a take's sound, and its words; all of it can be read, and none is twice."""
        assert len(set(take.transcripts)) == len(take.transcripts), take
        kept = KeptTake(folder, take)
        if kept.heard:
            assert kept.heard.words, take
        words = kept.transcript.text if kept.transcript else ""
        sounds = [each.name for each in folder.glob("*/*") if _is_sound_of(each, folder, take)]
        if not sounds:  # one was being erased, or is
            return ERASED, words
        assert len(sounds) == 1, sounds
        clip = read_clip(folder / take.audio)
        assert take.duration_s is not None
        assert abs(clip.duration_s - take.duration_s) < 0.01, take
        return hashlib.sha256(clip.samples.tobytes()).hexdigest(), words

    def _check_new(self, work: Work, library: Library, old: set[str]) -> None:
        new = [each.session for each in library.sessions() if each.session and each.id not in old]
        assert len(new) <= 1, [each.id for each in new]
        there = sum(self._said(library, each, work) for each in new)
        if work.records:
            assert there >= self._notes.given_samples - _MAY_BE_LOST, (there, vars(self._notes))
        assert there >= self._notes.kept_samples, (there, self._notes.kept_samples)

    def _said(self, library: Library, session: Session, work: Work) -> int:
        """How many samples of a new session are kept; they are those that were said."""
        count = 0
        for turn in session.turns:
            for take in turn.kept_takes:
                samples = read_clip(library.folder / session.id / take.audio).samples
                count += len(samples)
                if work.records:
                    said = self._answers[turn.number - 1][: len(samples)]
                    np.testing.assert_allclose(samples, said, atol=2 / 32768)
        return count

    def _check_nothing_is_left(self) -> None:
        left = [each for pattern in _LEFT_OVER for each in self._library.glob(pattern)]
        assert not left, left

    @contextlib.contextmanager
    def _at(self, library: Path) -> Iterator[None]:
        before = os.environ.get("COACH_RECORDINGS")
        os.environ["COACH_RECORDINGS"] = str(library)
        try:
            yield
        finally:
            os.environ.pop("COACH_RECORDINGS")
            if before is not None:
                os.environ["COACH_RECORDINGS"] = before


class Killer(Trials):
    """Kills."""

    def _trial(self, work: Work, rehearsed: Rehearsal) -> str:
        dies_at, after_s = 0, PATIENCE_S
        if self._draw.random() < 0.6:
            dies_at = self._draw.randint(1, rehearsed.changes)
        else:
            after_s = self._draw.uniform(0.0, rehearsed.seconds)
        if not self._killed(work, dies_at, after_s):
            return ""
        return f"killed at change {dies_at}" if dies_at else f"killed after {after_s:.3f} s"


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _is_sound_of(path: Path, folder: Path, take: Take) -> bool:
    audio = folder / take.audio
    is_beside = (path.parent, path.stem) == (audio.parent, audio.stem)
    return is_beside and path.suffix in (".wav", ".flac")


def tried(trials: Trials, works: Sequence[Work], times: int) -> Counter[str]:
    """Try so many times, each work in its turn, and tell each; how often each was.

    Raises AssertionError.
    """
    done: Counter[str] = Counter()
    for number in range(times):
        work = works[number % len(works)]
        what = trials.once(work)
        print(f"{work.name}, {what}", flush=True)
        done[work.name] += 1
    return done


def tell_trials(kind: type[Trials], works: Sequence[Work], what: str) -> None:
    """Try as often as the command line says, and tell what was tried: `what`, as a participle."""
    options = argparse.ArgumentParser(description=kind.__doc__)
    options.add_argument("--times", type=int, default=len(works))
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        for home in ("CONFIG", "CACHE", "DATA", "STATE"):
            os.environ[f"XDG_{home}_HOME"] = str(Path(name) / home.lower())
        os.environ["COACH_STAGES"] = "live"
        print(f"seed {chosen.seed}")
        began_s = time.monotonic()
        trials = kind(Path(name), random.Random(chosen.seed))
        done = tried(trials, works, chosen.times)
    for work, count in done.items():
        print(f"{count:4} times {what}: {work}")
    took_s = time.monotonic() - began_s
    print(f"Nothing was lost in {done.total()} times {what}, {took_s:.0f} s.")


if __name__ == "__main__":
    tell_trials(Killer, WORKS, "killed")
