"""Holding a conversation at this terminal: what practice, demo, resume and retake share."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from rich.console import Console

from coach import wiring
from coach.audio.answers_microphone import AnswersMicrophone
from coach.audio.ports import Microphone
from coach.cli.consent import allow_download
from coach.cli.jsonlines import JsonLines
from coach.cli.keys import NobodyThere, PersonAtKeyboard, PersonOnStdin, StdinLines, keyboard
from coach.cli.output import talk, wide_characters_fit
from coach.cli.plain import PlainPresenter
from coach.cli.sentences import keys_while_answering
from coach.cli.terminal import TerminalPresenter
from coach.cli.writing import named_when_interrupted
from coach.config import Settings
from coach.errors import CoachError, SessionDamaged
from coach.interview import events
from coach.interview.clock import Clock
from coach.interview.conversation import Conversation
from coach.interview.equipment import Equipment, Manner
from coach.interview.ports import Person, Presenter
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.records import AskedQuestion, Kind, SetName, Turn
from coach.library.room import minutes_of_room
from coach.questions.choosing import choose
from coach.questions.sets import ChosenQuestion, QuestionSet
from coach.vision.next_steps import next_step


@dataclass(frozen=True)
class Sitting:
    """One run of a conversation command."""

    settings: Settings
    library: Library
    kind: Kind = Kind.PRACTICE
    microphone: Microphone | None = None  # in place of the one the settings name
    notes: Mapping[str, Any] = field(default_factory=dict)  # kept with a new session's settings
    lines: StdinLines | None = None  # where somebody else reads from the pipe, too

    def begin(self, question_set: SetName, questions: Sequence[AskedQuestion]) -> None:
        """A new session with these questions; it is made once every part is open."""
        clock = clock_of(self.settings) if self.kind is Kind.MOCK else None
        with (
            self._company() as (presenter, person),
            self.parts(question_set) as parts,
            self.library.new_session(
                self.kind, question_set, questions, kept_settings(self.settings) | dict(self.notes)
            ) as opened,
            named_when_interrupted(opened, CoachError, BrokenPipeError),
        ):
            equipment = parts.equipment(presenter, person)
            manner = self._manner(parts, person, clock)
            Conversation(opened, equipment, manner).hold(list(opened.session.turns))

    def go_on(self, opened: OpenSession, turns: list[Turn]) -> None:
        """These turns of a session that exists."""
        with (
            named_when_interrupted(opened, CoachError, BrokenPipeError),
            self.parts(opened.session.question_set) as parts,
        ):
            self.go_on_with(parts, opened, turns)

    def go_on_with(self, parts: wiring.Parts, opened: OpenSession, turns: list[Turn]) -> None:
        """The same with parts that are open already."""
        session = opened.session
        clock = None
        if session.kind is Kind.MOCK:  # as it began; what is left has no session's clock
            began_with = self.settings.model_copy(update=session.settings)
            clock = replace(clock_of(began_with), session_s=None)
        with self.with_parts(parts, clock) as (equipment, manner):
            opened.reopen()
            Conversation(opened, equipment, manner).hold(turns)

    @contextlib.contextmanager
    def parts(self, question_set: SetName) -> Iterator[wiring.Parts]:
        """What a conversation is held with, opened; see `coach.wiring.equipped`.

        At the end, whatever it is, the person is told what the files of --answers lacked. Raises
        CannotWrite at once where the disk has no room for a recording.
        """
        settings, allow = self.settings, allow_download(self.settings)
        minutes_of_room(self.library.folder)
        with wiring.equipped(settings, question_set, allow, self.microphone) as parts:
            try:
                yield parts
            finally:
                if isinstance(parts.microphone, AnswersMicrophone):
                    for sentence in parts.microphone.sentences():
                        talk(sentence)

    @contextlib.contextmanager
    def with_parts(
        self, parts: wiring.Parts, clock: Clock | None = None
    ) -> Iterator[tuple[Equipment, Manner]]:
        """The same with somebody to show it to, who decides."""
        with self._company() as (presenter, person):
            yield parts.equipment(presenter, person), self._manner(parts, person, clock)

    @contextlib.contextmanager
    def _company(self) -> Iterator[tuple[Presenter, Person]]:
        with self._person() as person:
            presenter = RememberingPresenter(_presenter(self.settings, person))
            with contextlib.closing(presenter):
                yield presenter, person

    @contextlib.contextmanager
    def _person(self) -> Iterator[Person]:
        if sys.stdin is not None and sys.stdin.isatty():
            with keyboard() as keys:
                yield PersonAtKeyboard(keys)
        elif self._prepared:
            yield NobodyThere()
        else:
            yield PersonOnStdin(self.lines or StdinLines())

    @property
    def _prepared(self) -> bool:
        """Whether the answers come out of files."""
        return self.microphone is not None or self.settings.answers is not None

    def _manner(self, parts: wiring.Parts, person: Person, clock: Clock | None) -> Manner:
        settings = self.settings
        alone = self._prepared or not isinstance(person, PersonAtKeyboard)
        manner = Manner(
            captions=settings.captions,
            hands_free=settings.hands_free,
            ends_after_silence_s=settings.silence,
            eyes_free=settings.eyes_free,
            clock=clock,
            goes_on_by_itself=alone or settings.hands_free,
            checks_sound=not alone and not wiring.heard_before(parts.microphone),
        )
        if self._prepared:  # a file's long silence is no absence
            manner = replace(
                manner, asks_for_a_sign_s=None, gives_up_s=None, watches_microphone=False
            )
        if self._prepared and not wiring.real_pace(settings):
            manner = replace(manner, live=False, waits_for_transcript_s=None)
        return manner


def clock_of(settings: Settings) -> Clock:
    """The clock of a mock interview."""
    return Clock(
        session_s=settings.minutes * 60 if settings.minutes else None,
        think_s=settings.think,
        strict=settings.strict,
    )


def _presenter(settings: Settings, person: Person) -> Any:
    if settings.json_:
        return JsonLines()
    console = Console(highlight=False)
    if settings.plain or console.is_dumb_terminal or not console.is_terminal:
        at_keyboard = isinstance(person, PersonAtKeyboard)
        return PlainPresenter(
            quiet=settings.quiet,
            keys=keys_while_answering(settings) if at_keyboard or settings.hands_free else "",
            ascii_only=not wide_characters_fit(),
        )
    if not wide_characters_fit():
        return _presenter(settings.model_copy(update={"plain": True}), person)
    return TerminalPresenter(console, quiet=settings.quiet, keys=keys_while_answering(settings))


class RememberingPresenter:
    """Passes events on, and remembers a microphone that was heard well."""

    def __init__(self, presenter: Any) -> None:
        self._presenter = presenter

    def show(self, event: events.Event) -> None:
        """See Presenter."""
        if isinstance(event, events.SoundChecked) and event.hearing in ("good", "quiet"):
            wiring.remember_heard(event.microphone)
        self._presenter.show(event)

    def close(self) -> None:
        """Leave the screen tidy."""
        if hasattr(self._presenter, "close"):
            self._presenter.close()


_: type[Presenter] = RememberingPresenter


def set_name(question_set: QuestionSet) -> SetName:
    """What a session keeps of its set."""
    return SetName(
        name=question_set.name,
        title=question_set.title,
        language=question_set.language,
        vocabulary=question_set.vocabulary,
    )


def chosen_questions(question_set: QuestionSet, settings: Settings) -> list[AskedQuestion]:
    """The questions that `settings` ask for, as a session keeps them. Raises InvalidSetting."""
    questions = choose(
        question_set,
        count=settings.questions,
        only=settings.only,
        coat=settings.coat,
        shuffle=settings.shuffle,
        seed=settings.seed,
    )
    return asked(questions)


def with_next_step(
    questions: list[AskedQuestion], settings: Settings, library: Library
) -> list[AskedQuestion]:
    """The same, at the end how one of the vision's next steps is going; not where `--only` is."""
    try:
        step = None if settings.only else next_step(library, datetime.now().astimezone())
    except SessionDamaged as error:  # a vision that cannot be read keeps nobody from practising
        talk(error.message)
        step = None
    if step is None or settings.questions == 1:
        return questions
    most = settings.questions - 1 if settings.questions else len(questions)
    return [*questions[:most], step]


def asked(questions: Sequence[ChosenQuestion]) -> list[AskedQuestion]:
    """Questions as a session keeps them."""
    return [AskedQuestion.model_validate(question.model_dump()) for question in questions]


def kept_settings(settings: Settings) -> dict[str, Any]:
    """What a session keeps of the settings: how it was held, not where or how it was shown."""
    shown = {"recordings", "plain", "quiet", "json_", "answers", "pace", "captions"}
    return settings.model_dump(mode="json", exclude=shown, exclude_none=True)
