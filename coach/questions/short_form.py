"""Takes the short forms of a question set, and puts in what they leave out.

The shortest set is a text file with one question a line. In YAML a question may be a text, or have
its coats without the key `wordings`; only the wording for an interview is needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from coach.language_tags import primary_language
from coach.questions.naming import short_name
from coach.questions.sets import COATS
from coach.questions.yaml_text import UNSEEN, Document, KeyPath, Plain

DEFAULT_THEME = "general"
DEFAULT_SECONDS = 120
DEFAULT_LISTEN_FOR = (
    "an answer in the first sentence",
    "an example of your own, and what came of it",
)
DEFAULT_FOLLOW_UPS = ("Can you give me an example?", "What came of it?")
"""Only of sets in English: they are heard."""

_LINE_END = re.compile("\r\n|\r|\n")
_BULLET = re.compile(r"\s*(?:[-*•–]|[0-9]{1,3}[.)])\s+")  # noqa: RUF001


def plain_list(text: str) -> Document | None:
    """The questions of a text file, one a line; None when there are none.

    Bullets and numbers before them are left out, and so are empty lines and those that begin
    with #.
    """
    numbered = enumerate(_LINE_END.split(UNSEEN.sub("", text)), 1)
    asked = [(number, line) for number, line in numbered if line.strip()]
    kept = [(number, line) for number, line in asked if not line.lstrip().startswith("#")]
    if not kept:
        return None
    lines: dict[KeyPath, int] = {(place,): line for place, (line, _) in enumerate(kept)}
    data = tuple(_BULLET.sub("", line, count=1).strip() for _, line in kept)
    return Document(data, {(): kept[0][0], **lines})


def completed(document: Document, title: str) -> Document:
    """`document` in the long form; `title` is that of a set that says none."""
    document = _with_key(document)
    data = document.data
    if not isinstance(data, dict):
        return document
    data = {"title": title} | data  # no set needs one, not even one in which other things are wrong
    if not isinstance(questions := data.get("questions"), tuple):
        return replace(document, data=data)
    document = _with_wordings(document, questions)
    taken = [each.get("id") for each in questions if isinstance(each, dict)]
    names = {each for each in taken if isinstance(each, str)}
    language = data.get("language", "en")
    english = isinstance(language, str) and primary_language(language) == "en"
    full = [_full(_long(each), names, english) for each in questions]
    return replace(document, data=data | {"questions": tuple(full)})


def _with_key(document: Document) -> Document:
    """A list at the root of the file is the list of its questions."""
    if not isinstance(document.data, tuple):
        return document
    moved = _moved(document, lambda path: ("questions", *path))
    moved.lines[()] = document.lines[()]
    return replace(moved, data={"questions": document.data})


def _with_wordings(document: Document, questions: tuple[Plain, ...]) -> Document:
    """`document` with the places of wordings where the long form has them."""

    def place(path: KeyPath) -> KeyPath:
        match path:
            case ("questions", int(number)) if not isinstance(questions[number], dict | tuple):
                return (*path, "wordings", "interview")
            case ("questions", int(number), str(key)) if key in COATS:
                return ("questions", number, "wordings", key)
        return path

    moved = _moved(document, place)
    lines = document.lines | moved.lines
    for number in range(len(questions)):
        lines.setdefault(("questions", number, "wordings"), lines["questions", number])
    return replace(moved, lines=lines)


def _long(question: Plain) -> Plain:
    """A question with its coats under `wordings`."""
    if isinstance(question, tuple):
        return question
    if not isinstance(question, dict):
        return {"wordings": {"interview": question}}
    coats: dict[str, Plain] = {key: question[key] for key in COATS if key in question}
    if not coats or "wordings" in question:
        return question
    return {"wordings": coats} | {key: question[key] for key in question if key not in coats}


def _full(question: Plain, names: set[str], english: bool) -> Plain:
    """A question with everything it leaves out; `names` are the ids that are taken."""
    if not isinstance(question, dict):
        return question
    found: dict[str, Plain] = {
        "theme": DEFAULT_THEME,
        "seconds": DEFAULT_SECONDS,
        "listen_for": DEFAULT_LISTEN_FOR,
    }
    if english:
        found["follow_ups"] = DEFAULT_FOLLOW_UPS
    if "id" not in question:
        wordings = question.get("wordings")
        text = wordings.get("interview") if isinstance(wordings, dict) else ""
        found["id"] = short_name(text if isinstance(text, str) else "", names)
        names.add(str(found["id"]))
    return found | question


def _moved(document: Document, place: Callable[[KeyPath], KeyPath]) -> Document:
    """`document` with each of its places where `place` says."""
    return replace(
        document,
        lines={place(path): line for path, line in document.lines.items()},
        repeated={place(path): line for path, line in document.repeated.items()},
        commented={place(path): line for path, line in document.commented.items()},
        curly={place(path): line for path, line in document.curly.items()},
    )
