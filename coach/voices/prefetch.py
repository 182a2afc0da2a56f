"""Renders speech in the background, so that the next question is ready when it is needed.

Threads: `SpeechPrefetch` owns one thread, "voice", started when its context is entered and joined
when it is left. Only that thread calls the voice. Any thread may call `prepare` and `get`.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future
from types import TracebackType
from typing import Self

from coach.audio.clips import AudioClip
from coach.voices.ports import Voice

_MOST_KEPT = 16  # clips in memory: at 10 s and 22,050 Hz some 14 MB


class SpeechPrefetch:
    """A voice that can render a text before the speech is needed."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._changed = threading.Condition()
        self._speech: OrderedDict[str, Future[AudioClip]] = OrderedDict()
        self._waiting: list[str] = []  # texts that are not begun yet, the next one first
        self._open = False
        self._thread = threading.Thread(target=self._work, name="voice")

    def __enter__(self) -> Self:
        self._open = True
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Drop texts that are not begun yet, and wait for the current one."""
        with self._changed:
            self._open = False
            for text in self._waiting:
                self._speech[text].cancel()
            self._waiting.clear()
            self._changed.notify_all()
        self._thread.join()

    def prepare(self, text: str) -> None:
        """Begin to render `text`, unless that was done. Returns at once."""
        with self._changed:
            self._wanted(text)

    def get(self, text: str) -> AudioClip:
        """The speech of `text`. Blocks until it is ready; `text` comes before prepared texts.

        Raises what the voice raised (VoiceMissing); the next `get` tries again. Raises
        CancelledError if the context is left meanwhile.
        """
        with self._changed:
            speech = self._wanted(text)
            if text in self._waiting:
                self._waiting.remove(text)
                self._waiting.insert(0, text)
        return speech.result()

    def _wanted(self, text: str) -> Future[AudioClip]:
        """The future speech of `text`, begun if necessary. The caller holds the lock."""
        if not self._open:
            raise RuntimeError("SpeechPrefetch is used outside of its `with` block.")
        speech = self._speech.get(text)
        if speech is None or (speech.done() and speech.exception()):
            speech = self._speech[text] = Future()
            self._waiting.append(text)
            self._changed.notify_all()
        self._speech.move_to_end(text)
        self._forget_oldest()
        return speech

    def _forget_oldest(self) -> None:
        ready = [text for text, speech in self._speech.items() if speech.done()]
        for text in ready[: max(0, len(self._speech) - _MOST_KEPT)]:
            del self._speech[text]

    def _next(self) -> tuple[str, Future[AudioClip]] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or not self._open)
            if not self._open:
                return None
            text = self._waiting.pop(0)
            return text, self._speech[text]

    def _work(self) -> None:
        while (job := self._next()) is not None:
            text, speech = job
            try:
                speech.set_result(self._voice.render(text))
            except Exception as error:  # noqa: BLE001 - surfaces in get(), in the asker's thread
                speech.set_exception(error)
