"""Taking in what was recorded or written elsewhere, with progress on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.damage import ReadingReport
from coach.audio.reading import check_readable, duration_s, read_blocks
from coach.cli.output import talk
from coach.cli.writing import progress_bar, write_down
from coach.config import Settings
from coach.debrief.keeping import write_debrief
from coach.debrief.records import Debrief, Telling, Words
from coach.debrief.told_in import is_text, told_in
from coach.library.open_session import OpenSession


def take_in(opened: OpenSession, number: int, file: Path, track: int | None = None) -> None:
    """Copy the sound of `file` as a take of question `number`, and tell what it lacks.

    Of several audio tracks it is number `track`. Raises UnreadableAudio.
    """
    opened.asked(number)
    report = ReadingReport()
    with progress_bar(f"Taking in {file.name}", duration_s(file)) as on_progress:
        opened.take_in(number, _told(read_blocks(file, report, track), on_progress), report)
    for sentence in report.sentences(str(file)):
        talk(sentence)


def take_in_telling(opened: OpenSession, file: Path, settings: Settings) -> None:
    """What is told in `file`, sound or text, as the telling of a real interview.

    Raises UnreadableAudio, UnreadableText, EngineMissing, NoSpeech.
    """
    if not is_text(file):
        check_readable(file)
        take_in(opened, 1, file)
        turn = opened.session.turn(1)
        write_down(opened, [(turn, turn.takes[0])], settings)
        words = Words(take=turn.takes[0].number)
    else:
        words = Words(text=told_in(file))
    opened.worth_keeping = True
    write_debrief(opened.folder, opened.session, Debrief(telling=Telling(words=words)))


def _told(blocks: Iterator[Samples], on_progress: Callable[[float], None]) -> Iterator[Samples]:
    """The same blocks, with `on_progress` told how many seconds have gone by."""
    gone_by = 0
    for block in blocks:
        gone_by += len(block)
        on_progress(gone_by / LISTENING_RATE_HZ)
        yield block
