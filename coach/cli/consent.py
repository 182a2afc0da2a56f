"""Asking before anything is downloaded."""

from __future__ import annotations

import sys

import click

from coach.config import Settings
from coach.transcription.models import AllowDownload, DownloadOffer


def allow_download(settings: Settings) -> AllowDownload:
    """The function that decides about a download. A model that was typed is downloaded, and with
    --yes any other; else the person is asked, and without a terminal the answer is no.
    """

    def allowed(offer: DownloadOffer) -> bool:
        click.echo(
            f"{offer.what} is not on this machine. The download is about {offer.size_mb} MB, "
            f"from {offer.source}.",
            err=True,
        )
        if settings.model is not None:
            click.echo("Downloading it, because --model names it.", err=True)
            return True
        if settings.download:
            return True
        if sys.stdin is None or not sys.stdin.isatty():
            return False
        return click.confirm("Download it now?", default=True, err=True)

    return allowed
