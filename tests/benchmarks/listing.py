"""Time to list a thousand sessions of five answered questions each.

    python tests/benchmarks/listing.py [SESSIONS]

Holds when the median of five listings takes at most a second. Sound files are not made: a listing
does not open them.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from coach.library.library import Library
from coach.library.open_session import planned_turn
from coach.library.records import AskedQuestion, Kind, Session, SetName, Take

TURNS = 5
MOST_S = 1.0
FIRST = datetime(2024, 1, 1, 9, 0).astimezone()
SET = SetName(name="screening", title="First conversation with a recruiter")
QUESTION = AskedQuestion(
    id="proud-of",
    theme="strengths",
    text="Tell me about a piece of work that you are proud of, and what made it difficult.",
    seconds=120,
    listen_for=("what you did yourself", "what came of it", "what you would do differently"),
    follow_ups=("What was the hardest moment?", "Who helped you?"),
)


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        for number in range(count):
            make(library.folder, FIRST + number * timedelta(hours=7))
        times_s = []
        for _ in range(5):
            began_s = time.perf_counter()
            listed = library.sessions()
            times_s.append(time.perf_counter() - began_s)
            assert len(listed) == count
            assert all(one.session and one.session.answered == TURNS for one in listed)
        began_s = time.perf_counter()
        library.session("last")
        last_s = time.perf_counter() - began_s
    median_s = statistics.median(times_s)
    print(f"{count} sessions listed in {median_s:.3f} s, at most {MOST_S}; last in {last_s:.3f} s")
    return 0 if median_s <= MOST_S else 1


def make(library: Path, started_at: datetime) -> None:
    folder = library / f"{started_at:%Y-%m-%d_%H%M}_screening"
    folder.mkdir()
    turns = []
    for number in range(1, TURNS + 1):
        turn = planned_turn(number, QUESTION)
        take = Take(
            number=1,
            audio=f"{turn.folder}/take-1.flac",
            started_at=started_at,
            duration_s=93.4,
            ended_by="person",
            facts=f"{turn.folder}/take-1.sound.json",
            transcripts=(f"{turn.folder}/take-1.transcript-1.json",),
            no_speech=False,
        )
        turns.append(turn.model_copy(update={"asked_at": started_at, "takes": (take,)}))
    session = Session(
        id=folder.name,
        kind=Kind.PRACTICE,
        question_set=SET,
        started_at=started_at,
        finished_at=started_at,
        turns=tuple(turns),
    )
    (folder / "session.json").write_text(session.model_dump_json(indent=1), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
