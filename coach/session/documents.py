"""Events as JSON documents, as `--json` prints them and as the page receives them."""

from __future__ import annotations

import dataclasses
import re

from coach.interview import events
from coach.records import Record

DOCUMENTED = (
    events.DiskNearlyFull,
    events.QuestionAsked,
    events.QuestionReworded,
    events.FollowUpAsked,
    events.RealQuestionAsked,
    events.RealQuestionTold,
    events.AnswerStarted,
    events.CaptionHeard,
    events.TimeWarned,
    events.CommandHeard,
    events.StillPaused,
    events.PauseEnded,
    events.MicrophoneSilent,
    events.MicrophoneBack,
    events.QuestionsDropped,
    events.QuestionSkipped,
    events.AnswerEnded,
    events.TakeRestored,
    events.AnswerTranscribed,
    events.AnswerImproved,
    events.AnswerMeasured,
    events.AnswerAdvised,
    events.PointTicked,
    events.WishRecalled,
    events.SessionFinished,
)


def event_document(event: events.Event) -> dict[str, object]:
    """An event as a JSON object: its name in snake case under "event", then its fields."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", type(event).__name__).lower()
    return {"event": name} | {
        field.name: _plain(getattr(event, field.name)) for field in dataclasses.fields(event)
    }


def _plain(value: object) -> object:
    if isinstance(value, Record):
        return value.model_dump(mode="json", exclude_none=True)
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, float):
        return round(value, 3)
    return value if isinstance(value, str | int | bool | None) else str(value)
