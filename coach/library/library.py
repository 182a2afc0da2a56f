"""The folder with all sessions: lists, opens, recovers and erases them.

What only lists them must not wait for the modules that read and record, which are imported where
they are used.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.errors import LibraryError, SessionDamaged, SessionNotFound
from coach.library.database import Database
from coach.library.disk import delete_unfinished, write_record, writing
from coach.library.folders import DATED_NAME, session_names, session_states
from coach.library.kinds import Kind
from coach.library.settled import LookedAt, look_at
from coach.library.states import content_state, is_of

if TYPE_CHECKING:
    from coach.library.open_session import OpenSession
    from coach.library.records import AskedQuestion, Session, SetName
    from coach.library.recovery import RecoveredTake

_ERASING_HINT = "See that you may delete it, and that no other program has its files open."
_BESIDE_SESSIONS = ("vision", "vision/versions", "vision/clips", "stories", "stories/clips")
_MINUTE = len("2026-11-22_2103")
_MINUTE_FORMAT = "%Y-%m-%d_%H%M"
_AROUND_THE_EARTH = timedelta(hours=26)  # clocks differ at most so much, and by an hour in autumn


@dataclass(frozen=True)
class Listed:
    """A session in a list: its record, or the error if it cannot be read."""

    id: str
    session: Session | None
    damage: SessionDamaged | None


class Library:
    """All sessions below `folder`, which need not exist before the first one is made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextlib.contextmanager
    def new_session(
        self,
        kind: Kind,
        question_set: SetName,
        questions: Sequence[AskedQuestion],
        settings: dict[str, Any] | None = None,
    ) -> Iterator[OpenSession]:
        """Make a session, and hold its lock within the context. Raises CannotWrite.

        A session without any take is deleted at the end, unless it was marked as worth keeping.
        """
        from coach.library.new_folder import new_folder
        from coach.library.open_session import OpenSession
        from coach.library.records import Session, planned_turn
        from coach.library.recovery import brought_to_an_end

        started_at = datetime.now().astimezone()
        name = question_set.name if kind in (Kind.PRACTICE, Kind.MOCK) else kind.value
        folder: Path | None = None
        opened: OpenSession | None = None
        try:
            with new_folder(self.folder, f"{started_at:{_MINUTE_FORMAT}}_{name}") as folder:
                session = Session(
                    id=folder.name,
                    kind=kind,
                    question_set=question_set,
                    settings=settings or {},
                    started_at=started_at,
                    turns=tuple(planned_turn(n, q) for n, q in enumerate(questions, 1)),
                )
                write_record(folder / "session.json", session)
                opened = OpenSession(folder)
                with brought_to_an_end(opened):
                    yield opened
        finally:
            if folder and not (opened and (opened.worth_keeping or opened.session.holds_sound)):
                shutil.rmtree(folder, ignore_errors=True)

    @contextlib.contextmanager
    def open_session(self, session_id: str, *, at_once: bool = False) -> Iterator[OpenSession]:
        """Hold the lock of a session within the context, to write to the session.

        Unless `at_once`, it waits for a coach that starts, which only looks at the session. Raises
        SessionNotFound, SessionBusy, SessionDamaged, CannotWrite.
        """
        from coach.library.lock import LOOK_S, held
        from coach.library.open_session import OpenSession
        from coach.library.recovery import brought_to_an_end

        if not (self.folder / session_id).is_dir():
            raise SessionNotFound(f"There is no session {session_id!r}.", "coach sessions")
        with held(self.folder / session_id, 0.0 if at_once else LOOK_S):
            opened = OpenSession(self.folder / session_id)
            with brought_to_an_end(opened):
                yield opened

    def sessions(self) -> list[Listed]:
        """All sessions, oldest first. A damaged one has its error, and does not hide the others."""
        return [self._listed(self.folder / name) for name in session_names(self.folder)]

    def states(self) -> dict[str, str]:
        """Each session's id, oldest name first, and a text that changes with its `session.json`.

        What was said, and corrected, may change without it: see `content_states`.
        """
        return session_states(self.folder)

    def last_written(self) -> list[tuple[str, float]]:
        """Each session's id, and when its `session.json` was written; the last one first."""
        states = {name: int(state.split()[0]) / 1e9 for name, state in self.states().items()}
        return sorted(states.items(), key=lambda each: each[1], reverse=True)

    def content_states(
        self, known: Mapping[str, str], states: Mapping[str, str] | None = None
    ) -> dict[str, str]:
        """Each session's id, oldest name first, and a text that changes with anything kept in it.

        A sync client may bring a transcript or a correction later than `session.json`. A file that
        is half there cannot be read: whoever could not read one has to look again. The states
        `known` from before make it quicker, and `states` that were found just now (see LookedAt).
        """
        if states is None:
            states = session_states(self.folder, also_lost=True)
        folder = str(self.folder)
        return {
            name: content_state(f"{folder}/{name}", known.get(name, ""), state)
            for name, state in states.items()
        }

    def content_states_in_short(
        self, known: Mapping[str, str], states: Mapping[str, str] | None = None
    ) -> dict[str, str]:
        """As `content_states`; a session whose `session.json` did not change is taken as `known`.

        A coach that changes anything writes that file, too. It takes a tenth of the time.
        """
        if states is None:
            states = session_states(self.folder, also_lost=True)
        return {
            name: before
            if (before := known.get(name, "")) and is_of(before, state)
            else content_state(f"{self.folder}/{name}", before, state)
            for name, state in states.items()
        }

    def session(self, name: str) -> Session:
        """The session of that name: a folder's name, a unique beginning of it, or `last`.

        Raises SessionNotFound, SessionDamaged.
        """
        from coach.library.reading import read_session

        return read_session(self.folder / self.find(name))

    def unfinished(self) -> str:
        """The id of the newest session that can be continued. Raises SessionNotFound.

        An import is taken only if no other session waits; a demo or a real interview never is.
        """
        from coach.library.overview import overviews

        of_others = (Kind.DEMO, Kind.REAL)
        found = [each for each in overviews(self.folder) if each.waits]
        waiting = [each for each in found if each.kind not in of_others]
        if not waiting:
            raise SessionNotFound("There is no unfinished session.", "coach practice")
        newest_last = sorted(waiting, key=lambda each: each.kind != Kind.IMPORT)
        return newest_last[-1].id

    def find(self, name: str) -> str:
        """The whole id of the session that `name` means: see `session`. Raises SessionNotFound."""
        ids = session_names(self.folder)
        if name == "last" and ids:
            return self._newest(ids)
        if name in ids:
            return name
        matching = [session_id for session_id in ids if name and session_id.startswith(name)]
        if len(matching) == 1:
            return matching[0]
        if matching:
            some = ", ".join(matching[:5]) + (", …" if len(matching) > 5 else "")
            raise SessionNotFound(f"{name!r} begins several sessions: {some}.", "coach sessions")
        if not ids:
            raise SessionNotFound(f"There is no session in {self.folder} yet.", "coach practice")
        raise SessionNotFound(f"There is no session {name!r}.", "coach sessions")

    def recover(self, looked: LookedAt | None = None) -> list[RecoveredTake]:
        """Finish takes that a crash cut off, and return them. Sessions in use are left alone.

        `looked` is what was found just now, where somebody has looked.
        """
        looked = looked or look_at(self.folder)
        if looked.left_behind:
            from coach.library.recovery import delete_left_behind

            delete_left_behind(looked.left_behind)
        for folder in (self.folder, *(self.folder / name for name in _BESIDE_SESSIONS)):
            delete_unfinished(folder)
        recovered: list[RecoveredTake] = []
        for name in looked.unsettled:
            from coach.library.recovery import needs_recovery, recover

            if needs_recovery(self.folder / name):
                with (
                    contextlib.suppress(LibraryError),  # the next start tries again
                    self.open_session(name, at_once=True) as opened,
                ):
                    recovered += recover(opened)
        return recovered

    def erase(self, session_id: str) -> None:
        """Delete a session with all its files. Raises SessionBusy, CannotWrite."""
        from coach.library.lock import LOOK_S, locked
        from coach.library.recovery import erase_folder

        folder = self.folder / session_id
        with locked(folder, LOOK_S):
            pass  # nobody else is writing to it
        with writing(folder, _ERASING_HINT):
            erase_folder(folder)
        self.forget_index()

    def forget_index(self) -> None:
        """Delete the cache, which is made again when it is needed. Raises CannotWrite."""
        with writing(self.folder):
            Database(self.folder).forget()

    def _newest(self, ids: Sequence[str]) -> str:
        """The session that began last; only those that may be it are opened to tell.

        The others have a name that tells of an earlier minute, wherever on earth that was.
        """
        named = {session_id for session_id in ids if DATED_NAME.match(session_id)}
        least = _earliest(max((session_id[:_MINUTE] for session_id in named), default=""))
        possible = [i for i in ids if i not in named or i[:_MINUTE] >= least]
        return possible[0] if len(possible) == 1 else max(possible, key=self._started_at)

    def _started_at(self, session_id: str) -> float:
        from coach.library.reading import read_session

        try:
            return read_session(self.folder / session_id).started_at.timestamp()
        except SessionDamaged:
            return 0.0

    def _listed(self, folder: Path) -> Listed:
        from coach.library.reading import read_session

        try:
            return Listed(folder.name, read_session(folder), None)
        except SessionDamaged as damage:
            return Listed(folder.name, None, damage)


def _earliest(minute: str) -> str:
    """What a clock may have shown as early as anywhere else, by then, `minute` was over."""
    try:
        return f"{datetime.strptime(minute, _MINUTE_FORMAT) - _AROUND_THE_EARTH:{_MINUTE_FORMAT}}"
    except (ValueError, OverflowError):  # no session of ours has that name
        return minute
