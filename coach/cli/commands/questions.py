"""`coach questions`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from coach.cli.completing import set_names
from coach.cli.groups import CommandGroup
from coach.cli.options import json_option, settings_from
from coach.cli.output import hanging, print_json, result, talk
from coach.config import Settings
from coach.errors import InvalidQuestionSet, InvalidSetting, WrongUse
from coach.formats import clock, counted, one_line, to_type
from coach.questions.catalogue import FoundQuestion, on_theme, says_words, themes_of, with_words
from coach.questions.finding import FoundSet, available_sets, find_set, readable_sets
from coach.questions.reading import read_set
from coach.questions.sets import QuestionSet
from coach.questions.warning import warnings_of
from coach.transcription.models import check_language


class _Questions(CommandGroup):
    """Loads what writes sets, which needs much, only where it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted([*super().list_commands(ctx), "add", "import", "new"])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; None if there is none."""
        if cmd_name in ("add", "new"):
            from coach.cli.commands import questions_own

            return questions_own.add_command if cmd_name == "add" else questions_own.new_command
        if cmd_name == "import":
            from coach.cli.commands import questions_import

            return questions_import.command
        return super().get_command(ctx, cmd_name)


@click.group("questions", cls=_Questions)
def command() -> None:
    """List, read, find, check and write questions, and make some from an advert or a CV."""


@command.command("list")
@click.option("--theme", metavar="THEME", help="List the questions on this theme, in all sets.")
@json_option
def list_sets(theme: str | None, **options: Any) -> None:
    """List all sets: the program's own, yours, and those in ./question_sets."""
    settings = settings_from(options)
    if theme:
        _print_questions(on_theme(readable_sets(), theme), settings)
        return
    found = available_sets()
    if settings.json_:
        print_json([_as_json(entry) for entry in found])
        return
    width = max((len(entry.name) for entry in found), default=0)
    for entry in found:
        if entry.question_set:
            number = len(entry.question_set.questions)
            count = f"{number:>2} {'question ' if number == 1 else 'questions'}"
            result(one_line(f"{entry.name:<{width}}  {count}  {entry.question_set.title}"))
        else:
            check = to_type("questions", "check", entry.path)
            result(one_line(f"{entry.name:<{width}}  cannot be read: {check}"))
    themes = ", ".join(themes_of(readable_sets()))
    talk(f"Themes: {themes}. The questions on one: coach questions list --theme people")


@command.command("find")
@click.argument("text", nargs=-1, required=True)
@json_option
def find(text: tuple[str, ...], **options: Any) -> None:
    """Find the questions that have all these words, in any form and in any coat."""
    settings = settings_from(options)
    wanted = " ".join(text)
    if not says_words(wanted):
        raise WrongUse("There is nothing to look for.", "coach questions find difficult customer")
    found = with_words(readable_sets(), wanted)
    _print_questions(found, settings)
    if not found and not settings.json_:
        talk(f"No question has that: {wanted}")


@command.command("show")
@click.argument("question_set", metavar="SET", shell_complete=set_names)
@json_option
def show_set(question_set: str, **options: Any) -> None:
    """Read a set: every question, worded for an interview, a meeting and a chat."""
    settings = settings_from(options)
    found = find_set(question_set)
    if settings.json_:
        print_json(found.model_dump(mode="json"))
    else:
        _show(found)


@command.command("check")
@click.argument("files", metavar="SET…", nargs=-1, required=True)
@json_option
def check_sets(files: tuple[str, ...], **options: Any) -> None:
    """Check sets: show line by line what to mend, and what would make them better."""
    settings = settings_from(options)
    problems: list[InvalidQuestionSet] = []
    rows: list[dict[str, Any]] = []
    for name in files:
        try:
            found = _checked(name)
        except InvalidQuestionSet as error:
            problems.append(error)
            row = {"set": name, "valid": False, "message": error.message}
            rows.append(row | {"mistakes": error.mistakes})
        else:
            warnings, count = warnings_of(found), len(found.questions)
            rows.append({"set": name, "valid": True, "questions": count, "warnings": warnings})
            if not settings.json_:
                _tell_checked(name, count, warnings)
    if settings.json_:
        print_json(rows)
    for problem in problems[:-1]:
        talk("\n".join(problem.mistakes))
    if problems:
        last = problems[-1]
        raise InvalidQuestionSet("\n".join(last.mistakes), last.hint, last.mistakes)


def _tell_checked(name: str, count: int, warnings: Sequence[str]) -> None:
    number = counted(count, "question", "questions")
    if not warnings:
        result(f"{name}: {number}, nothing to mend.")
        return
    result(f"{name}: {number} that can be asked. What would make them better:")
    for warning in warnings:
        result(f"  {warning}")


def _as_json(entry: FoundSet) -> dict[str, Any]:
    found = entry.question_set
    return {
        "name": entry.name,
        "path": str(entry.path),
        "title": found.title if found else None,
        "purpose": found.purpose if found else None,
        "questions": len(found.questions) if found else None,
        "themes": themes_of([found]) if found else None,
        "error": entry.error.message if entry.error else None,
    }


def _print_questions(found: Sequence[FoundQuestion], settings: Settings) -> None:
    if settings.json_:
        print_json([each.as_json() for each in found])
        return
    for name, of_set in groupby(found, key=lambda each: each.question_set.name):
        result(name)
        for each in of_set:
            result(hanging(f"  {each.question.id}  ", each.question.worded("interview")))


def _checked(name: str) -> QuestionSet:
    """The set with that name, or in the file with that path. Raises InvalidQuestionSet."""
    found = read_set(Path(name)) if Path(name).is_file() else find_set(name)
    try:
        check_language(found.language)
    except InvalidSetting as error:
        raise InvalidQuestionSet(f"{found.path}: language: {error.message}", error.hint) from error
    return found


def _show(found: QuestionSet) -> None:
    result(f"{found.title} ({found.language})")
    if found.purpose:
        result(found.purpose)
    result(str(found.path))
    for number, question in enumerate(found.questions, 1):
        result()
        result(f"{number}. {question.id} · {question.theme} · {clock(question.seconds)}")
        for coat, text in question.coats.items():
            result(f"   {coat:<9} {text}")
        result(f"   listen for: {'; '.join(question.listen_for)}")
        for follow_up in question.follow_ups:
            result(f"   then: {follow_up}")
