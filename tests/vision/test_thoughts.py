"""What the person thought where a line of the vision and a later answer part."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from coach.vision.keeping import VisionFolder
from coach.vision.records import Thought


def thought_on(session: str) -> Thought:
    return Thought(
        line=1,
        session=session,
        question=1,
        take=1,
        first_word=0,
        text="Both are so.",
        thought_at=datetime.now(UTC),
    )


def test_what_is_thought_and_forgotten_at_once_is_neither_lost_nor_left(tmp_path: Path) -> None:
    kept = VisionFolder(tmp_path)
    erased = [f"erased-{number}" for number in range(4)]
    added = [f"added-{number}" for number in range(4)]
    for session in erased:
        kept.keep_thought(thought_on(session))
    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(kept.forget, session) for session in erased]
        jobs += [pool.submit(kept.keep_thought, thought_on(session)) for session in added]
    for job in jobs:
        job.result()
    assert sorted(each.session for each in kept.reconsidered().thoughts) == added


def test_where_nothing_was_thought_nothing_is_written(tmp_path: Path) -> None:
    VisionFolder(tmp_path).forget("a session")
    assert list(tmp_path.iterdir()) == []
