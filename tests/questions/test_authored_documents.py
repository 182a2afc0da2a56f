"""What adverts and CVs by an author who had read no rule become: see `authored_adverts.toml`."""

from __future__ import annotations

from datetime import date

import pytest

from coach.questions.advert import questions_from_advert
from coach.questions.cv import questions_from_cv
from coach.questions.documents import Document
from coach.questions.importing import kind_of
from tests.questions.labelled import authored, measured, plain, summed

TODAY = date(2026, 6, 1)


def asked_of(item: str, heading: str = "Duties:") -> list[str]:
    made = questions_from_advert(f"Porter\n\n{heading}\n{item}\n")
    return [each.question.wordings.interview for each in made]


@pytest.mark.parametrize(("held_out", "least_covered"), [(False, 0.88), (True, 0.88)])
def test_adverts_of_another_author_are_asked_about(held_out: bool, least_covered: float) -> None:
    texts = [each["text"] for each in authored("advert", held_out=held_out)]
    total = summed([measured(each, questions_from_advert(plain(each))) for each in texts])
    print(f"{total.right} of {total.asked} right, {total.covered} of {total.marks} covered")
    assert total.right >= 0.9 * total.asked
    assert total.covered >= least_covered * total.marks


@pytest.mark.parametrize("kind", ["advert", "cv"])
def test_they_are_known_by_their_looks(kind: str) -> None:
    for each in authored(kind):
        assert kind_of(Document("x", plain(each["text"]))) == kind, each["name"]


def test_no_gap_is_made_up() -> None:
    for cv in authored("cv"):
        gaps = [e for e in questions_from_cv(plain(cv["text"]), TODAY) if e.kind == "gap"]
        assert len(gaps) <= len(cv["gaps"]), cv["name"]


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("i. Push beds to theatre\nii. Clean the lifts every day", "to push beds to theatre."),
        ("- Clean the lifts with care    E", "clean the lifts with care."),
        ("- LOADING AND UNLOADING OF TRAILERS", "load and unload trailers"),
        ("- Issue, return and shelve stock", "issue, return and shelve stock"),
        ("- Chase late payers, nicely", "chase late payers, nicely"),
        ("- To vacuum the halls every day", "vacuum the halls every day"),
        ("- Record inspection data", "record inspection data"),
        ("- Follow the log, and follow up until resolved", "follow the log"),
    ],
)
def test_how_a_duty_is_written_does_not_matter(item: str, said: str) -> None:
    assert said in asked_of(item)[0]


def test_lines_below_a_heading_are_a_list_without_bullets() -> None:
    asked = asked_of("VAT returns\nWeekly payroll for all\nCash books", "The job is:")
    assert len(asked) == 3


def test_what_you_will_have_done_is_a_duty() -> None:
    (asked,) = asked_of("1. Launched two new wards", "In your first year you will have:")
    assert "launch two new wards" in asked


def test_a_line_on_the_contract_does_not_silence_the_paragraphs_below() -> None:
    made = questions_from_advert(
        "Lecturer\nContract: full time\n\nThe appointee will be expected to supervise students.\n"
    )
    assert "supervise students" in made[0].question.wordings.interview


@pytest.mark.parametrize(
    "item",
    [
        "- Take part in the on-call rota",
        "- Degree in History, Music or Dance",
        "- 5 GCSEs at grade C",
        "- Relevant experience",
    ],
)
def test_what_no_interview_asks_makes_no_question(item: str) -> None:
    assert asked_of(item, "Requirements:") == []


def test_tools_named_after_their_kind() -> None:
    assert (
        "observability such as Prometheus" in asked_of("- Observability - Prometheus", "Skills:")[0]
    )


def kinds_and_texts(cv: str) -> list[tuple[str, str]]:
    made = questions_from_cv(cv, TODAY)
    return [(each.kind, each.question.wordings.interview) for each in made]


def test_a_title_may_stand_after_the_firm_or_below_its_times() -> None:
    cv = (
        "Work\nThe Bear, Ludlow - Bartender | 2010 - 2015\nBeer.\n"
        "2015 - now\nDelivery Driver, Parcel Direct\nParcels."
    )
    assert kinds_and_texts(cv)[0] == (
        "change",
        "You went from being a bartender to a delivery driver. What was behind that?",
    )


def test_a_time_without_an_end_goes_on() -> None:
    assert kinds_and_texts("Brand Manager, Glenbeg, 2022-\nCheese.") == []


def test_a_claim_that_begins_with_a_gerund_is_quoted() -> None:
    ((_, asked),) = kinds_and_texts(
        "Clerk, Acme, 2020 - now\nRecruiting, built a panel of 900 people"
    )
    assert "“Recruiting, built a panel of 900 people”" in asked


def test_an_old_skill_keeps_its_name() -> None:
    asked = kinds_and_texts("Clerk, Acme, 2020 - now\nLetters.\n\nSkills: Final Cut Pro")
    assert "Final Cut Pro" in asked[0][1]
