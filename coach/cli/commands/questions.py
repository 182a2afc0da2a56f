"""`coach questions`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from coach.cli.commands import questions_import
from coach.cli.completing import set_names
from coach.cli.options import json_option, settings_from
from coach.cli.output import print_json, result, talk
from coach.errors import InvalidQuestionSet, InvalidSetting
from coach.formats import clock
from coach.questions.finding import available_sets, find_set
from coach.questions.reading import read_set
from coach.questions.sets import COATS, QuestionSet
from coach.transcription.models import check_language


@click.group("questions")
def command() -> None:
    """List, read and check question sets, and make your own from an advert or a CV."""


command.add_command(questions_import.command)


@command.command("list")
@json_option
def list_sets(**options: Any) -> None:
    """List all sets: the program's own, yours, and those in ./question_sets."""
    settings = settings_from(options)
    found = available_sets()
    if settings.json_:
        print_json(
            [
                {
                    "name": entry.name,
                    "path": str(entry.path),
                    "title": entry.question_set.title if entry.question_set else None,
                    "purpose": entry.question_set.purpose if entry.question_set else None,
                    "questions": len(entry.question_set.questions) if entry.question_set else None,
                    "error": entry.error.message if entry.error else None,
                }
                for entry in found
            ]
        )
        return
    width = max((len(entry.name) for entry in found), default=0)
    for entry in found:
        if entry.question_set:
            count = len(entry.question_set.questions)
            result(f"{entry.name:<{width}}  {count:>2} questions  {entry.question_set.title}")
        else:
            result(f"{entry.name:<{width}}  cannot be read: coach questions check {entry.path}")


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
    """Check sets, and show line by line what to mend."""
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
            rows.append({"set": name, "valid": True, "questions": len(found.questions)})
            if not settings.json_:
                result(f"{name}: {len(found.questions)} questions, nothing to mend.")
    if settings.json_:
        print_json(rows)
    for problem in problems[:-1]:
        talk("\n".join(problem.mistakes))
    if problems:
        last = problems[-1]
        raise InvalidQuestionSet("\n".join(last.mistakes), last.hint, last.mistakes)


def _checked(name: str) -> QuestionSet:
    """The set with that name, or in the file with that path. Raises InvalidQuestionSet."""
    found = read_set(Path(name)) if Path(name).exists() else find_set(name)
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
        for coat in COATS:
            result(f"   {coat:<9} {question.worded(coat)}")
        result(f"   listen for: {'; '.join(question.listen_for)}")
        for follow_up in question.follow_ups:
            result(f"   then: {follow_up}")
