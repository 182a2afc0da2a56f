"""What is asked, in which order and coat."""

from __future__ import annotations

import pytest

from coach.errors import InvalidSetting
from coach.questions.choosing import COAT_CHOICES, choose
from coach.questions.finding import find_set
from coach.questions.sets import COATS, ChosenQuestion, QuestionSet


@pytest.fixture(scope="module")
def screening() -> QuestionSet:
    return find_set("screening")


def ids(chosen: list[ChosenQuestion]) -> list[str]:
    return [each.id for each in chosen]


def test_without_wishes_all_are_asked_in_order_as_in_an_interview(screening: QuestionSet) -> None:
    chosen = choose(screening)
    assert ids(chosen) == [each.id for each in screening.questions]
    assert {each.coat for each in chosen} == {"interview"}
    first, source = chosen[0], screening.questions[0]
    assert first.text == "Tell me about yourself."
    assert (first.theme, first.seconds) == (source.theme, source.seconds)
    assert (first.listen_for, first.follow_ups) == (source.listen_for, source.follow_ups)


@pytest.mark.parametrize("coat", COATS)
def test_every_coat_is_the_one_asked(screening: QuestionSet, coat: str) -> None:
    (chosen,) = choose(screening, only=["strengths"], coat=coat)
    assert chosen.coat == coat
    question = screening.question("strengths")
    assert question is not None
    assert chosen.text == question.worded(chosen.coat)


def test_count_takes_the_first_and_never_more_than_there_are(screening: QuestionSet) -> None:
    assert ids(choose(screening, count=2)) == ids(choose(screening))[:2]
    assert len(choose(screening, count=1000)) == len(screening.questions)


@pytest.mark.parametrize("count", [0, -1])
def test_a_count_below_one_is_refused(screening: QuestionSet, count: int) -> None:
    with pytest.raises(InvalidSetting, match=f"{count} questions"):
        choose(screening, count=count)


def test_only_keeps_the_order_given_and_asks_once(screening: QuestionSet) -> None:
    chosen = choose(screening, only=("salary", "strengths", "salary"))
    assert ids(chosen) == ["salary", "strengths"]


def test_an_unknown_id_is_answered_with_the_near_ones(screening: QuestionSet) -> None:
    with pytest.raises(InvalidSetting) as caught:
        choose(screening, only=["strength"])
    assert 'no question "strength"' in caught.value.message
    assert "Near: strengths" in caught.value.message
    assert caught.value.hint == "coach questions show screening"
    with pytest.raises(InvalidSetting, match="There are: about-yourself, strengths"):
        choose(screening, only=["zzz"])


def test_an_unknown_coat_is_refused(screening: QuestionSet) -> None:
    with pytest.raises(InvalidSetting, match="interview, meeting, chat, mixed"):
        choose(screening, coat="coffee")


def test_a_seed_repeats_order_and_coats(screening: QuestionSet) -> None:
    first = choose(screening, shuffle=True, coat="mixed", seed=7)
    assert first == choose(screening, shuffle=True, coat="mixed", seed=7)
    assert ids(first) != ids(choose(screening))
    assert sorted(ids(first)) == sorted(ids(choose(screening)))
    orders = {tuple(ids(choose(screening, shuffle=True, seed=seed))) for seed in range(5)}
    assert len(orders) == 5


def test_the_order_does_not_hang_on_the_coat(screening: QuestionSet) -> None:
    orders = {
        tuple(ids(choose(screening, shuffle=True, seed=3, coat=coat))) for coat in COAT_CHOICES
    }
    assert len(orders) == 1


def test_mixed_dresses_each_question_for_itself(screening: QuestionSet) -> None:
    mixed = {each.id: each.coat for each in choose(screening, coat="mixed", seed=1)}
    assert set(mixed.values()) == set(COATS)
    fewer = choose(screening, coat="mixed", seed=1, only=["salary", "gap"], shuffle=True)
    assert all(mixed[each.id] == each.coat for each in fewer)


def test_a_chosen_question_survives_json(screening: QuestionSet) -> None:
    chosen = choose(screening, count=1)[0]
    assert ChosenQuestion.model_validate_json(chosen.model_dump_json()) == chosen
