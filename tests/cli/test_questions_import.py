"""`coach questions import`: an advert, a CV or a list becomes a set of the person's own."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pexpect
import pytest

from coach.cli.commands import questions_import
from coach.errors import CannotWrite, InvalidSetting
from coach.paths import user_question_sets
from coach.questions.advert import questions_from_advert
from coach.questions.documents import UNNAMED, document_in
from coach.questions.finding import find_set
from coach.questions.importing import kind_of
from coach.session.imported_set import check_set_name, free_set_name, write_imported_set
from tests.helpers.coach_program import COMMAND, coach_here, refused, succeeded
from tests.helpers.documents import docx, locked_pdf, pdf

ADVERT = """Welder

You'll do:
- Read blueprints and weld symbols
- Keep your bench clean
- Train new welders
"""
CV = "Baker, Ludlow, 2010 - 2014. Rolls.\nWelder, Leeds, 2015 - now. I train new welders.\n"
QUESTIONS = ("How do you go about it?", "How do you go about it, really?")


@pytest.fixture
def advert(tmp_path: Path) -> Path:
    path = tmp_path / "Welder in Leeds.txt"
    path.write_text(ADVERT)
    return path


def texts(name: str) -> list[str]:
    return [each.wordings.interview for each in find_set(name).questions]


def test_each_question_is_kept_reworded_or_dropped(advert: Path) -> None:
    typed = "drop\nback\n\nedit\nHow tidy are you?\ndrop\n"
    done = succeeded(coach_here("questions", "import", advert, typed=typed))
    assert "1/3" in done.stdout
    assert "meeting" in done.stdout
    assert "from: Read blueprints and weld symbols" in done.stdout
    kept = texts("welder-in-leeds")
    assert kept[0] == "Tell me about a time when you had to read blueprints and weld symbols."
    assert kept[1:] == ["How tidy are you?"]
    assert "2 questions, in your set welder-in-leeds" in done.stdout
    assert "coach practice welder-in-leeds" in done.stderr
    succeeded(coach_here("questions", "check", "welder-in-leeds"))


def test_what_an_employer_may_not_ask_is_told_beside_it(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("How old are you?\nWhy us?\n")
    done = succeeded(coach_here("questions", "import", tmp_path / "list.txt", typed="\n\n"))
    assert done.stdout.count("This asks about age, which an employer in many countries may") == 1
    assert texts("list") == ["How old are you?", "Why us?"]
    assert [list(each.coats) for each in find_set("list").questions] == [["interview"]] * 2


def test_going_back_to_a_question_finds_the_words_that_were_typed(advert: Path) -> None:
    typed = "edit\nHow tidy are you?\nback\n\ndrop\ndrop\n"
    succeeded(coach_here("questions", "import", advert, "--name", "mine", typed=typed))
    assert texts("mine") == ["How tidy are you?"]


def test_who_stops_in_the_middle_of_an_edit_has_not_kept_that_question(advert: Path) -> None:
    done = coach_here("questions", "import", advert, "--name", "mine", typed="\nedit\n")
    succeeded(done)
    assert len(texts("mine")) == 1


def test_a_set_in_capitals_has_its_name_in_small_letters_too() -> None:
    user_question_sets().mkdir(parents=True)
    (user_question_sets() / "Welding.yaml").write_text("")
    with pytest.raises(InvalidSetting, match="You have a set welding already"):
        check_set_name("welding")


def test_an_edit_without_words_keeps_the_question(advert: Path) -> None:
    succeeded(coach_here("questions", "import", advert, "--name", "mine", typed="edit\n\n"))
    assert texts("mine")[0].startswith("Tell me about a time")


def test_who_stops_has_what_was_kept_before(advert: Path) -> None:
    done = succeeded(coach_here("questions", "import", advert, typed="keep\n"))
    assert "1 question, in your set welder-in-leeds" in done.stdout


def test_without_a_kept_question_there_is_no_set(advert: Path) -> None:
    done = succeeded(coach_here("questions", "import", advert, typed="drop\n"))
    assert "there is no set" in done.stderr
    assert not user_question_sets().exists()


@pytest.mark.parametrize("kept", [1, 0])
def test_an_interruption_loses_nothing_that_was_kept(
    advert: Path, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupting:
        def __init__(self) -> None:
            self.left = kept

        def show(self, _: str) -> None: ...

        def choose(self, _: str, __: Sequence[str]) -> str:
            if not self.left:
                raise KeyboardInterrupt
            self.left -= 1
            return "keep"

    monkeypatch.setattr(questions_import, "prompter_with", lambda *_: Interrupting())
    done = coach_here("questions", "import", advert)
    assert done.returncode == 130
    assert ("What you kept is in the set welder-in-leeds" in done.stderr) == bool(kept)
    assert user_question_sets().exists() == bool(kept)


def test_all_the_rest_is_kept_at_once(advert: Path) -> None:
    succeeded(coach_here("questions", "import", advert, typed="drop\na\n"))
    assert len(texts("welder-in-leeds")) == 2


def test_a_script_gets_the_questions_and_nothing_is_written(advert: Path) -> None:
    document = succeeded(coach_here("questions", "import", advert, "--json")).document
    assert document["kind"] == "advert"
    assert document["set"] is None
    first = document["questions"][0]
    assert first["from"] == ["Read blueprints and weld symbols"]
    assert first["kind"] == "duty"
    assert set(first["wordings"]) == {"interview", "meeting", "chat"}
    assert not user_question_sets().exists()


def test_a_script_may_keep_them_all(advert: Path) -> None:
    words = ("questions", "import", advert, "--json", "--yes", "--name", "welding")
    document = succeeded(coach_here(*words)).document
    assert document["set"] == "welding"
    assert Path(document["path"]).stat().st_mode & 0o777 == 0o600
    assert len(texts("welding")) == len(document["questions"]) == 3
    done = succeeded(coach_here("questions", "import", advert, "--yes"))
    assert "3 questions, in your set welder-in-leeds" in done.stdout
    succeeded(coach_here("questions", "import", advert, "--yes"))
    assert len(texts("welder-in-leeds-2")) == 3


def test_a_cv_beside_the_advert_is_asked_about_what_it_does_not_show(
    advert: Path, tmp_path: Path
) -> None:
    cv = tmp_path / "cv.docx"
    cv.write_bytes(docx(CV.splitlines()))
    words = ("questions", "import", advert, "--cv", cv, "--json")
    kinds = [each["kind"] for each in succeeded(coach_here(*words)).document["questions"]]
    assert kinds[0] == "missing"
    assert "change" in kinds
    done = coach_here("questions", "import", advert, "--cv", cv, "--as", "list")
    refused(done, 2, "--cv goes with an advert.")


def test_a_cv_alone_and_a_list_are_known_by_their_looks(tmp_path: Path) -> None:
    (tmp_path / "cv.pdf").write_bytes(pdf(CV.splitlines()))
    document = succeeded(coach_here("questions", "import", tmp_path / "cv.pdf", "--json")).document
    assert document["kind"] == "cv"
    (tmp_path / "list.csv").write_text("\n".join(QUESTIONS), encoding="latin-1")
    done = succeeded(coach_here("questions", "import", tmp_path / "list.csv", typed="a\n"))
    assert "from:" not in done.stdout
    assert texts("list") == list(QUESTIONS)


def test_a_list_in_another_language_is_asked_in_that(tmp_path: Path) -> None:
    path = tmp_path / "fragen.txt"
    path.write_text(
        "Fragen:\n- Erzählen Sie von einem Projekt.\n- Warum wir?\n# Zum Schluss\nOk\n", "utf-8"
    )
    done = coach_here("questions", "import", path, "--language", "de_at", "--yes")
    assert "2 questions" in succeeded(done).stdout
    found = find_set("fragen")
    assert found.language == "de-AT"
    assert texts("fragen") == ["Erzählen Sie von einem Projekt.", "Warum wir?"]
    assert not any(each.follow_ups for each in found.questions)
    succeeded(coach_here("questions", "check", "fragen"))
    table = tmp_path / "tabelle.csv"
    table.write_text("question,theme\nErzählen Sie mehr.,Team\n", "utf-8")
    succeeded(coach_here("questions", "import", table, "--language", "de", "--yes"))
    assert texts("tabelle") == ["Erzählen Sie mehr."]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--language", "de", "--as", "advert"), "understood in English only"),
        (("--language", "de", "--as", "cv"), "understood in English only"),
        (("--language", "zz"), "Whisper knows no language 'zz'"),
        (("--language", "de-"), "'de-' is no language code"),
    ],
)
def test_a_language_that_does_not_go_is_refused(
    advert: Path, options: tuple[str, ...], told: str
) -> None:
    refused(coach_here("questions", "import", advert, "--yes", *options), 2, told)
    assert not user_question_sets().exists()


GERMAN_CV = """Lebenslauf
Berufserfahrung
03/2019 - heute Teamleiterin, Spedition Brandt
08/2013 - 06/2018 Disponentin bei der Elbe GmbH
Ausbildung
Kauffrau für Spedition und Logistik
"""


def test_an_advert_or_a_cv_in_another_language_is_told(advert: Path, tmp_path: Path) -> None:
    cv = tmp_path / "lebenslauf.txt"
    cv.write_text(GERMAN_CV, encoding="utf-8")
    told = "lebenslauf.txt seems to be in German"
    refused(coach_here("questions", "import", cv, "--yes"), 2, told, "--language de")
    refused(coach_here("questions", "import", advert, "--cv", cv, "--yes"), 2, told)
    # Who says what it is may have it read all the same.
    succeeded(coach_here("questions", "import", cv, "--as", "cv", "--yes"))


def test_questions_in_another_language_are_taken_with_a_word_on_it(tmp_path: Path) -> None:
    path = tmp_path / "fragen.txt"
    path.write_text("Warum sind Sie bei uns?\nWas ist für Sie und die Kollegen gut?\n", "utf-8")
    done = succeeded(coach_here("questions", "import", path, "--yes"))
    assert "look German" in done.stderr
    assert "--language de" in done.stderr


def test_a_file_without_a_question_in_that_language_is_told(tmp_path: Path) -> None:
    (tmp_path / "leer.txt").write_text("Ok\n")
    done = coach_here("questions", "import", tmp_path / "leer.txt", "--language", "de", "--yes")
    refused(done, 2, "nothing in it to ask about", "Write one question on each line.")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("# Nurse, ward 7\n\nYou will lead a team of nine people.", "nurse-ward-7"),
        ("Warehouse planner (m/f)\nYou will plan the trucks.", "warehouse-planner-m-f"),
        ("We look for somebody who leads people.", f"advert-{date.today()}"),
        ("Why this ward?\nWhat do you want?\nWhom do you know?", f"list-{date.today()}"),
    ],
)
def test_what_has_no_name_is_called_by_its_heading_or_what_it_is(text: str, name: str) -> None:
    document = document_in(text.encode(), UNNAMED)
    assert free_set_name(document, kind_of(document)) == name


def test_a_text_comes_through_a_pipe_as_well() -> None:
    def piped(*options: str) -> io.TextIOWrapper:
        return io.TextIOWrapper(io.BytesIO(ADVERT.encode("cp1252") + b"\n\x96 caf\xe9\n"))

    done = succeeded(coach_here("questions", "import", "-", "--yes", stdin=piped()))
    assert "in your set welder" in done.stdout
    assert "Windows-1252" in done.stderr
    done = coach_here("questions", "import", "-", stdin=piped())
    refused(done, 2, "came through a pipe", "--yes keeps every question")


@pytest.mark.real
def test_at_a_terminal_keys_choose_even_where_the_text_came_through_a_pipe(advert: Path) -> None:
    command = f"cat '{advert}' | {' '.join(COMMAND)} questions import -"
    child = pexpect.spawn("/bin/sh", ["-c", command], encoding="utf-8", timeout=30)
    child.expect("1/3")
    child.expect("stop here")
    child.send("\r")
    child.expect("2/3")
    child.send("d")
    child.expect("3/3")
    child.send("e")
    child.expect("> ")
    child.send("Whom did you train?\r")
    child.expect("2 questions, in your set welder")
    child.expect(pexpect.EOF)
    assert texts("welder")[1] == "Whom did you train?"


@pytest.mark.parametrize("name", ["Mine", "a b", "", "../mine", "x" * 41])
def test_a_name_that_is_none_is_refused_before_anything_is_read(advert: Path, name: str) -> None:
    done = coach_here("questions", "import", advert, "--yes", "--name", name)
    refused(done, 2, "is no name of a set", "--name")


def test_a_set_that_is_there_is_never_written_over(advert: Path) -> None:
    succeeded(coach_here("questions", "import", advert, "--yes", "--name", "mine"))
    done = coach_here("questions", "import", advert, "--yes", "--name", "mine")
    refused(done, 2, "You have a set mine already.", "--name mine-2")


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    path.write_bytes(locked_pdf(["Hello"], "secret"))
    refused(coach_here("questions", "import", path), 2, "is locked with a password")
    refused(coach_here("questions", "import", tmp_path / "no.txt"), 2, "cannot be read")


def test_a_folder_that_cannot_be_written_is_told(advert: Path) -> None:
    user_question_sets().parent.mkdir(parents=True, exist_ok=True)
    user_question_sets().write_text("in the way")
    refused(coach_here("questions", "import", advert, "--yes"), 1, "Cannot write to")


def test_a_file_that_cannot_be_replaced_is_told(advert: Path) -> None:
    made = questions_from_advert(ADVERT)
    (user_question_sets() / "mine.yaml").mkdir(parents=True)
    with pytest.raises(CannotWrite, match=r"mine\.yaml"):
        write_imported_set(made, "mine", "To try it.")


def test_a_list_far_too_long_for_a_set_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("\n".join(f"What about {number}?" for number in range(5_000)))
    refused(coach_here("questions", "import", path, "--yes"), 2, "are too many for a set")


def test_no_reader_is_loaded_before_a_document_needs_it() -> None:
    readers = {"pypdf", "mammoth", "justhtml"}
    code = f"import sys, coach.cli.commands.questions; print({readers} & set(sys.modules))"
    assert pexpect.run(f'{sys.executable} -c "{code}"', encoding="utf-8").strip() == "set()"
