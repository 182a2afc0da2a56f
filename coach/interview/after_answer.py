"""What comes after an answer: its words and figures, and the person's choice what comes next.

Everything happens on the conversation's thread.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from coach.audio.reading import read_clip
from coach.errors import DeviceMissing
from coach.interview import events
from coach.interview.answer_recorder import RecordedAnswer
from coach.interview.checklist import Checklist
from coach.interview.conversation_part import ConversationPart, Shared
from coach.interview.ports import AFTER_ANSWER, WHILE_TOLD, WHILE_WRITING, Choice
from coach.interview.session_time import SessionTime
from coach.library.records import Take, Turn
from coach.voices.ports import PrivateText

_POLL_S = 0.1
_SOON_S = 0.02
_FIGURES_WITHIN_S = 3.0  # after so long, figures are shown without the count of fillers


class AfterAnswer(ConversationPart):
    """The time after each answer of one conversation."""

    def __init__(self, shared: Shared, session_time: SessionTime) -> None:
        super().__init__(shared)
        self._shared = shared
        self._wording, self._time = self._devices.wording, self._devices.time
        self._session_time = session_time

    def await_transcript(self, *, leaving: bool) -> Choice | None:
        """Wait until the answer is transcribed. The person may go on before."""
        session_options = self._options
        until_s = self._time.now_s() + (session_options.waits_for_transcript_s or 0.0)
        while not self._transcripts.wait(_POLL_S):
            self._transcripts.show_progress()
            self._player.notice_end()
            if leaving:
                continue
            if not session_options.goes_on_by_itself:
                choice = self._devices.person.choose(session_options.allowed(WHILE_WRITING), 0.0)
                if choice:
                    return choice
            elif (
                session_options.waits_for_transcript_s is not None and self._time.now_s() > until_s
            ):
                return None
        return None

    def tell_what_was_heard(self, turn: Turn, answer: RecordedAnswer) -> Choice | None:
        """Say how long the answer was, for those who do not look at the screen."""
        heard = self._wording.heard(answer.length_s, turn.question.seconds)
        return self._tell(heard if answer.facts.speech else self._wording.no_speech(), WHILE_TOLD)

    def choose(self, takes: Sequence[Take], turn: Turn, *, is_last: bool) -> Choice:
        """Let the person choose after an answer, of these takes: NEXT, AGAIN or STOP."""
        options = self._options.allowed(AFTER_ANSWER)
        choice = self._await_figures(options) or self._tell_figures(options)
        choice = self._recall_wish(turn, options) or choice
        if self._options.goes_on_by_itself:
            return choice if choice is Choice.STOP else Choice.NEXT
        if choice is None:
            self._tell_choices(options)
        checklist = Checklist(self._shared, turn, takes)
        while choice in (None, Choice.PLAY):
            if choice is Choice.PLAY:
                choice = self._play(takes, turn, options, checklist)
            if choice is None:
                self._show(self._choice_awaited(takes, turn, options, is_last))
                checklist.show()
                choice = self._wait_for_choice(options, checklist)
        return choice or Choice.STOP

    def _choice_awaited(
        self, takes: Sequence[Take], turn: Turn, options: Collection[Choice], is_last: bool
    ) -> events.ChoiceAwaited:
        return events.ChoiceAwaited(
            self._devices.at_s(),
            Choice.AGAIN in options,
            is_last,
            self._session_time.left_s,
            any(each.change for each in self._transcripts.measuring.advice),
            turn.question.listen_for,
            takes[0].number if takes else 0,
        )

    def _tell_choices(self, options: Collection[Choice]) -> None:
        choices = self._wording.choices_after_answer(self._devices.person.controls, options)
        if choices:
            self._tell(choices, options)

    def _await_figures(self, options: Collection[Choice]) -> Choice | None:
        """Wait a moment for the figures, which come later than the words. The person may go on."""
        session_options = self._options
        if session_options.goes_on_by_itself:
            while not self._transcripts.wait(_POLL_S, for_figures=True):
                if session_options.waits_for_transcript_s is not None:
                    return None
                self._transcripts.show_progress()
            return None
        until_s = self._time.now_s() + _FIGURES_WITHIN_S
        while (
            not self._transcripts.wait(_SOON_S, for_figures=True) and self._time.now_s() < until_s
        ):
            self._player.notice_end()
            choice = self._devices.person.choose(options, 0.0)
            if choice:
                return choice
        return None

    def _tell_figures(self, options: Collection[Choice]) -> Choice | None:
        measuring = self._transcripts.measuring
        if not measuring.figures:
            return None
        figures = measuring.figures[0]
        said = self._wording.delivered(figures.words_per_minute, figures.fillers)
        advice = [line for each in measuring.advice for line in each.lines]
        told = " ".join(filter(None, (said, *advice)))
        return self._tell(PrivateText(told), options) if told else None

    def _recall_wish(self, turn: Turn, options: Collection[Choice]) -> Choice | None:
        """Show what the person wished they had said, if a real interview had this question."""
        text = turn.question.wished
        if not text:
            return None
        self._show(events.WishRecalled(self._devices.at_s(), turn.question_ref, text))
        return self._tell(PrivateText(self._wording.wished(text)), options)

    def _play(
        self,
        takes: Sequence[Take],
        turn: Turn,
        options: Collection[Choice],
        checklist: Checklist,
    ) -> Choice | None:
        """Play the takes back. Returns what the person chose meanwhile.

        Without a loudspeaker the person is told so, and may go on.
        """
        for take in takes:
            points = turn.listen_for(take)
            self._show(events.TakePlayed(self._devices.at_s(), take.number, points))
            newest = self._opened.session.take(turn.number, take.number)
            clip = read_clip(self._opened.folder / newest.audio)
            ticked = checklist.options if points else ()
            try:
                choice = self._player.play(clip, (*options, *ticked), checklist.takes)
            except DeviceMissing as error:
                self._show(events.NoticeGiven(self._devices.at_s(), error.message, error.hint))
                return None
            if choice:
                return choice
        return None

    def _wait_for_choice(self, options: Collection[Choice], checklist: Checklist) -> Choice | None:
        """Wait for a choice. Returns None when figures came, which are shown above the choices."""
        before = len(self._transcripts.measuring.figures)
        while True:
            self._transcripts.settle()
            if len(self._transcripts.measuring.figures) != before:
                return None
            self._player.notice_end()
            timeout_s = _POLL_S if self._transcripts.busy else None
            choice = self._devices.person.choose((*options, *checklist.options), timeout_s)
            if choice and not checklist.takes(choice):
                return choice

    def _tell(self, text: str, options: Collection[Choice] = ()) -> Choice | None:
        """Say aloud what the screen shows, for those who do not look at it."""
        return self._player.say(text, options) if self._options.eyes_free else None
