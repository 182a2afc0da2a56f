"""The opened devices, voice and engine with which a conversation is held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from coach.audio.ports import Microphone, Speaker
from coach.interview.microphone_watch import MicrophoneWatch
from coach.interview.ports import FrontEnd, Person, Presenter
from coach.interview.time_source import SystemTime, TimeSource
from coach.interview.wording import Wording, english
from coach.transcription.worker import TranscriptionWorker
from coach.voices.panel import Panel
from coach.voices.prefetch import SpeechPrefetch


@dataclass(frozen=True)
class SessionDevices:
    """The opened devices, and the presenter and person of the conversation."""

    microphone: Microphone
    speaker: Speaker
    voice: SpeechPrefetch
    worker: TranscriptionWorker
    presenter: Presenter
    person: Person
    panel: Panel | None = None  # the voice, where several people ask
    microphone_watch: MicrophoneWatch = field(default_factory=MicrophoneWatch)
    time: TimeSource = field(default_factory=SystemTime)
    wording: Wording = field(default_factory=english)  # in the language that the voice speaks
    began_s: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "began_s", self.time.now_s())

    def shown_by(self, front_end: FrontEnd) -> SessionDevices:
        """The same devices, with the presenter and the person of another front end."""
        return replace(self, presenter=front_end.presenter, person=front_end.person)

    def give_to_asker(self, number: int, texts: Iterable[str]) -> str:
        """Have `texts` said by whoever on the panel asks question `number`. Returns their name.

        The name is empty where there is no panel.
        """
        if self.panel is None:
            return ""
        asker = self.panel.asking(number)
        for text in texts:
            self.panel.give(text, asker)
        return asker.name

    def at_s(self) -> float:
        """Seconds since the session began."""
        return round(self.time.now_s() - self.began_s, 3)
