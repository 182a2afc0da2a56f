"""Writing takes down outside of a conversation, with progress on the screen."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from coach.audio.clips import Samples
from coach.audio.damage import ReadingReport, SoundDamage
from coach.audio.facts import SoundFacts
from coach.audio.listener import EndedBy
from coach.audio.reading import read_blocks
from coach.cli.consent import allow_download
from coach.cli.output import counted, talk
from coach.config import Settings
from coach.delivery.language import language_of
from coach.errors import CannotWrite, NoSpeech, SessionDamaged, UnreadableAudio
from coach.interview.scribe import filler_pieces, write_take_down
from coach.library.open_session import OpenSession
from coach.library.reading import facts_of, original_of, unplayable
from coach.library.records import SetName, Take, Turn
from coach.library.recovery import end_open_takes
from coach.transcription.fillers import FillerPass
from coach.transcription.ports import Transcriber, Transcript
from coach.wiring import transcriber_for, vocabulary

TurnAndTake = tuple[Turn, Take]


def write_down(
    opened: OpenSession,
    wanted: list[TurnAndTake],
    settings: Settings,
    transcriber: Transcriber | None = None,
) -> list[Transcript]:
    """Write these takes down and keep the transcripts, each as soon as it is there.

    Raises EngineMissing, CannotWrite; SessionDamaged when a recording cannot be read, after the
    others were written down; NoSpeech when none of them has any speech.
    """
    question_set = opened.session.question_set
    names = vocabulary(settings, question_set)
    written, unreadable = [], []
    transcriber = transcriber or transcriber_of(settings, question_set)
    with named_when_interrupted(opened, Exception):
        with working(f"Loading Whisper {transcriber.model}"):
            transcriber.load()
        for turn, take in wanted:
            title = f"Writing down {turn.number}"
            with progress_bar(title, take.duration_s) as on_progress:
                try:
                    which = turn, take
                    written.append(write_one(opened, which, transcriber, names, on_progress))
                except UnreadableAudio as error:
                    unreadable.append(unplayable(opened.folder, take, error))
    if unreadable:
        raise unreadable[0]
    if written and not any(transcript.words for transcript in written):
        session_id = opened.session.id
        unclear = any(transcript.unclear for transcript in written)
        what = "There is sound, but no word could be made out" if unclear else "No speech was heard"
        raise NoSpeech(f"{what} in {session_id}.", f"coach replay {session_id}")
    return written


def transcriber_of(settings: Settings, question_set: SetName) -> Transcriber:
    """The engine for a session's answers. Raises InvalidSetting, EngineMissing."""
    return transcriber_for(settings, question_set.language, allow_download(settings))


def write_one(
    opened: OpenSession,
    which: TurnAndTake,
    transcriber: Transcriber,
    names: str,
    on_progress: Callable[[float], None],
) -> Transcript:
    """Write one take down and keep its transcript, and its sound facts if it had none.

    Raises UnreadableAudio, EngineMissing, CannotWrite.
    """
    turn, take = which
    facts = _known_facts(opened, take)
    path = opened.folder / take.audio
    reports: list[ReadingReport] = []

    def sound() -> Iterable[Samples]:
        # A shorter transcript must not take the place of one of the whole recording.
        report = None if take.transcripts else ReadingReport()
        reports.extend([report] if report else [])
        return read_blocks(path, report)

    done = write_take_down(transcriber, sound, facts, names, on_progress, take.too_quiet_db)
    damage = reports[0].damage if reports else SoundDamage()
    for sentence in damage.sentences(str(path)):
        talk(sentence)
    found = done.facts
    if facts is None:
        found = found.model_copy(update=dict(take.damage or damage))
    if found != facts:
        take = opened.add_facts(turn.number, take, found)
    take = opened.add_transcript(turn.number, take, done.transcript)
    if take.audio.endswith(".wav") and opened.pack(take):  # it was left before that was done
        opened.packed(turn.number, take.number)
    return done.transcript


