"""A panel: several voices with names, which take turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coach.audio.clips import AudioClip, joined, silence
from coach.voices.ports import Voice

NAMES = ("Alex", "Robin", "Kim")
_BREATH_S = 0.4  # before another one speaks


@dataclass(frozen=True)
class Panellist:
    """Somebody on the panel."""

    name: str
    voice: Voice


class Panel:
    """A Voice that says each text as the panellist to whom it was given, else as the first.

    Threads: one thread may give texts while another renders.
    """

    def __init__(self, voices: Sequence[Voice]) -> None:
        """Up to as many voices as there are NAMES, at least one."""
        self.members = [Panellist(*each) for each in zip(NAMES, voices, strict=False)]
        self._given: dict[str, Panellist] = {}

    @property
    def name(self) -> str:
        """The names of its voices."""
        return ", ".join(member.voice.name for member in self.members)

    def asking(self, number: int) -> Panellist:
        """Who asks question `number`, and what follows it. The panellists take turns."""
        return self.members[(number - 1) % len(self.members)]

    def give(self, text: str, panellist: Panellist) -> None:
        """Have `panellist` say `text`, if it is not rendered yet."""
        self._given[text] = panellist

    def render(self, text: str) -> AudioClip:
        """See Voice. A text that was given to somebody begins after a breath."""
        panellist = self._given.get(text)
        if panellist is None:
            return self.members[0].voice.render(text)
        clip = panellist.voice.render(text)
        if not len(clip.samples):
            return clip
        return joined([silence(_BREATH_S, clip.rate_hz), clip], clip.rate_hz)
