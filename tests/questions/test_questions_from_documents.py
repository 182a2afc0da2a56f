"""How good the questions are that adverts and CVs become: see `adverts.toml` and `cvs.toml`."""

from __future__ import annotations

import re
from datetime import date

import pytest

from coach.questions.advert import MOST_QUESTIONS, questions_from_advert
from coach.questions.cv import questions_from_cv
from coach.questions.documents import Document
from coach.questions.importing import kind_of
from coach.questions.made import MadeQuestion, as_set
from coach.questions.missing import missing_and_shown, questions_from_both
from coach.questions.unlawful import unlawful_topics
from tests.questions.labelled import (
    adverts,
    cvs,
    marks,
    marks_of_kind,
    measured,
    overlaps,
    plain,
    summed,
)

TODAY = date(2026, 6, 1)
_LEAST_RIGHT = 0.85
_LEAST_COVERED = 0.8


def made_of_adverts() -> list[tuple[str, list[MadeQuestion]]]:
    return [(each["text"], questions_from_advert(plain(each["text"]))) for each in adverts()]


def made_of_cvs() -> list[tuple[dict, list[MadeQuestion]]]:
    return [(each, questions_from_cv(plain(each["text"]), TODAY)) for each in cvs()]


def all_made() -> list[list[MadeQuestion]]:
    of_adverts = [made for _, made in made_of_adverts()]
    of_cvs = [made for _, made in made_of_cvs()]
    return of_adverts + of_cvs


def test_adverts_become_questions_on_what_they_ask_for() -> None:
    total = summed([measured(text, made) for text, made in made_of_adverts()])
    print(f"{total.right} of {total.asked} right, {total.covered} of {total.marks} covered")
    assert total.right >= _LEAST_RIGHT * total.asked
    assert total.covered >= _LEAST_COVERED * total.marks


def test_cvs_are_asked_about_where_they_can_be_doubted() -> None:
    found: dict[str, list[bool]] = {"gap": [], "change": [], "claim": [], "old": []}
    for cv, made in made_of_cvs():
        asked = {kind: [each for each in made if each.kind == kind] for kind in ("gap", "change")}
        sources = [source for each in made for source in each.sources]
        gaps = " ".join(source for each in asked["gap"] for source in each.sources)
        found["gap"] += [all(year in gaps for year in gap.split(" to ")) for gap in cv["gaps"]]
        found["change"] += [
            any(
                all(any(part in s for s in each.sources) for part in change)
                for each in asked["change"]
            )
            for change in cv["changes"]
        ]
        claims = marks_of_kind(cv["text"], "n")
        found["claim"] += [any(overlaps(s, claim) for s in sources) for claim in claims]
        old = marks_of_kind(cv["text"], "o")
        found["old"].append(any(overlaps(s, skill) for s in sources for skill in old))
        assert len(asked["gap"]) <= len(cv["gaps"])  # none is made up
    print({kind: f"{sum(all_)} of {len(all_)}" for kind, all_ in found.items()})
    hits = [hit for all_ in found.values() for hit in all_]
    assert sum(hits) >= _LEAST_COVERED * len(hits)


def test_what_the_cv_does_not_show_of_the_advert_is_told_apart() -> None:
    texts = {each["name"]: plain(each["text"]) for each in adverts()}
    missed, wrong = [], []
    for cv in cvs():
        missing, _ = missing_and_shown(texts[cv["advert"]], plain(cv["text"]))
        sources = [source for each in missing for source in each.sources]
        missed += [not any(overlaps(part, s) for s in sources) for part in cv["missing"]]
        wrong += [any(overlaps(part, s) for s in sources) for part in cv["shown"]]
    print(
        f"{len(missed) - sum(missed)} of {len(missed)} found, {sum(wrong)} of {len(wrong)} wrongly"
    )
    assert sum(missed) <= (1 - _LEAST_COVERED) * len(missed)
    assert sum(wrong) <= (1 - _LEAST_RIGHT) * len(wrong)


ASKED = """Team leader

What you'll do:
- Lead a team of 12 porters
- Pick and pack orders
- Statistical methods such as regression
- Experience with Docker, Puppet and Ansible
- Answer guests at the front desk
- Calibrate spectrometers
"""


def test_words_of_a_family_and_those_that_mean_the_same_are_no_gap() -> None:
    def missing(cv: str) -> str:
        return "; ".join(each.phrases[0].said for each in missing_and_shown(ASKED, cv)[0])

    everything = missing("Baker, 2015 - now.")
    for part in ("porters", "pick and pack", "regression", "Docker", "guests", "spectrometers"):
        assert part in everything
    assert "porters" not in missing("Porter and leader of a crew, 2015 - now.")
    assert "pick and pack" not in missing("Picker and packer, 2015 - now.")
    assert "pick and pack" not in missing("Picking, packing, 2015 - now.")
    assert "regression" not in missing("Ran regressions in R, 2015 - now.")
    assert "guests" not in missing("Customers at a front desk, 2015 - now.")
    for cv in ("Picker", "Regression", "Customers", "Leader"):
        assert "spectrometers" in missing(f"{cv}, 2015 - now.")


