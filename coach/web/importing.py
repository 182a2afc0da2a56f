"""Importing on the page: one import at a time, from its first byte to the words.

Threads: the event loop has files received; an import that is complete is taken in, and written
down, on a thread of its own, which ends with the context of `Importing`.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, Self

from coach.audio.folders import SoundFiles
from coach.config import PAGE, load_settings
from coach.errors import CoachError, NoSpeech, SessionBusy, UnreadableAudio
from coach.library.incoming import Incoming, IncomingFile, delete_left
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.records import Kind
from coach.library.room import free_bytes
from coach.session.progress import OnProgress
from coach.web.error_text import error_text
from coach.wiring import ChooseTranscriber

_FORGOTTEN_AFTER_S = 60.0  # an import of which nothing comes any more: its page is gone
_LOOKS_EVERY_S = 0.2

State = Literal["idle", "receiving", "working", "done"]


class ImportBusy(SessionBusy):
    """One import at a time."""


class _Stopped(KeyboardInterrupt):
    """The coach is being ended."""


class Importing:
    """The import of a page. Leaving its context ends a running one; what was taken in is kept."""

    def __init__(
        self,
        library: Library,
        choose_transcriber: ChooseTranscriber,
        is_practising: Callable[[], bool] = lambda: False,
        free: Callable[[Path], int] = free_bytes,
        forgotten_after_s: float = _FORGOTTEN_AFTER_S,
    ) -> None:
        """Nothing is written down while somebody is practising. `free`: see Incoming.

        After so many seconds in which nothing comes another import may begin.
        """
        self._library = library
        self._choose_transcriber = choose_transcriber
        self._is_practising = is_practising
        self._free_bytes = free
        self._forgotten_after_s = forgotten_after_s
        self._lock = threading.RLock()
        self._incoming: Incoming | None = None
        self._moved_s = 0.0
        self._arriving = 0  # files; one of which nothing comes is given up by its request
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._state: State = "idle"
        self._is_writing = False
        self._doing, self._share = "", 0.0
        self._told: list[str] = []
        self._session = ""

    def __enter__(self) -> Self:
        delete_left(self._library.folder)
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._stopping = True
        if self._thread:
            self._thread.join()
        with self._lock:
            self._forget()

    def begin(self, announced_bytes: int) -> None:
        """Files of so many bytes are to come. Raises ImportBusy, CannotWrite."""
        with self._lock:
            silent_s = time.monotonic() - self._moved_s
            is_left = not self._arriving and silent_s > self._forgotten_after_s
            if self._state == "working" or (self._state == "receiving" and not is_left):
                raise ImportBusy("Another import is under way.", "Wait until it is done.")
            self._forget()
            self._incoming = Incoming(
                self._library.folder, announced_bytes, self._free_bytes
            ).__enter__()
            self._set("receiving")
            self._told, self._session, self._is_writing = [], "", False

    @contextlib.contextmanager
    def file(self, number: int, name: str, folder: str) -> Iterator[IncomingFile]:
        """A file to write to as it arrives. Raises ImportBusy, CannotWrite."""
        with self._lock:
            incoming = self._incoming
            if incoming is None or self._state != "receiving":
                raise ImportBusy("No import waits for files.", "Choose the files again.")
            self._arriving += 1
        try:
            with incoming.file(number, name, folder) as file:
                yield file
        finally:
            with self._lock:
                self._arriving -= 1
                self._moved_s = time.monotonic()

    def take_in(self, question: str, not_mine: bool) -> None:
        """All has arrived: import it, on a thread. Raises ImportBusy."""
        with self._lock:
            if self._incoming is None or self._state != "receiving":
                raise ImportBusy("No import waits for files.", "Choose the files again.")
            self._set("working")
            arguments = (self._incoming, question, not_mine)
            self._thread = threading.Thread(target=self._run, args=arguments, name="import")
            self._thread.start()

    def cancel(self) -> None:
        """Forget what has arrived, unless it is being taken in already."""
        with self._lock:
            if self._state == "receiving":
                self._forget()
                self._set("idle")

    @property
    def is_under_way(self) -> bool:
        """Whether files are arriving, or are being taken in or written down."""
        return self._state in ("receiving", "working")

    @property
    def state(self) -> dict[str, Any]:
        """How far it is, for the page."""
        with self._lock:
            return {
                "state": self._state,
                "doing": self._doing,
                "share": round(self._share, 3),
                "told": list(self._told),
                "session": self._session,
            }

    # What `coach.session.progress.Progress` asks for.

    @contextlib.contextmanager
    def working(self, what: str) -> Iterator[None]:
        """See Progress."""
        self._check()
        self._doing, self._share = f"{what} …", 0.0
        yield

    @contextlib.contextmanager
    def through(self, title: str, total_s: float | None) -> Iterator[OnProgress]:
        """See Progress."""
        self._doing, self._share = f"{title} …", 0.0

        def on_progress(done_s: float) -> None:
            self._check()
            if self._is_writing:
                self._let_practise()
            self._share = min(1.0, done_s / total_s) if total_s else 0.0

        yield on_progress

    def tell(self, sentence: str) -> None:
        """See Progress."""
        with self._lock:
            self._told.append(self._without_folder(sentence))

    def _run(self, incoming: Incoming, question: str, not_mine: bool) -> None:
        try:
            self._import(incoming, question, not_mine)
        except NoSpeech as error:
            self.tell(error.message)  # the page leads to the recording; the hint is for a terminal
        except CoachError as error:
            self.tell(error_text(error))
        except _Stopped:
            self.tell("The coach was ended before all was written down.")
        except Exception as error:  # noqa: BLE001  the thread's outermost frame: the page is told
            self.tell(f"Something broke that should not: {type(error).__name__}: {error}")
        with self._lock:
            self._forget()
            self._set("done")

    def _import(self, incoming: Incoming, question: str, not_mine: bool) -> None:
        """Raises CoachError, _Stopped."""
        # These take long to load, and who only reads needs none.
        from coach.session.importer import imported_set, left_out, question_of, take_in_all
        from coach.session.runner import kept_settings
        from coach.session.writing import AnswerWriter
        from coach.web.practice.sitting import download_nothing

        found = self._sorted_out(incoming.named)
        if not found.readable:
            return
        settings = load_settings({}, PAGE)
        name = imported_set(settings.language)
        writer = AnswerWriter(
            settings, download_nothing, self, choose_transcriber=self._choose_transcriber
        )
        transcribers = writer.transcribers_of(name)
        asked = [question_of(file, question, found.readable) for file in found.readable]
        kept = kept_settings(settings)
        with self._library.new_session(Kind.IMPORT, name, asked, kept) as opened:
            take_in_all(opened, found.readable, self)
            self._session = opened.session.id
            opened.mark_not_mine(not_mine)
            self._free(incoming)
            self._is_writing = True
            self._let_practise()
            takes = [(turn, take) for turn in opened.session.turns for take in turn.takes]
            done = writer.write_down(opened, takes, transcribers)
            self._tell_imported(opened)
        for error in done.failed:
            self.tell(error.message)
        if found.unreadable:
            self.tell(left_out(found))

    def _sorted_out(self, named: list[Path]) -> SoundFiles:
        """What of it can be read; of the rest it is told why not."""
        from coach.session.importer import why_left_out

        self._doing = "Looking at the files …"
        found = SoundFiles()
        for path in named:
            self._check()
            try:
                found.add(path)
            except UnreadableAudio as error:  # a folder without sound
                self.tell(error_text(error))
        for sentence in why_left_out(found):
            self.tell(sentence)
        return found

    def _tell_imported(self, opened: OpenSession) -> None:
        count = len(opened.session.turns)
        answers = "One recording is" if count == 1 else f"{count} recordings are"
        with self._lock:
            self._told.insert(0, f"{answers} in the library, in sound and in writing.")

    def _let_practise(self) -> None:
        """Leave the engine to a session, as long as there is one."""
        doing = self._doing
        while self._is_practising():
            self._doing = "It is written down when your session is over …"
            self._check()
            time.sleep(_LOOKS_EVERY_S)
        self._doing = doing

    def _check(self) -> None:
        if self._stopping:
            raise _Stopped

    def _free(self, incoming: Incoming) -> None:
        with self._lock:
            incoming.__exit__()
            self._incoming = None

    def _forget(self) -> None:
        if self._incoming:
            self._incoming.__exit__()
            self._incoming = None

    def _set(self, state: State) -> None:
        self._state, self._doing, self._share = state, "", 0.0
        self._moved_s = time.monotonic()

    def _without_folder(self, sentence: str) -> str:
        """A sentence about a file, which lies in no place that anybody should look at."""
        if self._incoming is None:
            return sentence
        folder = self._incoming.folder
        for number in sorted((each.name for each in folder.glob("[0-9]*")), reverse=True):
            sentence = sentence.replace(f"{folder / number}/", "")
        return sentence
