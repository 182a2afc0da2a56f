"""Answers on their way into words: each is kept and shown as soon as it is written down."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from coach.interview import events
from coach.interview.equipment import Equipment
from coach.library.open_session import OpenSession
from coach.library.records import Take, Turn
from coach.transcription.ports import Transcript

_POLL_S = 0.005


@dataclass
class _Pending:
    turn: Turn
    take: Take
    transcript: Future[Transcript]
    fraction: Callable[[], float]
    ended_s: float
    ready_s: float = 0.0


class Transcripts:
    """The answers of one conversation. Everything happens on the conversation's thread."""

    def __init__(self, opened: OpenSession, equipment: Equipment) -> None:
        self._opened = opened
        self._equipment = equipment
        self._pending: list[_Pending] = []
        self._packed: list[tuple[int, int, Future[bool]]] = []
        self._newest: tuple[int, int] | None = None
        self.speech_heard: list[bool] = []  # one for each answer that is written down

    def expect(
        self,
        turn: Turn,
        take: Take,
        transcript: Future[Transcript],
        fraction: Callable[[], float],
        ended_s: float,
    ) -> None:
        """`transcript` will be that of `take`, which ended at `ended_s` (time.monotonic)."""
        pending = _Pending(turn, take, transcript, fraction, ended_s)

        def ready(_: object) -> None:
            pending.ready_s = time.monotonic()

        transcript.add_done_callback(ready)
        self._pending.append(pending)
        self._newest = (turn.number, take.number)

    @property
    def waiting(self) -> int:
        """How many answers are not written down yet."""
        return len(self._pending)

    @property
    def busy(self) -> bool:
        """Whether something will have to be settled."""
        return bool(self._pending or self._packed)

    def move_on(self) -> None:
        """The conversation goes on: what comes now comes late."""
        self._newest = None

    def settle(self) -> None:
        """Keep and show what is ready. Raises EngineMissing, CannotWrite."""
        while self._pending and self._pending[0].transcript.done():
            self._keep(self._pending.pop(0))
        while self._packed and self._packed[0][2].done():
            number, take_number, packed = self._packed.pop(0)
            if packed.result():
                self._opened.packed(number, take_number)

    def wait(self, timeout_s: float) -> bool:
        """Settle for up to `timeout_s`; whether everything is written down."""
        deadline_s = time.monotonic() + timeout_s
        while True:
            self.settle()
            if not self._pending or time.monotonic() >= deadline_s:
                return not self._pending
            time.sleep(_POLL_S)

    def show_progress(self) -> None:
        """Show how far the writing is."""
        done = sum(pending.fraction() for pending in self._pending)
        count = max(1, len(self._pending))
        self._equipment.presenter.show(
            events.TranscriptProgressed(self._equipment.at_s(), min(1.0, done / count), count)
        )

    def finish(self) -> None:
        """Wait for what is still being packed."""
        for _, _, packed in self._packed:
            packed.exception()
        self.settle()

    def _keep(self, pending: _Pending) -> None:
        transcript = pending.transcript.result()
        number, take_number = pending.turn.number, pending.take.number
        take = self._opened.session.turn(number).take(take_number)
        self._opened.add_transcript(number, take, transcript)
        self.speech_heard.append(bool(transcript.words))
        self._equipment.presenter.show(
            events.AnswerTranscribed(
                self._equipment.at_s(),
                pending.turn.question_ref,
                take_number,
                transcript.text,
                transcript.words,
                (pending.ready_s or time.monotonic()) - pending.ended_s,
                not transcript.words,
                (number, take_number) != self._newest,
            )
        )
        packing = self._equipment.scribe.submit(lambda: self._opened.pack(take))
        self._packed.append((number, take_number, packing))
