"""The practice room: one session at a time, and the page that holds it.

Threads: a session runs on a thread of its own, begun by what a page asks for; another one keeps
what is ticked. Both are joined when the context of the room is left. All other methods belong to
the server's event loop, and return at once.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import Self

from coach.config import PAGE, load_settings
from coach.errors import CoachError, NoSpeech
from coach.interview.ports import FrontEnd
from coach.library.library import Library
from coach.session.kept_transcriber import KeptTranscriber
from coach.web.error_text import hint_here
from coach.web.practice.machine_microphone import MachineMicrophone
from coach.web.practice.messages import (
    Asking,
    Chosen,
    Message,
    MicrophoneSource,
    SoundEnded,
    SoundFailed,
    SoundFrame,
    SoundStarted,
    StreamOpened,
    TakeOver,
    Ticked,
)
from coach.web.practice.microphone import PageMicrophone
from coach.web.practice.outbox import Line, Outbox
from coach.web.practice.page_stream import PageStream, stream_of
from coach.web.practice.person import PagePerson
from coach.web.practice.presence import GRACE_S, Presence
from coach.web.practice.presenter import PagePresenter
from coach.web.practice.sound_inbox import Kept, SoundInbox
from coach.web.practice.speaker import PageSpeaker
from coach.web.practice.ticking import Ticking
from coach.wiring import ChooseTranscriber, microphone

_ENDS_WITHIN_S = 10.0  # after an interruption; a tenth of a second is usual
_NO_SPEECH_HINT = "Is it the right microphone? It is chosen, and heard, before a session begins."


class PracticeRoom:
    """Where pages practise. Leaving its context ends a running session; everything is kept."""

    def __init__(
        self,
        library: Library,
        grace_s: float = GRACE_S,
        choose_transcriber: ChooseTranscriber | None = None,
    ) -> None:
        """For `grace_s` seconds a session waits for a page that has gone. The transcriber is kept
        from one session to the next, unless another way to choose one is given.
        """
        self.choose_transcriber = choose_transcriber or KeptTranscriber()
        self._lock = threading.RLock()
        self._outbox = Outbox()
        self._presence = Presence(grace_s)
        self._inbox = SoundInbox(self._presence, self._tell_kept)
        self._presenter = PagePresenter(self._outbox)
        self._person = PagePerson(self._outbox, self._presence, self._inbox.mark)
        self._microphone = PageMicrophone(self._inbox, self._outbox, self._presence)
        self.speaker = PageSpeaker(self._outbox, self._presence)
        self._library = library
        self._ticking = Ticking(library, self._presenter.tell)
        self._front_end = FrontEnd(self._presenter, self._person, self._microphone, self.speaker)
        self._microphone_source: MicrophoneSource = "page"
        self._lines: dict[str, Line] = {}  # page → the way to it
        self._streams: dict[str, PageStream] = {}  # page → its newest microphone
        self._turned_away: set[str] = set()
        self._holder = ""  # the page that holds the session, there or not
        self._running = False
        self._closing = False
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._ticking.__enter__()
        return self

    def __exit__(self, *exc_info: object) -> None:
        with self._lock:
            self._closing = True
            thread = self._thread
        self._presence.interrupt()
        if thread:
            thread.join(_ENDS_WITHIN_S)
        self._ticking.__exit__(*exc_info)

    @property
    def is_running(self) -> bool:
        """Whether a session is being held."""
        return self._running

    def connect(self, page: str, seen: int, line: Line) -> None:
        """A page is there, at the end of `line`. It has all messages up to number `seen`."""
        with self._lock:
            self._lines[page] = line
            if not self._running:
                self._greet_idle(line, seen)
            elif self._may_hold(page):
                self._hold(page, seen)
            else:
                self._turned_away.add(page)
                line(self._welcome("elsewhere"))

    def disconnect(self, page: str, line: Line) -> None:
        """The connection at the end of `line` is closed. The page may have another one already."""
        with self._lock:
            if self._lines.get(page) is not line:
                return
            del self._lines[page]
            if page != self._holder or not self._running:
                self._streams.pop(page, None)
            else:
                self._outbox.connect(None)
                self._presence.went()

    def take_sound(self, page: str, frame: SoundFrame) -> None:
        """A block of sound came from `page`."""
        if page == self._holder:
            self._inbox.take(page, frame)

    def receive(self, page: str, message: Message) -> None:
        """A message came from `page`."""
        match message:
            case StreamOpened():
                self._open_stream(page, message)
            case Asking():
                self._start(page, message)
            case TakeOver():
                self._take_over(page)
            case _ if page == self._holder:
                self._heard_from_holder(message)
            case _:
                pass

    def _heard_from_holder(self, message: Message) -> None:
        match message:
            case Chosen():
                self._person.press(message.choice, message.number)
            case Ticked() if self._presenter.session:
                self._ticking.take(self._presenter.session, message)
            case SoundStarted():
                if playing := self.speaker.playing(message.clip):
                    playing.started()
                    self._inbox.clip_began(message.stream, message.position, playing.duration_s)
            case SoundEnded():
                if playing := self.speaker.playing(message.clip):
                    playing.ended()
            case SoundFailed():
                if playing := self.speaker.playing(message.clip):
                    playing.failed()
            case _:
                pass

    def _start(self, page: str, asked: Asking) -> None:
        """Begin a session for `page`, unless there is one."""
        with self._lock:
            line = self._lines[page]
            if self._closing:
                line(self._welcome("busy"))
            elif not self._running:
                self._running, self._holder, self._microphone_source = True, page, asked.microphone
                self._turned_away = self._lines.keys() - {page}  # open before: they have to ask
                self._presenter.begin()
                self._outbox.begin()
                self._outbox.connect(line)
                self._presence.begin()
                self._presence.came()
                self._inbox.begin(self._streams.get(page))
                self._thread = threading.Thread(
                    target=self._run, args=(asked, self._thread), name="session", daemon=True
                )
                self._thread.start()
            elif page != self._holder:
                line(self._welcome("elsewhere"))

    def _run(self, asked: Asking, before: threading.Thread | None) -> None:
        """Hold a session, on its thread."""
        from coach.web.practice.holding import hold  # takes long, and who only reads needs none

        if before:
            before.join()
        try:
            hold(
                asked,
                self._library,
                self._front_end_for(asked),
                self._kept_in,
                self.choose_transcriber,
            )
            outcome: dict[str, object] = {"type": "ended"}
        except NoSpeech as error:
            outcome = _failed(error.message, _NO_SPEECH_HINT)
        except CoachError as error:
            outcome = _failed(error.message, hint_here(error.hint))
        except KeyboardInterrupt:
            outcome = _failed("The coach was stopped.", "What you said is kept.")
        except Exception as error:  # noqa: BLE001  the thread's outermost frame: the page is told
            broke = f"Something broke that should not: {type(error).__name__}: {error}"
            outcome = _failed(broke, "Your recordings are kept.")
        self._person.withdraw()
        self.speaker.forget()
        with self._lock:
            self._running = False
            self._outbox.number({**outcome, "session": self._presenter.session})
            self._outbox.connect(None)
            self._presence.went()
            if self._holder not in self._lines:
                self._streams.pop(self._holder, None)
            self._holder = ""

    def _front_end_for(self, asked: Asking) -> FrontEnd:
        """The front end of a session: the page, perhaps with the machine's own microphone."""
        if asked.microphone == "page":
            return self._front_end
        own = MachineMicrophone(lambda: microphone(load_settings({}, PAGE).device), self._presence)
        return replace(self._front_end, microphone=own)

    def _kept_in(self, session: str) -> None:
        """What is said now is kept in `session`."""
        self._presenter.session = session

    def _open_stream(self, page: str, opened: StreamOpened) -> None:
        stream = stream_of(page, opened)
        with self._lock:
            self._streams[page] = stream
            if page == self._holder:
                self._inbox.open(stream)

    def _take_over(self, page: str) -> None:
        with self._lock:
            if not self._running:  # it has ended meanwhile
                self._greet_idle(self._lines[page], 0)
            elif page != self._holder:
                if other := self._lines.get(self._holder):
                    self._turned_away.add(self._holder)
                    other(self._welcome("elsewhere"))
                self._hold(page, 0)

    def _may_hold(self, page: str) -> bool:
        """Whether `page` may go on with the session without asking."""
        left = self._holder not in self._lines and page not in self._turned_away
        return page == self._holder or left

    def _hold(self, page: str, seen: int) -> None:
        """Have `page` go on with the session."""
        is_new, self._holder = page != self._holder or not seen, page  # it may be loaded again
        self._turned_away.discard(page)
        line = self._lines[page]
        self._outbox.reconnect(line, seen, self._welcome("running"))
        if stream := self._streams.get(page):
            self._inbox.open(stream)
        self._presence.came()
        line({"type": "listen", "on": self._microphone.is_listening})
        playing = self.speaker.playing()
        if playing and (is_new or not playing.has_started):
            playing.begin_again()
            line(playing.request)

    def _greet_idle(self, line: Line, seen: int) -> None:
        line(self._welcome("busy" if self._closing else "idle"))
        if self._outbox.has_sent(seen):  # how the session ended meanwhile
            for message in self._outbox.after(seen):
                line(message)

    def _welcome(self, state: str) -> Mapping[str, object]:
        return {
            "type": "welcome",
            "state": state,
            "seq": self._outbox.seq,
            "offered": self._person.offered_as,
            "session": self._presenter.session,
            "microphone": self._microphone_source,
        }

    def _tell_kept(self, stream: PageStream, kept: Kept) -> None:
        self._outbox.send(
            {
                "type": "kept",
                "stream": stream.number,
                "position": kept.position,
                "written": kept.written,
            }
        )


def _failed(message: str, hint: str) -> dict[str, object]:
    return {"type": "failed", "message": message, "hint": hint}
