"""The records in `session.json`: a session, its questions and their takes."""

from __future__ import annotations

import re
from typing import Any, Self

from pydantic import Field

from coach.audio.damage import SoundDamage
from coach.library.follow_ups import AskedFollowUp
from coach.library.kinds import Kind as Kind  # noqa: PLC0414  for whoever uses the records
from coach.records import Moment, Number, PathWithin, Record, RewrittenRecord, Seconds

SCHEMA_VERSION = 1


_PRACTISED = (Kind.PRACTICE, Kind.MOCK, Kind.DEMO)


class AskedQuestion(RewrittenRecord):
    """A question as it was asked. `seconds` is the target length of the answer."""

    id: str
    theme: str = ""
    coat: str = "interview"
    text: str
    wordings: dict[str, str] = Field(default_factory=dict)  # by coat
    seconds: Number | None = None
    listen_for: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()
    wished: str | None = None  # what they wish they had said when they were really asked

    @property
    def texts(self) -> tuple[str, ...]:
        """All wordings of the question. The one in which it was asked comes first."""
        return (self.text, *(text for text in self.wordings.values() if text != self.text))

    @property
    def plain(self) -> str:
        """The question as it is asked in an interview, whatever coat it came in."""
        return self.wordings.get("interview", self.text)


class QuestionRef(Record):
    """A reference to a question: its number in the session, and its id in the set.

    For a follow-up to that question, `follow_up` is its number, and `text` is the follow-up's.
    """

    number: Number
    id: str
    text: str
    follow_up: Number | None = None


class Take(RewrittenRecord):
    """One answer. Paths are relative to the session's folder; None if there is no file yet."""

    number: Number
    audio: PathWithin
    started_at: Moment
    duration_s: Seconds | None = None  # None while it is being recorded
    ended_by: str | None = None
    think_s: Seconds | None = None  # from the question's end to the first word
    facts: PathWithin | None = None
    transcripts: tuple[PathWithin, ...] = ()  # oldest first; see `coach.library.counting`
    chosen: PathWithin | None = None  # the one whose model the person named for it
    no_speech: bool | None = None  # None while that was not examined
    discarded: bool = False  # skipped or started over; deleted when the session is complete
    follow_up: Number | None = None  # which follow-up it answers; None: the question
    damage: SoundDamage | None = None  # what the file it was taken in from lacked
    too_quiet_db: float | None = None  # its loudest sample in dBFS, where that is too soft
    sound_erased_at: Moment | None = None  # the person wanted no sound of it any more
    left_out: bool = False  # by the person, of what is compared over time
    to_change: str = ""  # what they were told to change in it: the name of a finding
    grown: bool = False  # sound came behind it that none of its transcripts has

    @property
    def files(self) -> tuple[str, ...]:
        """Its files, as far as it names them; corrections lie beside them where there are some."""
        sound = () if self.sound_erased_at else (self.audio,)
        return (*sound, *((self.facts,) if self.facts else ()), *self.transcripts)

    @property
    def restorable(self) -> bool:
        """Whether the take was discarded, but has speech, so that it can be restored."""
        return self.discarded and bool(self.duration_s) and not self.no_speech

    @property
    def recorded(self) -> bool:
        """Whether the recording was brought to an end."""
        return self.duration_s is not None

    @property
    def has_sound(self) -> bool:
        """Whether there is a whole recording that was not erased."""
        return self.recorded and self.sound_erased_at is None

    @property
    def answers(self) -> bool:
        """Whether it is an answer: recorded to its end, and not known to be without speech."""
        return self.recorded and not self.no_speech

    @property
    def unwritten(self) -> bool:
        """Whether there is sound that nobody has written down yet."""
        is_written = self.transcripts and not self.grown
        return bool(self.duration_s and not is_written and not self.no_speech)


class AdvisedBefore(RewrittenRecord):
    """What was said last of the person's answers in earlier sessions, by the names of findings.

    `keep` and `change` are of the newest advice, whatever the question. `to_change`, in words
    `name`, is what was to be changed in the newest take of the same question.
    """

    keep: str = ""
    change: str = ""
    to_change: str = ""
    name: str = ""


