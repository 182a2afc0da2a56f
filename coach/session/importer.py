"""Importing recordings and texts that were made elsewhere."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.damage import ReadingReport
from coach.audio.folders import SoundFiles
from coach.audio.reading import check_readable, duration_s, read_blocks
from coach.debrief.keeping import write_debrief
from coach.debrief.records import Debrief, Telling, Words
from coach.debrief.telling_reader import is_text, read_telling
from coach.formats import counted
from coach.library.open_session import OpenSession
from coach.library.records import AskedQuestion, SetName
from coach.paths import readable_name
from coach.session.progress import OnProgress, Progress
from coach.session.writing import AnswerWriter

_LONGEST_STEM = 40  # characters of a file name that go into an id


def imported_set(language: str | None) -> SetName:
    """The set of what is imported."""
    return SetName(name="import", title="Imported", language=language or "en")


def question_of(file: Path, text: str, files: Sequence[Path]) -> AskedQuestion:
    """The question of a file among `files`, with an id made from the whole file name: answer.mov
    and answer.3gp differ. If a file in another folder has the same name, its folder is named, too.
    """
    name = file.name
    folders = {each.resolve().parent for each in files if each.name == name}
    if len(folders) > 1:
        name = f"{file.resolve().parent.name}/{name}"
    return AskedQuestion(id=_id_from(name), text=text or readable_name(name))


def why_left_out(found: SoundFiles) -> Iterator[str]:
    """A sentence about each file that is not imported, and about those without sound."""
    for error in found.unreadable.values():
        yield f"{error.message} {error.hint}".strip()
    if passed_over := found.sentence():
        yield passed_over


def left_out(found: SoundFiles) -> str:
    """How many files are not imported although they look like sound."""
    return f"{counted(len(found.unreadable), 'file is', 'files are')} left out."


def take_in_all(
    opened: OpenSession, recordings: list[Path], progress: Progress, track: int | None = None
) -> None:
    """Copy all recordings. When that breaks off, keep none: the person can import them again.

    Raises UnreadableAudio, CannotWrite.
    """
    try:
        for number, file in enumerate(recordings, 1):
            take_in(opened, number, file, progress, track)
        opened.finish()  # the sound is kept, even if transcribing fails
    except BaseException:  # Ctrl-C, too: half an import is of no use
        opened.forget_takes()
        raise


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
        writer.write_down(opened, [(turn, turn.takes[0])]).raise_failed(writer.progress.tell)
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


def _id_from(name: str) -> str:
    """An id for that name, in a-z, 0-9 and hyphens. Names that are cut, or have other letters, get
    a number of their own.
    """
    stem, dot, ending = name.rpartition(".") if "." in name[1:] else (name, "", "")
    slug = _slug(stem)
    if len(slug) > _LONGEST_STEM or not stem.isascii():
        digest = hashlib.sha256(os.fsencode(name)).hexdigest()[:6]
        slug = "-".join(filter(None, (slug[:_LONGEST_STEM].strip("-"), digest)))
    return "-".join(filter(None, (slug or "recording", _slug(ending) if dot else "")))


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
