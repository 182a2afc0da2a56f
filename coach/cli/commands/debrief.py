"""`coach debrief`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from coach import wiring
from coach.cli.commands.debrief_listener import show_listeners, show_overall, take_in_reply
from coach.cli.completing import session_names
from coach.cli.delivered import lines_of_delivery, unsure_line
from coach.cli.front_end import runner_of_part
from coach.cli.hints import shown_path
from coach.cli.kept import library_of, tell_room
from coach.cli.keys import piped
from coach.cli.line_prompter import prompter_with
from coach.cli.named_files import FilePath
from coach.cli.options import listening_options, settings_from
from coach.cli.output import print_json, result, talk
from coach.cli.progress import answer_writer
from coach.cli.voice_input import VoiceInput
from coach.cli.voice_prompter import VoicePrompter
from coach.config import Settings
from coach.debrief.columns import columns_document
from coach.debrief.keeping import read_debrief
from coach.debrief.ports import Prompter
from coach.debrief.real import RealWalk
from coach.debrief.records import Telling
from coach.debrief.replies import replies_document, replies_of
from coach.debrief.walk import Walk, newest
from coach.delivery.findings import Delivery
from coach.errors import NoSpeech, PartMissing, SessionDamaged, WrongUse
from coach.formats import to_type
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.records import Kind, Take, Turn
from coach.session.importer import take_in_telling
from coach.session.telling import new_telling
from coach.session.turns import turn_of

_LISTENER_ALONE = "--listener goes with a SESSION at most, and with nothing else."
_REAL_ALONE = "--real begins a new session, so it takes no SESSION."


@click.command("debrief")
@click.argument("session", required=False, shell_complete=session_names)
@click.argument("question", type=int, required=False)
@click.option(
    "--real", is_flag=True, help="Tell of a real interview, meeting or chat you come from."
)
@click.option(
    "--from",
    "source",
    type=FilePath(),
    help="With --real: take the account from this audio file or text.",
)
@click.option(
    "--listener",
    type=FilePath(),
    metavar="FILE",
    help="Take in the file that a listener returned, or with - a pasted text.",
)
@listening_options
def command(
    session: str | None,
    question: int | None,
    real: bool,
    source: Path | None,
    listener: Path | None,
    **options: Any,
) -> None:
    """Listen back, and ask what each answer truly reflected, before you see words or figures.

    QUESTION is the number of a question in the session: you rate only that answer. With --real you
    tell of a real interview instead. The coach picks out the questions you were asked, and you go
    back to each. Every reply is kept at once. To go on later, name the SESSION. With --listener you
    take in what somebody else heard in your answers. --json prints what is kept so far.
    """
    settings = settings_from(options)
    library = library_of(settings)
    if listener is not None:
        if real or source is not None or question is not None:
            raise WrongUse(_LISTENER_ALONE, to_type("debrief", "--listener", listener))
        take_in_reply(library, session, listener, as_json=settings.json_)
        return
    if real:
        if session is not None:
            raise WrongUse(_REAL_ALONE, f"{to_type('debrief', session)}    coach debrief --real")
        _begin_real(library, settings, source)
        return
    if source is not None:
        raise WrongUse("--from goes with --real.", to_type("debrief", "--real", "--from", source))
    session_id = library.find(session or "last")
    if settings.json_:
        print_json(_document(library, session_id))
        return
    with library.open_session(session_id) as opened:
        if opened.session.kind is Kind.REAL:
            _go_on_real(library, settings, opened)
        else:
            _look_back(library, settings, opened, question)


def _document(library: Library, session_id: str) -> dict[str, Any]:
    """What is kept so far: ratings, what listeners returned, and both side by side."""
    folder = library.folder / session_id
    kept, replies = read_debrief(folder), replies_of(folder)
    columns = (
        columns_document(folder, library.session(session_id), kept, replies) if replies else []
    )
    heard = {"listeners": replies_document(folder), "columns": columns}
    return {"session": session_id} | kept.model_dump(mode="json") | heard


def _begin_real(library: Library, settings: Settings, source: Path | None) -> None:
    tell_room(library)
    with new_telling(library, settings) as opened:
        if source is not None:
            take_in_telling(opened, source, answer_writer(settings))
        _go_on_real(library, settings, opened)


def _go_on_real(library: Library, settings: Settings, opened: OpenSession) -> None:
    answer_writer(settings).write_missing(opened)  # what was being said when something broke
    with (
        _prompter(library, settings, opened) as (prompter, voice_input),
        _noting_how_to_go_on(opened),
    ):

        def hear(turn: Turn, prompt: str) -> Any:
            return voice_input.take(opened, turn, prompt)

        walk = RealWalk(opened, prompter, hear)
        finished = walk.through()
    if finished:
        opened.finish()
    elif walk.telling == Telling() and not opened.session.holds_sound:
        talk("Nothing was told, so nothing is kept.")
        return
    _tell_end(opened, finished, "All of it is told.")
    if walk.telling.set_name:
        talk(f"Be asked that again: {to_type('practice', walk.telling.set_name)}")


def _look_back(
    library: Library, settings: Settings, opened: OpenSession, question: int | None
) -> None:
    with (
        _prompter(library, settings, opened) as (prompter, voice_input),
        _noting_how_to_go_on(opened),
    ):

        def retake(turn: Turn) -> Take | None:
            before = opened.session.turn(turn.number).answers
            try:
                voice_input.converse(opened, turn)
            except (NoSpeech, PartMissing) as error:
                talk(f"{error.message} {error.hint}")
            after = opened.session.turn(turn.number).answers
            return after[-1] if len(after) > len(before) else None

        damaged: list[SessionDamaged] = []

        def tell(turn: Turn, damage: SessionDamaged) -> None:
            damaged.append(damage)
            talk(f"Answer {turn.number} cannot be played. {damage.message}")

        walk = Walk(opened, prompter, retake, _figures, tell)
        turns = walk.waiting() if question is None else [_answered(opened, question)]
        if not turns:
            _nothing_waits(opened)
            return
        finished = walk.through(turns, again=question is not None)
    if damaged and not walk.has_played:
        raise SessionDamaged("No answer could be played.", damaged[0].hint)
    if damaged:
        talk(damaged[0].hint)
    _tell_end(opened, finished, f"All {'that can be played' if damaged else 'of it'} is rated.")
    if finished:
        show_overall(opened)
        hear = to_type("delivery", opened.session.id, "QUESTION", "--play", "N")
        talk(f"Hear a moment above again: {hear}")
        talk("Keep your best sentences: coach vision build")


@contextlib.contextmanager
def _prompter(
    library: Library, settings: Settings, opened: OpenSession
) -> Iterator[tuple[Prompter, VoiceInput]]:
    """Where the person sits: at keys, a pipe, or with --hands-free in a conversation."""
    session, lines = opened.session, piped()
    holder = runner_of_part(settings, library, session.kind, lines=lines)
    with VoiceInput(holder, session.question_set) as voice_input:
        prompter = prompter_with(wiring.choose_speaker(settings.speaker), lines, voice_input.line)
        yield VoicePrompter(prompter, voice_input) if settings.hands_free else prompter, voice_input


@contextlib.contextmanager
def _noting_how_to_go_on(opened: OpenSession) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt as error:
        error.add_note(f"What was done is kept. Go on: {to_type('debrief', opened.session.id)}")
        raise


def _tell_end(opened: OpenSession, finished: bool, done: str) -> None:
    if finished:
        result(f"{done} Read it: {shown_path(opened.folder / 'debrief.md')}")
    else:
        talk(f"Kept. Go on: {to_type('debrief', opened.session.id)}")


def _figures(delivery: Delivery, target_s: int | None) -> Sequence[str]:
    lines = [*lines_of_delivery(delivery, target_s, 1), unsure_line(delivery)]
    return [line for line in lines if line]


def _answered(opened: OpenSession, question: int) -> Turn:
    """The question of that number. Raises WrongUse where it has no answer to look back at."""
    turn = turn_of(opened.session, question)
    if newest(turn) is None:
        raise WrongUse(
            f"Question {question} of {opened.session.id} has no answer with speech.",
            to_type("retake", opened.session.id, question),
        )
    return turn


def _nothing_waits(opened: OpenSession) -> None:
    session = opened.session
    if not session.answered:
        raise WrongUse(f"{session.id} has no answers with speech.", to_type("resume", session.id))
    show_listeners(opened)
    talk(f"Every answer is rated. One of them again: {to_type('debrief', session.id)} 1")
