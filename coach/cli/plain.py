"""The conversation in whole lines, without meter and colour, as screen readers need it.

Questions and answers go to stdout, everything else to stderr.
"""

from __future__ import annotations

from collections.abc import Callable

from coach.audio.levels import Hearing
from coach.cli.hints import (
    finished,
    keys_after_answer,
    keys_to_tick,
    microphone_judged,
    microphone_silent,
)
from coach.cli.output import result, talk
from coach.formats import clock
from coach.interview import events
from coach.interview.ports import Controls
from coach.interview.wording import english
from coach.language_tags import ENGLISH
from coach.session.sentences import (
    SAY_SOMETHING,
    asked,
    heading,
    length_of,
    line_of,
    passed_over,
    points,
    said,
    started,
    unclear,
    writing,
)

_ASCII = str.maketrans(
    {"·": "-", "…": "...", "—": "-", "\u2013": "-", "“": '"', "”": '"', "\u2019": "'"}
)
_MATTER = (
    events.TimeWarned,
    events.QuestionsDropped,
    events.DiskNearlyFull,
    events.TakeRestored,
    events.StillPaused,
    events.PauseEnded,
    events.MicrophoneBack,
    events.RealQuestionAsked,
    events.RealQuestionTold,
)
_SAY_PROGRESS_EVERY_S = 10.0


class PlainPresenter:
    """Shows events as lines; with `ascii_only`, in ASCII letters alone."""

    def __init__(
        self,
        *,
        quiet: bool,
        keys: Callable[[str], str],
        controls: Controls,
        ascii_only: bool,
        is_part: bool = False,
    ) -> None:
        """`keys` gives what can be done during an answer, by the language of the answers."""
        self._quiet = quiet
        self._is_part = is_part
        self._keys_in = keys
        self._keys = keys(ENGLISH)
        self._controls = controls
        self._ascii_only = ascii_only
        self._told_progress_s = 0.0
        self._after_answer = ""

    def show(self, event: events.Event) -> None:
        """See Presenter."""
        match event:
            case events.SessionStarted():
                self._keys = self._keys_in(event.language)
                self._talk(started(event))
            case events.QuestionAsked():
                self._asked(event)
            case events.QuestionReworded() | events.FollowUpAsked():
                self._result(asked(event))
            case events.AnswerStarted():
                self._talk(f"Recording. {self._keys}".strip())
                self._told_progress_s = event.at_s
            case events.AnswerEnded():
                self._talk(passed_over(event, self._controls) or f"Ended. {length_of(event)}")
                self._told_progress_s = event.at_s
            case events.TranscriptProgressed():
                self._progressed(event)
            case events.AnswerTranscribed():
                self._transcribed(event)
            case _:
                self._show_other(event)

    def _transcribed(self, event: events.AnswerTranscribed) -> None:
        if told := heading(event):
            self._talk(told)
        for told in filter(None, (said(event), unclear(event))):
            self._result(told)

    def _show_other(self, event: events.Event) -> None:
        match event:
            case events.CommandHeard():
                self._talk(f'"{event.command}"')
            case events.SoundCheckStarted():
                self._talk(SAY_SOMETHING)
            case events.SoundChecked():
                message, hint = microphone_judged(event)
                self._talk(f"{message} {hint}".strip(), matters=event.hearing is not Hearing.GOOD)
            case events.NoticeGiven():
                self._talk(f"{event.message} {event.hint}".strip(), matters=True)
            case events.MicrophoneSilent():
                self._talk(microphone_silent(event), matters=True)
            case events.ChoiceAwaited() | events.PointsShown():
                self._after(event)
            case events.WishRecalled():
                self._result(english().wished(event.text))
            case events.SessionFinished():
                for line in finished(event, is_part=self._is_part):
                    self._talk(line, matters=True)
            case _:
                self._talk(line_of(event, self._controls), matters=isinstance(event, _MATTER))

    def _asked(self, event: events.QuestionAsked) -> None:
        self._result(f"{event.question.number}/{event.of} {asked(event)}")
        if event.session_left_s is not None:
            self._talk(f"{clock(event.session_left_s)} left in all.")

    def _after(self, event: events.ChoiceAwaited | events.PointsShown) -> None:
        """The keys, and the points when they are asked for; what is ticked is told one by one."""
        if isinstance(event, events.ChoiceAwaited):
            self._after_answer = keys_after_answer(event)
            self._talk(self._after_answer)
        elif not any(heard is not None for heard in event.heard):
            for mark, point in points(event):
                self._talk(f"{mark.strip()} {point}")
            self._talk(keys_to_tick(self._after_answer, event))

    def _progressed(self, event: events.TranscriptProgressed) -> None:
        """Print a line now and then, so that a long wait does not look like a hang."""
        if event.at_s - self._told_progress_s >= _SAY_PROGRESS_EVERY_S:
            self._told_progress_s = event.at_s
            self._talk(writing(event).capitalize())

    def _result(self, text: str) -> None:
        result(self._fitting(text))

    def _talk(self, text: str, matters: bool = False) -> None:
        if text and (matters or not self._quiet):
            talk(self._fitting(text))

    def _fitting(self, text: str) -> str:
        return text.translate(_ASCII) if self._ascii_only else text
