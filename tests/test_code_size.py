"""The size of modules and functions: short enough to be read at one go."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "coach"
MOST_LINES = 300
SHORT_FUNCTION_LINES = 20


def test_no_module_is_too_long() -> None:
    lengths = {
        path.relative_to(PACKAGE).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in PACKAGE.rglob("*.py")
    }
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def test_nine_functions_in_ten_are_short() -> None:
    lengths = [
        (function.end_lineno or 0) - function.lineno + 1
        for path in PACKAGE.rglob("*.py")
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert sum(length <= SHORT_FUNCTION_LINES for length in lengths) / len(lengths) >= 0.9