def _known_facts(opened: OpenSession, take: Take) -> SoundFacts | None:
    """The sound facts of `take`; None where they are missing or damaged, to be found again."""
    try:
        return facts_of(opened.folder, take)
    except SessionDamaged:
        return None


def write_down_missing(opened: OpenSession, settings: Settings) -> int:
    """Write down what was recorded but has no transcript yet; how many takes that were."""
    missing = [
        (turn, take) for turn in opened.session.turns for take in turn.kept_takes if take.unwritten
    ]
    if missing:
        with contextlib.suppress(NoSpeech):
            write_down(opened, missing, settings)
        turns = opened.session.turns
        silent = sum(bool(turns[t.number - 1].take(take.number).no_speech) for t, take in missing)
        if silent < len(missing):
            talk(f"Wrote down {counted(len(missing) - silent, 'answer', 'answers')}.")
        if silent:
            recordings = counted(silent, "recording has", "recordings have")
            talk(f"{recordings} no speech.")
    return len(missing)


def listen_for_fillers(opened: OpenSession, wanted: list[TurnAndTake], settings: Settings) -> None:
    """Listen to these takes for fillers and keep the verbatim transcripts, one by one.

    Raises EngineMissing, CannotWrite, SessionDamaged.
    """
    question_set = opened.session.question_set
    fillers = language_of(settings.language or question_set.language).fillers
    unheard = [which for which in wanted if fillers.prompt and is_unheard(opened.folder, which[1])]
    if not unheard:
        return
    transcriber = transcriber_of(settings, question_set)
    with working(f"Loading Whisper {transcriber.model}"):
        transcriber.load()
    for turn, take in unheard:
        transcript, facts = original_of(opened.folder, take), facts_of(opened.folder, take)
        if transcript and facts:
            title = f"Listening for fillers in {turn.number}"
            with progress_bar(title, take.duration_s) as on_progress:
                heard = FillerPass(transcriber, fillers, on_progress)
                heard.add_rest(filler_pieces(opened.folder / take.audio, facts))
                heard.go_on()
            opened.add_transcript(turn.number, take, heard.verbatim(transcript))


def is_unheard(folder: Path, take: Take) -> bool:
    """Whether nobody has listened to a take for fillers yet. Raises SessionDamaged."""
    transcript = original_of(folder, take)
    return bool(transcript and transcript.words and not transcript.verbatim and take.facts)


@contextlib.contextmanager
def named_when_interrupted(opened: OpenSession, *others: type[BaseException]) -> Iterator[None]:
    """Add to an interruption, or to one of `others`, which session it leaves and how to go on.

    Nothing where it is complete, or has no take and leaves nothing.
    """
    errors: tuple[type[BaseException], ...] = (KeyboardInterrupt, *others)
    try:
        yield
    except errors as error:
        with contextlib.suppress(CannotWrite):  # as far as can be told
            end_open_takes(opened, EndedBy.INTERRUPTED)
        session = opened.session
        if session.waits and session.holds_sound:
            left = session.open_turns or session.unwritten  # none: it was to be answered once more
            then = "Go on: coach resume" if left else "Read it: coach show"
            error.add_note(f"Kept: {session.id}. {then} {session.id}")
        raise


@contextlib.contextmanager
def progress_bar(title: str, total_s: float | None) -> Iterator[Callable[[float], None]]:
    """A bar on stderr that is told the seconds done; nothing where stderr is no terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(30), TimeRemainingColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not sys.stderr.isatty()
    ) as progress:
        task = progress.add_task(title, total=total_s)
        yield lambda done_s: progress.update(task, completed=done_s)


@contextlib.contextmanager
def working(what: str) -> Iterator[None]:
    """Say what takes a moment, while it does; nothing where stderr is no terminal."""
    console = Console(stderr=True)
    if not console.is_terminal or console.is_dumb_terminal:
        yield
        return
    with console.status(what):
        yield
