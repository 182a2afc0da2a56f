"""Ticks made on the page after an answer: kept in the debrief, whatever else is going on."""

from __future__ import annotations

from coach.debrief.keeping import read_debrief
from coach.debrief.records import Rated
from coach.debrief.tick_keeping import Tick, keep_tick
from coach.errors import CoachError
from coach.library.library import Library
from coach.web.practice.messages import Ticked
from coach.web.practice.outbox import Outbox
from coach.web.practice.presenter import PagePresenter
from coach.web.practice.room import PracticeRoom
from coach.web.practice.ticking import Ticking
from tests.helpers.kept_sessions import PLAIN, TEAM, keep, recordings

QUESTION = TEAM.model_copy(update={"listen_for": ("what you did", "what came of it")})


def tick(point: int, *, heard: bool = True, take: int = 1) -> Ticked:
    return Ticked(type="ticked", question=1, take=take, point=point, heard=heard)


def test_ticks_are_kept_and_can_be_taken_back() -> None:
    name = keep([PLAIN], question=QUESTION)
    ticking = Ticking(Library(recordings()), lambda error: None)
    made = [tick(1), tick(2), tick(1, heard=False)]
    for taken in [ticking.take(name, each) for each in made]:
        taken.result()
    (rated,) = read_debrief(recordings() / name).rated
    assert rated.heard == {1: False, 2: True}
    assert not rated.complete
    written = (recordings() / name / "debrief.md").read_text()
    assert "- Heard: what came of it." in written
    assert "Did it truly reflect" not in written


def test_what_there_is_none_of_is_not_kept() -> None:
    name = keep([PLAIN], question=QUESTION)
    ticking = Ticking(Library(recordings()), lambda error: None)
    for made in (tick(3), tick(1, take=2)):
        ticking.take(name, made).result()
    assert not (recordings() / name / "debrief.json").exists()


def test_ticks_go_beside_what_is_rated() -> None:
    name = keep([PLAIN], question=QUESTION)
    ticking = Ticking(Library(recordings()), lambda error: None)
    ticking.take(name, tick(1)).result()
    before = read_debrief(recordings() / name).of(1, 1)
    assert isinstance(before, Rated)
    ticking.take(name, tick(2)).result()
    after = read_debrief(recordings() / name).of(1, 1)
    assert after == before.model_copy(update={"heard": {1: True, 2: True}})


def test_no_tick_is_lost_between_the_page_and_the_session(hasty_threads: None) -> None:
    points = tuple(f"point {number}" for number in range(1, 9))
    name = keep([PLAIN], question=TEAM.model_copy(update={"listen_for": points}))
    ticking = Ticking(Library(recordings()), lambda error: None)
    taken = [ticking.take(name, tick(point)) for point in (1, 3, 5, 7)]
    for point in (2, 4, 6, 8):  # as the session's own thread keeps them
        keep_tick(recordings() / name, Tick(1, 1, point, heard=True))
    for each in taken:
        each.result()
    (rated,) = read_debrief(recordings() / name).rated
    assert rated.heard == dict.fromkeys(range(1, 9), True)


def test_all_ticks_are_kept_when_the_room_is_left() -> None:
    points = tuple(f"point {number}" for number in range(1, 9))
    name = keep([PLAIN], question=TEAM.model_copy(update={"listen_for": points}))
    with Ticking(Library(recordings()), lambda error: None) as ticking:
        for point in range(1, 9):
            ticking.take(name, tick(point))
    (rated,) = read_debrief(recordings() / name).rated
    assert rated.heard == dict.fromkeys(range(1, 9), True)


def test_a_tick_that_cannot_be_kept_is_told() -> None:
    name = keep([PLAIN], question=QUESTION)
    (recordings() / name / "debrief.json").write_text("{")
    told: list[CoachError] = []
    Ticking(Library(recordings()), told.append).take(name, tick(1)).result()
    (error,) = told
    assert "debrief.json" in error.message
    outbox = Outbox()
    messages: list[object] = []
    outbox.begin()
    outbox.connect(messages.append)
    PagePresenter(outbox).tell(error)
    assert error.message in str(messages)


def test_a_page_that_holds_no_session_ticks_nothing() -> None:
    name = keep([PLAIN], question=QUESTION)
    with PracticeRoom(Library(recordings())) as room:
        room.receive("page", tick(1))
    assert not (recordings() / name / "debrief.json").exists()
