"""Let files fail at random moments of everything the coach writes, and look for what is lost.

    python tests/trust/faults.py --times 200 --seed 1

Each time, a process works on a library that has two sessions. From a random change of a file on,
the disk is full, or read-only, or the folders may not be written to any more. The process must end
soon, either with all it was asked for or with a sentence, and not with a traceback. Then files can
be written again, the coach starts again, and what `kill.py` looks for is looked for.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.trust.kill import PATIENCE_S, Rehearsal, Trials, tell_trials
from tests.trust.works import WORKS, Work

# The quick ones come first. The page tells of faults in its own way: tests/web.
DISTURBED = tuple(work for work in reversed(WORKS) if not work.acknowledges)


def disk_full() -> None:
    """No file grows any more, as long as this process lives."""
    import resource  # Windows has none

    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


def read_only() -> None:
    """The disk was mounted anew, as after an error of its own."""
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def forbidden() -> None:
    """Somebody has changed who may write."""
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


FAULTS = {"disk full": disk_full, "read-only": read_only, "forbidden": forbidden}


class Disturber(Trials):
    """Lets files fail at random moments."""

    def _trial(self, work: Work, rehearsed: Rehearsal) -> str:
        name = self._draw.choice(sorted(FAULTS))
        at = self._draw.randint(1, rehearsed.changes)
        ended, self._told = self._run(work, at, FAULTS[name], PATIENCE_S)
        self._code = os.waitstatus_to_exitcode(ended)
        return f"{name} at change {at} of {rehearsed.changes}" * self._notes.was_disturbed

    def _check_outcome(self, work: Work, rehearsed: Rehearsal) -> None:
        assert "Traceback" not in self._told, self._told
        assert "Something broke" not in self._told, self._told
        assert "cannot be changed" not in self._told, self._told  # which file is not known there
        assert self._code in (0, 1), (self._code, self._told)
        if self._code:
            assert "rite" in self._told or "rase" in self._told, self._told
        else:
            assert self._outcome() == rehearsed.outcome, self._told


if __name__ == "__main__":
    tell_trials(Disturber, DISTURBED, "disturbed")
