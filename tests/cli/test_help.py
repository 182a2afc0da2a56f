"""What the command line says about itself, and how little it loads to say it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from coach.cli.main import COMMANDS, group
from coach.paths import config_file
from tests.helpers.coach_program import coach, coach_here, refused, succeeded
from tests.helpers.kept_sessions import HEDGED, keep

EXPECTED_OPTIONS = {
    "practice": """--questions --only --shuffle --seed --coat --voice --rate --engine --model
        --language --device --speaker --vocabulary --quiet --plain --json --answers --pace
        --hands-free --silence --eyes-free --no-captions --no-follow-ups --probing --panel""",
    "mock": "--minutes --think --answer --strict --questions --hands-free --eyes-free --json",
    "plan": "--on --a-day --ics --force --forget --json",
    "demo": "--voice --rate --speaker --engine --model --quiet --plain --json",
    "resume": "--device --answers --model --json",
    "retake": "--device --answers --model --json",
    "sessions": "--json",
    "show": "--json",
    "replay": "--take --line --speaker --json",
    "transcribe": "--engine --model --language --vocabulary --json",
    "import": "--question --track --engine --model --json",
    "erase": "--all --yes --json",
    "review": "--port --no-browser --json",
    "devices": "--json",
    "models": "--engine --language --json",
    "doctor": "--device --speaker --voice --engine --model --json",
    "config": "--json",
}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    done = succeeded(coach_here(name, "--help"))
    assert f"coach {name}" in done.stdout
    options = set(EXPECTED_OPTIONS.get(name, "").split())
    missing = [option for option in options if f"{option} " not in f"{done.stdout} "]
    assert not missing, missing


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_and_the_command_agree(name: str) -> None:
    """The line in `coach --help` and the first paragraph of the command's own help say the same in
    other words: at least one word that matters is common."""
    listed = COMMANDS[name][1]
    command = group.get_command(click.Context(group), name)
    assert command is not None
    assert command.help
    assert _words(listed) & _words(command.help.split("\n\n")[0])
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


def test_help_lists_every_command_in_order() -> None:
    done = succeeded(coach("--help"))
    listed = done.stdout.split("Commands:")[1].split("\n")
    names = [line.split()[0] for line in listed if line.startswith("  ") and line[2] != " "]
    assert names == list(COMMANDS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sesions", "sessions"),
        ("delete", "erase"),
        ("help", "--help"),
        ("stories kep", "stories keep"),
        ("stories rename", "stories name"),
        ("vision bild", "vision build"),
        ("models delete", "models remove"),
        ("questions ad", "questions add"),
    ],
)
def test_a_mistyped_command_is_recognised(typed: str, meant: str) -> None:
    told = f'There is no command "coach {typed}". Did you mean: coach {meant}\n'
    refused(coach_here(*typed.split()), 2, told)


def test_what_is_like_no_command_is_refused() -> None:
    for typed in ("xyzzy", "stories xyzzy", "questions xyzzy"):
        refused(coach_here(*typed.split()), 2, f'There is no command "coach {typed}".\n')
    for typed in ("--sessions", "stories --sessions"):
        refused(coach_here(*typed.split()), 2, "No such option")


@pytest.mark.parametrize("same", ["practise practice", "stories practice practise"])
def test_a_command_is_found_by_its_other_spelling(same: str) -> None:
    *group, spelling, name = same.split()
    found, other = (coach_here(*group, each, "--help") for each in (name, spelling))
    assert succeeded(found).stdout == succeeded(other).stdout


@pytest.mark.parametrize("group", ["stories", "vision"])
def test_a_group_that_lists_by_itself_can_be_told_to(group: str) -> None:
    for options in ((), ("--json",)):
        plain, told = (coach_here(group, *more, *options) for more in ((), ("list",)))
        assert (told.returncode, told.stdout) == (plain.returncode, plain.stdout)
        assert "There is no command" not in told.stderr


def test_help_loads_nothing_but_click() -> None:
    program = (
        "import sys, json\n"
        "before = set(sys.modules)\n"
        "from coach.cli.main import main\n"
        "try:\n    main(['--help'])\n"
        "except SystemExit:\n    pass\n"
        "names = {name.split('.')[0] for name in set(sys.modules) - before}\n"
        "print(json.dumps(sorted(names)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(done.stderr.splitlines()[-1]))
    assert loaded - set(sys.stdlib_module_names) <= {"coach", "click"}


def completed(words: str) -> list[str]:
    """What bash is offered for the last of `words`."""
    typed = words.split(" ")
    env = {
        **os.environ,
        "_COACH_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(typed) - 1),
    }
    done = coach_here(env=env)
    return [line.partition(",")[2] for line in done.stdout.splitlines() if line]


def test_commands_sessions_and_sets_are_completed(tmp_path: Path) -> None:
    first, second = keep([HEDGED]), keep([HEDGED])
    assert completed("coach sho") == ["show"]
    assert "practice" in completed("coach p")
    assert completed("coach show ") == ["last", second, first]
    assert completed("coach show 20") == [second, first]
    assert completed(f"coach --recordings {tmp_path} show ") == ["last"]
    assert completed("coach practice scr") == ["screening"]
    assert completed("coach questions show scr") == ["screening"]
    assert completed("coach practice ./q") == ["./q"]
    config_file().parent.mkdir(parents=True, exist_ok=True)
    config_file().write_text("voice = 3")
    assert completed("coach show ") == []


def test_version() -> None:
    from coach import __version__

    assert succeeded(coach("--version")).stdout.strip() == f"coach, version {__version__}"


def test_settings_are_shown_with_where_they_come_from() -> None:
    env = {**os.environ, "COACH_VOICE": "none"}
    document = succeeded(coach("config", "--json", env=env)).document
    assert document["settings"]["voice"] == {"value": "none", "source": "environment"}
    assert document["settings"]["engine"] == {"value": "auto", "source": "default"}
    assert document["settings"]["recordings"]["value"] == os.environ["COACH_RECORDINGS"]
    elsewhere = succeeded(coach("--recordings", "/elsewhere", "config", "--json")).document
    assert elsewhere["settings"]["recordings"]["source"] == "command line"
    assert elsewhere["settings"]["recordings"]["value"] == "/elsewhere"
    shown = succeeded(coach("config", env=env)).stdout
    assert document["file"] in shown
    rows = [line for line in shown.splitlines() if line.endswith(" default")]
    assert len({line.rindex(" default") for line in rows if len(line) < 60}) == 1


def _words(text: str) -> set[str]:
    return {word.strip(".,;:").lower()[:5] for word in text.split() if len(word) > 3}
