"""`coach delivery`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from coach import wiring
from coach.cli.completing import session_names
from coach.cli.delivered import lines_of_delivery, unsure_line
from coach.cli.kept import library_of
from coach.cli.options import playing_options, settings_from
from coach.cli.output import hanging, print_json, result, talk
from coach.cli.playing import Player
from coach.cli.progress import answer_writer
from coach.cli.selecting import take_of
from coach.config import Settings
from coach.delivery.advised import NO_ADVICE, TakeAdvice, advice_in
from coach.delivery.findings import Delivery
from coach.delivery.measuring import delivery_of_take
from coach.errors import CoachError, SessionDamaged, WrittenByNewer, WrongUse
from coach.formats import to_type
from coach.library.library import Library
from coach.library.reading import facts_of, transcript_of
from coach.library.records import Session, Take, Turn
from coach.library.texts import EMPTIED, follow_up_title, is_emptied
from coach.session.turns import turn_of
from coach.session.writing import is_unheard


@dataclass(frozen=True)
class Delivered:
    """A take and its figures. `first` is the number of the take's first moment.

    `emptied`: the person has deleted all words of the transcript, so no figure comes from words.
    """

    turn: Turn
    take: Take
    delivery: Delivery
    first: int
    emptied: bool
    advised: TakeAdvice


@click.command("delivery")
@click.argument("session", default="last", shell_complete=session_names)
@click.argument("question", type=int, required=False)
@click.option("--take", type=int, metavar="N", help="Take N instead of the newest one.")
@click.option("--sources", is_flag=True, help="Say where the figure of most speakers was read.")
@click.option("--play", type=int, metavar="N", help="Hear the moment with number N.")
@playing_options
def command(
    session: str,
    question: int | None,
    take: int | None,
    play: int | None,
    sources: bool,
    **options: Any,
) -> None:
    """See how you said the answers of a session: figures, with the words and moments behind them.

    QUESTION is the number of a question in the session. Each moment has a number. To hear moment N:
    coach delivery SESSION --play N
    """
    settings = settings_from(options)
    library = library_of(settings)
    found = library.session(session)
    if question is None and take is not None:
        raise WrongUse("--take needs a question.", f"{to_type('delivery', found.id)} 1 --take 1")
    chosen = _chosen(found, question, take)
    _listen(library, found, chosen, settings)
    found = library.session(found.id)
    folder = library.folder / found.id
    delivered = list(_delivered(folder, found, _chosen(found, question, take)))
    if play is not None:
        _play(delivered, play, Player(folder, wiring.loudspeaker(settings.speaker), settings.json_))
    elif settings.json_:
        print_json({"session": found.id, "takes": [_document(each) for each in delivered]})
    else:
        _show(found, delivered)
        if sources and (source := next(filter(None, map(_source, delivered)), "")):
            result(hanging("Most speakers: ", source))


def _chosen(session: Session, question: int | None, take: int | None) -> list[tuple[Turn, Take]]:
    """The take with that number, or the newest of each question and follow-up. Raises WrongUse."""
    if question is not None and take is not None:
        turn = turn_of(session, question)
        return [(turn, take_of(session, turn, take))]
    if question is not None:
        return _newest(session, turn_of(session, question))
    answered = [turn for turn in session.turns if turn.answers]
    if not answered:
        raise WrongUse(f"{session.id} has no answers with speech.", to_type("resume", session.id))
    return [each for turn in answered for each in _newest(session, turn)]


def _newest(session: Session, turn: Turn) -> list[tuple[Turn, Take]]:
    """The newest answer to the question, and to each follow-up to it. Raises WrongUse."""
    newest = {take.follow_up: take for take in turn.said if take.follow_up is not None}
    return [(turn, take_of(session, turn, None)), *((turn, take) for take in newest.values())]


def _listen(
    library: Library, session: Session, chosen: list[tuple[Turn, Take]], settings: Settings
) -> None:
    """Listen for fillers in those of the `chosen` takes where that has not been done yet."""
    folder = library.folder / session.id
    wanted = {(turn.number, take.number) for turn, take in chosen if _waits(folder, take)}
    if not wanted:
        return
    try:
        with library.open_session(session.id) as opened:
            takes = [
                (turn, take)
                for turn in opened.session.turns
                for take in turn.kept_takes
                if (turn.number, take.number) in wanted
            ]
            answer_writer(settings).listen_for_fillers(opened, takes)
    except CoachError as error:  # the other figures do not need it
        talk(f"Fillers cannot be counted now. {error.message}")


def _waits(folder: Path, take: Take) -> bool:
    """Whether a take can be listened to for fillers, and has not been yet."""
    try:
        return is_unheard(folder, take) and facts_of(folder, take) is not None
    except SessionDamaged:  # `_delivered` prints that where the figures would be
        return False


def _delivered(
    folder: Path, session: Session, chosen: list[tuple[Turn, Take]]
) -> Iterator[Delivered]:
    """The takes that can be read; the others are named.

    Raises SessionDamaged if none can be read.
    """
    first = 1
    damaged: list[SessionDamaged] = []
    advice = advice_in(folder, session)
    for turn, take in chosen:
        try:
            delivery = delivery_of_take(folder, turn, take)
        except SessionDamaged as damage:
            anew = f"Write it down anew: {to_type('transcribe', folder.name)}"
            hint = damage.hint if isinstance(damage, WrittenByNewer) else anew
            told = f"{turn.number}. cannot be read. {damage.message}"
            damaged.append(SessionDamaged(told, hint))
            continue
        if delivery is None:
            talk(f"{turn.number}. is not written down yet: {to_type('transcribe', folder.name)}")
            continue
        emptied = is_emptied(take, transcript_of(folder, take))
        advised = advice.get((turn.number, take.number), NO_ADVICE)
        yield Delivered(turn, take, delivery, first, emptied, advised)
        first += len(delivery.moments)
    if len(damaged) == len(chosen):
        raise damaged[0]
    for each in damaged:
        talk(each.message)
        talk(each.hint)


def _play(delivered: list[Delivered], number: int, player: Player) -> None:
    for each in delivered:
        moments = each.delivery.moments
        if each.first <= number < each.first + len(moments):
            player.play_part(each.turn, each.take, moments[number - each.first][1])
            return
    count = sum(len(each.delivery.moments) for each in delivered)
    raise WrongUse(
        f"There is no moment {number}; there are {count}.", to_type("delivery", player.folder.name)
    )


def _show(session: Session, delivered: list[Delivered]) -> None:
    for each in delivered:
        several = len(each.turn.kept_takes) > 1
        which = f" (take {each.take.number})" if several else ""
        asked = each.turn.follow_up_of(each.take)
        title = follow_up_title(asked) if asked else each.turn.question.text
        result(hanging(f"{each.turn.number}. ", title + which))
        if each.emptied:
            result(f"   {EMPTIED} Read it: {to_type('show', session.id)} --original")
        for line in each.advised.lines:
            result(hanging("   ", line))
        for line in lines_of_delivery(each.delivery, each.turn.target_s(each.take), each.first):
            result(line)
        unsure = unsure_line(each.delivery)
        if unsure:
            result(unsure)
        result()
    if any(each.delivery.moments and each.take.has_sound for each in delivered):
        talk(f"Hear a moment: {to_type('delivery', session.id)} --play N")


def _source(each: Delivered) -> str:
    """Where the usual pace was read."""
    pace = each.delivery.of("pace_with_pauses")
    return pace.band.source if pace and pace.band else ""


def _document(each: Delivered) -> dict[str, Any]:
    number = each.first
    findings = []
    for finding in each.delivery.findings:
        document = finding.model_dump(mode="json") | {"quote": finding.quote}
        for moment in document["moments"]:
            moment["number"] = number
            number += 1
        findings.append(document)
    return {
        "question": each.turn.number,
        "id": each.turn.question.id,
        "take": each.take.number,
        "follow_up": each.take.follow_up,
        "rules_version": each.delivery.rules_version,
        "advice": each.advised.advice.document,
        "advice_before": each.advised.tried_document,
        "findings": findings,
    }
