"""Plays the coach's speech and tones, which the person may cut short."""

from __future__ import annotations

from collections.abc import Callable, Collection
from types import TracebackType
from typing import Self

from coach.audio.clips import AudioClip
from coach.audio.ports import Playback, Speaker
from coach.audio.recorder import TakeRecorder
from coach.errors import CoachError, DeviceMissing
from coach.interview.ports import Choice, Person
from coach.voices.prefetch import SpeechPrefetch

_POLL_S = 0.05


class PromptPlayer:
    """Plays one sound at a time on the loudspeaker. Leaving the context ends the last sound."""

    def __init__(
        self,
        voice: SpeechPrefetch,
        speaker: Speaker,
        person: Person,
        missed: Callable[[DeviceMissing], None] | None = None,
    ) -> None:
        """`missed` is told when the loudspeaker went away; what is said until it is back is not
        heard. Without it, and where nothing was heard yet, `say` and `signal` raise DeviceMissing.
        """
        self._missed = missed
        self._was_heard = self._is_missing = False
        self._voice = voice
        self._speaker = speaker
        self._person = person
        self._playing: Playback | None = None
        self._overheard_by: TakeRecorder | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wait for the end of the last sound, unless an error is on its way."""
        self._end(cut_off=kind is not None)

    def prepare(self, text: str) -> None:
        """Begin to render `text`, so that `say` can start at once."""
        self._voice.prepare(text)

    def await_ready(self, text: str) -> None:
        """Wait until `text` is rendered. Raises VoiceMissing."""
        self._voice.get(text)

    def say(self, text: str, options: Collection[Choice] = ()) -> Choice | None:
        """Say `text`. Returns the choice of the person that ended the speech, else None.

        Raises VoiceMissing, DeviceMissing.
        """
        return self._unless_missing(self._voice.get(text), options)

    def signal(self, tone: AudioClip) -> None:
        """Play `tone` to its end. Raises DeviceMissing."""
        self._unless_missing(tone)

    def _unless_missing(self, clip: AudioClip, options: Collection[Choice] = ()) -> Choice | None:
        try:
            choice = self.play(clip, options)
        except DeviceMissing as error:
            if self._missed is None or not self._was_heard:
                raise
            if not self._is_missing:
                self._is_missing = True
                self._missed(error)
            return None
        self._was_heard, self._is_missing = True, False
        return choice

    def final_silence_s(self, text: str) -> float:
        """How long the speech of `text`, which was said, is silent at its end, in seconds."""
        return self._voice.get(text).final_silence_s

    def play(
        self,
        clip: AudioClip,
        options: Collection[Choice] = (),
        meanwhile: Callable[[Choice | None], bool] = lambda _: False,
    ) -> Choice | None:
        """Play `clip` to its end, or until the person chooses one of `options`.

        A choice that `meanwhile` returns True for is done, and the sound goes on.
        """
        self.begin(clip)
        playing = self._playing
        choice: Choice | None = None
        while playing and not choice and not playing.wait(_POLL_S):
            choice = self._person.choose(options, 0.0) if options else None
            if meanwhile(choice):
                choice = None
        self._end(cut_off=True)
        return choice

    def begin(self, clip: AudioClip, overheard_by: TakeRecorder | None = None) -> None:
        """Wait for the end of the sound before, begin to play `clip`, and return.

        `overheard_by` is a recorder that is recording meanwhile. It removes the echo of the sound;
        for that, `notice_end` has to be called about ten times a second.
        """
        self._end(cut_off=False)
        if overheard_by:
            overheard_by.coach_sounds(clip)
        try:
            self._playing = self._speaker.play(clip).__enter__()
        except CoachError:
            if overheard_by:
                overheard_by.coach_is_silent()
            raise
        self._overheard_by = overheard_by

    def begin_saying(self, text: str, overheard_by: TakeRecorder) -> None:
        """Begin to say `text`: see `begin`. Raises VoiceMissing, DeviceMissing."""
        self.begin(self._voice.get(text), overheard_by)

    def finish(self) -> None:
        """Wait until the sound that was begun is over."""
        self._end(cut_off=False)

    def fall_silent(self) -> None:
        """Cut off the sound that was begun, if it is not over."""
        self._end(cut_off=True)

    def notice_end(self) -> None:
        """If the sound is over, close it and tell the recorder where it ended."""
        if self._playing and self._playing.wait(0):
            self._end(cut_off=True)

    def _end(self, *, cut_off: bool) -> None:
        playing, self._playing = self._playing, None
        if playing is None:
            return
        try:
            while not cut_off and not playing.wait(_POLL_S):
                pass
        finally:  # Ctrl-C, too: nobody else would stop it
            playing.__exit__(None, None, None)
            if self._overheard_by:
                self._overheard_by.coach_is_silent()
                self._overheard_by = None
