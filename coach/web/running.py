"""Which coach serves the page of a library: `coach open` asks it for an address.

Whoever serves holds a lock in the state folder, with the port beside it. The lock ends with the
process, so a port that another program has taken since is never asked.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from filelock import FileLock, Timeout

from coach.parsing import json_in
from coach.paths import private_folder, state_file
from coach.web.browser_storage import library_name
from coach.web.door import LOCAL, Door
from coach.web.page_key import PageKey

_PATIENCE_S = 5.0
_IS_WINDOWS = os.name == "nt"
_LOOK_AGAIN_S = 1.0  # whether another coach has ended; nobody waits for that


@contextlib.contextmanager
def announced(library: Path, port: int) -> Iterator[None]:
    """Within the context, `running_address` finds the page of `library` at `port`.

    Where another coach is found there already, it is this one's turn once that one has ended. Does
    nothing where nothing can be written.
    """
    tried, ended = threading.Event(), threading.Event()

    def announce() -> None:
        try:
            with contextlib.suppress(OSError):
                while not _noted(library, port, tried, ended):
                    tried.set()
                    if ended.wait(_LOOK_AGAIN_S):
                        return
        finally:
            tried.set()  # whatever went wrong: the page waits for it

    announcer = threading.Thread(target=announce, name="announcing", daemon=True)
    announcer.start()
    try:
        tried.wait()
        yield
    finally:
        ended.set()
        announcer.join()


def _noted(library: Path, port: int, noted: threading.Event, until: threading.Event) -> bool:
    """Hold the lock, with the note, until then. False where another coach has it. Raises OSError.

    That may be one that only looks whether the page is served.
    """
    private_folder(state_file().parent)
    try:
        lock = _lock(library).acquire()
    except Timeout:
        return False
    with lock:
        note = _note(library)
        try:
            note.write_text(json.dumps({"port": port}), encoding="utf-8")
            note.chmod(0o600)
            noted.set()
            until.wait()
        finally:
            note.unlink(missing_ok=True)
    return True


def running_address(library: Path, key: PageKey, path: str) -> str:
    """A new address of the page `path` of the coach that serves `library`; "" if none does."""
    if not _is_served(library):
        return ""
    try:
        port = int(json_in(_note(library).read_text(encoding="utf-8"))["port"])
        return _asked(port, Door(port, key), path)
    except (OSError, ValueError, KeyError, TypeError, OverflowError, http.client.HTTPException):
        return ""


def delete_notes() -> None:
    """Delete the notes and locks of coaches that serve no more. Raises OSError."""
    for lock in state_file().parent.glob("page-*.lock"):
        with contextlib.suppress(Timeout), FileLock(lock, timeout=0, mode=0o600):
            lock.with_suffix(".json").unlink(missing_ok=True)
            if not _IS_WINDOWS:
                lock.unlink(missing_ok=True)  # nobody can hold it meanwhile
        if _IS_WINDOWS and not lock.with_suffix(".json").exists():  # it deletes nothing locked
            lock.unlink(missing_ok=True)


def _is_served(library: Path) -> bool:
    if not _note(library).is_file():
        return False
    try:
        with _lock(library):
            return False  # it ended without a word, and left its note
    except Timeout:
        return True
    except OSError:
        return False


def _asked(port: int, door: Door, path: str) -> str:
    """The address that the coach at `port` gives. Raises OSError, ValueError, HTTPException."""
    connection = http.client.HTTPConnection(LOCAL, port, timeout=_PATIENCE_S)
    with contextlib.closing(connection):
        headers = {
            "Cookie": f"{door.cookie_name}={door.cookie}",
            "Origin": f"http://{LOCAL}:{port}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        body = urlencode({"path": path})
        connection.request("POST", f"{door.root}/ticket", body, headers)
        answer = connection.getresponse()
        if answer.status != http.client.OK:
            return ""
        return str(json_in(answer.read())["address"])


def _lock(library: Path) -> FileLock:
    return FileLock(_note(library).with_suffix(".lock"), timeout=0, mode=0o600)


def _note(library: Path) -> Path:
    return state_file().with_name(f"page-{library_name(library)}.json")
