"""`--json` on a conversation: prints each event as one line of JSON, at once."""

from __future__ import annotations

import click

from coach.cli.output import as_json, talk
from coach.interview import events
from coach.session.documents import DOCUMENTED, event_document


class JsonLines:
    """A presenter that programs read: events as JSON lines on stdout."""

    def show(self, event: events.Event) -> None:
        """See Presenter. Notices go to stderr."""
        if isinstance(event, DOCUMENTED):
            click.echo(as_json(event_document(event)))
        elif isinstance(event, events.NoticeGiven):
            talk(f"{event.message} {event.hint}".strip())
