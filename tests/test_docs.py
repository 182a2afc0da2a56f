"""What the docs say exists: commands with their options, links, files, classes, events, layers."""

from __future__ import annotations

import ast
import dataclasses
import re
import shlex
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from coach import __version__
from coach.cli.main import COMMANDS, group
from coach.config import FIELD_OF
from coach.errors import CoachError
from coach.session.documents import DOCUMENTED

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("recordings/*.md")])
DOCS = {page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8") for page in PAGES}
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
# Before a command there may be a prompt, variables, or the folder of the environment.
COMMAND = re.compile(r"(?:^|&& )(?:\$ )?(?:[A-Z_]+=\S+ )*(?:\S*[/\\])?(coach [^&|>]*)")
IN_THE_REPOSITORY = re.compile(
    r"(?:coach|tests|docs|question_sets|\.github|\.ci)/[\w./-]*"
    r"|(?:pyproject\.toml|constraints\.txt|Makefile|CHANGELOG\.md|LICENSE)"
)
PLACEHOLDERS = dict.fromkeys(("N", "LINE", "QUESTION"), "1") | {"M:SS": "0:24"}
# What CONTRIBUTING tells to make.
MADE_UP = ("coach/transcription/toy_engine.py", "coach/delivery/languages/CODE.toml")


def code_of(text: str) -> Iterator[str]:
    """The lines of all code in a page: blocks, and what stands in backticks."""
    for _, block in FENCED.findall(text):
        yield from block.splitlines()
    for inline in INLINE.findall(FENCED.sub("", text)):
        yield " ".join(inline.split())


def commands_in(text: str) -> set[str]:
    """Every `coach …` in code, comments and columns taken apart."""
    found = set()
    for line in code_of(text):
        for column in re.split(r"\s{2,}", line.split("  #")[0].split(" # ")[0]):
            for command in COMMAND.findall(column):
                found.add(command.replace("…", "").strip())
    return found - {"coach COMMAND --help"}


SHOWN = sorted({(page, command) for page, text in DOCS.items() for command in commands_in(text)})


def found(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that `words` begin with, and what comes after its name."""
    command: click.Command = group
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        child = command.get_command(click.Context(command), words[0])
        assert child is not None, f"no command {words[0]!r}"
        command, words = child, words[1:]
    return command, words


@cache
def all_commands() -> dict[str, click.Command]:
    """Every command and subcommand, by what is typed."""
    every: dict[str, click.Command] = {}
    for name in COMMANDS:
        command, _ = found([name])
        every[name] = command
        if isinstance(command, click.Group):
            every |= {f"{name} {child}": each for child, each in command.commands.items()}
    return every


@pytest.mark.parametrize(("page", "command"), SHOWN)
def test_every_command_parses(page: str, command: str) -> None:
    words = [PLACEHOLDERS.get(word, word) for word in shlex.split(command)[1:]]
    click_command, rest = found(words)
    if isinstance(click_command, click.Group) and not rest:
        return
    try:
        click_command.make_context(click_command.name, rest).close()
    except click.MissingParameter:
        pass  # it is only named, or shortened
    except click.exceptions.Exit:
        pass  # --help, --version


def test_every_command_is_shown() -> None:
    shown = {command for _, command in SHOWN}
    typed = {" ".join(shlex.split(command)[1:]) for command in shown}
    missing = [name for name in all_commands() if not any(_begins(one, name) for one in typed)]
    assert not missing


def _begins(typed: str, name: str) -> bool:
    return typed == name or typed.startswith(f"{name} ")


def test_every_option_is_explained_in_the_docs() -> None:
    docs = "\n".join(text for page, text in DOCS.items() if page.startswith(("docs/", "README")))
    options = {
        name
        for command in all_commands().values()
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for name in parameter.opts
        if name.startswith("--")
    }
    # `-o` is explained; `--output` is the same.
    missing = [name for name in sorted(options) if not re.search(rf"{name}\b(?!-)", docs)]
    assert missing == ["--output"]


@pytest.mark.parametrize("page", DOCS)
def test_every_link_leads_somewhere(page: str) -> None:
    for target in LINK.findall(FENCED.sub("", DOCS[page])):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        file = (ROOT / page).parent / path if path else ROOT / page
        assert file.exists(), target
        if anchor:
            name = file.resolve().relative_to(ROOT).as_posix()
            assert anchor in anchors(DOCS[name]), target


def anchors(text: str) -> set[str]:
    """The anchors that GitHub gives the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", text), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }


def test_the_guide_lists_its_sections_in_their_order() -> None:
    guide = FENCED.sub("", DOCS["docs/guide.md"])
    listed = re.findall(r"^- \[([^]]+)\]\(#", guide, re.MULTILINE)
    assert listed == re.findall(r"^## (.+)$", guide, re.MULTILINE)


@pytest.mark.parametrize("page", DOCS)
def test_no_block_of_code_is_empty(page: str) -> None:
    assert all(block.strip() for _, block in FENCED.findall(DOCS[page]))


def test_every_page_is_linked_from_the_readme() -> None:
    linked = {target.partition("#")[0] for target in LINK.findall(DOCS["README.md"])}
    assert {page for page in DOCS if page.startswith("docs/")} <= linked
    assert {"CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"} <= linked


@pytest.mark.parametrize("page", DOCS)
def test_every_file_that_is_named_exists(page: str) -> None:
    named = {path for line in code_of(DOCS[page]) for path in IN_THE_REPOSITORY.findall(line)}
    missing = [path for path in sorted(named - set(MADE_UP)) if not (ROOT / path).exists()]
    assert not missing


ARCHITECTURE = DOCS["docs/architecture.md"]
# `Class` … `coach/a/module.py`, in prose in brackets, or in a row of the glossary.
IN_PROSE = re.compile(r"`([A-Z]\w+)`\s+(?:\(|in )`?(coach/[\w/]+\.py)`?")
IN_A_ROW = re.compile(r"^\| `([A-Z]\w+)` \| `(coach/[\w/]+\.py)` \|", re.MULTILINE)
CLASSES = sorted({*IN_PROSE.findall(ARCHITECTURE), *IN_A_ROW.findall(ARCHITECTURE)})


def test_the_glossary_is_there() -> None:
    assert len(IN_A_ROW.findall(ARCHITECTURE)) > 40


@pytest.mark.parametrize(("name", "module"), CLASSES)
def test_every_class_is_where_the_architecture_says(name: str, module: str) -> None:
    assert name in names_in(ROOT / module)


def names_in(file: Path) -> set[str]:
    """The classes that a module defines, and the names that it gives a value."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    classes = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    assigned = (node.targets for node in tree.body if isinstance(node, ast.Assign))
    return classes | {
        target.id for each in assigned for target in each if isinstance(target, ast.Name)
    }


@pytest.mark.parametrize("page", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_every_class_that_is_named_exists(page: str) -> None:
    defined = {name for file in ROOT.glob("coach/**/*.py") for name in names_in(file)}
    tests = {
        name
        for file in ROOT.glob("tests/**/*.py")
        for name in re.findall(r"^class (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    prose = FENCED.sub("", DOCS[page])
    named = set(re.findall(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)+)`", prose))
    assert named <= defined | tests


def test_every_benchmark_is_run_with_the_others() -> None:
    folder = ROOT / "tests" / "benchmarks"
    together = (folder / "all.py").read_text(encoding="utf-8")
    run = set(re.findall(r"^    \(\"(\w+)\",", together, re.MULTILINE))
    files = [file for file in folder.glob("*.py") if file.name != "all.py"]
    assert run == {file.stem for file in files if "def main" in file.read_text(encoding="utf-8")}


def test_the_layers_are_those_of_import_linter() -> None:
    (told,) = [block for language, block in FENCED.findall(ARCHITECTURE) if language == "layers"]
    (contract,) = [
        each for each in PYPROJECT["tool"]["importlinter"]["contracts"] if each["type"] == "layers"
    ]
    assert told.splitlines() == contract["layers"]


def test_every_package_and_module_at_the_top_is_described() -> None:
    described = set(re.findall(r"`(coach/\w+(?:/|\.py))`", ARCHITECTURE))
    packages = {f"coach/{path.parent.name}/" for path in ROOT.glob("coach/*/__init__.py")}
    modules = {f"coach/{path.name}" for path in ROOT.glob("coach/[a-z]*.py")}
    assert packages | modules <= described


def test_every_event_is_described_with_its_fields() -> None:
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\| (.*) \|$", DOCS["docs/scripting.md"], re.MULTILINE)
    fields = {name: re.sub(r"\([^)]*\)", "", listed) for name, listed in rows}
    for event in DOCUMENTED:
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", event.__name__).lower()
        own = [field.name for field in dataclasses.fields(event) if field.name != "at_s"]
        assert INLINE.findall(fields[name]) == own, name


def test_every_exit_code_is_described() -> None:
    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", DOCS["docs/scripting.md"], re.M)}
    assert codes == {0, 130} | {error.exit_code for error in _errors(CoachError)}


def _errors(error: type[CoachError]) -> Iterator[type[CoachError]]:
    yield error
    for child in error.__subclasses__():
        yield from _errors(child)


def test_every_variable_that_is_named_is_a_setting() -> None:
    named = {name for text in DOCS.values() for name in re.findall(r"COACH_([A-Z_]+)", text)}
    assert {name.lower() for name in named} <= {*FIELD_OF, "config", "traceback", "complete"}


def test_every_make_target_and_extra_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    extras = set(PYPROJECT["project"]["optional-dependencies"])
    for page, text in DOCS.items():
        code = "\n".join(code_of(text))
        assert set(re.findall(r"\bmake ([a-z-]+)", code)) <= targets, page
        for named in re.findall(r"(?:\.|spoken-coach)\[([a-z,]+)\]", code):
            assert set(named.split(",")) <= extras, page


def test_the_newest_release_of_the_changelog_is_this_one() -> None:
    newest = re.findall(r"^## (\S+)", DOCS["CHANGELOG.md"], re.MULTILINE)[0]
    assert newest in (__version__, "Unreleased")
