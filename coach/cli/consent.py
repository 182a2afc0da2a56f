"""Asking before anything is downloaded."""

from __future__ import annotations

import sys

import click

from coach.config import Settings
from coach.transcription.models import AllowDownload, DownloadOffer


def allow_download(settings: Settings) -> AllowDownload:
    """Whoever names a model has asked for it; for any other download the person is asked."""

    def allowed(offer: DownloadOffer) -> bool:
        click.echo(
            f"{offer.what} is not on this machine. It is about {offer.size_mb} MB, "
            f"from {offer.source}.",
            err=True,
        )
        if settings.model is not None:
            click.echo("Downloading it, as --model asks.", err=True)
            return True
        if sys.stdin is None or not sys.stdin.isatty():
            return False
        return click.confirm("Download it now?", default=True, err=True)

    return allowed
