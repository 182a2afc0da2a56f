"""A session as the page shows it: questions, takes, lines, words, and marks in them.

Everything is computed here; the templates only show it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from coach.audio.facts import SoundFacts
from coach.delivery.advised import NO_ADVICE, Advised, TakeAdvice
from coach.delivery.findings import Delivery
from coach.delivery.measuring import delivery_of_kept
from coach.errors import SessionDamaged
from coach.formats import clock, counted
from coach.library.reading import KeptTake, sound_erased
from coach.library.records import Session, Take, Turn
from coach.library.texts import follow_up_title, is_emptied, misfit_sentence, without_words
from coach.transcription.ports import Transcript
from coach.web.figures import Figure, figures_of, summary_of
from coach.web.waveform import Wave, waveform
from coach.web.words import (
    MARKED,
    Mark,
    ShownLine,
    ShownUnclear,
    lines_shown,
    marks_of,
    unclear_shown,
)

Address = Callable[[Turn, Take], str]  # raises SessionDamaged where there is no sound


@dataclass(frozen=True)
class ShownMisfit:
    """A correction that fits no more; `key` as `OpenSession.put_in` wants it."""

    key: str
    at_s: float
    text: str
    can_be_put_in: bool


@dataclass(frozen=True)
class ShownAdvice:
    """A line of advice; `at_s` is where the words in it were said, None where it quotes none."""

    text: str
    at_s: float | None = None


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
    wave: Wave | None = None
    marks: tuple[Mark, ...] = ()
    lines: tuple[ShownLine, ...] = ()
    emptied: bool = False  # the person took all of its words out, and can put them back
    unclear: tuple[ShownUnclear, ...] = ()
    figures: tuple[Figure, ...] = ()
    remark: str = ""  # why another transcript does not count
    misfits: tuple[ShownMisfit, ...] = ()
    follow_up: str = ""  # what was asked before it in place of the question, and why
    advice: tuple[ShownAdvice, ...] = ()
    has_hedged_wish: bool = False  # a hedge where the person says what they want
    left_out: bool = False  # by the person, of their progress

    @property
    def title(self) -> str:
        """Such as: Take 2."""
        return self.follow_up or f"Take {self.number}"

    @property
    def misfits_count(self) -> str:
        """Such as: 2 corrections fit no more."""
        return f"{counted(len(self.misfits), 'correction fits', 'corrections fit')} no more"

    @property
    def heard(self) -> str:
        """What the waveform tells those who do not see it."""
        counts = [
            f"{count} {kind}{'' if count == 1 else 's'}"
            for kind in MARKED.values()
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
    sought: Sought | None = None
    advice: Advised = field(default_factory=dict)

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
        audio, unheard = self._audio(turn, take)
        shown = ShownTake(
            key=key,
            number=take.number,
            question=turn.number,
            audio=audio,
            length_s=length_s,
            summary=clock(length_s),
            follow_up=follow_up_title(asked) if (asked := turn.follow_up_of(take)) else "",
            left_out=take.left_out,
        )
        kept = KeptTake(self.folder, take)
        try:
            transcript, older = kept.transcript, kept.trouble
        except SessionDamaged as damage:
            return replace(shown, trouble=_together(unheard, damage.message))
        facts, delivery, trouble = _measured(kept, turn)
        lacks = kept.damage.sentences("The recording")
        sought = self.sought.at_s if self.sought and self.sought.key == key else None
        return replace(
            shown,
            summary=summary_of(length_s, turn.target_s(take), delivery),
            trouble=_together(unheard, *lacks, older, trouble) or _no_words(take, transcript),
            language=transcript.language if transcript else "en",
            wave=waveform(facts) if facts else None,
            marks=tuple(marks_of(facts, delivery)) if facts and delivery else (),
            lines=tuple(lines_shown(transcript, delivery, sought)) if transcript else (),
            emptied=is_emptied(take, transcript),
            unclear=tuple(unclear_shown(transcript)) if transcript else (),
            figures=tuple(figures_of(delivery)) if delivery else (),
            remark=kept.remark,
            advice=tuple(_advice(self.advice.get((turn.number, take.number), NO_ADVICE))),
            misfits=tuple(_misfits(kept)),
            has_hedged_wish=bool(delivery and delivery.figure("hedges_in_ambition")),
        )

    def _audio(self, turn: Turn, take: Take) -> tuple[str, str]:
        """Where its sound is, and why there is none; one of them is ""."""
        if erased := sound_erased(take):
            return "", erased
        try:
            return self.address(turn, take), ""
        except SessionDamaged as damage:
            return "", damage.message


def key_of(question: int, take: int) -> str:
    """What a take is called within its page."""
    return f"q{question}t{take}"


def heard_takes(turn: Turn) -> list[Take]:
    """The takes that have a sound."""
    return [take for take in turn.kept_takes if take.recorded and take.duration_s]


def _measured(kept: KeptTake, turn: Turn) -> tuple[SoundFacts | None, Delivery | None, str]:
    """What is known of its sound, its figures, and what is wrong; the words do not need it."""
    try:
        return kept.facts, delivery_of_kept(kept, turn), ""
    except SessionDamaged as damage:
        return None, None, damage.message


def _advice(given: TakeAdvice) -> Iterator[ShownAdvice]:
    for line, advice in given.told:
        yield ShownAdvice(line, advice.start_s if advice and advice.quote else None)


def _misfits(kept: KeptTake) -> Iterator[ShownMisfit]:
    with contextlib.suppress(SessionDamaged):  # which is told as trouble
        for misfit in kept.misfits:
            can_be_put_in = bool(misfit.heard)
            yield ShownMisfit(misfit.key, misfit.start_s, misfit_sentence(misfit), can_be_put_in)


def _together(*troubles: str) -> str:
    """What is wrong, each thing once."""
    return " ".join(dict.fromkeys(filter(None, troubles)))


def _no_takes(turn: Turn) -> str:
    if heard_takes(turn):
        return ""
    return "Skipped." if turn.skipped else "Not answered."


def _no_words(take: Take, transcript: Transcript | None) -> str:
    if transcript and (transcript.words or transcript.unclear):
        return ""
    if transcript or take.no_speech:
        return without_words(take, transcript) if transcript else "No speech heard."
    return "Not written down yet: coach transcribe does that."
