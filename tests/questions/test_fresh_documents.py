"""What adverts and CVs by a third author become, and the kinds of layout that they showed."""

from __future__ import annotations

from datetime import date

import pytest

from coach.questions.advert import questions_from_advert
from coach.questions.cv import questions_from_cv
from coach.questions.documents import Document
from coach.questions.importing import kind_of
from coach.questions.languages_told import other_language
from tests.questions.labelled import authored, fresh, marks_of_kind, measured, overlaps, plain
from tests.questions.labelled import summed as total_of

TODAY = date(2026, 6, 1)


def asked_of(lines: str, heading: str = "Requirements:") -> list[str]:
    made = questions_from_advert(f"Porter\n\n{heading}\n{lines}\n")
    return [each.question.wordings.interview for each in made]


def asked_of_cv(cv: str) -> list[str]:
    return [each.question.wordings.interview for each in questions_from_cv(cv, TODAY)]


def test_adverts_of_a_third_author_are_asked_about() -> None:
    texts = [each["text"] for each in fresh("advert")]
    total = total_of([measured(each, questions_from_advert(plain(each))) for each in texts])
    print(f"{total.right} of {total.asked} right, {total.covered} of {total.marks} covered")
    assert total.right >= 0.9 * total.asked
    assert total.covered >= 0.85 * total.marks


def test_cvs_of_a_third_author_are_asked_about() -> None:
    hits: list[bool] = []
    for cv in fresh("cv"):
        made = questions_from_cv(plain(cv["text"]), TODAY)
        sources = [source for each in made for source in each.sources]
        gaps = [source for each in made for source in each.sources if each.kind == "gap"]
        hits += [
            any(all(year in gap for year in wanted.split(" to ")) for gap in gaps)
            for wanted in cv["gaps"]
        ]
        claims = marks_of_kind(cv["text"], "n")
        hits += [any(overlaps(source, claim) for source in sources) for claim in claims]
        assert len(gaps) <= len(cv["gaps"]), cv["name"]
    print(f"{sum(hits)} of {len(hits)} gaps and claims found")
    assert sum(hits) >= 0.8 * len(hits)


@pytest.mark.parametrize("kind", ["advert", "cv"])
def test_they_are_known_by_their_looks_and_as_english(kind: str) -> None:
    for each in fresh(kind):
        assert kind_of(Document("x", plain(each["text"]))) == kind, each["name"]
    for each in (*fresh(kind), *authored(kind)):
        assert other_language(plain(each["text"])) == "", each["name"]


@pytest.mark.parametrize("bullet", ["-", "•", "o ", "+", "E1 ", "\uf0b7 "])
def test_bullets_may_touch_their_words_or_be_a_letter(bullet: str) -> None:
    items = ("Knowledge of ferns", "Experience of SAP", "Knowledge of soil")
    asked = asked_of("\n".join(f"{bullet}{each}" for each in items))
    assert len(asked) == 3
    assert "knowledge of ferns" in asked[0]
    assert "SAP" in asked[1]


def test_a_sentence_may_be_a_list() -> None:
    sentence = (
        "Duties will involve chairside assistance, taking notes, and mentoring a trainee nurse."
    )
    asked = [
        each.question.wordings.interview
        for each in questions_from_advert(f"Dental nurse\n\nA practice in Cardiff.\n\n{sentence}\n")
    ]
    assert len(asked) == 2
    assert "chairside assistance" in asked[0]
    having = "You will have knowledge of SQL, a record of leading nurses and the ability to plan."
    made = questions_from_advert(f"Matron\n\nA ward in Leeds.\n\n{having}\n")
    assert len(made) == 2


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("- Line manage two porters", "line-manage two porters"),
        ("- Experienced in stock control", "stock control"),
        ("- Up to date with tax law", "knowledge of tax law"),
        ("- Confident user of a till system", "experience do you have of a till system"),
        ("- Good at putting people at ease", "experience of putting people at ease"),
        ("- Knowledge of and commitment to co-production", "knowledge of co-production"),
        ("- Skill in presenting figures", "experience of presenting figures"),
        ("- A positive approach to behaviour", "a positive approach to behaviour look like"),
        ("- Creativity", "What does creativity look like"),
    ],
)
def test_what_is_asked_for_is_taken_out_of_its_words(item: str, said: str) -> None:
    assert said in asked_of(item)[0]


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("- Monitoring, evaluation and learning", "go about monitoring, evaluation and learning"),
        ("- Servicing, cleaning and repair of boilers", "about servicing, cleaning and repair of"),
        ("- Cleans, links and checks data", "clean, link and check data"),
        ("- Prepare meals (c. 80 a day)", "prepare meals."),
    ],
)
def test_a_duty_is_said_as_people_say_it(item: str, said: str) -> None:
    (asked,) = asked_of(item, "Duties:")
    assert said in asked


