"""What each model is used for, and why: the quickest for captions, the best for what is kept."""

from __future__ import annotations

import pytest

from coach.transcription.models import (
    FASTER_WHISPER,
    OPENAI_WHISPER,
    knows_only_english,
    size_of,
)
from coach.transcription.roles import (
    Candidate,
    Machine,
    Wishes,
    best_to_get,
    choose_roles,
    speed_said,
)


def candidate(name: str, *, speed: float | None) -> Candidate:
    return Candidate(name, knows_only_english(name), size_of(name), speed)


TINY_EN = candidate("tiny.en", speed=12.0)
BASE = candidate("base", speed=6.0)
BASE_EN = candidate("base.en", speed=6.0)
SMALL = candidate("small", speed=3.2)
DESK = Machine(FASTER_WHISPER, "en", 16_000)


def kept(*here: Candidate, machine: Machine = DESK, default: str = "tiny.en") -> tuple[str, str]:
    roles = choose_roles(here, default, machine)
    assert roles.captions.model == default
    return roles.kept.model, roles.kept.why


def test_one_model_has_both_roles() -> None:
    roles = choose_roles([TINY_EN], "tiny.en", DESK)
    assert roles.captions.model == roles.kept.model == "tiny.en"
    assert "keeps up (12 s of speech in a second)" in roles.captions.why
    assert roles.kept.why.endswith("too: no better one is here.")


def test_the_best_that_is_quick_enough_writes_what_is_kept() -> None:
    name, why = kept(TINY_EN, BASE)
    assert (name, why) == (
        "base",
        "base writes the words that are kept: the best here that is quick enough "
        "(6.0 s of speech in a second).",
    )
    assert kept(TINY_EN, BASE, SMALL)[0] == "small"
    assert kept(TINY_EN, BASE_EN, BASE)[0] == "base.en"  # of one size, the English one
    slow = candidate("small", speed=2.9)
    assert kept(TINY_EN, BASE, slow)[0] == "base"


@pytest.mark.parametrize(
    ("other", "machine", "why"),
    [
        (candidate("small", speed=0.9), DESK, "small is too slow here (0.9 s"),
        (candidate("base", speed=None), DESK, "base could not be tried"),
        (SMALL, Machine(FASTER_WHISPER, "en", 1_000), "small needs too much"),
        (SMALL, Machine(OPENAI_WHISPER, "en", None), "small needs too much"),
    ],
)
def test_why_a_larger_model_is_not_used(other: Candidate, machine: Machine, why: str) -> None:
    name, said = kept(TINY_EN, other, machine=machine)
    assert name == "tiny.en"
    assert why in said


def test_another_language_takes_a_model_that_knows_it() -> None:
    german = Machine(FASTER_WHISPER, "de", 16_000)
    english = candidate("small.en", speed=5.0)
    name, why = kept(TINY_EN, BASE, english, machine=german, default="base")
    assert name == "base"
    assert "small.en knows only English" in why
    assert kept(TINY_EN, BASE, SMALL, machine=german, default="base")[0] == "small"


def test_a_named_model_has_both_roles() -> None:
    roles = choose_roles([TINY_EN, BASE], "tiny.en", DESK, Wishes("tiny.en"))
    assert roles.captions.model == roles.kept.model == "tiny.en"
    assert "you named it" in roles.kept.why


def test_each_may_be_named() -> None:
    roles = choose_roles([TINY_EN, BASE], "tiny.en", DESK, Wishes(kept="small"))
    assert (roles.captions.model, roles.kept.model) == ("tiny.en", "small")
    assert roles.kept.why == "small writes the words that are kept, because you named it."
    roles = choose_roles([TINY_EN, BASE], "tiny.en", DESK, Wishes("base", "tiny.en"))
    assert (roles.captions.model, roles.kept.model) == ("base", "tiny.en")
    roles = choose_roles([TINY_EN, BASE], "tiny.en", DESK, Wishes(kept="tiny.en"))
    assert roles.captions.model == roles.kept.model == "tiny.en"


def test_the_words_of_the_captions_may_be_all() -> None:
    roles = choose_roles([TINY_EN, BASE], "tiny.en", DESK, Wishes(kept="base", only_live=True))
    assert roles.captions.model == roles.kept.model == "tiny.en"
    assert "with --stages live" in roles.kept.why


def test_a_default_that_is_not_here_or_late() -> None:
    roles = choose_roles([], "base.en", DESK)
    assert roles.captions.why.startswith("base.en (148 MB) is not here yet")
    assert roles.kept.model == "base.en"
    late = choose_roles([candidate("tiny.en", speed=1.2)], "tiny.en", DESK).captions.why
    assert "it may come late (1.2 s of speech in a second)" in late
    untried = choose_roles([candidate("tiny.en", speed=None)], "tiny.en", DESK).captions.why
    assert untried == "tiny.en writes the captions; whether it keeps up here could not be tried."


@pytest.mark.parametrize(
    ("here", "machine", "best"),
    [
        ([TINY_EN], DESK, "base.en"),  # 244 million parameters: 1.9 s in a second by estimate
        ([candidate("tiny.en", speed=30.0)], DESK, "small.en"),
        ([candidate("tiny.en", speed=90.0)], DESK, "medium.en"),
        ([candidate("tiny.en", speed=90.0)], Machine(FASTER_WHISPER, "en", 4_000), "small.en"),
        ([candidate("tiny.en", speed=900.0)], DESK, "medium.en"),
        ([candidate("tiny.en", speed=90.0)], Machine(FASTER_WHISPER, "de", 16_000), "medium"),
        ([TINY_EN, BASE], DESK, None),
        ([TINY_EN, BASE_EN], DESK, None),
        ([candidate("tiny.en", speed=5.0)], DESK, None),
        ([candidate("tiny.en", speed=None)], DESK, None),
        ([], DESK, None),
        ([TINY_EN, candidate("small", speed=1.0)], DESK, "base.en"),
        ([candidate("mine", speed=9.0)], DESK, None),
        ([TINY_EN], Machine(FASTER_WHISPER, "en", 400), None),
    ],
)
def test_the_best_model_this_machine_could_carry(
    here: list[Candidate], machine: Machine, best: str | None
) -> None:
    assert best_to_get(here, machine) == best


def test_speeds_as_a_person_reads_them() -> None:
    assert [speed_said(speed) for speed in (None, 0.87, 9.94, 12.3)] == [
        "not measured",
        "0.9 s of speech in a second",
        "9.9 s of speech in a second",
        "12 s of speech in a second",
    ]
