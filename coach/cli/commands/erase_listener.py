"""`coach erase SESSION --listener NAME`."""

from __future__ import annotations

from coach.cli.consent import said_yes
from coach.cli.keys import at_terminal
from coach.cli.output import print_json, talk
from coach.debrief.listener_keeping import erase_reply, reply_by
from coach.errors import WrongUse
from coach.formats import to_type
from coach.library.library import Library


def erase_listener(
    library: Library, session: str | None, listener: str, *, yes: bool, as_json: bool
) -> None:
    """Erase what a listener returned of a session, after asking.

    Raises WrongUse, SessionNotFound, SessionBusy, SessionDamaged, CannotWrite.
    """
    if session is None:
        raise WrongUse("Name the session.", to_type("erase", "SESSION", "--listener", listener))
    found = library.find(session)
    reply_by(library.folder / found, listener)  # before anybody is asked about nothing
    if not yes and not at_terminal():
        raise WrongUse(
            f"This would erase what {listener} heard for good.", "If you mean it, add --yes."
        )
    agreed = yes or said_yes(f"Erase what {listener} heard in {found} for good?")
    if agreed:
        with library.open_session(found) as opened:
            erase_reply(opened, listener)
    if as_json:
        print_json({"session": found, "listener": listener, "erased": agreed})
    else:
        talk(f"What {listener} heard is erased." if agreed else "Nothing was erased.")
