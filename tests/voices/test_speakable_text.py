"""Text on its way to an engine."""

from __future__ import annotations

import pytest

from coach.voices.speakable import speakable


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Why?\n\n  Because.\t", "Why? Because."),
        ("Grüße, “Jürgen”!", "Grüße, “Jürgen”!"),
        ("a\0b", "a b"),
        ("x \ud800 y", "x y"),
        ("[[h@l'oU]]", "h@l'oU"),
        ("…", ""),
        ("", ""),
        ("日本語", "日本語"),
    ],
)
def test_one_clean_line(text: str, line: str) -> None:
    assert speakable(text) == line
