"""The sets that come with the program are fit to be heard."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from coach.paths import shipped_question_sets
from coach.questions import yaml_nodes, yaml_text
from coach.questions.reading import read_set
from coach.questions.sets import COATS, QuestionSet
from coach.questions.warning import warnings_of

NAMES = [
    "awkward",
    "behavioural",
    "career-change",
    "career-vision",
    "career-vision-de",
    "competency",
    "freelancer",
    "graduate",
    "leadership",
    "promotion",
    "returning",
    "screening",
    "technical",
    "unlawful",
    "values",
    "your-questions",
]
VISION_THEMES = {
    "ambition",
    "done-and-why",
    "achievements-and-skills",
    "challenges",
    "enjoyed-most",
    "enjoyed-least",
    "colleagues",
    "employer",
    "next-steps",
}
USUAL = {
    "screening": {"about-yourself", "strengths", "weaknesses", "salary", "your-questions"},
    "behavioural": {"conflict", "failure", "deadline", "disagreeing", "mistake", "feedback"},
    "career-vision": {"ten-years", "done-so-far", "proudest", "one-sentence"},
    "career-vision-de": {"ten-years", "done-so-far", "proudest", "one-sentence"},
}
NOT_SPEAKABLE = re.compile(
    r"[()\[\]{}<>/\\*_#&%+=…:;\"]|\b(e\.g|i\.e|etc|vs|CV|HR|CEO)\b|\d|[^\x00-\x7fäöüÄÖÜß]"
)


SETS = {name: read_set(shipped_question_sets() / f"{name}.yaml") for name in NAMES}
ENGLISH = [one for one in SETS.values() if one.language == "en"]


@pytest.fixture(params=NAMES)
def shipped(request: pytest.FixtureRequest) -> QuestionSet:
    return SETS[request.param]


def test_these_are_all_that_ship() -> None:
    assert sorted(each.stem for each in shipped_question_sets().glob("*.yaml")) == NAMES


def test_libyaml_and_the_parser_that_says_why_read_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = [path.read_text() for path in shipped_question_sets().glob("*.yaml")]
    quickly = [yaml_text.parse(text) for text in texts]
    monkeypatch.setattr(yaml_text, "quickly_composed", lambda _: None)
    assert [yaml_text.parse(text) for text in texts] == quickly
    monkeypatch.undo()
    monkeypatch.setattr("yaml.__with_libyaml__", False)
    assert yaml_nodes.quickly_composed(texts[0]) is None


def test_a_set_has_enough_questions_with_answers_of_sensible_length(shipped: QuestionSet) -> None:
    assert len(shipped.questions) >= 15
    assert all(60 <= each.seconds <= 180 for each in shipped.questions)
    assert {each.id for each in shipped.questions} >= USUAL.get(shipped.name, set())


def test_every_question_is_dressed_probed_and_listened_to(shipped: QuestionSet) -> None:
    for question in shipped.questions:
        assert tuple(question.coats) == COATS, question.id
        assert len(question.follow_ups) == 2, question.id
        assert len(question.listen_for) == 3, question.id


def test_there_is_nothing_to_warn_of(shipped: QuestionSet) -> None:
    assert warnings_of(shipped) == []


def test_there_are_over_two_hundred_questions_each_with_an_id_of_its_own() -> None:
    ids = [each.id for one in ENGLISH for each in one.questions]  # a translation keeps them
    assert len(ids) == len(set(ids)) >= 200


def test_nothing_is_said_twice() -> None:
    asked = [each for one in SETS.values() for each in one.questions]
    texts = [text for each in asked for text in (*each.coats.values(), *each.follow_ups)]
    assert [text for text, times in Counter(texts).items() if times > 1] == []


def test_a_theme_goes_through_several_sets_but_for_those_that_stand_alone() -> None:
    themes: dict[str, set[str]] = {}
    for one in ENGLISH:
        for question in one.questions:
            themes.setdefault(question.theme, set()).add(one.name)
    alone = {theme for theme, names in themes.items() if len(names) == 1}
    assert themes["boundaries"] == {"unlawful"}
    assert alone == {"boundaries", "next-steps"}


def test_no_two_wordings_are_alike(shipped: QuestionSet) -> None:
    texts = [each.worded(coat) for each in shipped.questions for coat in COATS]
    assert len(set(texts)) == len(texts)


def test_everything_asked_can_be_spoken(shipped: QuestionSet) -> None:
    for question in shipped.questions:
        for text in (*(question.worded(coat) for coat in COATS), *question.follow_ups):
            assert not NOT_SPEAKABLE.search(text), text
            assert len(text.split()) <= 40, text
            assert text.count("?") <= 1, text
            assert text[-1] in ".?", text
            assert text[0].isupper(), text


def test_over_coffee_nobody_asks_for_strengths_and_weaknesses(shipped: QuestionSet) -> None:
    stiff = re.compile(
        r"strength|weakness|salary|career|achievement|tell me about a time"
        r"|stärke|schwäche|gehalt|karriere|leistung|\b(?:sie|ihnen|ihr|ihre)\b",
        re.I,
    )
    for question in shipped.questions:
        assert not stiff.search(question.worded("chat")), question.worded("chat")


def test_career_vision_covers_the_sections_of_a_vision() -> None:
    assert {each.theme for each in SETS["career-vision"].questions} == VISION_THEMES


def test_the_german_set_asks_what_the_english_one_asks() -> None:
    english, german = (
        read_set(shipped_question_sets() / f"{name}.yaml")
        for name in ("career-vision", "career-vision-de")
    )
    assert german.language == "de"
    asked = [(each.id, each.theme, each.seconds) for each in english.questions]
    assert [(each.id, each.theme, each.seconds) for each in german.questions] == asked
    addressed = re.compile(r"\b(?:du|dich|dir|dein\w*)\b|\b(?:Sie|Ihnen|Ihre?\w*)\b")
    assert not [each for q in german.questions for each in q.follow_ups if addressed.search(each)]


def test_each_file_says_at_its_head_how_to_edit_it(shipped: QuestionSet) -> None:
    head = shipped.path.read_text(encoding="utf-8").split("title:")[0]
    assert all(line.startswith("#") for line in head.splitlines() if line)
    for key in ("wordings", "seconds", "listen_for", "follow_ups", "coach questions check"):
        assert key in head
