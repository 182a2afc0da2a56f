"""Listening back: the person hears and rates each answer before words or figures are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum

from coach.audio.clips import AudioClip
from coach.debrief.columns import ABOUT_FIGURES, columns_of
from coach.debrief.gaps import beside_figures, gap_sentence
from coach.debrief.keeping import read_debrief, write_debrief
from coach.debrief.ports import Prompter
from coach.debrief.rating import rate
from coach.debrief.records import Debrief, Rated
from coach.debrief.replies import replies_of
from coach.debrief.side_by_side import asked_about
from coach.debrief.ticking import show_points, tick
from coach.delivery.advised import NO_ADVICE, advice_in
from coach.delivery.findings import Delivery
from coach.delivery.measuring import delivery_of_take
from coach.errors import SessionDamaged
from coach.formats import to_type
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.reading import sound_of, transcript_of
from coach.library.records import Session, Take, Turn
from coach.library.texts import follow_up_title, without_words
from coach.transcription.lines import readable
from coach.transcription.ports import Transcript
from coach.vision.contradictions import contradicted_by
from coach.vision.keeping import VisionFolder
from coach.vision.yardstick import (
    AgainstVision,
    beside_answer,
    left_out_sentence,
    touched_sentence,
)

_MOST_LINES = 3


class Next(StrEnum):
    """What the person wants after an answer."""

    GO_ON = "next"
    PLAY = "play"
    RETAKE = "retake"
    STOP = "stop"


Retake = Callable[[Turn], Take | None]  # answer a question once more; None where nothing came of it
Tell = Callable[[Turn, SessionDamaged], object]  # an answer that cannot be played
Lines = Callable[[Delivery, int | None], Sequence[str]]  # figures as they are shown


class Walk:
    """Through the answers of one session, with the person at `prompter`."""

    def __init__(
        self, opened: OpenSession, prompter: Prompter, retake: Retake, lines: Lines, tell: Tell
    ) -> None:
        """`tell` is told of each answer that cannot be played."""
        self._opened = opened
        self._prompter = prompter
        self._retake = retake
        self._lines = lines
        self._tell = tell
        self._debrief: Debrief = read_debrief(opened.folder)
        self.has_played = False  # whether any answer could be played

    def waiting(self) -> list[Turn]:
        """The questions of which not all that counts is rated yet."""
        return [turn for turn in self._opened.session.turns if self._not_rated(turn)]

    def through(self, turns: Sequence[Turn], *, again: bool = False) -> bool:
        """Go through these questions; False where the person stopped on the way.

        Whatever was rated until then is kept; `again` asks anew what was rated before, which is
        set aside once it can be heard, to be put back. An answer that cannot be played is passed
        over. Raises CannotWrite.
        """
        for count, turn in enumerate(turns, 1):
            takes = [] if again else self._not_rated(turn)
            takes = takes or to_rate(turn)
            self._prompter.show(f"\n{count}/{len(turns)}  {turn.question.text}")
            for take in takes:
                is_last = count == len(turns) and take is takes[-1]
                if not self._look_back_at(turn, take, is_last=is_last, again=again):
                    return False
        return True

    def _look_back_at(self, turn: Turn, first: Take, *, is_last: bool, again: bool) -> bool:
        """Hear a take, rate it and see it, and the takes that follow it; False where they stopped.

        What a follow-up asks may quote the answer before it, which is rated by now.
        """
        take: Take | None = first
        if asked := turn.follow_up_of(first):
            self._prompter.show(follow_up_title(asked))
        while take and (clip := self._sound(turn, take)):
            if again and take is first:
                self._debrief = self._debrief.anew(turn.number, take.number)
            if not self._rate(turn, take, clip):
                return False
            if not self._reveal(turn, take):
                return False
            wanted, take = self._what_next(turn, take, clip, is_last=is_last)
            if wanted is Next.STOP:
                return False
        return True

    def _sound(self, turn: Turn, take: Take) -> AudioClip | None:
        """The recording of a take; None where it cannot be played, which is told."""
        try:
            clip = sound_of(self._opened.folder, take)
        except SessionDamaged as damage:
            self._tell(turn, damage)
            return None
        self.has_played = True
        return clip

    def _not_rated(self, turn: Turn) -> list[Take]:
        return [take for take in to_rate(turn) if not is_rated(self._debrief, turn, take)]

    def _rate(self, turn: Turn, take: Take, clip: AudioClip) -> bool:
        """Play the take and ask what it truly reflected; False where the person stopped."""
        rated = self._debrief.of(turn.number, take.number) or Rated(
            question=turn.number, take=take.number, rated_at=datetime.now().astimezone()
        )
        if rated.complete:
            return True
        points = turn.listen_for(take)
        show_points(self._prompter, points)
        self._prompter.play(clip)
        if not tick(self._prompter, points, rated, self._keep):
            return False
        rated = self._debrief.of(turn.number, take.number) or rated
        return rate(self._prompter, rated, self._keep)

    def _reveal(self, turn: Turn, take: Take) -> bool:
        """What was said and how, beside the ratings; False where the person stopped."""
        try:
            return self._show(turn, take)
        except SessionDamaged as error:  # of words, figures or vision; it is rated all the same
            self._prompter.show(f"{error.message} {error.hint}")
            return True

    def _show(self, turn: Turn, take: Take) -> bool:
        rated = self._debrief.of(turn.number, take.number)
        transcript = transcript_of(self._opened.folder, take)
        if transcript is None or rated is None:
            write_down = to_type("transcribe", self._opened.session.id)
            self._prompter.show(f"Not written down yet: {write_down}")
            return True
        self._prompter.show(readable(transcript) or without_words(take, transcript))
        delivery = delivery_of_take(self._opened.folder, turn, take)
        if delivery:
            rated = self._keep(beside_figures(rated, delivery))
            advice = advice_in(self._opened.folder, self._opened.session)
            for line in advice.get((turn.number, take.number), NO_ADVICE).lines:
                self._prompter.show(line)
            for line in self._lines(delivery, turn.target_s(take)):
                self._prompter.show(line)
            for gap in rated.gaps:
                self._prompter.show(gap_sentence(gap))
        self._lay_listeners_beside(turn)
        return self._lay_vision_beside(turn, take, transcript)

    def _lay_listeners_beside(self, turn: Turn) -> None:
        """What listeners heard in the answers to the question, where they heard some."""
        folder = self._opened.folder
        columns = columns_of(folder, turn, self._debrief, replies_of(folder))
        for each in columns:
            self._prompter.show(f"\nTake {each.take}, beside what listeners heard:")
            self._prompter.show("\n".join(each.lines))
        if columns:
            self._prompter.show(ABOUT_FIGURES)

    def _lay_vision_beside(self, turn: Turn, take: Take, transcript: Transcript) -> bool:
        """How the answer goes with the vision, where there is one; False where they stopped."""
        library = Library(self._opened.folder.parent)
        vision = VisionFolder(library.folder).read()
        session = self._opened.session
        self._tell_touched(beside_answer(library, vision, session, turn, take, transcript))
        found = contradicted_by(vision, session, turn, take, transcript)
        return all(asked_about(library, each, self._prompter) for each in found)

    def _tell_touched(self, beside: AgainstVision) -> None:
        """Which lines of the vision the answer shares words with, and which on its theme none."""
        for touched in beside.touched[:_MOST_LINES]:
            self._prompter.show(touched_sentence(touched))
        for left_out in beside.left_out[:_MOST_LINES]:
            self._prompter.show(left_out_sentence(left_out))

    def _what_next(
        self, turn: Turn, take: Take, clip: AudioClip, *, is_last: bool
    ) -> tuple[Next, Take | None]:
        """What the person wants, and the take to be rated next, if any.

        A question is answered again, not a follow-up alone.
        """
        means = {Next.GO_ON.value: "finish" if is_last else "next answer"}
        options = [each.value for each in Next if each is not Next.RETAKE or not take.follow_up]
        while True:
            chosen = self._prompter.choose("", options, means)
            wanted = Next(chosen) if chosen else Next.STOP
            if wanted is Next.PLAY:
                self._prompter.play(clip)
                continue
            if wanted is not Next.RETAKE:
                return wanted, None
            again = self._retake(turn)
            if again is None:
                continue
            self._prompter.show("Before, and after:")
            self._prompter.play(clip)
            return wanted, again  # which is heard, to be rated

    def _keep(self, rated: Rated) -> Rated:
        self._debrief = self._debrief.having(rated)
        write_debrief(self._opened.folder, self._opened.session, self._debrief)
        return rated


def newest(turn: Turn) -> Take | None:
    """The take that is rated: the last one that has a sound and may have speech."""
    return next((take for take in reversed(turn.answers) if take.duration_s), None)


def to_rate(turn: Turn) -> list[Take]:
    """The takes that are rated: the newest answer to a question, and to each follow-up to it."""
    answers: dict[int | None, Take] = {}
    for take in turn.said:
        if take.duration_s:
            answers[take.follow_up] = take
    return sorted(answers.values(), key=lambda take: take.follow_up or 0)


def is_rated(debrief: Debrief, turn: Turn, take: Take) -> bool:
    """Whether everything was asked about a take."""
    rated = debrief.of(turn.number, take.number)
    return rated is not None and rated.complete


def waits_to_be_rated(debrief: Debrief, turn: Turn, take: Take) -> bool:
    """Whether a take is not rated, and can be: by ear, which needs its sound."""
    return take.has_sound and not is_rated(debrief, turn, take)


def unrated(session: Session, debrief: Debrief) -> Iterator[Turn]:
    """The questions with an answer, to them or to a follow-up, that waits to be rated."""
    for turn in session.turns:
        if any(waits_to_be_rated(debrief, turn, take) for take in to_rate(turn)):
            yield turn
