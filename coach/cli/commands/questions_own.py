"""`coach questions add` and `coach questions new`: questions of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from coach.cli.completing import set_names
from coach.cli.keys import at_terminal
from coach.cli.options import json_option, settings_from
from coach.cli.output import fitted_prompt, print_json, result, talk
from coach.cli.typed_lines import typed_line
from coach.errors import InvalidQuestionSet, WrongUse
from coach.formats import counted, to_type
from coach.questions.finding import path_of_set
from coach.questions.naming import short_name, title_of
from coach.questions.warning import warnings_about
from coach.questions.writing import NewQuestion
from coach.session.set_files import AddedTo, add_question, file_of_own_set

_QUESTION = "A question, as in an interview (Enter: that was all)"


@click.command("add")
@click.argument("question_set", metavar="SET", shell_complete=set_names)
@click.argument("question", nargs=-1, required=True)
@click.option("--meeting", metavar="TEXT", default="", help="The question as in a meeting.")
@click.option("--chat", metavar="TEXT", default="", help="The question as over coffee.")
@click.option("--theme", metavar="THEME", default="", help="The theme of the question.")
@json_option
def add_command(
    question_set: str,
    question: tuple[str, ...],
    meeting: str,
    chat: str,
    theme: str,
    **options: Any,
) -> None:
    """Add a question to a set of your own. A set that is not there yet is begun.

    SET is a name or a file. Everything else in the file stays as it is, comments too.
    """
    settings = settings_from(options)
    asked = NewQuestion(_spoken(" ".join(question)), _spoken(meeting), _spoken(chat), _slug(theme))
    if not asked.interview:
        again = to_type("questions", "add", question_set, "Why us?")
        raise WrongUse("There is no question.", again)
    added = add_question(file_of_own_set(question_set), title_of(Path(question_set).stem), asked)
    if settings.json_:
        print_json(_as_json(added))
        return
    _tell(added)


@click.command("new")
@click.argument("name", required=False, default="")
@json_option
def new_command(name: str, **options: Any) -> None:
    """Write a set of your own at the terminal, question by question. Each is kept at once.

    NAME is what the set is called. Where it is there already, the questions are added to it.
    """
    settings = settings_from(options)
    if not at_terminal():
        hint = to_type("questions", "add", name or "NAME", "…")
        raise WrongUse("Nobody can be asked here.", hint)
    try:
        path, name = _asked_for_place(name)
        added = _questions_asked_for(path, title_of(name))
    except EOFError:
        talk()
        return
    if added is None:
        talk("No question, no set.")
    elif settings.json_:
        print_json(_as_json(added))
    else:
        found = added.question_set
        number = counted(len(found.questions), "question", "questions")
        result(f"{found.path}: {number}. Practise: {_to_practise(added)}")


def _asked_for_place(name: str) -> tuple[Path, str]:
    """The file of the set, and its name; asked for until it is one of the person's own."""
    while True:
        name = name or _typed("What is the set to be called?")
        if name:
            try:
                return file_of_own_set(name), Path(name).stem
            except InvalidQuestionSet as error:
                talk(error.message)
        name = ""


def _questions_asked_for(path: Path, title: str) -> AddedTo | None:
    """Ask for questions until there is none, and keep each; the last one."""
    added = None
    while True:
        try:
            lines = list(filter(None, _typed(_QUESTION).splitlines()))
        except EOFError:
            talk()
            return added
        if not lines:
            return added
        for line in lines[:-1]:  # a whole list was pasted
            added = _kept(path, title, NewQuestion(line)) or added
        added = _kept(path, title, _dressed(lines[-1], alone=len(lines) == 1)) or added


def _dressed(question: str, *, alone: bool) -> NewQuestion:
    """The question with what else is asked for about it."""
    if not alone:
        return NewQuestion(question)
    try:
        meeting = _typed("  The same in a business meeting (Enter: none)")
        chat = _typed("  The same over coffee (Enter: none)")
        theme = _typed("  Its theme, such as people (Enter: none)")
    except EOFError:
        return NewQuestion(question)
    return NewQuestion(question, _spoken(meeting), _spoken(chat), _slug(theme))


def _kept(path: Path, title: str, question: NewQuestion) -> AddedTo | None:
    """The question as it was added; None where it cannot be, which is told."""
    try:
        added = add_question(path, title, question)
    except InvalidQuestionSet as error:
        talk(error.message)
        return None
    _tell_warnings(added)
    return added


def _tell(added: AddedTo) -> None:
    number = counted(len(added.question_set.questions), "question", "questions")
    result(f"{added.question.id}: added to {added.question_set.path}, which has {number} now.")
    _tell_warnings(added)
    talk(f"Practise: {_to_practise(added)}")


def _tell_warnings(added: AddedTo) -> None:
    for warning in warnings_about(added.question_set, added.question):
        talk(warning)


def _as_json(added: AddedTo) -> dict[str, Any]:
    found = added.question_set
    return {
        "set": found.name,
        "path": str(found.path),
        "id": added.question.id,
        "questions": len(found.questions),
        "warnings": warnings_about(found, added.question),
    }


def _to_practise(added: AddedTo) -> str:
    """What to type: the name of the set, or its file, which may lie where no name is looked for."""
    found = added.question_set
    by_name = path_of_set(found.name)
    is_found = by_name is not None and by_name.resolve() == found.path.resolve()
    return to_type("practice", found.name if is_found else found.path)


def _typed(asked: str) -> str:
    return typed_line(fitted_prompt(asked), None)


def _spoken(text: str) -> str:
    return " ".join(text.split())


def _slug(theme: str) -> str:
    return short_name(theme) if theme.strip() else ""
