"""The events of a conversation, which a presenter shows. `at_s`: seconds since it began."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coach.audio.levels import Hearing
from coach.interview import advice_events, checklist_events, follow_up_events, real_question_events
from coach.interview import clock_events as clocks
from coach.interview import keeping_events as keeping
from coach.library.records import QuestionRef
from coach.transcription.ports import Unclear, Word

StillPaused = keeping.StillPaused
PauseEnded = keeping.PauseEnded
MicrophoneSilent = keeping.MicrophoneSilent
MicrophoneBack = keeping.MicrophoneBack
DiskNearlyFull = keeping.DiskNearlyFull
TakeRestored = keeping.TakeRestored
AnswerAdvised = advice_events.AnswerAdvised
TakePlayed = checklist_events.TakePlayed
PointsShown = checklist_events.PointsShown
PointTicked = checklist_events.PointTicked
FollowUpAsked = follow_up_events.FollowUpAsked
QuestionReworded = follow_up_events.QuestionReworded
RealQuestionAsked = real_question_events.RealQuestionAsked
RealQuestionTold = real_question_events.RealQuestionTold
QuestionSkipped = keeping.QuestionSkipped
ThinkTimeStarted = clocks.ThinkTimeStarted
ThinkTimePassed = clocks.ThinkTimePassed
TimeWarned = clocks.TimeWarned
QuestionsDropped = clocks.QuestionsDropped


@dataclass(frozen=True)
class SessionStarted:
    """All devices are open. `question_count` is how many questions are still to be asked."""

    at_s: float
    session: str
    title: str
    question_count: int
    microphone: str
    speaker: str
    model: str
    language: str = "en"  # of the answers


@dataclass(frozen=True)
class QuestionAsked:
    """The voice begins to read the question aloud. `of` is how many questions the session has,
    `session_left_s` what is left of its time, if that is limited. `asked_by` is a name of a panel.
    """

    at_s: float
    question: QuestionRef
    of: int
    coat: str
    seconds: int | None
    session_left_s: float | None = None
    asked_by: str = ""


@dataclass(frozen=True)
class AnswerStarted:
    """The start tone is over. From now on everything is kept."""

    at_s: float
    question: QuestionRef
    take: int


@dataclass(frozen=True)
class CaptionHeard:
    """The transcript of the answer so far. Its first `settled_words` words will not change."""

    at_s: float
    question: QuestionRef
    take: int
    text: str
    settled_words: int


@dataclass(frozen=True)
class CommandHeard:
    """The person said a command. `command` is its usual wording, such as "next question"."""

    at_s: float
    command: str


@dataclass(frozen=True)
class LevelHeard:
    """The level of the microphone right now. Comes about ten times a second."""

    at_s: float
    level_db: float
    heard_s: float
    target_s: int | None
    paused: bool
    clocked: bool = False  # whether the target is the limit of a clock


@dataclass(frozen=True)
class AnswerEnded:
    """The recording is on disk. `ended_by` is one of `coach.audio.recorder.EndedBy`; `choice` is
    what the person decided: done, skip, start over or stop. `think_s` is the time from the
    question's end to the first word; None if there was no word, or no question just before.
    `overtime_s` is the time over a clock's limit. `discarded`: the answer was skipped or started
    over, and little was said. `restorable`: that can be undone.
    """

    at_s: float
    question: QuestionRef
    take: int
    duration_s: float
    target_s: int | None
    ended_by: str
    choice: str
    think_s: float | None = None
    overtime_s: float = 0.0
    discarded: bool = False
    restorable: bool = False


@dataclass(frozen=True)
class TranscriptProgressed:
    """Transcribing has reached `fraction` (0 to 1) of the answer."""

    at_s: float
    fraction: float
    answers: int = 1  # so many are being waited for


@dataclass(frozen=True)
class AnswerTranscribed:
    """The transcript of an answer, `latency_s` after its end. `unclear` has the places with sound
    that Whisper could not make out; `advice` says which model would understand them.
    """

    at_s: float
    question: QuestionRef
    take: int
    text: str
    words: tuple[Word, ...]
    latency_s: float
    no_speech: bool
    late: bool = False  # whether the conversation has gone on meanwhile
    unclear: tuple[Unclear, ...] = ()
    advice: str = ""


@dataclass(frozen=True)
class AnswerImproved:
    """Better words of an answer that was transcribed before: by `model`, where that is surer. The
    conversation may have gone on long ago. The figures are those of these words: see
    AnswerMeasured.
    """

    at_s: float
    question: QuestionRef
    take: int
    text: str
    words: tuple[Word, ...]
    model: str
    unclear: tuple[Unclear, ...] = ()
    words_per_minute: float | None = None
    fillers: float | None = None


@dataclass(frozen=True)
class AnswerMeasured:
    """Pace and fillers of an answer: words a minute of speaking time, and the number of fillers.

    A figure is None if it is unsure, or if fillers were not listened for yet.
    """

    at_s: float
    question: QuestionRef
    take: int
    duration_s: float
    target_s: int | None
    think_s: float | None
    words_per_minute: float | None
    fillers: float | None


@dataclass(frozen=True)
class WishRecalled:
    """After the answer: in the real interview the person wished they had said `text`."""

    at_s: float
    question: QuestionRef
    text: str


@dataclass(frozen=True)
class ChoiceAwaited:
    """The person is asked what comes next: a question, unless this was the last, or another take,
    with advice `in_mind`. Meanwhile they may tick what was `listen_for` in take number `take`.
    """

    at_s: float
    may_repeat: bool = True
    is_last: bool = False
    session_left_s: float | None = None
    in_mind: bool = False
    listen_for: tuple[str, ...] = ()
    take: int = 0


@dataclass(frozen=True)
class WritingAwaited:
    """All questions are over, but `answers` are being transcribed, which may be left for later."""

    at_s: float
    answers: int


@dataclass(frozen=True)
class SoundCheckStarted:
    """The person was asked to say something, to hear whether the microphone works."""

    at_s: float


@dataclass(frozen=True)
class SoundChecked:
    """How the microphone heard the person, who was asked to say something."""

    at_s: float
    microphone: str
    hearing: Hearing


@dataclass(frozen=True)
class NoticeGiven:
    """A sentence that the person should know, and what to do about it."""

    at_s: float
    message: str
    hint: str = ""


@dataclass(frozen=True)
class SessionFinished:
    """The session has ended: how many questions have an answer, and how many are left for later.

    `without_speech` is the number of recordings in which nobody speaks.
    """

    at_s: float
    session: str
    folder: Path
    answered: int
    left: int
    without_speech: int = 0


Event = (
    SessionStarted
    | DiskNearlyFull
    | QuestionAsked
    | QuestionReworded
    | FollowUpAsked
    | RealQuestionAsked
    | RealQuestionTold
    | ThinkTimeStarted
    | ThinkTimePassed
    | AnswerStarted
    | LevelHeard
    | CaptionHeard
    | TimeWarned
    | CommandHeard
    | StillPaused
    | PauseEnded
    | MicrophoneSilent
    | MicrophoneBack
    | QuestionsDropped
    | QuestionSkipped
    | AnswerEnded
    | TakeRestored
    | TranscriptProgressed
    | AnswerTranscribed
    | AnswerImproved
    | AnswerMeasured
    | AnswerAdvised
    | WishRecalled
    | ChoiceAwaited
    | PointsShown
    | PointTicked
    | WritingAwaited
    | TakePlayed
    | SoundCheckStarted
    | SoundChecked
    | NoticeGiven
    | SessionFinished
)
