"""Saying things aloud, with the person able to cut in."""

from __future__ import annotations

from collections.abc import Collection

from coach.audio.clips import AudioClip
from coach.audio.ports import Speaker
from coach.interview.ports import Choice, Person
from coach.voices.ahead import RenderedAhead

_POLL_S = 0.05


class Mouth:
    """The coach's voice on the loudspeaker."""

    def __init__(self, voice: RenderedAhead, speaker: Speaker, person: Person) -> None:
        self._voice = voice
        self._speaker = speaker
        self._person = person

    def prepare(self, text: str) -> None:
        """Begin to render `text`, so that `say` can start at once."""
        self._voice.prepare(text)

    def await_ready(self, text: str) -> None:
        """Wait until `text` is rendered. Raises VoiceMissing."""
        self._voice.get(text)

    def say(self, text: str, options: Collection[Choice] = ()) -> Choice | None:
        """Say `text`; the person's choice ends it. Raises VoiceMissing, DeviceMissing."""
        return self.play(self._voice.get(text), options)

    def play(self, clip: AudioClip, options: Collection[Choice] = ()) -> Choice | None:
        """Play `clip` to its end, or until the person chooses one of `options`."""
        with self._speaker.play(clip) as playback:
            while not playback.wait(_POLL_S):
                choice = self._person.choose(options, 0.0) if options else None
                if choice:
                    return choice
        return None
