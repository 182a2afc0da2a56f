"""Reads and writes `debrief.json` and `debrief.md` in the session's folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from coach.debrief.columns import columns_by_question, overall_lines
from coach.debrief.gaps import beside_figures, gap_sentence
from coach.debrief.listeners import ListenerReply
from coach.debrief.records import REAL_ANSWER, Aspect, Debrief, Rated, Telling, Words
from coach.debrief.replies import replies_of
from coach.debrief.ticking import points_heard
from coach.delivery.measuring import delivery_of_take
from coach.errors import SessionDamaged
from coach.formats import clock, without_tags
from coach.library.disk import write_record, write_text
from coach.library.reading import read_record, transcript_of
from coach.library.records import Session, Take, Turn
from coach.library.texts import about_take, follow_up_title, take_title

_JSON, _MARKDOWN = "debrief.json", "debrief.md"
_NOTHING = Debrief()


def read_debrief(folder: Path) -> Debrief:
    """What was rated of the session in `folder` so far. Raises SessionDamaged."""
    path = folder / _JSON
    return read_record(path, Debrief, folder) if path.is_file() else _NOTHING


def read_told(folder: Path, session: Session) -> Debrief:
    """What was rated and told of a real interview. Raises SessionDamaged.

    Also where it was told of a question or a recording that `session` does not have: a sync client
    may bring the two files one after the other, or one of them as it was.
    """
    debrief = read_debrief(folder)
    _check_told(debrief.telling, session)
    return debrief


def _check_told(telling: Telling | None, session: Session) -> None:
    if telling is None:
        return
    recalled = telling.recalled or ()
    told = [(each.question, words) for each in recalled for words in (each.said, each.wished)]
    try:
        for question, words in [(1, telling.words), *told]:
            turn = session.turn(question)
            if words and words.take is not None:
                turn.take(words.take)
    except KeyError as error:
        raise SessionDamaged(
            f"{session.id} is damaged: {_JSON} tells of a question or a recording that "
            "session.json does not have.",
            "If a sync client is still at work, wait for it. Else put a copy of both files back.",
        ) from error


def debrief_state(folder: Path | str) -> str:
    """A text that changes with what `read_debrief` reads; "" where nothing was rated."""
    path = f"{folder}/{_JSON}"
    if not os.access(path, os.F_OK):  # most have none; that is told without an error
        return ""
    try:
        stat = os.stat(path)  # noqa: PTH116  quick enough for thousands
    except OSError:
        return ""
    return f"{stat.st_mtime_ns} {stat.st_size}"


def write_debrief(folder: Path, session: Session, debrief: Debrief) -> None:
    """Keep `debrief`, for programs and for a person. Raises CannotWrite."""
    write_record(folder / _JSON, debrief)
    write_text(folder / _MARKDOWN, debrief_as_markdown(folder, session, debrief))


def quote_anew(folder: Path, session: Session) -> None:
    """Have the debrief of a session, if there is one, quote the words as they read now.

    Raises SessionDamaged, CannotWrite.
    """
    before = debrief = read_debrief(folder)
    for turn in session.turns:
        for take in turn.kept_takes:
            rated = debrief.of(turn.number, take.number)
            delivery = delivery_of_take(folder, turn, take) if rated and rated.complete else None
            if rated and delivery:
                debrief = debrief.having(beside_figures(rated, delivery))
    if before != _NOTHING:
        write_debrief(folder, session, debrief)


def debrief_as_markdown(
    folder: Path, session: Session, debrief: Debrief, *, linked: bool = True
) -> str:
    """What was rated, for a person; `linked` to the recordings where it lies beside them.

    Raises SessionDamaged: see `read_told`.
    """
    return without_tags("\n".join(_Page(folder, session, debrief, linked).lines()))


class _Page:
    """A debrief as Markdown."""

    def __init__(self, folder: Path, session: Session, debrief: Debrief, linked: bool) -> None:
        self._folder = folder
        self._session = session
        self._debrief = debrief
        self._linked = linked

    def lines(self) -> list[str]:
        session, telling = self._session, self._debrief.telling
        lines = [f"# {session.question_set.title}: looking back", ""]
        lines += [f"{session.started_at:%A, %d %B %Y, %H:%M}", ""]
        if telling:
            _check_told(telling, session)
            lines += self._telling(telling)
            return lines
        for turn in session.turns:
            rated = [
                (take, each)
                for take in turn.kept_takes
                if (each := self._debrief.of(turn.number, take.number)) is not None
            ]
            if rated:
                lines += [f"## {turn.number}. {turn.question.text}", ""]
            for take, each in rated:
                lines += self._take(turn, take, each)
        return [*lines, *self._listeners()]

    def _listeners(self) -> list[str]:
        """What listeners heard in the answers that are rated, and over all."""
        try:
            replies = replies_of(self._folder)
        except SessionDamaged as damage:  # which must not keep a rating from being written
            return ["## What listeners heard", "", f"*{damage.message}*", ""]
        if not replies:
            return []
        lines = ["## What listeners heard", ""]
        shown = columns_by_question(self._folder, self._session, self._debrief, replies)
        for turn, columns in shown:
            for each in columns:
                lines += [f"### {turn.number}. {turn.question.text} (take {each.take})", ""]
                lines += [*each.markdown, ""]
        told = overall_lines(self._debrief, replies) if shown else [rate_first(replies)]
        return [*lines, *(f"- {line}" for line in told), ""]

    def _take(self, turn: Turn, take: Take, rated: Rated) -> list[str]:
        title = take_title(turn, take)
        about = f"{title}{clock(take.duration_s or 0.0)}"
        asked = turn.follow_up_of(take)
        lines = [f"### {follow_up_title(asked)}", ""] if asked else []
        lines += [about_take(about, take, linked=self._linked), "", *_ratings(rated)]
        heard = points_heard(rated, turn.listen_for(take))
        lines += ["", *(f"- {each}" for each in heard)] if heard else []
        text = self._text(take)
        return [*lines, "", f"> {text}", ""] if text else [*lines, ""]

    def _telling(self, telling: Telling) -> list[str]:
        lines = [f"In one word: {telling.felt}", ""] if telling.felt else []
        if telling.words:
            lines += self._words(self._session.turn(1), telling.words)
        for recalled in telling.recalled or ():
            turn = self._session.turn(recalled.question)
            lines += [f"## {turn.number - 1}. {turn.question.text}", ""]
            if recalled.quote:
                lines += [f'*"{recalled.quote}"*', ""]
            for title, words in (("I said", recalled.said), ("I wish I had said", recalled.wished)):
                if words and words != Words():
                    lines += [f"{title}:", "", *self._words(turn, words)]
            rated = self._debrief.of(turn.number, REAL_ANSWER)
            lines += [*_ratings(rated), ""] if rated else []
        return lines

    def _words(self, turn: Turn, words: Words) -> list[str]:
        if words.take is None:
            return [*(f"> {line}".rstrip() for line in words.text.splitlines()), ""]
        take = turn.take(words.take)
        about = about_take(clock(take.duration_s or 0.0), take, linked=self._linked)
        return [f"> {self._text(take) or 'Not written down yet.'}", "", about, ""]

    def _text(self, take: Take) -> str:
        try:
            transcript = transcript_of(self._folder, take)
        except SessionDamaged:  # one broken file must not keep the others from being shown
            return ""
        return transcript.text if transcript else ""


def rate_first(replies: Sequence[ListenerReply]) -> str:
    """Who has listened, for somebody who has rated none of those answers."""
    names = ", ".join(each.listener for each in replies)
    return f"{names} listened. You see what was heard once you have rated an answer by ear."


def _ratings(rated: Rated) -> list[str]:
    lines = ["Did it truly reflect", ""] if rated.ratings else []
    lines += [
        f"- my {aspect}: **{rated.ratings[aspect]}**"
        for aspect in Aspect
        if aspect in rated.ratings
    ]
    if rated.note:
        lines += ["", f"To fine-tune: {rated.note}"]
    if rated.gaps:
        lines += ["", *(f"- {gap_sentence(gap)}" for gap in rated.gaps)]
    return lines
