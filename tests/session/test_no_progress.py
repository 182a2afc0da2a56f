"""Long work that nobody watches."""

from __future__ import annotations

import pytest

from coach.session.progress import NoProgress


def test_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    progress = NoProgress()
    with progress.working("Loading"), progress.through("Writing", 3.0) as on_progress:
        on_progress(1.0)
    progress.tell("Written.")
    assert capsys.readouterr() == ("", "")
