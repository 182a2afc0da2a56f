"""`coach drill`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from coach import wiring
from coach.audio.ports import Speaker
from coach.cli.completing import session_names
from coach.cli.front_end import runner_of_part
from coach.cli.kept import library_of
from coach.cli.options import listening_options, settings_from
from coach.cli.output import hanging, result, talk
from coach.cli.playing import heard_out
from coach.delivery.findings import Moment
from coach.errors import NoSpeech, SessionDamaged
from coach.formats import to_type
from coach.library.library import Library
from coach.library.reading import sound_of
from coach.library.records import Kind
from coach.session.own_questions import DRILL_SET, to_drill
from coach.session.runner import SessionRunner
from coach.vision.building import sound
from coach.vision.drilling import SETTING, Hedged, hedged, still_hedged
from coach.vision.records import Section


@click.command("drill")
@click.argument("session", required=False, shell_complete=session_names)
@listening_options
@click.pass_context
def command(ctx: click.Context, /, session: str | None, **options: Any) -> None:
    """Hear a hedged sentence about what you want, and say it once more, without the hedge.

    The coach plays your newest hedged sentence. You say it again in one sentence, and hear both.
    With SESSION the sentence comes from that session.
    """
    settings = settings_from(options)
    library = library_of(settings)
    found = next(hedged(library, library.find(session) if session else None), None)
    if found is None:
        library.find(session or "last")  # says where there is no session at all
        talk("No hedge was found in what you said you want. Hedges elsewhere: coach delivery last")
        return
    speaker = wiring.choose_speaker(settings.speaker)
    say = talk if settings.json_ else result  # with --json stdout has the events, and nothing else
    say(hanging("  ", f'"{found.said.sentence.text}"'))
    _hear(found, library, speaker)
    sitting = runner_of_part(settings, library, Kind.DRILL, notes={SETTING: found.source})
    drilled = _say_it(found, sitting)
    again = still_hedged(library, drilled) if drilled else None
    if drilled is None or again is None:
        talk("Once more: coach drill")  # the screen already shows that no speech was heard
        ctx.exit(0 if drilled else NoSpeech.exit_code)
    take, hedges = again
    say(hanging("", _found_now(hedges)))
    _hear(found, library, speaker)
    heard_out(sound_of(library.folder / drilled, take), speaker)
    if hedges == ():  # and not where nobody can tell
        build = to_type("vision", "build", "--section", Section.AMBITION.value)
        talk(f"Pick it for your vision: {build}")
    talk(f"Both are kept. The next one: coach drill    Read it: {to_type('show', drilled)}")


def _found_now(hedges: Sequence[Moment] | None) -> str:
    if hedges is None:
        return "Whether there is a hedge in it now cannot be told. Before, and after:"
    if not hedges:
        return "No hedge was found in it now. Before, and after:"
    return "Still hedged: " + "; ".join(f'"{each.quote}"' for each in hedges)


def _hear(found: Hedged, library: Library, speaker: Speaker) -> None:
    """Play the hedged sentence, or say why it can only be read: its sound may be erased."""
    try:
        heard_out(sound(library, found.said), speaker)
    except SessionDamaged as damage:
        talk(damage.message)


def _say_it(found: Hedged, sitting: SessionRunner) -> str | None:
    """Have the sentence said once more. The id of the new session; None if no word was said."""
    try:
        session = sitting.begin(DRILL_SET, [to_drill(found)])
    except NoSpeech as error:
        talk(error.message)
        return None
    return session.id if session.answered else None
