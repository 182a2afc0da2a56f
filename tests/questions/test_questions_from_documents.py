"""How good the questions are that adverts and CVs become: see `adverts.toml` and `cvs.toml`.

`read_questions.toml` has what a reader said of the questions on the texts that were held out.
"""

from __future__ import annotations

import tomllib
from datetime import date

import pytest

from coach.questions.advert import MOST_QUESTIONS, questions_from_advert
from coach.questions.cv import questions_from_cv
from coach.questions.documents import Document
from coach.questions.importing import kind_of
from coach.questions.made import MadeQuestion, as_set
from coach.questions.missing import missing_and_shown, questions_from_both
from tests.questions.labelled import (
    HERE,
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
HELD = pytest.mark.parametrize("held_out", [False, True], ids=["seen", "held out"])
_LEAST_RIGHT = 0.85
_LEAST_COVERED = 0.8


def made_of_adverts(*, held_out: bool) -> list[tuple[str, list[MadeQuestion]]]:
    return [
        (each["text"], questions_from_advert(plain(each["text"])))
        for each in adverts(held_out=held_out)
    ]


def made_of_cvs(*, held_out: bool) -> list[tuple[dict, list[MadeQuestion]]]:
    return [
        (each, questions_from_cv(plain(each["text"]), TODAY)) for each in cvs(held_out=held_out)
    ]


def all_made() -> list[list[MadeQuestion]]:
    of_adverts = [made for held in (True, False) for _, made in made_of_adverts(held_out=held)]
    of_cvs = [made for held in (True, False) for _, made in made_of_cvs(held_out=held)]
    return of_adverts + of_cvs


@HELD
def test_adverts_become_questions_on_what_they_ask_for(held_out: bool) -> None:
    total = summed([measured(text, made) for text, made in made_of_adverts(held_out=held_out)])
    print(f"{total.right} of {total.asked} right, {total.covered} of {total.marks} covered")
    assert total.right >= _LEAST_RIGHT * total.asked
    assert total.covered >= _LEAST_COVERED * total.marks


@HELD
def test_cvs_are_asked_about_where_they_can_be_doubted(held_out: bool) -> None:
    found: dict[str, list[bool]] = {"gap": [], "change": [], "claim": [], "old": []}
    for cv, made in made_of_cvs(held_out=held_out):
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


@HELD
def test_what_the_cv_does_not_show_of_the_advert_is_told_apart(held_out: bool) -> None:
    texts = {
        each["name"]: plain(each["text"])
        for held in (True, False)
        for each in adverts(held_out=held)
    }
    missed, wrong = [], []
    for cv in cvs(held_out=held_out):
        missing, _ = missing_and_shown(texts[cv["advert"]], plain(cv["text"]))
        sources = [source for each in missing for source in each.sources]
        missed += [not any(overlaps(part, s) for s in sources) for part in cv["missing"]]
        wrong += [any(overlaps(part, s) for s in sources) for part in cv["shown"]]
    print(
        f"{len(missed) - sum(missed)} of {len(missed)} found, {sum(wrong)} of {len(wrong)} wrongly"
    )
    assert sum(missed) <= (1 - _LEAST_COVERED) * len(missed)
    assert sum(wrong) <= (1 - _LEAST_RIGHT) * len(wrong)


def test_a_reader_keeps_the_questions_on_texts_that_were_held_out() -> None:
    read = tomllib.loads((HERE / "read_questions.toml").read_text(encoding="utf-8"))
    kept = set(read["kept"])
    made = [each for _, made in made_of_adverts(held_out=True) for each in made]
    made += [each for _, made in made_of_cvs(held_out=True) for each in made]
    asked = [each.question.wordings.interview for each in made]
    of_them = sum(text in kept for text in asked)
    print(f"{of_them} of {len(asked)} kept")
    assert of_them >= _LEAST_RIGHT * len(asked)


def test_every_question_can_be_heard_and_kept() -> None:
    for made in all_made():
        assert 0 < len(made) <= MOST_QUESTIONS
        for each in made:
            for text in each.question.wordings.model_dump().values():
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


_PRIVATE = (
    "married",
    "hindu",
    "religion",
    "date of birth",
    "how old",
    "children do you",
    "pregnan",
)


def test_nobody_is_asked_about_their_age_family_health_or_religion() -> None:
    for made in all_made():
        for each in made:
            for text in each.question.wordings.model_dump().values():
                assert not any(word in text.lower() for word in _PRIVATE), text


def test_an_advert_and_a_cv_are_known_by_their_looks() -> None:
    for held in (True, False):
        for each in adverts(held_out=held):
            assert kind_of(Document("x", plain(each["text"]))) == "advert", each["name"]
        for each in cvs(held_out=held):
            assert kind_of(Document("x", plain(each["text"]))) == "cv", each["name"]


def test_both_together_begin_with_what_is_missing() -> None:
    texts = {each["name"]: plain(each["text"]) for each in adverts(held_out=False)}
    for cv in cvs(held_out=False):
        if cv["advert"] in texts:
            made = questions_from_both(texts[cv["advert"]], plain(cv["text"]), TODAY)
            kinds = [each.kind for each in made]
            assert kinds[0] == "missing"
            assert "missing" not in kinds[kinds.count("missing") :]
            assert len(made) <= 16


def test_labels_stand_in_their_texts() -> None:
    texts = {
        each["name"]: plain(each["text"])
        for held in (True, False)
        for each in adverts(held_out=held)
    }
    for held in (True, False):
        for cv in cvs(held_out=held):
            for part in (*cv["missing"], *cv["shown"]):
                assert part in texts[cv["advert"]], (cv["name"], part)
    assert all(marks(each["text"]) for held in (True, False) for each in adverts(held_out=held))
