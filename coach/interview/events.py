"""What happens in a conversation, told to a presenter. Times `at_s` are seconds since it began."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coach.audio.facts import Span
from coach.audio.levels import Hearing
from coach.interview import keeping_events as keeping
from coach.library.records import QuestionRef
from coach.transcription.ports import Word

StillPaused = keeping.StillPaused
PauseEnded = keeping.PauseEnded
MicrophoneSilent = keeping.MicrophoneSilent
MicrophoneBack = keeping.MicrophoneBack
DiskNearlyFull = keeping.DiskNearlyFull
TakeRestored = keeping.TakeRestored


@dataclass(frozen=True)
class SessionStarted:
    """Everything is open. `question_count` is how many are still to be asked."""

    at_s: float
    session: str
    title: str
    question_count: int
    microphone: str
    speaker: str
    model: str


@dataclass(frozen=True)
class QuestionAsked:
    """The question begins to be read aloud; `of` is how many the session has."""

    at_s: float
    question: QuestionRef
    of: int
    coat: str
    seconds: int | None


@dataclass(frozen=True)
class QuestionReworded:
    """The question begins to be read aloud in other words, `text`."""

    at_s: float
    question: QuestionRef
    text: str


@dataclass(frozen=True)
class AnswerStarted:
    """The start sound has been heard; from now on everything is kept."""

    at_s: float
    question: QuestionRef
    take: int


@dataclass(frozen=True)
class ThinkTimeStarted:
    """The question has been read; the start sound comes after `think_s` seconds."""

    at_s: float
    question: QuestionRef
    think_s: float


@dataclass(frozen=True)
class ThinkTimePassed:
    """`left_s` seconds are left to think; about ten times a second."""

    at_s: float
    left_s: float


@dataclass(frozen=True)
class CaptionHeard:
    """What is written down of the answer so far; the first `settled_words` will not change."""

    at_s: float
    question: QuestionRef
    take: int
    text: str
    settled_words: int


@dataclass(frozen=True)
class TimeWarned:
    """`left_s` seconds are left of the `target_s` for this answer."""

    at_s: float
    question: QuestionRef
    take: int
    left_s: float
    target_s: float


@dataclass(frozen=True)
class CommandHeard:
    """The person asked the coach for something, aloud. `command` is in the coach's words."""

    at_s: float
    command: str


@dataclass(frozen=True)
class QuestionsDropped:
    """The session's time is too short for `count` later questions; `left` are still asked."""

    at_s: float
    count: int
    left: int


@dataclass(frozen=True)
class LevelHeard:
    """How loud it is right now, about ten times a second."""

    at_s: float
    level_db: float
    heard_s: float
    target_s: int | None
    paused: bool
    clocked: bool = False  # the target is a limit


@dataclass(frozen=True)
class AnswerEnded:
    """The recording is on disk. `ended_by` is one of `coach.audio.recorder.EndedBy`, `choice` what
    the person decided: done, skip, start over or stop. `think_s` is from the question's end to the
    first word, None where there was no word or no question just before; `overtime_s` is what went
    over a clock's limit. `discarded`: skipped or started over, with little said; `restorable`
    where that can be undone.
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
    """Writing down has come to `fraction` (0 to 1) of the answer."""

    at_s: float
    fraction: float
    answers: int = 1  # that are being waited for


@dataclass(frozen=True)
class AnswerTranscribed:
    """What was said. `latency_s` is from the end of the answer until now; `unclear` is where there
    was sound that could not be made out.
    """

    at_s: float
    question: QuestionRef
    take: int
    text: str
    words: tuple[Word, ...]
    latency_s: float
    no_speech: bool
    late: bool = False  # the conversation has gone on meanwhile
    unclear: tuple[Span, ...] = ()


@dataclass(frozen=True)
class AnswerMeasured:
    """How the answer was delivered: words a minute over speaking time, and how many fillers.

    None where that is unsure, or nobody has listened for fillers yet.
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
    """The answer is over; when they were really asked, the person wished they had said `text`."""

    at_s: float
    question: QuestionRef
    text: str


@dataclass(frozen=True)
class ChoiceAwaited:
    """The person is asked what comes next: another question, another take (if allowed), …"""

    at_s: float
    may_repeat: bool = True


@dataclass(frozen=True)
class WritingAwaited:
    """The session is over but for writing down `answers`; the person may leave that for later."""

    at_s: float
    answers: int


@dataclass(frozen=True)
class TakePlayed:
    """The take begins to be played back."""

    at_s: float
    take: int


@dataclass(frozen=True)
class SoundCheckStarted:
    """The person was asked to say something, to hear whether the microphone works."""

    at_s: float


@dataclass(frozen=True)
class SoundChecked:
    """What the microphone gave when the person was asked to say something."""

    at_s: float
    microphone: str
    hearing: Hearing


@dataclass(frozen=True)
class NoticeGiven:
    """One sentence the person should know, and what to do about it."""

    at_s: float
    message: str
    hint: str = ""


@dataclass(frozen=True)
class SessionFinished:
    """The end: how many of the questions have an answer, and how many are left for later.

    `without_speech` is how many recordings were kept in which nobody speaks.
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
    | AnswerEnded
    | TakeRestored
    | TranscriptProgressed
    | AnswerTranscribed
    | AnswerMeasured
    | WishRecalled
    | ChoiceAwaited
    | WritingAwaited
    | TakePlayed
    | SoundCheckStarted
    | SoundChecked
    | NoticeGiven
    | SessionFinished
)
