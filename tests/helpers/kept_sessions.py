"""Sessions that are kept, made without a microphone or Whisper."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from coach.audio.facts import SoundFacts
from coach.audio.recorder import EndedBy
from coach.library.follow_ups import AskedFollowUp
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.records import AskedQuestion, Kind, SetName, Take
from coach.transcription.ports import Stage, Transcript
from tests.helpers.labels import as_transcript, facts_for

SET = SetName(name="mine", title="Mine")
TEAM = AskedQuestion(id="team", text="Tell me about a team.", seconds=60)
WHY = AskedQuestion(id="why", text="Why us?")
HEDGED = "I want to maybe lead a small team, and I guess it would be in Leeds by next spring."
PLAIN = "I want to lead a team of forty people in Leeds, and I will ask for it next spring."


def recordings() -> Path:
    """Where a test's sessions are kept."""
    return Path(os.environ["COACH_RECORDINGS"])


def keep(
    texts: Sequence[str],
    *,
    kind: Kind = Kind.PRACTICE,
    question: AskedQuestion = TEAM,
    verbatim: bool = True,
    days_ago: int = 0,
) -> str:
    """A session with one question and a take for each text; its id."""
    with Library(recordings()).new_session(kind, SET, [question]) as opened:
        for text in texts:
            transcript = as_transcript(text).model_copy(
                update={"stage": Stage.VERBATIM if verbatim else Stage.LIVE}
            )
            keep_take(opened, transcript, facts_for(transcript))
        session = opened.session
    if days_ago:
        path = recordings() / session.id / "session.json"
        turns = [
            turn.model_copy(
                update={
                    "takes": tuple(
                        take.model_copy(update={"started_at": earlier(take.started_at, days_ago)})
                        for take in turn.takes
                    )
                }
            )
            for turn in session.turns
        ]
        path.write_text(session.model_copy(update={"turns": tuple(turns)}).model_dump_json())
    return session.id


def keep_followed_up(answers: Sequence[str] = (HEDGED, PLAIN), *, asks: str = "How so?") -> str:
    """A session whose one question has an answer, and one to each follow-up; its id."""
    first, *others = answers
    with Library(recordings()).new_session(Kind.PRACTICE, SET, [TEAM]) as opened:
        transcript = as_transcript(first)
        keep_take(opened, transcript, facts_for(transcript))
        for number, text in enumerate(others, 1):
            asked = AskedFollowUp(number=number, text=asks, reason="short", after=number)
            turn = opened.session.turn(1)
            changed = {"follow_ups": (*turn.follow_ups, asked)}
            opened.save_turn(turn.model_copy(update=changed))
            transcript = as_transcript(text)
            take = keep_take(opened, transcript, facts_for(transcript))
            opened.save_take(1, take.model_copy(update={"follow_up": number}))
        opened.finish()
    return opened.session.id


def keep_half() -> str:
    """A session that broke off after the first of its two questions; its id."""
    with Library(recordings()).new_session(Kind.PRACTICE, SET, [TEAM, TEAM]) as opened:
        transcript = as_transcript(PLAIN)
        keep_take(opened, transcript, facts_for(transcript))
    return opened.session.id


def earlier(moment: datetime, days: int) -> datetime:
    """So many days before."""
    return moment - timedelta(days=days)


def keep_take(
    opened: OpenSession, transcript: Transcript, facts: SoundFacts, question: int = 1
) -> Take:
    """One more take of a question."""
    count = round(facts.duration_s * 16_000)
    take = opened.take_in(question, [np.full(count, 0.1, np.float32)])
    take = opened.end_take(question, take, ended_by=EndedBy.SOUND_ENDED, facts=facts, think_s=1.5)
    return opened.add_transcript(question, take, transcript)
