"""Holding a session with any front end: what practice, mock, demo, resume and retake share."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from coach import wiring
from coach.config import Settings
from coach.debrief.tick_keeping import Tick, keep_tick
from coach.errors import CoachError
from coach.interview import events
from coach.interview.absent import NOBODY
from coach.interview.clock import Clock
from coach.interview.conversation import Conversation
from coach.interview.ports import FrontEnd, Presenter
from coach.interview.session_devices import SessionDevices
from coach.interview.session_options import SessionOptions
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.records import AskedQuestion, Kind, Session, SetName, Turn
from coach.library.room import minutes_of_room
from coach.questions.choosing import MIXED
from coach.session.clock import clock_of
from coach.session.final_words import second_model
from coach.session.leaving import named_when_interrupted
from coach.session.retention import apply_retention
from coach.transcription.choosing import choose_transcriber
from coach.transcription.models import AllowDownload

_FOLLOWED_UP = (Kind.PRACTICE, Kind.MOCK)


@dataclass(frozen=True)
class Host:
    """What a runner needs from the program that runs sessions, such as the command line.

    `front_end` opens the front end of a session with such settings, for as long as its context
    lasts. `tell` shows a sentence while no front end is open. `choose_transcriber` may give one
    whose model is loaded already.
    """

    front_end: Callable[[Settings], contextlib.AbstractContextManager[FrontEnd]]
    allow_download: AllowDownload
    tell: Callable[[str], None]
    choose_transcriber: wiring.ChooseTranscriber = choose_transcriber
    choose_final: wiring.ChooseTranscriber = choose_transcriber


@dataclass(frozen=True)
class SessionRunner:
    """Holds sessions as `settings` say, and keeps them in `library`."""

    settings: Settings
    library: Library
    host: Host
    kind: Kind = Kind.PRACTICE
    notes: Mapping[str, Any] = field(default_factory=dict)  # kept with a new session's settings

    def begin(self, question_set: SetName, questions: Sequence[AskedQuestion]) -> Session:
        """Hold a new session with `questions`. It is created once every device is open.

        Returns it as it was left. Raises whatever `coach.wiring.equipped` and `Conversation.hold`
        raise.
        """
        clock = clock_of(self.settings) if self.kind is Kind.MOCK else None
        with (
            self.host.front_end(self.settings) as front_end,
            self.devices(question_set, front_end) as devices,
            self.library.new_session(
                self.kind, question_set, questions, kept_settings(self.settings) | dict(self.notes)
            ) as opened,
            named_when_interrupted(opened, CoachError, BrokenPipeError),
        ):
            turns = list(opened.session.turns)
            options = self._asking(self.options(devices, clock), devices, opened.session, turns)
            Conversation(opened, devices, options).hold(turns)
            session = opened.session
        apply_retention(self.library, self.settings, self.host.tell)
        return session

    def go_on(self, opened: OpenSession, turns: list[Turn]) -> None:
        """Go through `turns` of a session that exists, in the manner in which it began.

        Raises what `begin` does.
        """
        settings = _as_it_began(self.settings, opened.session)
        replace(self, settings=settings).go_through(opened, turns)

    def go_through(self, opened: OpenSession, turns: list[Turn]) -> None:
        """Do what `go_on` does, with these settings alone."""
        with (
            named_when_interrupted(opened, CoachError, BrokenPipeError),
            self.host.front_end(self.settings) as front_end,
            self.devices(opened.session.question_set, front_end) as devices,
        ):
            self._go_on(devices, opened, turns)

    def go_on_with(self, devices: SessionDevices, opened: OpenSession, turns: list[Turn]) -> None:
        """Do what `go_on` does, with devices that are open already."""
        with self.shown(devices) as seen:
            self._go_on(seen, opened, turns)

    def _go_on(self, devices: SessionDevices, opened: OpenSession, turns: list[Turn]) -> None:
        session = opened.session
        clock = None
        if session.kind is Kind.MOCK:  # the questions left have no clock for the whole
            began_with = self.settings.model_copy(update=session.settings)
            clock = replace(clock_of(began_with), session_s=None)
        opened.reopen()
        options = self.options(devices, clock)
        options = self._asking(options, devices, session, turns)
        Conversation(opened, devices, options).hold(turns)

    @contextlib.contextmanager
    def devices(
        self, question_set: SetName, front_end: FrontEnd = NOBODY
    ) -> Iterator[SessionDevices]:
        """The opened devices of a session; see `coach.wiring.equipped`.

        When the context is left, the person learns what the files of --answers lacked. Raises
        CannotWrite at once if the disk has no room for a recording.
        """
        minutes_of_room(self.library.folder)
        presenter = _Remembering(front_end.presenter, self.library.folder)
        remembering = replace(front_end, presenter=presenter)
        language, allow = question_set.language, self.host.allow_download
        second = second_model(self.settings, language, allow, self.host.choose_final)
        with wiring.equipped(
            self.settings,
            question_set,
            self.host.allow_download,
            remembering,
            self.host.choose_transcriber,
            second,
        ) as devices:
            try:
                yield devices
            finally:
                for sentence in wiring.lacked(devices.microphone):
                    self.host.tell(sentence)

    @contextlib.contextmanager
    def shown(self, devices: SessionDevices) -> Iterator[SessionDevices]:
        """The same devices, with a front end that shows the conversation and decides in it."""
        with self.host.front_end(self.settings) as front_end:
            presenter = _Remembering(front_end.presenter, self.library.folder)
            yield devices.shown_by(replace(front_end, presenter=presenter))

    def options(self, devices: SessionDevices, clock: Clock | None = None) -> SessionOptions:
        """The options of a conversation with these devices."""
        settings, is_prepared = self.settings, devices.microphone.is_prepared
        alone = is_prepared or not devices.person.is_there
        options = SessionOptions(
            captions=settings.captions,
            hands_free=settings.hands_free,
            ends_after_silence_s=settings.silence,
            eyes_free=settings.eyes_free,
            clock=clock,
            goes_on_by_itself=alone or settings.hands_free,
            checks_sound=not alone and not wiring.heard_before(devices.microphone),
        )
        if is_prepared:  # a long silence in a file does not mean that somebody left
            options = replace(
                options, asks_for_a_sign_s=None, gives_up_s=None, watches_microphone=False
            )
        if is_prepared and not wiring.real_pace(settings):
            options = replace(options, live=False, waits_for_transcript_s=None)
        return options

    def _asking(
        self, options: SessionOptions, devices: SessionDevices, session: Session, turns: list[Turn]
    ) -> SessionOptions:
        """The options with what is asked after the answers to `turns`.

        There are as many follow-ups as the settings, and prepared answers, allow.
        """
        settings = self.settings
        if session.kind not in _FOLLOWED_UP:
            return options
        options = replace(options, asks_real_question=session.settings.get("coat") == MIXED)
        if settings.follow_ups is False:
            return options
        in_all = None
        if devices.microphone.is_prepared and not settings.follow_ups:
            in_all = wiring.spare_answers(devices.microphone, len(turns))
        most = 2 if settings.probing else 1
        return replace(options, follow_ups=most, follow_ups_in_all=in_all)


def _as_it_began(settings: Settings, session: Session) -> Settings:
    """The settings with which to go on: who asks, how much, and how strictly, stays as it was in
    `session`.
    """
    began_with = session.settings
    kept = {name: True for name in ("panel", "probing", "strict") if began_with.get(name) is True}
    if settings.follow_ups is None and began_with.get("follow_ups") is False:
        kept["follow_ups"] = False
    return settings.model_copy(update=kept)


class _Remembering:
    """Passes events on. Remembers the microphones that heard the person well, and keeps ticks."""

    def __init__(self, presenter: Presenter, folder: Path | None = None) -> None:
        """`folder` has the folders of the sessions; without it no ticks are kept."""
        self._presenter = presenter
        self._folder = folder
        self._session = ""

    def show(self, event: events.Event) -> None:
        """See Presenter."""
        if isinstance(event, events.SoundChecked) and event.hearing in ("good", "quiet"):
            wiring.remember_heard(event.microphone)
        elif isinstance(event, events.SessionStarted):
            self._session = event.session
        self._presenter.show(event)
        if isinstance(event, events.PointTicked) and self._folder:
            self._keep(self._folder / self._session, event)

    def _keep(self, folder: Path, ticked: events.PointTicked) -> None:
        """Keep a tick. Where that fails it is told, and the session goes on."""
        tick = Tick(ticked.question.number, ticked.take, ticked.point, ticked.heard)
        try:
            keep_tick(folder, tick)
        except CoachError as error:
            self._presenter.show(events.NoticeGiven(ticked.at_s, error.message, error.hint))


def kept_settings(settings: Settings) -> dict[str, Any]:
    """The settings that a session keeps: how it was held, not where or how it was shown."""
    shown = {"recordings", "plain", "quiet", "json_", "answers", "pace", "captions", "download"}
    shown |= {"keep_audio_days"}
    return settings.model_dump(mode="json", exclude=shown, exclude_none=True)
