"""The workflow, the issue forms and the package's metadata are what their readers expect."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from coach import __version__

ROOT = Path(__file__).parent.parent
WORKFLOW = ROOT / ".github/workflows/ci.yml"
FORMS = ROOT / ".github/ISSUE_TEMPLATE"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", [WORKFLOW]),
        ("vendor.github-issue-forms", [FORMS / "bug.yml", FORMS / "idea.yml"]),
        ("vendor.github-issue-config", [FORMS / "config.yml"]),
    ],
)
def test_each_file_follows_its_schema(schema: str, files: list[Path]) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema]
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ci_runs_every_version_that_the_package_names() -> None:
    jobs = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]
    prefix = "Programming Language :: Python :: "
    named = [name.removeprefix(prefix) for name in PROJECT["classifiers"] if prefix in name]
    versions = [version for version in named if re.fullmatch(r"3\.\d+", version)]
    assert versions[0] == PROJECT["requires-python"].removeprefix(">=")
    for system, job in jobs.items():
        assert job["strategy"]["matrix"]["python"] == versions, system


def test_the_hooks_are_what_make_lint_runs() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    hooks = [hook["entry"].split() for repo in config["repos"] for hook in repo["hooks"]]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    lint = re.findall(r"^lint:\n((?:\t.+\n)+)", makefile, re.MULTILINE)[0]
    tools = re.findall(r"\$\(BIN\)/([\w-]+)", lint)
    assert [Path(entry[0]).name for entry in hooks] == tools


def test_the_version_is_in_one_place() -> None:
    assert "version" in PROJECT["dynamic"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)