def test_only_the_tools_that_a_cv_does_not_have_are_asked_about() -> None:
    (asked,) = [
        each
        for each in missing_and_shown(ASKED, "Ran servers with Puppet, 2015 - now.")[0]
        if "Docker" in each.phrases[0].said
    ]
    assert asked.phrases[0].said == "Docker and Ansible"
    assert asked.sources == ["Docker and Ansible"]


def test_every_question_can_be_heard_and_kept() -> None:
    for made in all_made():
        assert 0 < len(made) <= MOST_QUESTIONS
        for each in made:
            for text in each.question.coats.values():
                assert len(text.split()) <= 40, text
                assert not set("()[]{}/•*|_#") & set(text.replace("MFC/RT", "")), text
                assert text[0].isupper(), text
                assert text[-1] in "?.", text
            assert each.sources
        as_set(made, "Made", "To try it.")


def test_no_two_questions_of_a_document_are_the_same() -> None:
    for made in all_made():
        ids = [each.question.id for each in made]
        texts = [each.question.wordings.interview for each in made]
        assert len(set(ids)) == len(ids)
        assert len(set(texts)) == len(texts)


def test_nobody_is_asked_about_their_age_family_health_or_religion() -> None:
    for made in all_made():
        for each in made:
            for text in (*each.question.coats.values(), *each.question.follow_ups):
                assert unlawful_topics(text) == [], text


def test_an_advert_and_a_cv_are_known_by_their_looks() -> None:
    for each in adverts():
        assert kind_of(Document("x", plain(each["text"]))) == "advert", each["name"]
    for each in cvs():
        assert kind_of(Document("x", plain(each["text"]))) == "cv", each["name"]


def test_both_together_begin_with_what_is_missing() -> None:
    texts = {each["name"]: plain(each["text"]) for each in adverts()}
    for cv in cvs():
        made = questions_from_both(texts[cv["advert"]], plain(cv["text"]), TODAY)
        kinds = [each.kind for each in made]
        assert kinds[0] == "missing"
        assert "missing" not in kinds[kinds.count("missing") :]
        assert len(made) <= 16


def test_labels_stand_in_their_texts() -> None:
    texts = {each["name"]: plain(each["text"]) for each in adverts()}
    for cv in cvs():
        for part in (*cv["missing"], *cv["shown"]):
            assert part in texts[cv["advert"]], (cv["name"], part)
    assert all(marks(each["text"]) for each in adverts())


def test_a_cv_without_times_and_an_advert_without_wishes_have_no_questions() -> None:
    assert questions_from_cv("I was a baker once. I liked it.", TODAY) == []
    assert questions_from_advert("A nice place.\n\nWe pay £12 an hour.") == []


def test_who_has_been_out_since_the_last_job_is_asked_about_that() -> None:
    (gap, *_) = questions_from_cv("Baker, Ludlow, 2010 - March 2024. Bread and rolls.", TODAY)
    assert gap.question.wordings.interview == "What have you been doing since March 2024?"


def test_nothing_is_missing_between_what_goes_on_and_what_is_to_come() -> None:
    cv = "Manager, Tesco, 2020 - present\nChef, Aldi, 2028 - 2029\nCook, Lidl, 2010 - 2011\n"
    gaps = [each for each in questions_from_cv(cv, TODAY) if each.kind == "gap"]
    assert [each.sources for each in gaps] == [("nothing between 2011 and 2020",)]


def test_a_long_claim_is_cut_to_what_can_be_heard() -> None:
    told = "Cut the time to load a page by 40% with a cache of my own, which nobody had asked for"
    text = (
        f"Developer, Acme, 2019 - present. {told}, and which the whole team used after that year."
    )
    (claim,) = (each for each in questions_from_cv(text, TODAY) if each.kind == "claim")
    assert "your own" in claim.question.wordings.interview
    assert len(claim.question.wordings.interview.split()) < 30


@pytest.mark.parametrize("endless", ["increased sales by 20% " + "week by week " * 200, "a" * 3000])
def test_words_without_an_end_become_questions_that_can_be_kept(endless: str) -> None:
    times = f"Shop manager, Tesco, 2018 - 2020\n- Increased sales by 20% {endless}\n"
    cv = f"{times}Cleaner, Aldi, 2010 - 2012\n- Cleaned\n\nSkills\n{endless}, Welding\n"
    advert = f"Requirements:\n- Experience of {endless}\n- Ability to {endless}\n"
    both = questions_from_both(advert, cv, TODAY)
    made = [*questions_from_cv(cv, TODAY), *questions_from_advert(advert), *both]
    assert as_set(made, "Endless", "Made from endless words.").questions
    claims = [each for each in made if each.kind == "claim"]
    assert "increased sales by 20%" in claims[0].question.wordings.interview


