"""Readers of what people write: question sets, lists, settings, adverts, CVs, accounts, speech."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from coach.config import load_settings
from coach.debrief.picking import questions_in
from coach.debrief.telling_reader import is_text, read_telling
from coach.interview.spoken_commands import commands_in, commands_while_paused
from coach.paths import config_file, private_folder, shipped_question_sets
from coach.plan.dates import day_to_plan_for
from coach.questions.documents import document_in
from coach.questions.importing import kind_of, make_questions
from coach.questions.made import as_set
from coach.questions.reading import set_of, text_of
from coach.questions.sets import QuestionSet
from coach.questions.warning import warnings_of
from coach.questions.writing import NewQuestion, as_yaml, with_item, with_line
from coach.session.own_vocabulary import remember_name
from coach.session.settings_file import change_settings
from tests.helpers.documents import docx, locked_pdf, pdf
from tests.trust.fuzzed.home import home, typed_here
from tests.trust.fuzzed.reader import Reader

ADVERT = """Ward manager
We are looking for a calm and organised person.
Your responsibilities:
- lead a team of twelve nurses on a busy ward
- plan rotas and manage a budget of £300,000
Requirements: five years of experience, excellent communication, Excel and SAP
You will work with our partners in Leeds. Apply by 3 December."""
CV = """Jordan Smith
Experience
2019 - 2023  Shift leader, Harrow Logistics, Leeds
- Led a team of nine and cut late deliveries by 40%
Mar 2015 - Aug 2017  Picker, Northway
Education
2012 - 2015 BSc Business, University of York
Skills: Excel, SAP, forklift licence"""
QUESTIONS = "# Team\n1. Tell me about a team.\n2. Why do you want to leave?\n- What is next?\n"
TABLE = 'Question,Theme,Chat\n"Why us, of all?",wish,So why us?\nTell me of a conflict.,teams,\n'
HTML = "<!doctype html><html><head><title>Job</title></head><body><h1>Ward manager</h1><ul>"
HTML += "<li>lead a team &amp; plan rotas</li></ul><table><tr><td>Excel</td></tr></table></body>"
MHTML = (
    'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\n'
    f"Content-Type: text/html; charset=utf-8\n\n{HTML}\n--b--\n"
)
TELLING = (
    "She asked me why I left my last job and I said it was time. Then he wanted to know whether I "
    "had ever led a team. The last one was: what is your weakness? I asked her about the rota."
)
GERMAN = "Sie hat gefragt, warum ich gehen will. Dann wollte er wissen, ob ich ein Team leite."
SUBTITLES = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:03.000\n<v Anna>They asked why I left.\n"
CONFIG = 'recordings_dir = "r"\nquestions = 5\nonly = ["team"]\nvocabulary = ["Leeds", "SAP"]\n'
CONFIG += 'language = "en"\nminutes = 20.5\ncaptions = true\nvoice = "none"\nkeep_audio_days = 90\n'
TODAY = date(2026, 11, 29)
DATES = ("thursday", "3 december", "2026-12-03", "in 3 weeks", "tomorrow", "Dec 3 2027", "1/2/2027")
COMMANDS = ("That's my answer.", "Next question, please", "start over", "How long have I got?")


def _sets() -> list[bytes]:
    shipped = [
        path.read_bytes()[:3_000].rpartition(b"\n  - ")[0] + b"\n"
        for path in sorted(shipped_question_sets().glob("*.yaml"))[:6]
    ]
    document = document_in(ADVERT.encode(), "advert.txt")
    made = make_questions(document, None, None, TODAY)
    short = b"- Why us?\n- id: team\n  interview: Tell me about a team.\n  chat: Who was on it?\n"
    return [*shipped, as_yaml(as_set(made.made, "Advert", made.purpose, "en")).encode(), short]


def _read_set(data: bytes) -> None:
    path = home() / "set.yaml"
    path.write_bytes(data)
    text = text_of(path)
    _warned(set_of(path, text), data)
    longer = with_item(text, NewQuestion("What else?", "team"))
    if longer is not None:
        set_of(path, longer)


def _warned(found: QuestionSet, data: bytes) -> None:
    """Look for warnings in some sets: each is compared with all that come with the program."""
    if zlib.crc32(data) % 200 == 0:
        warnings_of(found)


def _read_list(data: bytes) -> None:
    path = home() / "set.txt"
    path.write_bytes(data)
    text = text_of(path)
    _warned(set_of(path, text), data)
    set_of(path, with_line(text, NewQuestion("What else?", "team")))


def _changed() -> None:
    load_settings({})
    change_settings({"rate": 170, "voice": None})
    remember_name("Xarelto")


def _in_config(read: Callable[[], object]) -> Callable[[bytes], None]:
    def reading(data: bytes) -> None:
        private_folder(config_file().parent)
        config_file().write_bytes(data)
        try:
            read()
        finally:
            config_file().unlink()

    return reading


def _of_documents(name: str) -> Callable[[bytes], None]:
    cv = document_in(CV.encode(), "cv.txt")

    def read(data: bytes) -> None:
        document = document_in(data, name)
        make_questions(document, None, None, TODAY)
        if kind_of(document) == "advert":
            made = make_questions(document, "advert", cv, TODAY)
            as_yaml(as_set(made.made, "Mine", made.purpose, "en"))

    return read


def _spreadsheet() -> bytes:
    """As a spreadsheet program saves it: a ZIP file, but no Word document."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return made.getvalue()


