"""The beginning of a conversation: a greeting, an outline, and a check of the microphone."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from datetime import datetime

from coach.audio.levels import Hearing
from coach.interview import events
from coach.interview.language import has_language
from coach.interview.ports import WHILE_TOLD, Choice
from coach.interview.prompt_player import PromptPlayer
from coach.interview.session_devices import SessionDevices
from coach.interview.session_options import SessionOptions
from coach.interview.sound_check import check_sound
from coach.library.records import Session, Turn


class Opening:
    """The beginning of one conversation.

    After `hold`, `loading` is done when the model is ready.
    """

    loading: Future[None]

    def __init__(
        self, devices: SessionDevices, session_options: SessionOptions, player: PromptPlayer
    ) -> None:
        self._devices = devices
        self._options = session_options
        self._player = player
        self._wording = devices.wording
        self._show = devices.presenter.show

    def hold(
        self, session: Session, turns: Sequence[Turn], minutes_of_room: float | None = None
    ) -> Choice:
        """Greet the person, who will be asked `turns`. Returns GO or STOP.

        `minutes_of_room`: the coach warns that the disk has room for only so many minutes. None if
        there is room enough.
        """
        devices, clock = self._devices, self._options.clock
        count = clock.fitting(turns, 0.0) if clock else len(turns)
        self._show(
            events.SessionStarted(
                devices.at_s(),
                session.id,
                session.question_set.title,
                count,
                devices.microphone.name,
                devices.speaker.name,
                devices.worker.transcriber.model,
                devices.worker.transcriber.language,
            )
        )
        self._tell_commands_are_english()
        hello, *others = self._first_words(count)
        if minutes_of_room is not None:
            self._show(events.DiskNearlyFull(devices.at_s(), minutes_of_room))
            if self._options.eyes_free:
                others.append(self._wording.little_room(minutes_of_room))
        self._player.await_ready(hello)
        self.loading = devices.worker.load()  # the model loads while the first words are spoken
        for text in (*others, turns[0].question.text):
            self._player.prepare(text)
        choice = self._say_all((hello, *others))
        if self._options.checks_sound and choice is not Choice.STOP:
            choice = self._check_sound()
        return choice or Choice.GO

    def _tell_commands_are_english(self) -> None:
        language = self._devices.worker.transcriber.language
        if self._options.hands_free and not has_language(language):
            message = f"Spoken commands are not known in the language “{language}”."
            hint = "They are listened for in English. A long silence ends an answer, too."
            self._show(events.NoticeGiven(self._devices.at_s(), message, hint))

    def _first_words(self, count: int) -> list[str]:
        """What is said before the first of `count` questions, the greeting first."""
        session_options = self._options
        texts = [self._wording.hello(datetime.now()), *self._introductions()]
        texts.append(self._wording.outline(count, session_options.clock))
        if session_options.eyes_free or session_options.hands_free:
            texts.append(
                self._wording.how_to_end(
                    self._devices.person.controls,
                    hands_free=session_options.hands_free,
                    ends_after_silence_s=session_options.ends_after_silence_s,
                )
            )
        return texts

    def _introductions(self) -> list[str]:
        """What the people on the panel say of themselves, if there is one."""
        panel = self._devices.panel
        if panel is None:
            return []
        said = {self._wording.introduction(member.name): member for member in panel.members}
        for text, member in said.items():
            panel.give(text, member)
        return list(said)

    def _say_all(self, texts: Sequence[str]) -> Choice | None:
        for text in texts:
            if choice := self._player.say(text, WHILE_TOLD):
                return choice
        return None

    def _check_sound(self) -> Choice | None:
        """Ask for a word and judge the sound of it. Returns STOP if the person wants to leave."""
        devices = self._devices
        chosen = [self._player.say(self._wording.say_something(), WHILE_TOLD)]
        if chosen[0] is Choice.STOP:
            return Choice.STOP
        # Not before: whoever reads it speaks at once, and would not be heard yet.
        self._show(events.SoundCheckStarted(devices.at_s()))

        def enough() -> bool:
            chosen.append(devices.person.choose(WHILE_TOLD, 0.0))
            return chosen[-1] is not None

        hearing = check_sound(
            devices.microphone,
            lambda level_db, heard_s: self._show(
                events.LevelHeard(devices.at_s(), level_db, heard_s, None, False)
            ),
            enough,
        )
        watch = devices.microphone_watch
        watch.has_given_sound = hearing is not Hearing.NOTHING
        unheard = hearing in (Hearing.NOTHING, Hearing.SILENT)
        if unheard and chosen[-1] is not None:
            hearing = Hearing.UNTRIED
        watch.is_shown = watch.is_sounded = hearing is Hearing.NOTHING
        self._show(events.SoundChecked(devices.at_s(), devices.microphone.name, hearing))
        if self._options.eyes_free and hearing is not Hearing.UNTRIED:
            self._player.say(
                self._wording.nothing_heard() if unheard else self._wording.i_hear_you()
            )
        return chosen[-1]
