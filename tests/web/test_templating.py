"""Templates are compiled once and kept; nothing depends on what is kept."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

RENDER = """
from coach.web.templating import rendered
told = {"title": "Gone", "message": "<It is gone.>", "hint": "", "bare": True}
print(rendered("error.html", root="/x", library="l", **told))
"""


def page(cache: Path) -> str:
    """A page, rendered by a program that keeps compiled templates below `cache`."""
    done = subprocess.run(
        [sys.executable, "-c", RENDER],
        env=os.environ | {"XDG_CACHE_HOME": str(cache)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_a_page_is_the_same_whatever_the_cache_holds(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = page(cache)
    assert "&lt;It is gone.&gt;" in first
    kept = [path for path in (cache / "spoken-coach" / "templates").iterdir() if path.is_file()]
    assert kept
    assert page(cache) == first
    for path in kept:
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2])
    assert page(cache) == first
    for path in kept:
        path.write_bytes(b"something else")
    assert page(cache) == first


def test_a_page_is_the_same_where_nothing_can_be_kept(tmp_path: Path) -> None:
    not_a_folder = tmp_path / "cache"
    not_a_folder.write_text("")
    assert page(not_a_folder) == page(tmp_path / "elsewhere")
