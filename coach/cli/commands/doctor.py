"""`coach doctor`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from coach.cli.consent import allow_download
from coach.cli.options import doctor_options, settings_from
from coach.cli.output import hanging, print_json, result, talk
from coach.cli.progress import TerminalProgress
from coach.session.examination import CheckResult, Examination, tried


@click.command("doctor")
@doctor_options
def command(**options: Any) -> None:
    """Try every part for real: voice, loudspeaker, microphone, Whisper, disk. Where a part fails,
    the doctor shows what to type.
    """
    settings = settings_from(options)
    examination = Examination(settings, allow_download(settings))
    findings = []
    for name, check in examination.checks():
        with TerminalProgress().working(f"Trying: {name}"):
            findings.append(tried(name, check))
        if not settings.json_:
            _show(findings[-1])
    if settings.json_:
        print_json([asdict(finding) for finding in findings])
    failed = [finding for finding in findings if not finding.ok]
    if failed:
        click.get_current_context().exit(max(finding.exit_code for finding in failed))
    talk("Everything works.")


def _show(finding: CheckResult) -> None:
    begin = "ok      " if finding.ok else "FAILED  "
    result(hanging(begin, f"{finding.check}: {finding.detail}"))
    if finding.hint:
        result(hanging(" " * len(begin), finding.hint))
