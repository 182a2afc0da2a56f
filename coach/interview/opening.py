"""How a conversation begins: a greeting, what is to come, and whether the microphone hears."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from datetime import datetime

from coach.audio.levels import Hearing
from coach.interview import events, wording
from coach.interview.equipment import Equipment, Manner
from coach.interview.ports import WHILE_TOLD, Choice
from coach.interview.sound_check import check_sound
from coach.interview.speaking import Mouth
from coach.library.records import Session, Turn


class Opening:
    """Of one sitting. `loading` tells when the model is ready, once `hold` has been called."""

    loading: Future[None]

    def __init__(self, equipment: Equipment, manner: Manner, mouth: Mouth) -> None:
        self._equipment = equipment
        self._manner = manner
        self._mouth = mouth
        self._show = equipment.presenter.show

    def hold(
        self, session: Session, turns: Sequence[Turn], minutes_of_room: float | None = None
    ) -> Choice:
        """Greet the person who will be asked `turns`; GO or STOP.

        `minutes_of_room` on the disk are told where they are few.
        """
        equipment, clock = self._equipment, self._manner.clock
        count = clock.fitting(turns, 0.0) if clock else len(turns)
        self._show(
            events.SessionStarted(
                equipment.at_s(),
                session.id,
                session.question_set.title,
                count,
                equipment.microphone.name,
                equipment.speaker.name,
                equipment.worker.transcriber.model,
            )
        )
        hello, *others = self._sayings(count)
        if minutes_of_room is not None:
            self._show(events.DiskNearlyFull(equipment.at_s(), minutes_of_room))
            if self._manner.eyes_free:
                others.append(wording.little_room(minutes_of_room))
        self._mouth.await_ready(hello)
        self.loading = equipment.worker.load()  # behind the first words, not before them
        for text in (*others, turns[0].question.text):
            self._mouth.prepare(text)
        choice = self._say_all((hello, *others))
        if self._manner.checks_sound and choice is not Choice.STOP:
            choice = self._check_sound()
        return choice or Choice.GO

    def _sayings(self, count: int) -> list[str]:
        manner = self._manner
        sayings = [wording.hello(datetime.now()), wording.outline(count, manner.clock)]
        if manner.eyes_free or manner.hands_free:
            sayings.append(
                wording.how_to_end(
                    self._equipment.person.controls,
                    hands_free=manner.hands_free,
                    ends_after_silence_s=manner.ends_after_silence_s,
                )
            )
        return sayings

    def _say_all(self, sayings: Sequence[str]) -> Choice | None:
        for text in sayings:
            if choice := self._mouth.say(text, WHILE_TOLD):
                return choice
        return None

    def _check_sound(self) -> Choice | None:
        """Ask for a word and judge what the microphone gives; STOP if the person wants that."""
        equipment = self._equipment
        self._show(events.SoundCheckStarted(equipment.at_s()))
        chosen = [self._mouth.say(wording.say_something(), WHILE_TOLD)]
        if chosen[0] is Choice.STOP:
            return Choice.STOP

        def enough() -> bool:
            chosen.append(equipment.person.choose(WHILE_TOLD, 0.0))
            return chosen[-1] is not None

        hearing = check_sound(
            equipment.microphone,
            lambda level_db, heard_s: self._show(
                events.LevelHeard(equipment.at_s(), level_db, heard_s, None, False)
            ),
            enough,
        )
        watch, is_silent = equipment.microphone_watch, hearing is Hearing.NOTHING
        watch.has_given_sound = not is_silent
        watch.is_shown = watch.is_sounded = is_silent
        self._show(events.SoundChecked(equipment.at_s(), equipment.microphone.name, hearing))
        if self._manner.eyes_free:
            unheard = hearing in (Hearing.NOTHING, Hearing.SILENT)
            self._mouth.say(wording.nothing_heard() if unheard else wording.i_hear_you())
        return chosen[-1]
