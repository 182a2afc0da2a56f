"""What others do to a library: a sync client's files, and a folder that gets another name."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from coach.errors import CannotWrite
from coach.library.library import Library
from coach.library.records import Kind
from tests.helpers.coach_program import coach_here, succeeded
from tests.helpers.kept_sessions import PLAIN, SET, TEAM, keep, recordings


def test_a_correction_that_comes_after_its_session_is_found(tmp_path: Path) -> None:
    folder = recordings() / keep([PLAIN])
    assert "forty" in succeeded(coach_here("search", "forty")).stdout
    elsewhere = tmp_path / "elsewhere" / folder.name
    shutil.copytree(folder, elsewhere)
    with Library(elsewhere.parent).open_session(folder.name) as opened:
        take = opened.session.turn(1).takes[0]
        opened.correct(1, take, 8, 9, "fifty")
    (edits,) = [
        each for each in elsewhere.glob("*/*") if not (folder / each.parts[-2] / each.name).exists()
    ]
    shutil.copy2(edits, folder / edits.parts[-2] / edits.name)
    assert "fifty" in succeeded(coach_here("search", "fifty")).stdout


def test_a_placeholder_of_no_bytes_hides_nothing_else() -> None:
    whole, hollow = keep([PLAIN]), keep([PLAIN])
    path = recordings() / hollow / "session.json"
    path.write_bytes(b"")
    library = Library(recordings())
    library.recover()
    listed = {each.id: each.session is not None for each in library.sessions()}
    assert listed == {whole: True, hollow: False}
    assert path.read_bytes() == b""


def test_copies_of_a_conflict_are_no_takes_and_no_sessions() -> None:
    folder = recordings() / keep([PLAIN])
    before = Library(recordings()).sessions()
    for file in [each for each in folder.rglob("*") if each.is_file()]:
        shutil.copy2(file, file.with_name(f"{file.stem} (conflicted copy){file.suffix}"))
    library = Library(recordings())
    library.recover()
    assert library.sessions() == before
    assert len(succeeded(coach_here("show", "last", "--json")).document["turns"]) == 1


def test_a_folder_that_is_renamed_while_it_is_open_is_told_and_keeps_its_sound() -> None:
    library = Library(recordings())
    elsewhere = recordings() / "renamed"

    def renamed_while_open() -> None:
        with library.new_session(Kind.PRACTICE, SET, [TEAM]) as opened:
            opened.take_in(1, [np.full(16_000, 0.25, np.float32)])
            opened.folder.rename(elsewhere)
            opened.asked(1)

    with pytest.raises(CannotWrite):
        renamed_while_open()
    library.recover()
    (listed,) = library.sessions()
    assert listed.session
    assert listed.session.turn(1).takes[0].duration_s == 1.0
