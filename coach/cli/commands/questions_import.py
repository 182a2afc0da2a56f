"""`coach questions import`."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from coach.audio.device_speaker import SilentSpeaker
from coach.cli.hints import shown_path
from coach.cli.keys import piped
from coach.cli.line_prompter import prompter_with
from coach.cli.named_files import STDIN, FilePath, from_stdin
from coach.cli.options import json_option, settings_from
from coach.cli.output import print_json, result, talk
from coach.debrief.ports import BACK, Prompter
from coach.errors import WrongUse
from coach.formats import counted, to_type
from coach.language_names import language_name
from coach.language_tags import ENGLISH
from coach.questions.documents import MOST_BYTES, UNNAMED, Document, document_in, read_document
from coach.questions.importing import SOURCE_KINDS, Import, SourceKind, as_rows, make_questions
from coach.questions.languages_told import other_language
from coach.questions.made import MadeQuestion, reworded, unlawful_in
from coach.questions.sets import LONGEST_TEXT
from coach.session.imported_set import (
    check_set_name,
    checked_language,
    free_set_name,
    write_imported_set,
)

_KEEP, _EDIT, _DROP, _REST = "keep", "edit", "drop", "all the rest"
_TERMINAL = "/dev/tty"


@dataclass(frozen=True)
class _NewSet:
    """The set that is to be written."""

    name: str
    purpose: str
    language: str

    def write(self, made: Sequence[MadeQuestion]) -> Path:
        """See `write_imported_set`."""
        return write_imported_set(made, self.name, self.purpose, self.language)


@click.command("import")
@click.argument("file", type=FilePath())
@click.option(
    "--as", "kind", type=click.Choice(SOURCE_KINDS), help="What FILE is, if not what it looks like."
)
@click.option(
    "--cv",
    type=FilePath(),
    help="Your CV: ask first what it does not show of the advert.",
)
@click.option("--name", help="The name of the new set.")
@click.option(
    "--language",
    "of_list",
    default=ENGLISH,
    metavar="CODE",
    help="The language of a list of questions, such as de. (English)",
)
@click.option("--yes", is_flag=True, help="Keep every question, without asking.")
@json_option
def command(
    file: Path,
    kind: SourceKind | None,
    cv: Path | None,
    name: str | None,
    of_list: str,
    yes: bool,
    **options: Any,
) -> None:
    """Make a set of your own from an advert, a CV, or a list of questions.

    FILE is text, Markdown, PDF, DOCX, CSV, or a page saved from a browser. With - it is read from
    stdin. You keep, edit or drop each question. With --json the questions are printed, and nothing
    is written unless you add --yes.
    """
    settings = settings_from(options)
    if cv and kind not in (None, "advert"):
        again = to_type("questions", "import", file, "--cv", cv)
        raise WrongUse("--cv goes with an advert.", again)
    if name is not None:
        check_set_name(name)
    language = checked_language(of_list)
    document = _read(file)
    made = make_questions(document, kind, _read(cv) if cv else None, date.today(), language)
    if made.kind == "list" and language == ENGLISH and (code := other_language(document.text)):
        talk(f"They look {language_name(code)}. To be asked in that: --language {code}")
    new = _NewSet(name or free_set_name(document, made.kind), made.purpose, language)
    if settings.json_:
        print_json(_document(made, new, new.write(made.made) if yes else None))
    elif yes:
        _write(made.made, new)
    else:
        _choose(made, new, reads_stdin=file == STDIN)


def _read(file: Path) -> Document:
    """Raises UnreadableText."""
    if file == STDIN:
        document = document_in(from_stdin(MOST_BYTES + 1), UNNAMED)
    else:
        document = read_document(file)
    if document.note:
        talk(document.note)
    return document


def _document(made: Import, new: _NewSet, path: Path | None) -> dict[str, Any]:
    return {
        "kind": made.kind,
        "set": new.name if path else None,
        "path": str(path) if path else None,
        "questions": as_rows(made.made),
    }


def _choose(made: Import, new: _NewSet, *, reads_stdin: bool) -> None:
    """Have the person keep, edit or drop each question, and write what they kept.

    What was kept before they stop, or are interrupted, is written all the same.
    """
    if reads_stdin:
        _read_keys_from_terminal()
    kept: list[MadeQuestion | None] = []
    try:
        _go_through(made.made, kept, prompter_with(SilentSpeaker(), piped()))
    except KeyboardInterrupt as error:
        if any(kept):
            new.write([each for each in kept if each])
            error.add_note(
                f"What you kept is in the set {new.name}: {to_type('questions', 'show', new.name)}"
            )
        raise
    if any(kept):
        _write([each for each in kept if each], new)
    else:
        talk("No question was kept, so there is no set.")


def _read_keys_from_terminal() -> None:
    """Have stdin be the terminal, where the text came through a pipe. Raises WrongUse."""
    with contextlib.suppress(OSError):
        if not sys.stdout.isatty():
            raise OSError(errno.ENOTTY, "nobody sees the questions")
        terminal = os.open(_TERMINAL, os.O_RDONLY)
        os.dup2(terminal, 0)
        os.close(terminal)
        return
    raise WrongUse(
        "The text came through a pipe, and there is no terminal to ask you about each question.",
        "--yes keeps every question, --json shows them.",
    )


def _go_through(
    made: Sequence[MadeQuestion], kept: list[MadeQuestion | None], prompter: Prompter
) -> None:
    """Show each question, and put into `kept` what becomes of it: None where it is dropped."""
    made = list(made)  # with what the person made of a question that they go back to
    while len(kept) < len(made):
        at = len(kept)
        _show(made[at], f"{at + 1}/{len(made)}", prompter)
        back = (BACK,) if kept else ()
        chosen = prompter.choose("", (_KEEP, _EDIT, _DROP, _REST, *back))
        if chosen is None:
            return
        if chosen == _REST:
            kept += made[at:]
        elif chosen == BACK:
            made[at - 1] = kept.pop() or made[at - 1]
        elif chosen == _EDIT:
            text = prompter.line("In your own words")
            if text is None:
                return
            if text.strip():
                made[at] = reworded(made[at], text[:LONGEST_TEXT])
            kept.append(made[at])
        else:
            kept.append(made[at] if chosen == _KEEP else None)


def _show(made: MadeQuestion, number: str, prompter: Prompter) -> None:
    asked, *others = made.question.coats.items()
    prompter.show(f"\n{number}  {asked[1]}")
    for coat, text in others:
        prompter.show(f"     {coat:<8} {text}")
    if made.sources != (asked[1],):
        prompter.show(f"     from: {'; '.join(made.sources)}")
    for topic in unlawful_in(made):
        prompter.show(f"     This asks about {topic}, which an employer in many countries may not.")


def _write(made: Sequence[MadeQuestion], new: _NewSet) -> None:
    path, name = new.write(made), new.name
    count = counted(len(made), "question", "questions")
    result(f"{count}, in your set {name}: {shown_path(path)}")
    talk(f"Be asked: {to_type('practice', name)}    Read it: {to_type('questions', 'show', name)}")
