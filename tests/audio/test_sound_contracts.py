"""What every microphone and every loudspeaker promises, asked of all there are in the package."""

from __future__ import annotations

import itertools
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.audio.answers_microphone import AnswersMicrophone
from coach.audio.device_speaker import SilentSpeaker
from coach.testing import RecordingSpeaker, ScriptedMicrophone
from coach.web.practice.machine_microphone import MachineMicrophone
from coach.web.practice.messages import SoundFrame
from coach.web.practice.microphone import PageMicrophone
from coach.web.practice.outbox import Outbox
from coach.web.practice.page_stream import PageStream
from coach.web.practice.presence import Presence
from coach.web.practice.sound_inbox import SoundInbox
from coach.web.practice.speaker import PageSpeaker
from tests.audio.sound_promises import microphone_keeps, speaker_keeps
from tests.helpers.implementations import implementations, maker_of
from tests.helpers.sound_card import SoundCard

pytestmark = pytest.mark.real  # takes too long for `make quick`

ROOT = Path(__file__).parents[2]
SOUND = np.random.default_rng(1).uniform(-1, 1, 10_001).astype(np.float32)
ANSWERS = (SOUND, SOUND / 2)

Ask = Callable[[pytest.FixtureRequest], None]


def prepared(*, real_pace: bool) -> AnswersMicrophone:
    return AnswersMicrophone("made up", [lambda: [SOUND], lambda: [SOUND / 2]], real_pace)


def ask_prepared(_: pytest.FixtureRequest) -> None:
    for real_pace in (False, True):
        microphone_keeps(prepared(real_pace=real_pace), ANSWERS)


def on_the_sound_card(name: str) -> Ask:
    """Asked in a child process: only those see the virtual sound card."""

    def ask(request: pytest.FixtureRequest) -> None:
        card: SoundCard = request.getfixturevalue("sound_card")
        done = subprocess.run(
            [sys.executable, "-m", "tests.audio.sound_promises", name],
            cwd=ROOT,
            env=card.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stdout) == (0, "kept\n"), done.stderr

    return ask


def ask_page_microphone(_: pytest.FixtureRequest) -> None:
    presence, done = Presence(), threading.Event()
    presence.came()
    inbox = SoundInbox(presence, lambda _stream, _kept: None)
    inbox.begin(PageStream("tab", 1, 48_000, "a browser's microphone", True))
    block = (SOUND[:2_400] * 0.5).astype(np.float32)

    def browser() -> None:
        for number in itertools.count():
            if done.wait(0.01):
                return
            inbox.take("tab", SoundFrame(1, number * len(block), block))

    thread = threading.Thread(target=browser)
    thread.start()
    try:
        microphone_keeps(PageMicrophone(inbox, Outbox(), presence))
    finally:
        done.set()
        thread.join()


def ask_machine_microphone(_: pytest.FixtureRequest) -> None:
    presence = Presence()
    presence.came()
    found = ScriptedMicrophone(ANSWERS, ends=True)
    microphone_keeps(MachineMicrophone(lambda: found, presence), ANSWERS)


def ask_page_speaker(_: pytest.FixtureRequest) -> None:
    presence, outbox = Presence(), Outbox()
    presence.came()
    speaker = PageSpeaker(outbox, presence)

    def browser(message: Mapping[str, Any]) -> None:
        if message["type"] == "play" and (playing := speaker.playing(message["clip"])):
            playing.started()
            ended = threading.Timer(message["duration_s"], playing.ended)
            ended.daemon = True
            ended.start()

    outbox.connect(browser)
    speaker_keeps(speaker)


MICROPHONES: dict[str, Ask] = {
    "coach.testing.ScriptedMicrophone": lambda _: microphone_keeps(
        ScriptedMicrophone(ANSWERS, ends=True), ANSWERS
    ),
    "coach.audio.answers_microphone.AnswersMicrophone": ask_prepared,
    "coach.web.practice.microphone.PageMicrophone": ask_page_microphone,
    "coach.web.practice.machine_microphone.MachineMicrophone": ask_machine_microphone,
    "coach.audio.device_microphone.DeviceMicrophone": on_the_sound_card("DeviceMicrophone"),
}
SPEAKERS: dict[str, Ask] = {
    "coach.testing.RecordingSpeaker": lambda _: speaker_keeps(RecordingSpeaker()),
    "coach.web.practice.speaker.PageSpeaker": ask_page_speaker,
    "coach.audio.device_speaker.SilentSpeaker": lambda _: speaker_keeps(SilentSpeaker()),
    "coach.audio.device_speaker.DeviceSpeaker": on_the_sound_card("DeviceSpeaker"),
}


@pytest.mark.parametrize("name", implementations("Microphone"))
def test_a_microphone_gives_each_answer_once_in_short_blocks(
    name: str, request: pytest.FixtureRequest
) -> None:
    maker_of(MICROPHONES, name)(request)


@pytest.mark.parametrize("name", implementations("Speaker"))
def test_a_speaker_begins_at_once_and_stops_when_it_is_left(
    name: str, request: pytest.FixtureRequest
) -> None:
    maker_of(SPEAKERS, name)(request)