def test_a_title_may_stand_above_its_times() -> None:
    told = "140 drops a day, 99% in time"
    text = f"Experience\nSous Chef\n2015 - 2018\nDelivery Driver\n2019 - now\n{told}"
    assert [each.kind for each in questions_from_cv(text, TODAY)] == ["change", "claim"]


def test_a_duty_that_begins_with_a_verb_nobody_listed_is_one_all_the_same() -> None:
    (made,) = questions_from_advert("Duties:\n- Gild the frames of old mirrors\n")
    assert "had to gild the frames of old mirrors" in made.question.wordings.interview


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [
        ("A leadership qualification, or the wish to take one", None),
        ("Knowledge of budgets or the readiness to learn about them", "budgets"),
    ],
)
def test_what_may_stand_in_for_a_requirement_is_no_question(wanted: str, asked: str | None) -> None:
    made = questions_from_advert(f"What you bring\n- {wanted}\n- Experience of care plans\n")
    texts = " ".join(each.question.wordings.interview for each in made)
    assert "wish" not in texts
    assert "readiness" not in texts
    assert asked is None or asked in texts


@pytest.mark.parametrize(
    "line",
    [
        "Able to attend occasional evening and weekend events",
        "Belief in our mission",
        "CIPP qualified or part qualified",
        "Physically able to carry out the duties of the post",
        "Must be bondable",
        "Completed vocational training as a technician",
        "Think of yourself as half consultant, half coach",
        "We want a barista who will become a shift lead within six months",
        "Spreadsheets don't scare you",
        "You will report to the Head of Data, Ines",
    ],
)
def test_what_says_nothing_of_the_work_makes_no_question(line: str) -> None:
    (made,) = questions_from_advert(f"What you bring\n- {line}\n- Experience of care plans\n")
    assert made.sources == ("Experience of care plans",)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("You care about clean rivers and have ideas on how to keep them so", "clean rivers"),
        ("You can read a score, or are prepared to learn", "read a score"),
        ("You've trained at least one person before, and they still talk to you", "one person"),
        ("To support rehearsals and to run the corner", "support rehearsals and run the corner"),
        ("Have built pipelines in production for 5+ years", "build pipelines in production"),
        ("Develop a cell model together with our partners in Leeds", "develop a cell model"),
        ("Retail background = huge plus", "retail background"),
        ("You notice when a sum is wrong and you say so", "when a sum is wrong and say so"),
        ("Look after a book of ~40 accounts", "a book of about 40 accounts"),
        ("Report changes in skin integrity", "report changes in skin integrity"),
        ("Confident speaker in front of sixty", "you are a confident speaker in front of sixty"),
        ("Exposure to Jenkins", "done with jenkins"),
        ("Excel - pivot tables", "experience do you have of excel - pivot tables"),
    ],
)
def test_a_question_has_what_is_asked_for_and_no_more(line: str, said: str) -> None:
    (made,) = questions_from_advert(f"What you bring\n- {line}\n")
    text = made.question.wordings.interview.lower()
    assert re.search(rf"\b{re.escape(said)}(?:[?.]|, and| look| help| like| in your)", text), text


def test_a_value_that_tells_what_you_do_is_a_duty() -> None:
    said = "You taste. You run the pass without shouting. Allergens matter to you."
    (made,) = questions_from_advert(f"What matters to us: {said}\n")
    assert made.kind == "duty"
    assert "run the pass without shouting" in made.question.wordings.interview


def test_a_line_between_two_lists_only_names_the_next_one() -> None:
    made = questions_from_advert(
        "Duties\n- Train the team\nTrusts and statutory\n- Write the bids\n"
    )
    assert [each.sources for each in made] == [("Train the team",), ("Write the bids",)]


def test_two_words_that_are_one_thing_stay_together() -> None:
    wanted = "Knowledge of health and safety law (IOSH or willingness to work towards it)"
    made = questions_from_advert(f"What you bring\n- {wanted}\n- Experience of care plans\n")
    assert not any("health" in each.question.wordings.interview for each in made)


def test_what_the_cv_does_not_show_may_be_one_thing_or_several() -> None:
    advert = "What you bring\n- Experience with spreadsheets\n- Experience with power tools\n"
    made = questions_from_both(advert, "Experience\n2015 - now\nWard nurse\n", TODAY)
    coffee = {each.question.wordings.chat for each in made}
    assert "Would power tools be new to you?" in coffee


def test_lines_that_only_part_others_are_no_questions() -> None:
    (made,) = questions_from_advert("***\n\nDuties:\n-----\n- Train the team\n\n***\n")
    assert made.sources == ("Train the team",)
