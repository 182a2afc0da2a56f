"""What was said of the person's answers in earlier sessions, so that it is not said in a row."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from coach.delivery.advised import NO_ADVICE, Advised, advice_in, is_advised
from coach.errors import SessionDamaged
from coach.library.library import Library
from coach.library.reading import read_session
from coach.library.records import AdvisedBefore, Session, Turn

_MOST_SESSIONS = 200  # the newest; they are read within a fifth of a second


def advised_before(library: Library, session: Session, turn: Turn) -> AdvisedBefore:
    """What was said in the sessions before `session`, in general and of the question of `turn`.

    Nothing where somebody else speaks in the session. Raises InvalidSetting.
    """
    before = AdvisedBefore()
    if not session.own_speech:
        return before
    knows_last = False
    for earlier in _earlier(library, session):
        same = next((each for each in earlier.turns if _is_same(each, turn)), None)
        if knows_last and same is None:
            continue
        advice = advice_in(library.folder / earlier.id, earlier)
        if not knows_last:
            last = _last(earlier, advice)
            before, knows_last = before.model_copy(update=last), bool(last)
        if same is not None:
            return before.model_copy(update=_of(same, advice))
    return before


def _earlier(library: Library, session: Session) -> Iterator[Session]:
    """The sessions before it whose answers got advice, the newest first."""
    for name in list(library.states())[: -_MOST_SESSIONS - 1 : -1]:
        with contextlib.suppress(SessionDamaged):
            earlier = read_session(library.folder / name)
            is_before = earlier.started_at < session.started_at and name != session.id
            if is_before and earlier.own_speech and is_advised(earlier):
                yield earlier


def _is_same(earlier: Turn, turn: Turn) -> bool:
    """Whether it is the same question, whatever coats it came in, and has an answer."""
    one, other = earlier.question, turn.question
    return bool(earlier.answers) and (one.id, one.plain) == (other.id, other.plain)


def _last(earlier: Session, advice: Advised) -> dict[str, str]:
    """The newest advice of a session; empty where none of its answers got any."""
    answers = [(turn, take) for turn in earlier.turns for take in turn.answers]
    for turn, take in sorted(answers, key=lambda each: each[1].started_at, reverse=True):
        given = advice.get((turn.number, take.number), NO_ADVICE).advice
        if given.keep or given.change:
            named = {"keep": given.keep, "change": given.change}
            return {name: each.finding.value for name, each in named.items() if each}
    return {}


def _of(same: Turn, advice: Advised) -> dict[str, str]:
    """What was to be changed in the newest take of a question; empty where that was nothing."""
    newest = max(same.answers, key=lambda take: take.started_at)
    change = advice.get((same.number, newest.number), NO_ADVICE).advice.change
    return {"to_change": change.finding.value, "name": change.name} if change else {}
