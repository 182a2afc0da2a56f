"""A front end that is made of nothing but fakes of the four ports: no terminal."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence

from coach.audio.clips import Samples
from coach.config import Settings, load_settings
from coach.interview.ports import Choice, FrontEnd
from coach.library.library import Library
from coach.library.records import Kind
from coach.session.documents import DOCUMENTED, event_document
from coach.session.runner import Host, SessionRunner
from coach.testing import (
    CannedTranscriber,
    RecordingPresenter,
    RecordingSpeaker,
    ScriptedMicrophone,
    ScriptedPerson,
)

WORDS = "I led a team through hard times."


class FakeFrontEnd:
    """A front end of fakes, opened once for each sitting."""

    def __init__(
        self,
        answers: list[Samples],
        script: Sequence[Choice | float | Callable[[], bool]],
    ) -> None:
        self.presenter = RecordingPresenter()
        self.microphone = ScriptedMicrophone(answers)
        self.person = ScriptedPerson(script, self.microphone)
        self.speaker = RecordingSpeaker()
        self.told: list[str] = []
        self.opened_with: list[Settings] = []

    def runner(
        self, library: Library, kind: Kind = Kind.PRACTICE, **typed: object
    ) -> SessionRunner:
        settings = load_settings({"voice": "none", "recordings": library.folder} | typed)
        transcriber = CannedTranscriber([WORDS])
        host = Host(self._opened, lambda _: False, self.told.append, lambda *_: transcriber)
        return SessionRunner(settings, library, host, kind)

    @contextlib.contextmanager
    def _opened(self, settings: Settings) -> Iterator[FrontEnd]:
        self.opened_with.append(settings)
        yield FrontEnd(self.presenter, self.person, self.microphone, self.speaker)

    def documents(self) -> list[dict[str, object]]:
        """What `--json` would have printed."""
        return [event_document(e) for e in self.presenter.events if isinstance(e, DOCUMENTED)]
