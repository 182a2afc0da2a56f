"""Offers at the start of a command, questions of a real interview and discarded answers; and after
the first session, a better Whisper model.
"""

from __future__ import annotations

import sys
from datetime import date

from coach.cli.consent import reply_to, said_yes
from coach.cli.front_end import machine_models
from coach.cli.interruption import go_on
from coach.cli.keys import at_terminal
from coach.cli.output import talk
from coach.config import Settings
from coach.errors import CoachError
from coach.formats import clock, to_type
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.records import Session, Take, Turn
from coach.questions.sets import QuestionSet
from coach.session.machine_models import MachineModels
from coach.session.questions import asked_lately
from coach.state import remember, remembered
from coach.stories.candidates import candidates_in
from coach.transcription.models import DownloadOffer
from coach.transcription.speeds import kept_speed

_MODEL_OFFERED = "model_offered"  # the best model was offered once


def offer_asked(library: Library, settings: Settings) -> QuestionSet | None:
    """The newest set of questions from a real interview, if the person wants to practise it.

    A set that was practised is not offered again. Without a terminal to ask at, the set is only
    named.
    """
    found = asked_lately(library, date.today())
    if found is None:
        return None
    question_set, count = found.question_set, len(found.question_set.questions)
    by_voice = settings.hands_free or settings.eyes_free
    if settings.json_ or settings.answers or by_voice or not at_terminal():
        talk(f"{found.news} Practise that: {to_type('practice', question_set.name)}")
        return None
    which = f"those {count}" if count > 1 else "that"
    wanted = said_yes(f"{found.news} Shall we take {which} again?", default=True)
    return question_set if wanted else None


def offer_story(library: Library, session: Session, settings: Settings) -> None:
    """Tell how to keep an answer that sounds like a story."""
    if settings.json_ or settings.quiet:
        return
    for each in candidates_in(library, session)[:1]:
        number = each.turn.number
        talk(
            f"Answer {number} sounds like a story. Keep it: "
            + to_type("stories", "keep", "last", number, "--name", "A NAME")
        )


def offer_back(opened: OpenSession) -> None:
    """Ask whether to keep answers that were skipped or started over before a session broke off.

    Answers the person does not want are deleted. Where they do not say, or cannot be asked, the
    answers wait.
    """
    for turn in opened.session.turns:
        for take in turn.takes:
            if take.restorable:
                _offer_take_back(opened, turn, take)


def _offer_take_back(opened: OpenSession, turn: Turn, take: Take) -> None:
    how = "skipped" if turn.skipped else "started over"
    what = f"You {how} question {turn.number} after {clock(take.duration_s or 0.0)}."
    if not at_terminal():
        talk(f"{what} To bring that back, type coach resume at a terminal.")
        return
    wanted = reply_to(f"{what} Bring that back?", default=True)
    if wanted:
        opened.restore(turn.number, take)
    elif wanted is False:
        opened.delete_takes([take])


def offer_model(settings: Settings, language: str) -> None:
    """Offer the best Whisper model that this machine could carry, once for all sessions.

    That is asked after a session: what has to be measured for it must not keep anybody waiting for
    a question. Never where nobody can answer, nor where a model was named.
    """
    by_voice = settings.hands_free or settings.eyes_free
    prepared = settings.json_ or settings.quiet or settings.answers or by_voice
    named = settings.model or settings.final_model
    if prepared or named or remembered(_MODEL_OFFERED):
        return
    if not (at_terminal() and sys.stderr and sys.stderr.isatty()):  # where the question is shown
        return
    models = machine_models(settings, language)
    try:
        here = models.here()
        is_asked = any(kept_speed(model) is None for model in here)
        if is_asked:
            talk(
                "Once only: would a better Whisper model suit this machine? Ctrl-C leaves that out."
            )
        speeds = models.speeds(here)
        name = models.best_to_get(here, speeds)
        if name or is_asked:
            used = models.roles(here, speeds).kept.model
            _offer(models, name, used) if name else talk(f"No: {used} suits it best.")
    except CoachError as error:  # the session is over and kept, whatever happens here
        talk(f"{error.message} {error.hint}".strip())
    except KeyboardInterrupt:
        go_on()
        talk("Left out. See it whenever you like: coach models")


def _offer(models: MachineModels, name: str, used: str) -> None:
    """Ask whether to get the model `name`, which would be better than the one `used` now.

    Raises EngineMissing.
    """
    said_no = False

    def allowed(offer: DownloadOffer) -> bool:
        nonlocal said_no
        remember(_MODEL_OFFERED, name)
        said_no = not said_yes(
            f"{offer.what} ({offer.size_mb} MB from {offer.source}) would get more of your words "
            f"right than {used}, and this machine can carry it. Download it now?"
        )
        return not said_no

    try:
        models.get(name, allowed)
    except CoachError:
        if not said_no:
            raise
        talk(f"If you want it later: {to_type('models', 'get', name)}")
    else:
        again = to_type("transcribe", "last", "--model", name)
        talk(f"Write the session down again with it: {again}")
