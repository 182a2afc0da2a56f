"""The end of a conversation: waits for transcripts, finishes the session, says goodbye."""

from __future__ import annotations

from coach.errors import NoSpeech
from coach.formats import counted, to_type
from coach.interview import events
from coach.interview.better_words import BetterWords
from coach.interview.conversation_part import ConversationPart
from coach.interview.ports import Choice

_POLL_S = 0.1
_TOLD_AFTER_S = 3.0  # of waiting for better words, that they can be left


class Closing(ConversationPart):
    """The end of one conversation with an open session."""

    def hold(self, *, stopped: bool) -> None:
        """Finish the session. `stopped`: the person ended it before the last question.

        Raises NoSpeech when answers were given but none had any speech.
        """
        self._write_the_rest()
        session = self._opened.session
        # A recording without speech is no answer, so `coach resume` asks its question again.
        waits = stopped or any(turn.kept_takes for turn in session.open_turns)
        left = len(session.open_turns) if waits else 0
        counts = session.answered, left, session.silent
        self._opened.finish()
        at_s = self._devices.at_s()
        self._show(events.SessionFinished(at_s, session.id, self._opened.folder, *counts))
        if self._options.eyes_free:
            self._player.say(self._devices.wording.goodbye(session.answered, left))
        heard = self._transcripts.speech_heard
        if heard and not any(heard):
            raise NoSpeech(f"No speech was heard from {self._devices.microphone.name}.")

    def _write_the_rest(self) -> None:
        """Wait for the transcripts that are not ready yet, unless the person leaves them."""
        told = False
        while not self._transcripts.wait(_POLL_S, for_figures=True):
            if not told and not self._options.goes_on_by_itself and self._transcripts.waiting:
                told = True
                self._show(events.WritingAwaited(self._devices.at_s(), self._transcripts.waiting))
            self._transcripts.show_progress()
            if self._devices.person.choose((Choice.STOP,), 0.0) is Choice.STOP and (
                told or not self._transcripts.waiting
            ):
                self._leave_the_rest()
                return
        self._transcripts.finish()
        self._await_better_words()

    def _await_better_words(self) -> None:
        """Wait for the better words of the last answers, unless the person leaves them."""
        better_words = self._transcripts.better_words
        better_words.begin_rest()
        told_at_s: float | None = self._devices.at_s() + _TOLD_AFTER_S
        while waiting := better_words.waiting:
            at_s = self._devices.at_s()
            self._show(events.TranscriptProgressed(at_s, 0.0, waiting))
            if told_at_s and at_s > told_at_s and not self._options.goes_on_by_itself:
                told_at_s = None
                self._show(events.WritingAwaited(at_s, waiting))
            if self._devices.person.choose((Choice.STOP,), _POLL_S) is Choice.STOP:
                break
            better_words.settle()
        self._tell_what_is_left(better_words)

    def _tell_what_is_left(self, better_words: BetterWords) -> None:
        session_id = self._opened.session.id
        hint = to_type("resume", session_id)
        if better_words.failed:
            failed = f"Some answers keep their first words. {better_words.failed.message}"
            self._show(events.NoticeGiven(self._devices.at_s(), failed, hint))
        elif better_words.left:
            answers = counted(better_words.left, "answer keeps its", "answers keep their")
            left = f"{answers} first words for now."
            self._show(events.NoticeGiven(self._devices.at_s(), left, hint))

    def _leave_the_rest(self) -> None:
        if waiting := self._transcripts.waiting:
            left = f"{counted(waiting, 'answer is', 'answers are')} not written down yet."
            hint = to_type("transcribe", self._opened.session.id)
            self._show(events.NoticeGiven(self._devices.at_s(), left, hint))
        else:
            self._transcripts.finish()
