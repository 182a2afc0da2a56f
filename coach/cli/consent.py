"""Asking before anything is downloaded or deleted."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from coach.cli.keys import at_terminal
from coach.cli.output import talk
from coach.config import Settings
from coach.errors import WrongUse
from coach.state import remember, remembered
from coach.transcription.models import AllowDownload, DownloadOffer

_SENT_TO = "recordings_sent_to"
_REPLIES = {"y": True, "yes": True, "n": False, "no": False}


def allow_download(settings: Settings) -> AllowDownload:
    """The function that decides about a download. A model that was typed is downloaded, and with
    --yes any other; else the person is asked, and without a terminal the answer is no.
    """

    def allowed(offer: DownloadOffer) -> bool:
        _tell(offer)
        for option, model in (("model", settings.model), ("final-model", settings.final_model)):
            if model is not None and offer.what.endswith(f" {model}"):
                click.echo(f"Downloading it, because --{option} names it.", err=True)
                return True
        if settings.download:
            return True
        if not at_terminal():
            return False
        return said_yes("Download it now?", default=True)

    return allowed


def ask_to_download(*, yes: bool) -> AllowDownload:
    """The function that decides about a download that was asked for: with `yes` at once.

    It raises WrongUse where nobody can be asked.
    """

    def allowed(offer: DownloadOffer) -> bool:
        _tell(offer)
        return yes or agreed("Download it now?")

    return allowed


def ask_to_send(hosts: Sequence[str], *, yes: bool) -> None:
    """Name the machines that recordings go to, and ask, the first time. Raises WrongUse."""
    told = f"Your recordings go to the machines of the cluster: {', '.join(hosts)}."
    known = remembered(_SENT_TO)
    known = [each for each in known if isinstance(each, str)] if isinstance(known, list) else []
    talk(told)
    if yes or set(hosts) <= set(known):
        return
    if not agreed("Send them there?"):
        raise WrongUse("Nothing was sent.", "coach transcribe --all --jobs 2")
    remember(_SENT_TO, sorted({*known, *hosts}))


def agreed(question: str) -> bool:
    """Whether the person says yes; anything else, and the end of the input, is no.

    Raises WrongUse without a terminal to ask at.
    """
    if not at_terminal():
        raise WrongUse(f"{question} Nobody can be asked here.", "If you mean it, add --yes.")
    return said_yes(question)


def said_yes(question: str, *, default: bool = False) -> bool:
    """Ask at the terminal, where there is one. Enter is the `default`, and Ctrl-D is no."""
    return bool(reply_to(question, default=default))


def reply_to(question: str, *, default: bool) -> bool | None:
    """Yes or no; Enter is the `default`. None where the input ended, as with Ctrl-D: it is for
    who asks to do nothing then. (`click.confirm` would take Ctrl-D for Ctrl-C.)
    """
    keys = "Y/n" if default else "y/N"
    while True:
        click.echo(f"{question} [{keys}]: ", nl=False, err=True)
        typed = sys.stdin.readline()
        if not typed:
            talk()
            return None
        reply = typed.strip().lower()
        if reply in _REPLIES:
            return _REPLIES[reply]
        if not reply:
            return default


def _tell(offer: DownloadOffer) -> None:
    talk(
        f"{offer.what} is not on this machine. The download is about {offer.size_mb} MB, "
        f"from {offer.source}."
    )
