"""What `check` warns of: the same meaning, missing coats, long texts, unlawful topics."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.paths import shipped_question_sets
from coach.questions.likeness import Likeness
from coach.questions.reading import read_set
from coach.questions.unlawful import unlawful_topics
from coach.questions.warning import warnings_of

SHIPPED = sorted(shipped_question_sets().glob("*.yaml"))


def warned(folder: Path, content: str, name: str = "mine.yaml", shipped: Path | None = None) -> str:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return "\n".join(warnings_of(read_set(path), shipped))


def dressed(*questions: str) -> str:
    return "".join(f"- interview: {each}\n  meeting: M\n  chat: C\n" for each in questions)


@pytest.fixture(scope="module")
def likeness() -> Likeness:
    sets = [read_set(path) for path in SHIPPED]
    return Likeness([each.worded("interview") for one in sets for each in one.questions], "en")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What is your greatest weakness?", "What is your biggest weakness?"),
        ("Tell me about yourself.", "Can you tell me a little about yourself?"),
        ("What are your greatest strengths?", "What would you say are your main strengths?"),
        ("Why are you leaving your current job?", "Why do you want to leave the job you have now?"),
        ("What are your salary expectations?", "What salary do you expect?"),
        ("Tell me about a time when you failed.", "Tell me of an occasion when you failed."),
        ("What questions do you have for us?", "Do you have any questions for us?"),
        ("How do you deal with clients who pay late?", "What if a client pays late?"),
        (
            "Tell me about a time when you dealt with a difficult customer.",
            "Describe a time you had to deal with a difficult customer.",
        ),
        (
            "How long is your notice period, and when could you start?",
            "When could you start, and what is your notice period?",
        ),
    ],
)
def test_questions_of_one_meaning_are_found(likeness: Likeness, one: str, other: str) -> None:
    assert likeness.alike(one, other)
    assert likeness.alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What have you enjoyed most in your work?", "What have you enjoyed least in your work?"),
        ("Who was your best boss?", "Who was your worst boss?"),
        ("Tell me about a time when you failed.", "Tell me about a time when you led people."),
        ("Why do you want this role?", "Why do you want to work for us?"),
        ("What is your ambition?", "Where are you from?"),
    ],
)
def test_questions_that_only_sound_alike_are_not(likeness: Likeness, one: str, other: str) -> None:
    assert not likeness.alike(one, other)


def test_the_same_question_twice_in_a_set_is_told(tmp_path: Path) -> None:
    told = warned(tmp_path, dressed("Why nursing?", "What is your salary?", "So why nursing?"))
    assert told == "why-nursing: this means the same as so-why-nursing: “Why nursing?”"


@pytest.mark.parametrize(
    "question", ["What are your weaknesses?", "What does a usual day in your present job hold?"]
)
def test_what_the_program_asks_may_be_in_a_set_of_ones_own(tmp_path: Path, question: str) -> None:
    assert warned(tmp_path, dressed(question)) == ""


def test_the_programs_own_sets_are_compared_with_each_other(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(dressed("Why nursing?"), encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("[", encoding="utf-8")
    told = warned(
        tmp_path, dressed("What is your salary?", "And why nursing?"), "two.yaml", tmp_path
    )
    assert told == "and-why-nursing: this means the same as why-nursing in one: “And why nursing?”"


def test_in_other_languages_the_set_is_compared_with_itself(tmp_path: Path) -> None:
    german = "language: de\nquestions:\n- Was sind Ihre Stärken\n- Warum wir\n- Warum wir\n"
    told = warned(tmp_path, german)
    assert "warum-wir: this means the same as warum-wir-2" in told
    assert "was-sind" not in told


def test_missing_coats_are_counted(tmp_path: Path) -> None:
    told = warned(tmp_path, "- Why nursing?\n- interview: Why us?\n  chat: Why here?\n")
    assert "2 questions have no wording for a meeting, and will be asked as in an inter" in told
    assert "1 question has no wording for a chat (why-nursing), and will be" in told


def test_what_is_too_long_to_hear_is_told(tmp_path: Path) -> None:
    long = "why " * 40 + "nursing"
    told = warned(tmp_path, dressed(long) + f"- interview: a\n  meeting: {long}\n  chat: b\n")
    assert told.count("a text has 41 words. Nobody can keep more than 40 in mind") == 2
    assert "“why why why why why why why why…”" in told
    assert "41 words" not in warned(tmp_path, dressed("why " * 39 + "nursing"))


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("How old are you?", "age"),
        ("Do you plan to have children?", "family"),
        ("Are you married?", "family"),
        ("Do you have a disability?", "health"),
        ("What religion are you?", "religion"),
        ("Where are you really from?", "origin"),
        ("Who did you vote for, or would you vote at all?", "politics"),
        ("Do you belong to a trade union?", "a trade union"),
        ("Do you have any debts?", "debts"),
        ("When do you mean to retire?", "age"),
        ("So, are you expecting?", "family"),
        ("What does your family think of it?", "family"),
        ("Is your health good?", "health"),
        ("Are you a member of a union?", "a trade union"),
        ("Did you vote in the last election?", "politics"),
    ],
)
def test_what_nobody_may_ask_is_told_unless_the_set_is_named_so(
    tmp_path: Path, question: str, topic: str
) -> None:
    content = f"- interview: Why\n  meeting: M\n  chat: {question}\n"
    assert f"why: this asks about {topic}, which an employer" in warned(tmp_path, content)
    assert warned(tmp_path, content, "my-unlawful.yaml") == ""
    assert warned(tmp_path, "language: fr\nquestions:\n" + content) == ""


@pytest.mark.parametrize(
    "question",
    [
        "How would you teach children to read?",
        "What experience do you have with children?",
        "Which medical training have you had?",
        "How did you pull your weight?",
        "What did they say at your leaving party?",
        "How old is the building?",
        "What would you do with a church roof that leaks?",
        "Which party was right in that dispute?",
        "Are you happy with your team?",
        "What salary are you expecting?",
        "Are you married to one way of working?",
        "How do you collect debts?",
        "Tell me about your work with a trade union.",
        "Did you vote on it in the team?",
        "Would you vote for a rewrite?",
        "How old are your data?",
        "Which systems would you retire first?",
        "Tell me about your health and safety work.",
        "How would you cut your sick leave rate?",
        "How do you support your family clients?",
        "Do you have any children's nursing experience?",
        "What do you have children do in their first lesson?",
        "What is your mosque project about?",
        "Tell me about your medication rounds.",
        "Are you an immigrant adviser?",
        "Are you straight with people?",
    ],
)
def test_trades_may_ask_about_their_work(question: str) -> None:
    assert unlawful_topics(question) == []


def test_every_question_of_the_unlawful_set_is_known_as_one() -> None:
    unlawful = read_set(shipped_question_sets() / "unlawful.yaml")
    asked = [each.worded("interview") for each in unlawful.questions]
    assert [text for text in asked if not unlawful_topics(text)] == []
