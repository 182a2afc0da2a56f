"""A session as the page shows it: questions, takes, lines and words, with what was found in them.

Everything is worked out here; the templates only show it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from coach.audio.facts import SoundFacts
from coach.delivery.findings import Certainty, Delivery, Moment
from coach.delivery.kept import delivery_of_take
from coach.errors import SessionDamaged
from coach.library.reading import clock, facts_of, transcript_of
from coach.library.records import Session, Take, Turn
from coach.review.figures import Figure, figures_of, summary_of
from coach.review.waveform import WIDTH, waveform
from coach.transcription.lines import Line, lines_of
from coach.transcription.ports import Transcript

_MARKED = {"fillers": "filler", "hedges": "hedge", "long_pauses": "pause"}
_LEAST_MARK = 4  # in the waveform's units: what is narrower could not be hit

Address = Callable[[Turn, Take], str]


@dataclass(frozen=True)
class Mark:
    """A place in the waveform: a filler, a hedge or a pause."""

    kind: str
    start_s: float
    x: int
    width: int
    text: str


@dataclass(frozen=True)
class ShownWord:
    """A word of the transcript. `pause_s` of silence came before it, where that was long."""

    text: str
    start_s: float
    marks: str = ""  # CSS classes
    pause_s: float | None = None
    pause_at_s: float = 0.0
    sought: bool = False


@dataclass(frozen=True)
class ShownLine:
    """A sentence: `first_word` and `end_word` are those of the transcript."""

    number: int
    start_s: float
    first_word: int
    end_word: int
    text: str
    words: tuple[ShownWord, ...]
    space: str
    sought: bool = False


@dataclass(frozen=True)
class ShownTake:
    """A take. `trouble` is why there are no words, in a sentence."""

    key: str  # such as q2t1
    number: int
    question: int
    audio: str  # where its sound is
    length_s: float
    summary: str
    trouble: str = ""
    language: str = "en"
    wave: str = ""
    marks: tuple[Mark, ...] = ()
    lines: tuple[ShownLine, ...] = ()
    figures: tuple[Figure, ...] = ()

    @property
    def title(self) -> str:
        """Such as: Take 2."""
        return f"Take {self.number}"

    @property
    def heard(self) -> str:
        """What the waveform tells those who do not see it."""
        counts = [
            f"{count} {kind}{'' if count == 1 else 's'}"
            for kind in _MARKED.values()
            if (count := sum(mark.kind == kind for mark in self.marks))
        ]
        return f"Loudness over {clock(self.length_s)}" + (
            f"; marked: {', '.join(counts)}" if counts else ""
        )


@dataclass(frozen=True)
class ShownQuestion:
    """A question and its takes. `trouble` is why there are none."""

    number: int
    text: str
    seconds: int | None
    takes: tuple[ShownTake, ...]
    trouble: str = ""


@dataclass(frozen=True)
class Sought:
    """Where a search hit leads: a take, and the moment in it."""

    key: str
    at_s: float


@dataclass(frozen=True)
class Viewer:
    """How the takes of the session in `folder` are shown; `address` tells where a sound is."""

    folder: Path
    address: Address
    sought: Sought | None = field(default=None)

    def questions(self, session: Session) -> list[ShownQuestion]:
        """All questions that were asked. Raises InvalidSetting."""
        return [
            ShownQuestion(
                number=turn.number,
                text=turn.question.text,
                seconds=turn.question.seconds,
                takes=tuple(self.take(turn, take) for take in heard_takes(turn)),
                trouble=_no_takes(turn),
            )
            for turn in session.turns
            if heard_takes(turn) or turn.asked_at or turn.skipped
        ]

    def take(self, turn: Turn, take: Take) -> ShownTake:
        """One take; what cannot be read of it is said. Raises InvalidSetting."""
        key = key_of(turn.number, take.number)
        length_s = take.duration_s or 0.0
        shown = {
            "key": key,
            "number": take.number,
            "question": turn.number,
            "audio": self.address(turn, take),
            "length_s": length_s,
        }
        try:
            transcript, facts = transcript_of(self.folder, take), facts_of(self.folder, take)
            delivery = delivery_of_take(self.folder, turn, take)
        except SessionDamaged as damage:
            return ShownTake(**shown, summary=clock(length_s), trouble=damage.message)
        sought = self.sought.at_s if self.sought and self.sought.key == key else None
        return ShownTake(
            **shown,
            summary=summary_of(length_s, turn.question.seconds, delivery),
            trouble=_no_words(take, transcript),
            language=transcript.language if transcript else "en",
            wave=waveform(facts) if facts else "",
            marks=tuple(_marks(facts, delivery)) if facts and delivery else (),
            lines=tuple(_lines(transcript, delivery, sought)) if transcript else (),
            figures=tuple(figures_of(delivery)) if delivery else (),
        )


def key_of(question: int, take: int) -> str:
    """What a take is called within its page."""
    return f"q{question}t{take}"


def heard_takes(turn: Turn) -> list[Take]:
    """The takes that have a sound."""
    return [take for take in turn.kept_takes if take.recorded and take.duration_s]


def _no_takes(turn: Turn) -> str:
    if heard_takes(turn):
        return ""
    return "Skipped." if turn.skipped else "Not answered."


def _no_words(take: Take, transcript: Transcript | None) -> str:
    if transcript and transcript.words:
        return ""
    if transcript or take.no_speech:
        return "No speech heard."
    return "Not written down yet: coach transcribe does that."


def _found(delivery: Delivery) -> Iterator[tuple[str, Moment]]:
    """What is marked, with the name of its mark."""
    for what, kind in _MARKED.items():
        finding = delivery.of(what)
        for moment in finding.moments if finding else ():
            if moment.certainty is Certainty.SURE or kind == "filler":
                yield kind, moment


def _marks(facts: SoundFacts, delivery: Delivery) -> Iterator[Mark]:
    per_s = WIDTH / facts.duration_s if facts.duration_s else 0.0
    for kind, moment in _found(delivery):
        length_s = moment.how_many if kind == "pause" else 0.0
        text = f"{length_s:.1f} s of silence" if kind == "pause" else moment.phrase or "perhaps um"
        width = max(_LEAST_MARK, round(length_s * per_s))
        yield Mark(kind, moment.at_s, round(moment.at_s * per_s), width, text)


def _lines(
    transcript: Transcript, delivery: Delivery | None, sought_s: float | None
) -> Iterator[ShownLine]:
    words = _words(transcript, delivery, sought_s)
    for number, line in enumerate(lines_of(transcript), 1):
        within = words[line.first_word : line.end_word]
        yield ShownLine(
            number=number,
            start_s=line.start_s,
            first_word=line.first_word,
            end_word=line.end_word,
            text=line.text,
            words=tuple(within),
            space=_space(line),
            sought=any(word.sought for word in within),
        )


def _space(line: Line) -> str:
    """What stands between the words of `line`: nothing in some languages."""
    return " " if " " in line.text or line.end_word - line.first_word == 1 else ""


def _words(
    transcript: Transcript, delivery: Delivery | None, sought_s: float | None
) -> list[ShownWord]:
    words = transcript.words
    marks: list[set[str]] = [set() for _ in words]
    pauses: dict[int, Moment] = {}
    for kind, moment in _found(delivery) if delivery else ():
        first = _at(transcript, moment.at_s + (moment.how_many / 2 if kind == "pause" else 0.0))
        if kind == "pause":
            pauses[first] = moment
        elif moment.phrase:
            for number in range(first, min(len(words), first + len(moment.phrase.split()))):
                marks[number].add(kind)
    sought = _at(transcript, sought_s) if sought_s is not None else None
    return [
        ShownWord(
            text=word.text,
            start_s=word.start_s,
            marks=" ".join(sorted(marks[number])),
            pause_s=pauses[number].how_many if number in pauses else None,
            pause_at_s=pauses[number].at_s if number in pauses else 0.0,
            sought=number == sought,
        )
        for number, word in enumerate(words)
    ]


def _at(transcript: Transcript, at_s: float) -> int:
    """The first word that begins at `at_s` or later; the end where there is none."""
    words: Sequence[object] = transcript.words
    later = (n for n, word in enumerate(transcript.words) if word.start_s >= at_s - 0.001)
    return next(later, len(words))
