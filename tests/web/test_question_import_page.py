"""The page that makes a set from an advert, a CV, or a list of questions."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Route, expect

from coach.paths import user_question_sets
from coach.questions.finding import find_set
from tests.cli.test_questions_import import GERMAN_CV
from tests.helpers.documents import locked_pdf, pdf
from tests.helpers.reviewing import HERE, client, page_here, read, send, text_of

ADVERT = "Welder\n\nYou'll do:\n- Read blueprints and weld symbols\n- Train new welders\n"
CV = "Baker, Ludlow, 2010 - 2014\nWelder, Leeds, 2015 - now. I train new welders.\n"
PATH = "/questions/import"
TWICE = "(button) => { button.click(); setTimeout(() => button.click(), 200); }"


def test_home_leads_to_the_page() -> None:
    browser = client()
    assert PATH in read(browser, "/")
    assert "It is read on this machine, and sent nowhere." in text_of(read(browser, PATH))


def test_an_advert_becomes_questions_that_are_kept_reworded_or_dropped() -> None:
    browser = client()
    page = send(browser, PATH, text=ADVERT).text
    assert "read blueprints and weld symbols" in page
    assert "from: “Train new welders”" in text_of(page)
    assert "over coffee:" in text_of(page)
    first = "Tell me about a time when you had to read blueprints and weld symbols."
    typed = {"question-1": first, "keep-1": "1", "question-2": "Whom did you train?", "keep-2": "1"}
    answer = send(browser, f"{PATH}/keep", text=ADVERT, name="welding", **typed)
    assert answer.status_code == 303
    kept = find_set("welding").questions
    assert [each.wordings.interview for each in kept] == [first, "Whom did you train?"]
    assert kept[0].wordings.chat != first
    assert "They are in your set welding." in text_of(read(browser, f"{PATH}?kept=welding"))
    assert "They are in your set" not in text_of(read(browser, f"{PATH}?kept=Pay+here"))
    assert "Welding" in text_of(read(browser, "/"))


def test_a_question_that_is_not_ticked_or_empty_is_dropped() -> None:
    browser = client()
    typed = {"question-1": "Not ticked?", "question-2": " ", "keep-2": "1"}
    answer = send(browser, f"{PATH}/keep", text=ADVERT, name="welding", **typed)
    assert answer.status_code == 400
    assert "There is no question to keep." in text_of(answer.text)
    assert not user_question_sets().exists()


def test_a_cv_beside_the_advert_is_asked_about() -> None:
    page = text_of(send(client(), PATH, text=ADVERT, cv=CV).text)
    assert "Your CV does not say whether you have had to read blueprints" in page


def test_a_list_may_be_in_another_language() -> None:
    browser = client()
    sent = {"text": "Erzählen Sie von sich.\n", "language": "de"}
    page = send(browser, PATH, **sent).text
    assert '<input type="hidden" name="language" value="de">' in page
    kept = {"question-1": "Erzählen Sie von sich.", "keep-1": "1", "name": "fragen"}
    assert send(browser, f"{PATH}/keep", **sent, **kept).status_code == 303
    assert find_set("fragen").language == "de"
    assert "no language" in text_of(send(browser, PATH, text="Why?", language="zz").text)
    told = send(browser, PATH, cv=CV, **sent)
    assert told.status_code == 400
    assert "understood in English only" in text_of(told.text)


def test_a_cv_in_another_language_is_told() -> None:
    told = send(client(), PATH, text=ADVERT, cv=GERMAN_CV)
    assert told.status_code == 400
    assert "your CV seems to be in German." in text_of(told.text)


def test_a_cv_that_no_document_may_be_is_told() -> None:
    bell = CV.replace("welders", "welders\x07, cutting scrap by 20%")
    endless = CV + "I train new welders. " * 5_000
    for cv, says in ((bell, "your CV is no text"), (endless, "too long for an advert or a CV")):
        told = send(client(), PATH, text=ADVERT, cv=cv)
        assert told.status_code == 400
        assert says in text_of(told.text)


def test_what_an_employer_may_not_ask_is_told_beside_it() -> None:
    page = text_of(send(client(), PATH, text="How old are you?\nWhy us?\n").text)
    assert page.count("This asks about age, which an employer in many countries may not.") == 1


def test_what_was_typed_stays_where_nothing_can_be_made_of_it() -> None:
    answer = send(client(), PATH, text="Hello there.")
    assert answer.status_code == 400
    assert "nothing in it to ask about" in text_of(answer.text)
    assert "Hello there." in answer.text


def test_a_name_that_is_none_or_taken_is_told() -> None:
    browser = client()
    typed = {"question-1": "Why?", "keep-1": "1", "text": ADVERT}
    assert "is no name of a set" in send(browser, f"{PATH}/keep", name="A b", **typed).text
    send(browser, f"{PATH}/keep", name="mine", **typed)
    assert "You have a set mine already" in send(browser, f"{PATH}/keep", name="mine", **typed).text


def test_no_import_takes_the_place_of_a_set_that_comes_with_the_program() -> None:
    browser, of_program = client(), find_set("leadership")
    listed = {"text": "# Leadership\n\n- Why us?\n- Why now?\n"}
    page = send(browser, PATH, **listed).text
    (name,) = re.findall(r'id="name" name="name" value="([^"]+)"', page)
    assert name == "leadership-2"
    sent = {"name": "leadership", "question-1": "Why us?", "keep-1": "1", **listed}
    answer = send(browser, f"{PATH}/keep", **sent)
    assert "A set leadership comes with the program." in text_of(answer.text)
    assert find_set("leadership") == of_program


def test_what_was_reworded_and_dropped_stays_so_where_the_name_is_refused() -> None:
    browser = client()
    typed = {"question-1": "Whom did you train?", "keep-1": "1", "question-2": "Not ticked?"}
    answer = send(browser, f"{PATH}/keep", text=ADVERT, name="A b", **typed)
    assert "is no name of a set" in answer.text
    assert ">Whom did you train?</textarea>" in answer.text
    assert ">Not ticked?</textarea>" in answer.text
    assert 'name="keep-1" value="1" checked>' in answer.text
    assert 'name="keep-2" value="1">' in answer.text


def test_control_characters_that_were_pasted_are_left_out() -> None:
    typed = {"question-1": "Whom did\x02 you\x0btrain?", "keep-1": "1", "name": "welding"}
    assert send(client(), f"{PATH}/keep", text=ADVERT, **typed).status_code == 303
    (kept,) = find_set("welding").questions
    assert kept.wordings.interview == "Whom did you train?"


def test_the_text_of_a_file_is_read() -> None:
    browser = client()
    path, own = f"{PATH}/document?name=a.pdf", {"Origin": HERE}
    sent = browser.post(path, body=pdf(["Welder", "Read prints"]), headers=own)
    assert json.loads(sent.text) == {"text": "Welder\nRead prints", "note": ""}
    sent = browser.post(path, body=locked_pdf(["Hello"], "secret"), headers=own)
    assert sent.status_code == 400
    assert "is locked with a password" in text_of(sent.text)


@pytest.mark.real
def test_a_chosen_file_comes_into_its_field(
    home: object, chromium: Browser, tmp_path: Path
) -> None:
    advert, locked = tmp_path / "advert.pdf", tmp_path / "locked.pdf"
    advert.write_bytes(pdf(ADVERT.splitlines()))
    locked.write_bytes(locked_pdf(["Hello"], "secret"))
    with page_here() as server, chromium.new_context() as context:
        server.let_in(context)
        page = context.new_page()
        page.goto(server.at(PATH))
        assert Axe().run(page).violations_count == 0
        page.get_by_label("Or from a file").last.set_input_files(locked)
        expect(page.get_by_text("is locked with a password")).to_be_visible()
        pasted = page.get_by_role("textbox").first
        pasted.fill("Whom we look for")
        page.get_by_label("Or from a file").first.set_input_files(advert)
        expect(page.get_by_text("advert.pdf is read.")).to_be_visible()
        page.get_by_role("button", name="Put back what was there").click()
        expect(pasted).to_have_value("Whom we look for")
        page.get_by_label("Or from a file").first.set_input_files(advert)
        expect(page.get_by_text("advert.pdf is read.")).to_be_visible()
        page.get_by_role("button", name="Make questions").click()
        expect(page.get_by_label("Keep question 2")).to_be_checked()
        assert Axe().run(page).violations_count == 0
        sent: list[str] = []  # a double click counts once, however long the answer takes

        def arrive_late(route: Route) -> None:
            sent.append(route.request.url)
            page.wait_for_timeout(500)
            route.continue_()

        page.route(lambda url: url.endswith("/keep"), arrive_late)
        page.get_by_role("button", name="Keep them").evaluate(TWICE)
        expect(page.get_by_text("They are in your set welder.")).to_be_visible()
        assert len(sent) == 1
