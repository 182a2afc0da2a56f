"""`coach show`."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from coach.cli.completing import session_names
from coach.cli.kept import library_of
from coach.cli.options import json_option, settings_from
from coach.cli.output import hanging, print_json, result, talk
from coach.debrief.replies import replies_document
from coach.delivery.advised import NO_ADVICE, Advised, advice_in, with_advice
from coach.errors import SessionDamaged
from coach.formats import clock, counted, day_and_time, one_line, to_type
from coach.library.carrying import Misfit
from coach.library.documents import session_document
from coach.library.reading import KeptTake, sound_erased
from coach.library.records import Kind, Session, Take, Turn
from coach.library.texts import (
    EMPTIED,
    follow_up_title,
    is_emptied,
    misfit_sentence,
    take_title,
)
from coach.session.turns import turn_of
from coach.transcription.lines import TranscriptLine, reading_order, unclear_mark
from coach.transcription.ports import Transcript


@click.command("show")
@click.argument("session", default="last", shell_complete=session_names)
@click.argument("question", type=int, required=False)
@click.option("--original", is_flag=True, help="Show the text without your corrections.")
@json_option
def command(session: str, question: int | None, original: bool, **options: Any) -> None:
    """Read a session: each question, and each line of the answer with its number and its time.

    QUESTION is the number of a question in the session. To hear line N:
    coach replay SESSION QUESTION --line N. To hear the answer from a time on: --from 0:24
    """
    settings = settings_from(options)
    library = library_of(settings)
    found = whole = library.session(session)
    if question is not None:
        found = found.model_copy(update={"turns": (turn_of(found, question),)})
    folder = library.folder / found.id
    if settings.json_:
        document = session_document(folder, found, original=original)
        heard = {"listeners": replies_document(folder), "folder": str(folder)}
        print_json(with_advice(document, folder, whole) | heard)
        return
    advice = advice_in(folder, whole)
    result(f"{one_line(found.question_set.title)}, {day_and_time(found.started_at)}")
    result(one_line(str(folder)))
    for turn in found.turns:
        _show_turn(found, turn, folder, original, advice)
    if sys.stdout.isatty() and any(turn.answers for turn in found.turns):
        talk(f"\nCorrect a word: {to_type('correct', session, question or 'QUESTION')}")


def _show_turn(session: Session, turn: Turn, folder: Path, original: bool, advice: Advised) -> None:
    result()
    result(hanging(f"{turn.number}. ", turn.question.text))
    if turn.skipped:
        result("   Skipped.")
    elif not turn.kept_takes and session.kind is Kind.REAL:
        go_on = to_type("debrief", session.id)
        result(f"   Not told aloud. Read what you typed, or go on: {go_on}")
    elif turn.dropped and not turn.kept_takes:
        again = to_type("retake", session.id, turn.number)
        result(f"   Left out, to keep to the time. Answer it: {again}")
    elif not turn.kept_takes:
        result(f"   Not answered. Answer it: {to_type('resume', session.id)}")
    for take in turn.kept_takes:
        if asked := turn.follow_up_of(take):
            result(hanging("   ", follow_up_title(asked)))
        title = take_title(turn, take).lower()
        length = "" if take.duration_s is None else f", {clock(take.duration_s)}"
        result(f"   {title}{take.started_at:%H:%M}{length}")
        _show_take(session, KeptTake(folder, take), original)
        for line in advice.get((turn.number, take.number), NO_ADVICE).lines:
            result(hanging("   ", line))


def _show_take(session: Session, kept: KeptTake, original: bool) -> None:
    take = kept.record
    recording = kept.folder / take.audio
    if erased := sound_erased(take):
        result(f"   {erased}")
    elif not recording.is_file():
        result(f"   The recording {take.audio} is not there any more.")
    elif take.recorded and not recording.stat().st_size:
        result(f"   The recording {take.audio} is empty.")
    for sentence in kept.damage.sentences("The recording"):
        result(f"   {sentence}")
    try:
        transcript = kept.heard if original else kept.transcript
        trouble = kept.trouble_of_heard if original else kept.trouble
    except SessionDamaged:
        result(
            "   The words cannot be read. Write the answer down again: "
            + to_type("transcribe", session.id)
        )
        return
    for sentence in filter(None, (trouble, kept.remark)):
        result(hanging("   ", sentence))
    _show_words(session, take, transcript)
    if not original:
        with contextlib.suppress(SessionDamaged):  # `trouble`, printed above, already says so
            _show_misfits(session, kept.misfits)


def _show_words(session: Session, take: Take, transcript: Transcript | None) -> None:
    if transcript is None and not take.no_speech:
        result(f"   Not written down yet: {to_type('transcribe', session.id)}")
    elif is_emptied(take, transcript):
        result(f"   {EMPTIED}")
        result(f"   Read it: {to_type('show', session.id)} --original")
        result(f'   Put it back ("Correct the text"): {to_type("review", session.id)}')
    elif transcript is None or not (transcript.words or transcript.unclear):
        result("   No speech heard.")
    else:
        _show_lines(transcript)


def _show_misfits(session: Session, misfits: Sequence[Misfit]) -> None:
    if not misfits:
        return
    result(f"   {counted(len(misfits), 'correction fits', 'corrections fit')} no more:")
    for each in misfits:
        result(hanging(f"        {clock(each.start_s):>5}  ", misfit_sentence(each)))
    result(f'   Put in or leave out ("Correct the text"): {to_type("review", session.id)}')


def _show_lines(transcript: Transcript) -> None:
    number = 0
    for part in reading_order(transcript):
        if isinstance(part, TranscriptLine):
            number += 1
            result(hanging(f"   {number:>3}  {clock(part.start_s):>5}  ", part.text))
        else:
            result(hanging(f"        {clock(part.start_s):>5}  ", unclear_mark(part)))