def _wide(text: str) -> bytes:
    return text.encode("utf-16")


def _of_file(name: str, read: Callable[[Path], object]) -> Callable[[bytes], None]:
    def reading(data: bytes) -> None:
        path = home() / name
        path.write_bytes(data)
        read(path)

    return reading


def _account(path: Path) -> None:
    is_text(path)
    questions_in(read_telling(path))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _spoken(data: bytes) -> None:
    for tag in ("en", "de"):
        for grammar in (commands_in(tag), commands_while_paused(tag)):
            grammar.meant(_text(data), _text(data[::-1]))


def _dated(data: bytes) -> None:
    day_to_plan_for(_text(data), TODAY)


def _typed(data: bytes) -> None:
    """Words of a person as arguments of commands that only look."""
    first, *others = (_text(data).replace("\0", "") or " ").split("\n")
    command = _LOOKING[len(data) % len(_LOOKING)]
    typed_here(*command, first, *others[:2])


_LOOKING = (
    *(("search", "--"), ("show", "--"), ("compare", "--"), ("delivery", "--"), ("progress", "--")),
    *(("questions", "show", "--"), ("questions", "find", "--"), ("questions", "list", "--")),
    *(("plan", "--json", "--on"), ("erase", "--yes", "--older-than"), ("sessions", "--mine")),
    *(("export", "--"), ("reel", "--minutes"), ("retake", "--voice", "none", "--")),
    *(("stories", "show", "--"), ("vision", "reword", "--"), ("models", "get", "--")),
)


def _seeds(*texts: str | bytes) -> Callable[[], Sequence[bytes]]:
    return lambda: [each if isinstance(each, bytes) else each.encode() for each in texts]


def _pdfs() -> list[bytes]:
    lines = ADVERT.splitlines()
    return [pdf([each.replace("£", "GBP ") for each in lines]), pdf([]), locked_pdf(["Lead"], "x")]


def _words() -> list[bytes]:
    transcript = {"segments": [{"text": "They asked why I left."}], "text": "They asked."}
    return [json.dumps(transcript).encode(), b'[{"text": "hello"}]']


READERS = (
    Reader("question sets", _sets, _read_set, 60),
    Reader("plain lists", _seeds(QUESTIONS, "Why?\nWhat now?"), _read_list, 60),
    Reader("settings", _seeds(CONFIG), _in_config(lambda: load_settings({})), 80),
    Reader(
        "settings that are changed",
        _seeds(CONFIG, 'vocabulary = "Leeds, SAP"'),
        _in_config(_changed),
        40,
    ),
    Reader("settings as shown", _seeds(CONFIG), _in_config(lambda: typed_here("config")), 4),
    Reader("adverts", _seeds(ADVERT, CV, _wide(ADVERT)), _of_documents("advert.txt"), 60),
    Reader("lists of questions", _seeds(QUESTIONS, TABLE), _of_documents("list.txt"), 50),
    Reader("tables", _seeds(TABLE, QUESTIONS, _wide(TABLE)), _of_documents("list.csv"), 50),
    Reader("HTML", _seeds(HTML), _of_documents("advert.html"), 40),
    Reader("saved pages", _seeds(MHTML), _of_documents("advert.mhtml"), 30),
    Reader("PDF", _pdfs, _of_documents("advert.pdf"), 20, bound_s=60.0),
    Reader(
        "DOCX",
        lambda: [docx(ADVERT.splitlines()), _spreadsheet()],
        _of_documents("advert.docx"),
        15,
        bound_s=60.0,
    ),
    Reader("accounts", _seeds(TELLING, _wide(TELLING)), _of_file("told.txt", _account), 60),
    Reader("subtitles", _seeds(SUBTITLES), _of_file("told.vtt", _account), 30),
    Reader("transcripts of accounts", _words, _of_file("told.json", _account), 30),
    Reader("German accounts", _seeds(GERMAN), lambda data: questions_in(_text(data), "de"), 30),
    Reader("spoken commands", _seeds(*COMMANDS), _spoken, 30),
    Reader("days", _seeds(*DATES), _dated, 30),
    Reader("what is typed", _seeds("team\nlast\n1", "last", "90d", "screening", "de"), _typed, 6),
)
