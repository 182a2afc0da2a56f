"""Better words of answers that are transcribed already, by a larger model in a second process.

They come while the next answer is spoken; where that process cannot keep up, after the last answer.
Everything here happens on the conversation's thread.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from coach.audio.facts import SoundFacts
from coach.errors import CoachError
from coach.interview import events
from coach.interview.measuring import delivery_of_words
from coach.interview.session_devices import SessionDevices
from coach.library.open_session import OpenSession
from coach.library.records import Take, Turn
from coach.transcription.jobs import TranscriptionResult
from coach.transcription.ports import Transcript


@dataclass(frozen=True)
class _Expected:
    turn: Turn
    take: Take
    facts: SoundFacts
    better: Future[TranscriptionResult]


class BetterWords:
    """The better words of one conversation, of which there are none without a second process."""

    def __init__(self, opened: OpenSession, devices: SessionDevices) -> None:
        self._opened = opened
        self._devices = devices
        self._second = devices.worker.second
        self._begun: list[_Expected] = []
        self._for_the_end: list[Callable[[], None]] = []
        self.failed: CoachError | None = None  # why some answers have no better words

    def expect(self, turn: Turn, take: Take, facts: SoundFacts, quick: Transcript) -> None:
        """Have a take transcribed once more. What the worker `quick`ly made of it is kept."""
        second = self._second
        if second is None or not quick.words:
            return

        def begin() -> None:
            newest = self._opened.session.take(turn.number, take.number)
            audio = self._opened.folder / newest.audio
            better = second.submit(audio, facts, self._devices.worker.vocabulary, quick)
            self._begun.append(_Expected(turn, newest, facts, better))

        if second.keeps_up:
            begin()
        else:
            self._for_the_end.append(begin)

    def begin_rest(self) -> None:
        """The last answer is over: there is time for what had to wait."""
        for begin in self._for_the_end:
            begin()
        self._for_the_end.clear()

    @property
    def waiting(self) -> int:
        """How many answers are being transcribed once more."""
        return len(self._begun)

    @property
    def left(self) -> int:
        """How many answers have no better words yet."""
        return len(self._begun) + len(self._for_the_end)

    def settle(self) -> None:
        """Keep and show what is ready. Raises CannotWrite."""
        while self._begun and self._begun[0].better.done():
            self._keep(self._begun.pop(0))

    def _keep(self, expected: _Expected) -> None:
        try:
            result = expected.better.result()
        except CoachError as error:  # the answer has words, and the session goes on
            self.failed = error
            return
        number, take_number = expected.turn.number, expected.take.number
        take = self._opened.session.take(number, take_number)
        if result.facts != expected.facts:
            take = self._opened.add_facts(number, take, result.facts)
        self._opened.add_transcript(number, take, result.transcript)
        self._devices.worker.submit(self._opened.write_text)
        shown = self._opened.take(number, take_number).heard or result.transcript
        delivery = delivery_of_words(expected.turn, take, result.facts, shown)
        self._devices.presenter.show(
            events.AnswerImproved(
                self._devices.at_s(),
                expected.turn.question_ref,
                take_number,
                shown.text,
                shown.words,
                shown.model,
                shown.unclear,
                delivery.figure("pace"),
                delivery.figure("fillers"),
            )
        )
