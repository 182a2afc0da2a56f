"""What the parts of one conversation have in common."""

from __future__ import annotations

from dataclasses import dataclass

from coach.interview.prompt_player import PromptPlayer
from coach.interview.session_devices import SessionDevices
from coach.interview.session_options import SessionOptions
from coach.interview.transcripts import Transcripts
from coach.library.open_session import OpenSession


@dataclass(frozen=True)
class Shared:
    """What all parts of one conversation work with."""

    opened: OpenSession
    devices: SessionDevices
    options: SessionOptions
    player: PromptPlayer
    transcripts: Transcripts


class ConversationPart:
    """A part of one conversation, on the conversation's thread."""

    def __init__(self, shared: Shared) -> None:
        self._opened = shared.opened
        self._devices = shared.devices
        self._options = shared.options
        self._player = shared.player
        self._transcripts = shared.transcripts
        self._show = shared.devices.presenter.show
