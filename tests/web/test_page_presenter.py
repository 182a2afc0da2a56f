"""What the page is shown."""

from __future__ import annotations

import time
from collections.abc import Mapping

from coach.interview import events
from coach.web.practice.outbox import Outbox
from coach.web.practice.presenter import PagePresenter


def test_how_far_a_transcript_has_come_is_told_at_most_twice_a_second() -> None:
    told: list[Mapping[str, object]] = []
    outbox = Outbox()
    outbox.connect(told.append)
    presenter = PagePresenter(outbox)
    for tenth in range(11):
        presenter.show(events.TranscriptProgressed(0.0, tenth / 10))
        time.sleep(0.1)
    assert 2 <= len(told) <= 3
