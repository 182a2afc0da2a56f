"""The page as a presenter: it gets every event as a document, with the sentence to show."""

from __future__ import annotations

import time

from coach.errors import CoachError
from coach.interview import events
from coach.session import sentences
from coach.session.documents import event_document
from coach.web.error_text import hint_here
from coach.web.practice.outbox import Outbox
from coach.web.practice.person import BUTTONS

_FLEETING = (events.LevelHeard, events.ThinkTimePassed, events.TranscriptProgressed)
_PROGRESS_EVERY_S = 0.5  # nobody reads faster how far a transcript has come
_NEWEST = (events.CaptionHeard,)


class PagePresenter:
    """A `Presenter` that sends the page each event, and the name of the `session` if it has one."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self.session = ""
        self._progressed_s = -_PROGRESS_EVERY_S
        self._awaited = 0  # how many answers the page was told to be still written down

    def begin(self) -> None:
        """Another sitting begins."""
        self.session, self._awaited = "", 0

    def show(self, event: events.Event) -> None:
        """See Presenter."""
        if isinstance(event, events.WritingAwaited):
            self._awaited = event.answers
        if isinstance(event, events.TranscriptProgressed):
            if event.answers < self._awaited:
                self.show(events.WritingAwaited(event.at_s, event.answers))
                return
            if time.monotonic() - self._progressed_s < _PROGRESS_EVERY_S:
                return
            self._progressed_s = time.monotonic()
        if isinstance(event, events.SessionStarted):
            self.session = event.session
        message = {
            "type": "event",
            "session": self.session,
            "document": event_document(event),
            "line": line_for(event),
        }
        if isinstance(event, events.AnswerImproved):  # its line tells what is unclear
            message["figures"] = sentences.measured(event)
        kept_as: str | None = type(event).__name__ if isinstance(event, _NEWEST) else ""
        self._outbox.number(message, None if isinstance(event, _FLEETING) else kept_as)

    def tell(self, error: CoachError) -> None:
        """Show what went wrong beside the conversation, which goes on."""
        self.show(events.NoticeGiven(0.0, error.message, hint_here(error.hint)))


def line_for(event: events.Event) -> str:
    """The sentence that shows `event` on the page; empty where the page shows it otherwise."""
    match event:
        case events.SessionStarted():
            line = sentences.started(event)
        case events.SoundCheckStarted():
            line = sentences.SAY_SOMETHING
        case events.SoundChecked():
            line = " ".join(sentences.judged(event)).strip()
        case events.NoticeGiven():
            line = f"{event.message} {event.hint}".strip()
        case events.AnswerEnded():
            line = sentences.passed_over(event, BUTTONS) or sentences.length_of(event)
        case events.AnswerTranscribed():
            line = sentences.said(event) if event.no_speech else sentences.unclear(event)
        case events.AnswerImproved():
            line = sentences.unclear(event)
        case events.TranscriptProgressed():
            line = sentences.writing(event).capitalize()
        case _:
            line = sentences.line_of(event, BUTTONS)
    return line
