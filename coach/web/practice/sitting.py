"""What a session on the page does, from the page's request to its end; the page is its host."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from coach import wiring
from coach.audio.clips import AudioClip
from coach.config import PAGE, Settings, load_settings
from coach.errors import EngineMissing, InvalidSetting
from coach.formats import to_type
from coach.interview import events
from coach.interview.ports import FrontEnd, Presenter
from coach.library.library import Library
from coach.library.records import Kind
from coach.plan.agenda import MOCK_MINUTES
from coach.plan.reading import read_agenda
from coach.session.planned import session_of
from coach.session.progress import OnProgress
from coach.session.questions import (
    chosen_questions,
    mock_questions,
    set_asked_for,
    set_name,
    with_next_step,
)
from coach.session.runner import Host, SessionRunner
from coach.session.turns import turn_of
from coach.session.writing import AnswerWriter
from coach.transcription.models import DownloadOffer
from coach.web.practice.messages import Begin, Resume, Retake

NO_NOTES: Mapping[str, Any] = MappingProxyType({})
_LOOKS_EVERY_S = 0.5
OPTIONS = frozenset(
    (
        *("questions", "coat", "think", "answer", "minutes", "strict"),
        *("hands_free", "captions", "voice", "follow_ups", "probing", "panel"),
    )
)


@dataclass(frozen=True)
class PageSitting:
    """Holds sessions of `library` with the page as the front end. Runs on the session's thread."""

    library: Library
    front_end: FrontEnd
    kept: Callable[[str], None]  # told which session has what was said, where no event tells it
    choose_transcriber: wiring.ChooseTranscriber

    def begin(self, asked: Begin) -> None:
        """Hold a new session. Raises CoachError, SittingInterrupted."""
        settings = settings_of(asked.options)
        if asked.planned:
            self._begin_planned(settings, Kind(asked.kind))
            return
        if "/" in asked.set or "\\" in asked.set:
            raise InvalidSetting("A question set is named here by its name, not by a path.")
        found = set_asked_for([asked.set], settings, asked.set)
        kind = Kind(asked.kind)
        questions = with_next_step(
            chosen_questions(found, settings, self.library), settings, self.library, self.tell
        )
        if kind is Kind.MOCK:
            questions = mock_questions(questions, settings)
        self.runner(settings, kind).begin(set_name(found), questions)

    def _begin_planned(self, settings: Settings, kind: Kind) -> None:
        """Hold what the plan has for today: its questions, or the mock interview."""
        agenda = read_agenda(self.library, date.today())
        if agenda is None or agenda.now is None:
            raise InvalidSetting("No interview is planned any more.", "coach plan")
        if kind is Kind.MOCK:
            settings = settings.model_copy(update={"minutes": MOCK_MINUTES})
            found = agenda.question_set
            questions = mock_questions(chosen_questions(found, settings, self.library), settings)
        else:
            planned = session_of(agenda)
            found, questions = planned.question_set, planned.questions(settings)
        self.runner(settings, kind).begin(set_name(found), questions)

    def resume(self, asked: Resume) -> None:
        """Go on with a session. Raises CoachError, SittingInterrupted."""
        settings = settings_of(asked.options)
        session_id = self.library.find(asked.session)
        with self.library.open_session(session_id) as opened:
            self.writer(settings).write_missing(opened)
            session = opened.session
            turns = list(session.open_turns)
            if session.kind not in (Kind.PRACTICE, Kind.MOCK):
                raise InvalidSetting(
                    "The page goes on only with practice and mock interviews.",
                    to_type("resume", session_id),
                )
            if turns:
                self.runner(settings, session.kind).go_on(opened, turns)
            elif session.finished_at is None:
                opened.finish()

    def retake(self, asked: Retake) -> None:
        """Have a question answered once more. Raises CoachError, SittingInterrupted."""
        settings = settings_of(asked.options)
        with self.library.open_session(self.library.find(asked.session)) as opened:
            turn = turn_of(opened.session, asked.question)
            self.runner(settings, opened.session.kind).go_on(opened, [turn])

    def runner(
        self, settings: Settings, kind: Kind, notes: Mapping[str, Any] = NO_NOTES
    ) -> SessionRunner:
        """What holds sessions on this page; `notes` are kept with the settings of a new one."""
        host = Host(self._opened, download_nothing, self.tell, self.choose_transcriber)
        return SessionRunner(settings, self.library, host, kind, notes)

    def writer(self, settings: Settings) -> AnswerWriter:
        """What writes down answers that were left."""
        progress = PageProgress(self.front_end.presenter)
        return AnswerWriter(
            settings,
            download_nothing,
            progress,
            choose_transcriber=self.choose_transcriber,
        )

    def play(self, clip: AudioClip) -> None:
        """Play `clip` to its end, or as long as the page is there. Raises SittingInterrupted."""
        if self.front_end.speaker:
            with self.front_end.speaker.play(clip) as playing:
                while not playing.wait(_LOOKS_EVERY_S):
                    pass

    @contextlib.contextmanager
    def _opened(self, _: Settings) -> Iterator[FrontEnd]:
        yield self.front_end

    def tell(self, sentence: str) -> None:
        """Show a sentence."""
        self.front_end.presenter.show(events.NoticeGiven(0.0, sentence))


@dataclass(frozen=True)
class PageProgress:
    """See `coach.session.progress.Progress`."""

    presenter: Presenter

    @contextlib.contextmanager
    def working(self, what: str) -> Iterator[None]:
        """See Progress."""
        self.presenter.show(events.NoticeGiven(0.0, f"{what} …"))
        yield

    @contextlib.contextmanager
    def through(self, title: str, total_s: float | None) -> Iterator[OnProgress]:
        """See Progress."""
        del title

        def on_progress(done_s: float) -> None:
            fraction = min(1.0, done_s / total_s) if total_s else 0.0
            self.presenter.show(events.TranscriptProgressed(0.0, fraction))

        yield on_progress

    def tell(self, sentence: str) -> None:
        """See Progress."""
        self.presenter.show(events.NoticeGiven(0.0, sentence))


def settings_of(options: dict[str, Any]) -> Settings:
    """The settings of a session that was begun with these options of the page.

    Raises InvalidSetting.
    """
    unknown = sorted(set(options) - OPTIONS)
    if unknown:
        raise InvalidSetting(f"The page has no option “{unknown[0]}”.")
    chosen = {name: value for name, value in options.items() if value not in (None, "")}
    return load_settings(chosen, PAGE)


def download_nothing(offer: DownloadOffer) -> bool:
    """Refuse every download: the page cannot ask whether the network may be used."""
    model = offer.what.rpartition(" ")[2]
    raise EngineMissing(
        f"{offer.what} is not on this machine, and the page downloads nothing "
        f"({offer.size_mb} MB).",
        f"At a terminal: {to_type('models', 'get', model)}",
    )
