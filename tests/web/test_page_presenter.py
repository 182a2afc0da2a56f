"""What the page is shown."""

from __future__ import annotations

import time
from collections.abc import Mapping

from coach.interview import events
from coach.library.records import QuestionRef
from coach.transcription.ports import Unclear
from coach.web.practice.outbox import Outbox
from coach.web.practice.presenter import PagePresenter

WHY = QuestionRef(number=1, id="why", text="Why?")
SPANISH = Unclear(start_s=12.4, end_s=20.0, written="Thank you", language="es")


def test_what_was_not_understood_is_told_in_a_line() -> None:
    told: list[Mapping[str, object]] = []
    outbox = Outbox()
    outbox.connect(told.append)
    event = events.AnswerTranscribed(
        30.0, WHY, 1, "", (), 0.5, False,
        unclear=(SPANISH,), advice="Get base: coach models get base",
    )  # fmt: skip
    PagePresenter(outbox).show(event)
    line = "Sound I could not make out: 8 s at 0:12 (like Spanish). Get base: coach models get base"
    assert line in str(told)


def test_what_better_words_leave_unclear_is_told_in_a_line_too() -> None:
    told: list[Mapping[str, object]] = []
    outbox = Outbox()
    outbox.connect(told.append)
    presenter = PagePresenter(outbox)
    presenter.show(events.AnswerImproved(40.0, WHY, 1, "", (), "base", unclear=(SPANISH,)))
    presenter.show(events.AnswerImproved(40.0, WHY, 1, "", (), "base", (), 148.2, 1.0))
    lines = [message["line"] for message in told]
    assert lines == ["Sound I could not make out: 8 s at 0:12 (like Spanish).", ""]
    assert [message["figures"] for message in told] == ["", "148 words a minute · 1 filler"]


def test_how_far_a_transcript_has_come_is_told_at_most_twice_a_second() -> None:
    told: list[Mapping[str, object]] = []
    outbox = Outbox()
    outbox.connect(told.append)
    presenter = PagePresenter(outbox)
    for tenth in range(11):
        presenter.show(events.TranscriptProgressed(0.0, tenth / 10))
        time.sleep(0.1)
    assert 2 <= len(told) <= 3


def test_how_many_answers_are_still_awaited_is_told_anew_as_they_come() -> None:
    told: list[Mapping[str, object]] = []
    outbox = Outbox()
    outbox.connect(told.append)
    presenter = PagePresenter(outbox)
    presenter.show(events.WritingAwaited(0.0, 3))
    for answers in (3, 2, 2, 1):
        presenter.show(events.TranscriptProgressed(0.0, 0.0, answers))
    lines = [str(message["line"]) for message in told]
    awaited = [line.partition(";")[0] for line in lines if "Stop leaves that for later" in line]
    assert awaited == [
        "3 answers are still being written down",
        "2 answers are still being written down",
        "1 answer is still being written down",
    ]
    presenter.show(events.WritingAwaited(0.0, 3))
    presenter.begin()
    told.clear()
    presenter.show(events.TranscriptProgressed(0.0, 0.5))
    assert "Stop" not in str(told)
