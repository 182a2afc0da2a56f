"""Importing recordings and texts that were made elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.damage import ReadingReport
from coach.audio.reading import check_readable, duration_s, read_blocks
from coach.debrief.keeping import write_debrief
from coach.debrief.records import Debrief, Telling, Words
from coach.debrief.telling_reader import is_text, read_telling
from coach.library.open_session import OpenSession
from coach.session.progress import OnProgress, Progress
from coach.session.writing import AnswerWriter


def take_in(
    opened: OpenSession, number: int, file: Path, progress: Progress, track: int | None = None
) -> None:
    """Copy the sound of `file` as a take of question `number`, and name what the file lacks.

    `track` is the audio track to take, counted from 1; None takes one with speech. Raises
    UnreadableAudio.
    """
    opened.asked(number)
    report = ReadingReport()
    with progress.through(f"Taking in {file.name}", duration_s(file)) as on_progress:
        opened.take_in(number, _counted(read_blocks(file, report, track), on_progress), report)
    for sentence in report.sentences(str(file)):
        progress.tell(sentence)


def take_in_telling(opened: OpenSession, file: Path, writer: AnswerWriter) -> None:
    """Import `file`, sound or text, as the account of a real interview.

    Raises UnreadableAudio, UnreadableText, EngineMissing, NoSpeech.
    """
    if not is_text(file):
        check_readable(file)
        take_in(opened, 1, file, writer.progress)
        turn = opened.session.turn(1)
        writer.write_down(opened, [(turn, turn.takes[0])]).raise_unreadable()
        words = Words(take=turn.takes[0].number)
    else:
        words = Words(text=read_telling(file))
    opened.worth_keeping = True
    write_debrief(opened.folder, opened.session, Debrief(telling=Telling(words=words)))


def _counted(blocks: Iterator[Samples], on_progress: OnProgress) -> Iterator[Samples]:
    """The same blocks. `on_progress` gets the seconds of sound that have gone by."""
    gone_by = 0
    for block in blocks:
        gone_by += len(block)
        on_progress(gone_by / LISTENING_RATE_HZ)
        yield block
