"""`coach export --for-listener`: the page that a listener hears and fills in."""

from __future__ import annotations

from coach.cli.output import talk
from coach.debrief.listener_file import listener_name
from coach.errors import SessionDamaged, WrongUse
from coach.formats import to_type
from coach.library.library import Library
from coach.library.records import Session


def check_listener(typed: str, format_: str, *, with_notes: bool) -> None:
    """Raise WrongUse or InvalidSetting where the options do not go with --for-listener."""
    name = listener_name(typed)
    if format_ != "html":
        again = to_type("export", "SESSION", "--format", "html", "--for-listener", name)
        raise WrongUse("A listener gets a page with sound.", again)
    if with_notes:
        raise WrongUse(
            "A listener hears your answers before they know what you think of them.",
            "Leave --with-notes out.",
        )


def page_for(
    library: Library, session: Session, typed: str, left_out: list[SessionDamaged]
) -> tuple[str, str]:
    """The name of the page's file, and the page. Raises SessionNotFound, SessionDamaged."""
    from coach.web.listener_page import listener_page  # loads the templates

    page = listener_page(library, session, listener_name(typed))
    left_out += page.left_out
    return page.file_name, page.text


def tell_how(typed: str) -> None:
    """Say what to do with the page."""
    name = listener_name(typed)
    talk(f"Give it to {name}. It has your voice; it sends nothing.")
    talk("The file that comes back: coach debrief --listener FILE")