class Turn(RewrittenRecord):
    """One question and its takes: none where it was `skipped`, `dropped` or not answered yet."""

    number: Number
    folder: PathWithin
    question: AskedQuestion
    asked_at: Moment | None = None
    skipped: bool = False
    dropped: bool = False  # the session's clock left no time for it
    takes: tuple[Take, ...] = ()
    follow_ups: tuple[AskedFollowUp, ...] = ()  # those that were asked, in order
    taken_for: str | None = None  # the theme that the person took it for, in a coat that hid it
    advised_before: AdvisedBefore | None = None  # None until its first answer gets advice

    @property
    def question_ref(self) -> QuestionRef:
        """The question in short."""
        return QuestionRef(number=self.number, id=self.question.id, text=self.question.text)

    @property
    def kept_takes(self) -> tuple[Take, ...]:
        """The takes that were not started over."""
        return tuple([take for take in self.takes if not take.discarded])

    @property
    def answers(self) -> tuple[Take, ...]:
        """The takes that count: kept, recorded to their end, not known to be without speech.

        Those that answer a follow-up are not among them: see `said`.
        """
        # A list in one pass: the library's page asks this of thousands, several times.
        return tuple(
            [t for t in self.takes if t.answers and not t.discarded and t.follow_up is None]
        )

    @property
    def said(self) -> tuple[Take, ...]:
        """The takes that count, and those that answer a follow-up."""
        return tuple([take for take in self.takes if take.answers and not take.discarded])

    def follow_up_of(self, take: Take) -> AskedFollowUp | None:
        """The follow-up that `take` answers; None where it answers the question itself."""
        return next((each for each in self.follow_ups if each.number == take.follow_up), None)

    def asked_texts(self, take: Take) -> tuple[str, ...]:
        """What `take` answers: the question in all its wordings, or the follow-up."""
        asked = self.follow_up_of(take)
        return (asked.text,) if asked else self.question.texts

    def target_s(self, take: Take) -> int | None:
        """How long a good answer takes, to the question or to the follow-up."""
        asked = self.follow_up_of(take)
        return asked.seconds if asked else self.question.seconds

    def listen_for(self, take: Take) -> tuple[str, ...]:
        """What there is to listen for in `take`; nothing in an answer to a follow-up."""
        return self.question.listen_for if take.follow_up is None else ()

    @property
    def open(self) -> bool:
        """Whether the question still has no answer. A recording without speech is none."""
        return not (self.skipped or self.dropped or self.answers)

    def take(self, number: int) -> Take:
        """The take of that number. Raises KeyError."""
        for take in self.takes:
            if take.number == number:
                return take
        raise KeyError(number)

    def with_take(self, take: Take) -> Self:
        """This turn with `take` added, or put in the place of the take of its number."""
        others = tuple(kept for kept in self.takes if kept.number != take.number)
        takes = tuple(sorted((*others, take), key=lambda kept: kept.number))
        return self.model_copy(update={"takes": takes})


def planned_turn(number: int, question: AskedQuestion) -> Turn:
    """A turn that has not been asked yet; its folder is named after number and question."""
    slug = re.sub(r"[^\w-]+", "-", question.id).strip("-")[:60] or "question"
    return Turn(number=number, folder=f"{number:02d}-{slug}", question=question)


class SetName(RewrittenRecord):
    """Which set the questions came from."""

    name: str
    title: str
    language: str = "en"
    vocabulary: tuple[str, ...] = ()


class Session(RewrittenRecord):
    """A conversation that is kept. `id` is the name of its folder."""

    schema_version: int = SCHEMA_VERSION
    id: str
    kind: Kind
    question_set: SetName
    settings: dict[str, Any] = Field(default_factory=dict)
    started_at: Moment
    finished_at: Moment | None = None
    not_mine: bool = False  # recorded elsewhere, and of somebody else: no practice of the person
    turns: tuple[Turn, ...] = ()

    @property
    def own_speech(self) -> bool:
        """Whether the person speaks in this session: no made-up candidate, and nobody else."""
        return self.kind is not Kind.DEMO and not self.not_mine

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(bool(turn.answers) for turn in self.turns)

    @property
    def silent(self) -> int:
        """How many recordings are known to be without speech."""
        return sum(take.no_speech is True for turn in self.turns for take in turn.kept_takes)

    @property
    def spoken_s(self) -> float:
        """How long all answers are together."""
        return sum(take.duration_s or 0.0 for turn in self.turns for take in turn.said)

    @property
    def holds_sound(self) -> bool:
        """Whether it has takes that are kept, or could be."""
        takes = [take for turn in self.turns for take in turn.takes]
        return any(take.restorable or not take.discarded for take in takes)

    @property
    def unwritten(self) -> bool:
        """Whether some answer is not written down yet."""
        return any(take.unwritten for turn in self.turns for take in turn.kept_takes)

    @property
    def waits(self) -> bool:
        """Whether `coach resume` has something to do in this session."""
        return self.unwritten or not self.complete

    @property
    def complete(self) -> bool:
        """Whether the session has ended, and no question is left that could be answered.

        Only questions of practice and mock sessions wait. Imports can only be transcribed;
        debriefs, drills and visions have commands of their own.
        """
        return bool(self.finished_at) and (self.kind not in _PRACTISED or not self.open_turns)

    @property
    def without_speech(self) -> bool:
        """Whether there are recordings, and none of them has any speech."""
        takes = [take for turn in self.turns for take in turn.kept_takes if take.recorded]
        return bool(takes) and all(take.no_speech for take in takes)

    @property
    def open_turns(self) -> tuple[Turn, ...]:
        """The turns that still wait for an answer."""
        return tuple(turn for turn in self.turns if turn.open)

    def turn(self, number: int) -> Turn:
        """The turn of that number. Raises KeyError."""
        for turn in self.turns:
            if turn.number == number:
                return turn
        raise KeyError(number)

    def take(self, number: int, take: int) -> Take:
        """A take of the turn of that number. Raises KeyError."""
        return self.turn(number).take(take)

    def with_turn(self, changed: Turn) -> Self:
        """This session with one turn changed."""
        turns = tuple(changed if turn.number == changed.number else turn for turn in self.turns)
        return self.model_copy(update={"turns": turns})
