"""Rendering in the background."""

from __future__ import annotations

import threading
import time
from concurrent.futures import CancelledError

import pytest

from coach.audio.clips import AudioClip, silence
from coach.errors import VoiceMissing
from coach.voices.ahead import RenderedAhead

DEADLINE_S = 5.0


class GatedVoice:
    """Renders a text only once it is let through; remembers order and threads."""

    name = "gated"

    def __init__(self, *, is_open: bool = True) -> None:
        self.gate = threading.Event()
        self.begun = threading.Event()
        self.asked: list[str] = []
        self.threads: set[str] = set()
        self.failing = False
        if is_open:
            self.gate.set()

    def render(self, text: str) -> AudioClip:
        self.asked.append(text)
        self.threads.add(threading.current_thread().name)
        self.begun.set()
        assert self.gate.wait(DEADLINE_S)
        if self.failing:
            raise VoiceMissing("hoarse")
        return silence(len(text))


def _voice_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "voice"]


def test_prepare_returns_at_once_and_get_waits() -> None:
    voice = GatedVoice(is_open=False)
    with RenderedAhead(voice) as ahead:
        started = time.monotonic()
        ahead.prepare("one")
        assert time.monotonic() - started < 0.5
        threading.Timer(0.05, voice.gate.set).start()
        assert ahead.get("one").duration_s == 3
    assert voice.asked == ["one"]
    assert voice.threads == {"voice"}


def test_what_was_not_prepared_is_rendered_now() -> None:
    with RenderedAhead(GatedVoice()) as ahead:
        assert ahead.get("unprepared").duration_s == 10


def test_the_same_text_is_rendered_once() -> None:
    voice = GatedVoice()
    with RenderedAhead(voice) as ahead:
        callers = [threading.Thread(target=ahead.prepare, args=("one",)) for _ in range(8)]
        callers += [threading.Thread(target=ahead.get, args=("one",)) for _ in range(8)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
    assert voice.asked == ["one"]


def test_what_is_wanted_now_goes_first() -> None:
    voice = GatedVoice(is_open=False)
    with RenderedAhead(voice) as ahead:
        for text in ("first", "second", "third"):
            ahead.prepare(text)
        assert voice.begun.wait(DEADLINE_S)
        threading.Timer(0.05, voice.gate.set).start()
        ahead.get("third")
        ahead.get("second")
    assert voice.asked == ["first", "third", "second"]


def test_a_failure_surfaces_in_get_and_is_tried_again() -> None:
    voice = GatedVoice()
    voice.failing = True
    with RenderedAhead(voice) as ahead:
        ahead.prepare("one")
        with pytest.raises(VoiceMissing, match="hoarse"):
            ahead.get("one")
        voice.failing = False
        assert ahead.get("one").duration_s == 3


def test_leaving_joins_the_thread_and_drops_what_waits() -> None:
    voice = GatedVoice(is_open=False)
    with RenderedAhead(voice) as ahead:
        ahead.prepare("begun")
        assert voice.begun.wait(DEADLINE_S)
        ahead.prepare("never")
        assert len(_voice_threads()) == 1
        threading.Timer(0.05, voice.gate.set).start()
    assert _voice_threads() == []
    assert voice.asked == ["begun"]


def test_a_get_that_waits_while_the_block_is_left_is_cancelled() -> None:
    voice = GatedVoice(is_open=False)
    outcome: list[BaseException] = []
    asking = threading.Event()

    def ask() -> None:
        asking.set()
        try:
            ahead.get("late")
        except CancelledError as error:
            outcome.append(error)

    with RenderedAhead(voice) as ahead:
        ahead.prepare("begun")
        assert voice.begun.wait(DEADLINE_S)
        asker = threading.Thread(target=ask)
        asker.start()
        assert asking.wait(DEADLINE_S)
        time.sleep(0.1)  # until it waits
        threading.Timer(0.05, voice.gate.set).start()
    asker.join(DEADLINE_S)
    assert len(outcome) == 1


def test_the_thread_is_joined_after_an_error_in_the_block() -> None:
    def fail() -> None:
        with RenderedAhead(GatedVoice()) as ahead:
            ahead.prepare("one")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert _voice_threads() == []


def test_outside_of_its_block_it_refuses() -> None:
    ahead = RenderedAhead(GatedVoice())
    with pytest.raises(RuntimeError):
        ahead.prepare("early")
    with ahead:
        pass
    with pytest.raises(RuntimeError):
        ahead.get("late")


def test_memory_is_bounded() -> None:
    voice = GatedVoice()
    with RenderedAhead(voice) as ahead:
        for number in range(40):
            ahead.get(str(number))
        for number in range(39, 24, -1):  # fifteen questions back are still there
            ahead.get(str(number))
        assert len(voice.asked) == 40
        for number in range(23):  # but no more
            ahead.get(str(number))
    assert len(voice.asked) == 63
