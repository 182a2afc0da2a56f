"""Time to work out the figures of a five-minute answer, and those of ten thousand takes over time.

    python tests/benchmarks/figures_speed.py [TAKES]

Holds when the answer's figures take at most 50 ms (the median of 20), and reading and printing
those of all takes at most half a second, once every take has been measured. The whole command,
which has to start Python, numpy and pydantic first, is timed besides.
"""

from __future__ import annotations

import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from coach.audio.facts import SoundFacts
from coach.audio.vad import SpeechSegment
from coach.cli.commands.progress import _document
from coach.cli.output import as_json
from coach.delivery.delivery import delivery_of
from coach.delivery.kept import all_measured
from coach.library.library import Library
from coach.library.open_session import planned_turn
from coach.library.records import AskedQuestion, Kind, Session, SetName, Take
from coach.transcription.ports import Transcript
from tests.helpers.labels import TUNED_ON, as_transcript, facts_for, read

ANSWER_S, WORDS = 300, 750
MOST_MS, MOST_S = 50, 0.5
TURNS = 5
FIRST = datetime(2024, 1, 1, 9, 0).astimezone()


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    took_ms = 1000 * statistics.median(answer_times_s())
    print(f"figures of an answer of {ANSWER_S} s, {WORDS} words: {took_ms:.0f} ms")
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count // TURNS):
            make(Path(folder), FIRST + number * timedelta(hours=3))
        times_s = [progress_s(Path(folder)) for _ in range(6)]
        took_s = statistics.median(reading_s(Path(folder)) for _ in range(5))
    command_s = statistics.median(times_s[1:])
    print(f"{count} takes read and printed: {took_s:.2f} s")
    print(f"coach progress --json: {times_s[0]:.1f} s at first, then {command_s:.2f} s")
    holds = took_ms <= MOST_MS and took_s <= MOST_S
    print("holds" if holds else "DOES NOT HOLD")
    return 0 if holds else 1


def answer_times_s() -> list[float]:
    """The times of 20 runs, each on an answer of its own (nothing is remembered)."""
    times_s = []
    for number in range(20):
        transcript, facts = answer(number)
        began_s = time.perf_counter()
        delivery_of(transcript, facts, 240, 2.0)
        times_s.append(time.perf_counter() - began_s)
    return times_s


def answer(number: int) -> tuple[Transcript, SoundFacts]:
    """Sentences of interview answers, half a second of pause after each second of speech."""
    sentences = itertools.cycle(sentence.text for sentence in read(TUNED_ON))
    words: list[str] = []
    for text in itertools.islice(sentences, number, None):
        words += text.split()
        if len(words) >= WORDS:
            break
    transcript = as_transcript(" ".join(words[:WORDS]))
    spread = ANSWER_S / transcript.words[-1].end_s
    stretched = [
        word.model_copy(update={"start_s": word.start_s * spread, "end_s": word.end_s * spread})
        for word in transcript.words
    ]
    speech = [SpeechSegment(start_s=n * 1.5, end_s=n * 1.5 + 1.0) for n in range(ANSWER_S * 2 // 3)]
    facts = SoundFacts(
        duration_s=float(ANSWER_S),
        speech=tuple(speech),
        levels_db=tuple(-20.0 - n % 7 for n in range(ANSWER_S * 10)),
        pitches_hz=tuple(100 + n % 9 for n in range(ANSWER_S * 50)),
    )
    return transcript.model_copy(update={"words": tuple(stretched)}), facts


def make(library: Path, started_at: datetime) -> None:
    """A session of five short answers."""
    folder = library / f"{started_at:%Y-%m-%d_%H%M}_screening"
    folder.mkdir()
    turns = []
    for number in range(1, TURNS + 1):
        turn = planned_turn(number, AskedQuestion(id=f"question-{number}", text="And then?"))
        transcript = as_transcript("I called forty people in Leeds, and maybe nine of them came.")
        (folder / turn.folder).mkdir()
        facts_path = folder / turn.folder / "take-1.sound.json"
        facts_path.write_text(facts_for(transcript).model_dump_json())
        words_path = folder / turn.folder / "take-1.transcript-1.json"
        words_path.write_text(transcript.model_dump_json())
        take = Take(
            number=1,
            audio=f"{turn.folder}/take-1.flac",
            started_at=started_at,
            duration_s=4.0,
            ended_by="person",
            facts=f"{turn.folder}/take-1.sound.json",
            transcripts=(f"{turn.folder}/take-1.transcript-1.json",),
            no_speech=False,
        )
        turns.append(turn.model_copy(update={"asked_at": started_at, "takes": (take,)}))
    session = Session(
        id=folder.name,
        kind=Kind.PRACTICE,
        question_set=SetName(name="screening", title="Screening"),
        started_at=started_at,
        finished_at=started_at,
        turns=tuple(turns),
    )
    (folder / "session.json").write_text(session.model_dump_json(indent=1), encoding="utf-8")


def reading_s(library: Path) -> float:
    """The time to read and print the figures of all takes."""
    began_s = time.perf_counter()
    as_json(_document(all_measured(Library(library))))
    return time.perf_counter() - began_s


def progress_s(library: Path) -> float:
    """The time of the whole command."""
    command = [sys.executable, "-m", "coach", "progress", "--json", "--recordings", str(library)]
    began_s = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=os.environ)
    return time.perf_counter() - began_s


if __name__ == "__main__":
    sys.exit(main())