@pytest.mark.parametrize(
    "item",
    [
        "- Rate £13.50 to £15 depending on experience",
        "- Pay parity, up to step 11",
        "- Willing to work night shift and onsite",
        "- Look for Ms. Trish",
        "- Journeyman or Master license (State of Texas)",
        "- ACS: CCN1, CENWAT, CKR1",
        "- Valid CPC",
        "- You do not need experience, as training is given",
        "- Sleep-ins as required",
        "- Open until filled",
        "- A commitment to our mission",
        "- Typing speed of 35 wpm",
        "- Experience as a Sous Chef",
    ],
)
def test_in_doubt_nothing_is_asked(item: str) -> None:
    assert asked_of(item) == []


def test_values_in_capital_letters_are_said_in_small_ones() -> None:
    asked = asked_of("- Making Effective Decisions", "Our values:")
    assert asked == ["What does making effective decisions look like in your work?"]


@pytest.mark.parametrize(
    "cv",
    [
        "Care Assistant\nLarch House, Hull\n2021 - now\n\nWelder\nBrand Works, Hull\n2010 - 2021\n",
        "Care Assistant, Larch House, 2021 - now\nWelder, Brand Works, 2010 - 2021\n",
        "CARE ASSISTANT, LARCH HOUSE, 2021 - now\nWELDER, BRAND WORKS, 2010 - 2021\n",
        "Care Assistant\nLarch House Builders\n2021 - now\n\nWelder\nBrand Works\n2010 - 2021\n",
    ],
)
def test_a_title_is_found_wherever_it_stands(cv: str) -> None:
    assert asked_of_cv(cv) == [
        "You went from being a welder to a care assistant. What was behind that?"
    ]


@pytest.mark.parametrize(
    "cv",
    [
        "Fundraising Manager, Rivers, 2020 - now\nCommunity Fundraiser, Hospice, 2014 - 2020\n",
        "Loan Adviser, Kernow Bank, 2020 - now\nCashier, Kernow Bank, 2014 - 2020\n",
        "Picker, Honda, 2021 - now\nPark Academy, 2014 - 2021\n",
    ],
)
def test_the_same_line_of_work_the_same_employer_and_a_school_are_no_change(cv: str) -> None:
    assert asked_of_cv(cv) == []


def test_what_stands_below_a_profile_is_told_of_the_job() -> None:
    cv = "Profile: Ten years with people.\n\nCook, Inn, 2020 - now\n- Cut waste by 40%\n"
    assert asked_of_cv(cv) == ["You write that you cut waste by 40%. How did you do that?"]
    ours = "Cook, Inn, 2020 - now\n- We went from 3 to 5 stars\n"
    assert "“We went from 3 to 5 stars”" in asked_of_cv(ours)[0]


def test_a_month_may_stand_behind_its_year() -> None:
    cv = "2024 (Sept) to date: Cook, Inn.\n2019 (Feb) to 2023 (June): Cook, Hall.\n"
    assert asked_of_cv(cv) == ["What were you doing between June 2023 and September 2024?"]
