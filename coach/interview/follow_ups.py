"""Follow-ups: chosen while the person speaks, asked when the answer is over, kept in its turn.

While an answer is given, what would be asked if it ended now is rendered, so that the follow-up can
begin at once. Nothing of the answer is shown before its follow-up is answered.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from coach.audio.facts import SoundFacts
from coach.audio.recorder import EndedBy
from coach.audio.vad import SpeechSegment
from coach.delivery.language import language_of
from coach.delivery.spoken import Spoken
from coach.errors import CoachError
from coach.interview import events
from coach.interview.answer_recorder import AnswerRecorder, RecordedAnswer
from coach.interview.conversation_part import ConversationPart, Shared
from coach.interview.follow_up_turn import FollowUpTurn
from coach.interview.ports import Choice
from coach.interview.probing import Answer, ChosenFollowUp, choose_follow_up, own_follow_up
from coach.interview.recording import Recording
from coach.interview.session_time import SessionTime
from coach.library.follow_ups import AskedFollowUp, time_to_follow_up_s, why_asked
from coach.library.records import Take, Turn
from coach.transcription.ports import Transcript

_WHILE_FOLLOWED_UP = (Choice.GO, Choice.REPEAT, Choice.SKIP, Choice.STOP)
# The follow-up is to begin within a second of the answer's end: after so long it is chosen by the
# words that are there.
_CHOSEN_WITHIN_S = 0.7
_LOOKS_EVERY_S = 0.5


@dataclass
class FollowedUp:
    """How the follow-ups to one answer ended: STOP if the person wants to leave, and their takes.

    `error` is what broke a recording off.
    """

    choice: Choice | None = None
    takes: list[Take] = field(default_factory=list)
    error: CoachError | None = None


class FollowUps(ConversationPart):
    """The follow-ups of one conversation. Everything happens on the conversation's thread."""

    def __init__(self, shared: Shared, answer_recorder: AnswerRecorder) -> None:
        super().__init__(shared)
        self._recorder = answer_recorder
        self._asked_in_all = 0
        self._looked_s = 0.0
        self._looked_at: tuple[int, int] | None = None  # question and take
        self._candidate: str | None = None

    def prepare(self, recording: Recording) -> None:
        """Render what would be asked if the answer ended now. Call it about ten times a second."""
        live, now_s = recording.live, self._devices.time.now_s()
        is_due = now_s - self._looked_s >= _LOOKS_EVERY_S
        turn = self._opened.session.turn(recording.turn.number)  # with what was asked by now
        of_question = not isinstance(recording.turn, FollowUpTurn) and self._may_ask(turn)
        if live is None or not is_due or not of_question:
            return
        self._looked_s = now_s
        if (turn.number, recording.take) != self._looked_at:
            self._looked_at = turn.number, recording.take
            self._render(turn, own_follow_up(turn.question, self._before, self._own_first))
        recorder = recording.recorder
        facts = _facts_so_far(recorder.heard_s, recorder.speech_s)
        chosen = self._chosen(turn, live.so_far(), facts, is_whole=True)
        before, self._candidate = self._candidate, chosen.aloud if chosen else None
        if self._candidate == before:  # what changes from word to word would only be in the way
            self._render(turn, self._candidate)

    def _render(self, turn: Turn, text: str | None) -> None:
        if text:
            self._devices.give_to_asker(turn.number, [text])
            self._player.prepare(text)

    def after(
        self, turn: Turn, answered: RecordedAnswer, session_time: SessionTime, *, is_last: bool
    ) -> FollowedUp:
        """Ask what there is to ask after an answer, and record and transcribe what is answered."""
        done = FollowedUp()
        while not done.choice and not done.error and self._is_followed_up(answered):
            turn = self._opened.session.turn(turn.number)
            left_s = session_time.left_s
            needs_s = time_to_follow_up_s(turn.question.seconds)
            if not self._may_ask(turn) or (left_s is not None and left_s < needs_s):
                break
            chosen = self._choose(turn, answered)
            if chosen is None:
                break
            follow_up, choice = self._ask(turn, answered, chosen)
            if choice in (Choice.SKIP, Choice.STOP):
                done.choice = choice if choice is Choice.STOP else None
                break
            answer = self._hear(follow_up, done, heard_out=choice is None, is_last=is_last)
            if answer is None:
                break
            session_time.paused(sum(pause.lost_s for pause in answer.facts.pauses_taken))
            answered = answer
        return done

    def _may_ask(self, turn: Turn) -> bool:
        most = self._options.follow_ups_in_all
        if most is not None and self._asked_in_all >= most:
            return False
        return len(turn.follow_ups) < self._options.follow_ups

    def _is_followed_up(self, answered: RecordedAnswer) -> bool:
        """Whether the person answered, and is still there."""
        if answered.choice is not Choice.DONE or not answered.facts.speech:
            return False
        left = answered.take.ended_by == EndedBy.SILENCE and not self._options.hands_free
        return not (left or answered.error or self._devices.microphone.exhausted)

    def _choose(self, turn: Turn, answered: RecordedAnswer) -> ChosenFollowUp | None:
        """The follow-up to an answer that has just ended."""
        is_waited_for = self._options.waits_for_transcript_s is None
        gone_s = self._devices.time.now_s() - answered.ended_s
        transcript = self._transcripts.newest(
            None if is_waited_for else max(0.0, _CHOSEN_WITHIN_S - gone_s)
        )
        if transcript:
            return self._chosen(turn, transcript, answered.facts, is_whole=True)
        so_far = answered.live.so_far() if answered.live else self._blank
        return self._chosen(turn, so_far, answered.facts, is_whole=False)

    def _chosen(
        self, turn: Turn, transcript: Transcript, facts: SoundFacts, *, is_whole: bool
    ) -> ChosenFollowUp | None:
        language = language_of(transcript.language)
        spoken = Spoken(transcript, facts, language, turn.question.seconds)
        answer = Answer(spoken, turn.question, is_whole, to_follow_up=bool(turn.follow_ups))
        return choose_follow_up(answer, self._before, self._own_first)

    @property
    def _before(self) -> list[AskedFollowUp]:
        """The follow-ups of the session so far."""
        return [asked for turn in self._opened.session.turns for asked in turn.follow_ups]

    @property
    def _own_first(self) -> int:
        """Who practises the same set every day is not asked the same every day."""
        return self._opened.session.started_at.toordinal()

    def _ask(
        self, turn: Turn, answered: RecordedAnswer, chosen: ChosenFollowUp
    ) -> tuple[FollowUpTurn, Choice | None]:
        """Say a follow-up. Returns it, and the choice of the person that ended the speech."""
        asked = AskedFollowUp(
            number=len(turn.follow_ups) + 1,
            text=chosen.text,
            reason=chosen.reason,
            after=answered.take.number,
            quote=chosen.quote,
            seconds=time_to_follow_up_s(turn.question.seconds),
        )
        follow_up = _as_turn(turn, asked)
        self._devices.give_to_asker(turn.number, [asked.text])
        self._player.await_ready(chosen.aloud)
        self._player.finish()  # the end tone
        turn = self._opened.session.turn(turn.number)  # its answer may be transcribed by now
        self._opened.save_turn(turn.model_copy(update={"follow_ups": (*turn.follow_ups, asked)}))
        self._asked_in_all += 1
        self._tell(follow_up, asked, answered.ended_s)
        choice: Choice | None = Choice.REPEAT
        while choice is Choice.REPEAT:
            choice = self._player.say(chosen.aloud, _WHILE_FOLLOWED_UP)
        return follow_up, choice

    def _hear(
        self, follow_up: FollowUpTurn, done: FollowedUp, *, heard_out: bool, is_last: bool
    ) -> RecordedAnswer | None:
        """Record the answer to a follow-up; None without any. What came of it is in `done`."""
        # The silence at the end of its speech is time to think already.
        silent_s = self._player.final_silence_s(follow_up.question.text) if heard_out else 0.0
        asked_until_s: float | None = self._devices.time.now_s() - silent_s
        while not self._devices.microphone.exhausted:
            answer = self._recorder.record(
                follow_up, asked_until_s, lambda _: self._transcripts.settle(), is_last=is_last
            )
            asked_until_s = None
            self._keep(follow_up, answer, done)
            if answer.choice is not Choice.START_OVER:
                return answer
        return None

    def _keep(self, follow_up: FollowUpTurn, answer: RecordedAnswer, done: FollowedUp) -> None:
        """Have the answer to a follow-up transcribed, unless it says nothing or was discarded."""
        if answer.choice is Choice.STOP:
            done.choice = Choice.STOP
        done.error = answer.error
        if answer.choice is Choice.STOP and answer.says_nothing:
            self._recorder.discard(follow_up, answer)
        elif answer.take.duration_s and not answer.discarded:
            self._transcripts.expect(follow_up, answer)
            done.takes.append(answer.take)

    def _tell(self, follow_up: FollowUpTurn, asked: AskedFollowUp, ended_s: float) -> None:
        self._show(
            events.FollowUpAsked(
                self._devices.at_s(),
                follow_up.question_ref,
                asked.text,
                asked.reason,
                why_asked(asked.reason),
                asked.quote,
                asked.seconds,
                round(self._devices.time.now_s() - ended_s, 3),
                self._devices.give_to_asker(follow_up.number, ()),
            )
        )

    @property
    def _blank(self) -> Transcript:
        return self._devices.worker.transcriber.blank


def _as_turn(turn: Turn, asked: AskedFollowUp) -> FollowUpTurn:
    """The turn with the follow-up in place of its question."""
    changes = {"text": asked.text, "seconds": asked.seconds, "wordings": {}, "wished": None}
    question = turn.question.model_copy(update=changes)
    return FollowUpTurn(
        number=turn.number, folder=turn.folder, question=question, follow_up=asked.number
    )


def _facts_so_far(heard_s: float, speech_s: float) -> SoundFacts:
    """The sound facts that a follow-up is chosen by, while the answer goes on."""
    speech = (SpeechSegment(start_s=0.0, end_s=speech_s),) if speech_s else ()
    return SoundFacts(duration_s=heard_s, speech=speech, levels_db=(), pitches_hz=())
