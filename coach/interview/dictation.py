"""Speech outside of a conversation, as in a debrief: an account, a choice, a line.

There is no greeting and no choice afterwards: the caller asks, and decides what comes next. Where
prepared answers are over, the person has left.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from coach.audio.recorder import AudioSink, TakeRecorder
from coach.audio.tones import start_tone
from coach.interview import events
from coach.interview.answer_recorder import AnswerRecorder, RecordedAnswer
from coach.interview.command_recognizer import CommandRecognizer
from coach.interview.phrase_grammar import Meaning, PhraseGrammar
from coach.interview.ports import WHILE_ASKED, WHILE_TOLD, Choice
from coach.interview.prompt_player import PromptPlayer
from coach.interview.session_devices import SessionDevices
from coach.interview.session_options import SessionOptions
from coach.interview.transcripts import Transcripts
from coach.library.open_session import OpenSession
from coach.library.records import Take, Turn
from coach.temporary import temporary_folder

_POLL_S = 0.1
_SAID_SOMETHING_S = 0.3
_PATIENCE_S = 20.0  # so long a wait without a word ends the listening
_NOTHING = ("nothing", "no", "none")  # lines that mean: write nothing down
_WHILE_WRITING = (Choice.NEXT, Choice.STOP)
_SOON_S = 2.0  # most words are there by then: what is offered before would come and go
_LINE_ENDS_AFTER_S = 2.0  # so long a silence ends a spoken line


@dataclass(frozen=True)
class Dictated:
    """A take of what was said; None if nothing was, or it was `skipped`. `stopped`: the person
    wants to leave.

    The take has no transcript yet if the person did not wait for it.
    """

    take: Take | None
    stopped: bool = False
    skipped: bool = False


class Dictation:
    """Records takes of the session `opened`, one whenever the caller asks for it."""

    def __init__(
        self, opened: OpenSession, devices: SessionDevices, session_options: SessionOptions
    ) -> None:
        self._opened = opened
        self._devices = devices
        self._options = session_options
        self._player = PromptPlayer(devices.voice, devices.speaker, devices.person)
        self._transcripts = Transcripts(opened, devices)
        self._answer_recorder = AnswerRecorder(
            opened, devices, session_options, self._player, self._transcripts.expect_late
        )

    def take(self, turn: Turn, prompt: str = "") -> Dictated:
        """Say `prompt`, record the reply as a take of `turn`, and transcribe it.

        Raises MicrophoneLost and CannotWrite (the sound until then is kept), EngineMissing.
        """
        self._devices.worker.load()
        with self._player:
            choice = self._ask(prompt) if prompt else None
            over = (Choice.SKIP, Choice.STOP)
            while choice not in over and not self._devices.microphone.exhausted:
                answer = self._answer_recorder.record(
                    turn, None, lambda _: self._transcripts.settle(), is_last=True
                )
                choice = answer.choice
                if choice is Choice.START_OVER:
                    if not answer.discarded:
                        self._transcripts.expect(turn, answer)
                    continue
                return self._kept(turn, answer)
        return Dictated(None, stopped=choice is not Choice.SKIP, skipped=choice is Choice.SKIP)

    def _ask(self, prompt: str) -> Choice | None:
        """Say `prompt`, as often as the person wants. Returns the choice that ended it, if any."""
        choice: Choice | None = Choice.REPEAT
        while choice in (Choice.REPEAT, Choice.UNDO):  # nothing was said yet that could be undone
            choice = self._player.say(prompt, WHILE_ASKED)
        return choice

    def _kept(self, turn: Turn, answer: RecordedAnswer) -> Dictated:
        stopped = answer.choice is Choice.STOP
        if answer.choice is Choice.SKIP:
            if not answer.discarded:
                self._transcripts.expect(turn, answer)
                stopped = self._wait_for_words() is Choice.STOP
            return Dictated(None, stopped, skipped=True)
        if not answer.facts.speech:
            self._answer_recorder.discard(turn, answer)
        elif answer.take.duration_s:
            self._transcripts.expect(turn, answer)
            stopped = self._wait_for_words() is Choice.STOP or stopped
        if answer.error:
            raise answer.error
        take = self._opened.session.take(turn.number, answer.take.number)
        return Dictated(None if take.discarded else take, stopped)

    def _wait_for_words(self) -> Choice | None:
        """Wait until the transcript is there, or the person does not want to wait."""
        time, person = self._devices.time, self._devices.person
        offered_from_s = time.now_s() + _SOON_S
        while not self._transcripts.wait(_POLL_S):
            self._transcripts.show_progress()
            if time.now_s() < offered_from_s:
                continue
            choice = person.choose(_WHILE_WRITING, 0.0)
            if choice and not self._options.goes_on_by_itself:
                return choice
        self._transcripts.move_on()
        self._transcripts.finish()
        return None


def say(devices: SessionDevices, text: str) -> Choice | None:
    """Say `text`.

    Returns STOP or GO if the person cut it short. Raises VoiceMissing, DeviceMissing.
    """
    with PromptPlayer(devices.voice, devices.speaker, devices.person) as player:
        return player.say(text, WHILE_TOLD)


def choice_said(
    devices: SessionDevices,
    grammar: PhraseGrammar[Meaning],
    options: Collection[Choice] = (Choice.STOP,),
) -> Meaning | Choice | None:
    """The meaning of the next phrase of `grammar`; None if nobody speaks for long.

    One of `options` if the person chose that by a key. The sound is not kept. Raises
    MicrophoneLost, EngineMissing.
    """
    if devices.microphone.exhausted:
        return Choice.STOP
    recognizer = CommandRecognizer(devices.worker, grammar)
    with (
        temporary_folder() as folder,
        _listening(devices, folder / "choice.wav", recognizer) as recorder,
    ):
        while recorder.quiet_s < _PATIENCE_S and not recorder.wait(0):
            if said := recognizer.heard_saying():
                return said.meaning
            if choice := devices.person.choose(options, _POLL_S):
                return choice
        _raise_what_broke(recorder)
    last = recognizer.last_saying()
    return last.meaning if last else None


def line_said(devices: SessionDevices) -> str | None:
    """The words that are spoken until a silence, or until the person is done; empty if none were.

    None if the person wants to leave and said nothing; words are returned, whatever ended them. The
    sound is not kept. Raises MicrophoneLost if no speech came before it, EngineMissing.
    """
    if devices.microphone.exhausted:
        return None
    with temporary_folder() as folder:
        wav = folder / "line.wav"
        choice: Choice | None = None
        with _listening(devices, wav) as recorder:
            while choice is None and not recorder.wait(0) and not _is_over(recorder):
                choice = devices.person.choose((Choice.DONE, Choice.STOP), _POLL_S)
        devices.person.choose((), 0.0)  # it is over: nothing is to be decided while it is written
        facts = recorder.facts()
        if not facts.speech:
            _raise_what_broke(recorder)
            return None if choice is Choice.STOP else ""
        if error := recorder.error:
            notice = events.NoticeGiven(devices.at_s(), error.message, error.hint)
            devices.presenter.show(notice)
        return devices.worker.write_recording(wav, facts, lambda _: None).result().transcript.text


def meant(line: str) -> str:
    """What is to be written down of a spoken line; empty where it says so."""
    return "" if line.strip(" .").lower() in _NOTHING else line


@contextlib.contextmanager
def _listening(devices: SessionDevices, wav: Path, *sinks: AudioSink) -> Iterator[TakeRecorder]:
    """Play the tone and record into a file that is deleted at the end."""
    devices.worker.load()
    with PromptPlayer(devices.voice, devices.speaker, devices.person) as player:
        player.play(start_tone())
    microphone = devices.microphone
    with TakeRecorder(
        microphone.blocks(), wav, sinks, hears_loudspeaker=microphone.hears_loudspeaker
    ) as recorder:
        yield recorder


def _raise_what_broke(recorder: TakeRecorder) -> None:
    if recorder.error:
        raise recorder.error


def _is_over(recorder: TakeRecorder) -> bool:
    said_something = recorder.speech_s >= _SAID_SOMETHING_S
    return recorder.quiet_s > (_LINE_ENDS_AFTER_S if said_something else _PATIENCE_S)
