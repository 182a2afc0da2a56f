"""The questions somebody was asked, picked out of what they tell: labelled tellings, and traps."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.debrief.picking import questions_in
from tests.helpers import tellings
from tests.helpers.spoken import need_whisper, speak, understood
from tests.helpers.tellings import Score

LEAST = 0.93  # on what the rules were made with
LEAST_UNMARKED = (0.77, 0.87)  # of the same without a sign: recall, precision
LEAST_HELD_OUT = 0.85
SPOKEN = (
    "They asked me why I left the warehouse. Then she wanted to know how I would calm an angry "
    "customer. He asked whether I could start on Monday. At the end I asked them about the pay."
)


def quotes(telling: str) -> list[str]:
    return [each.quote for each in questions_in(telling)]


@pytest.mark.parametrize("path", tellings.LABELLED, ids=lambda path: path.stem)
def test_picks_what_a_reader_labelled(path: Path) -> None:
    together = sum((tellings.score(t, questions_in(t.text)) for t in tellings.read(path)), Score())
    assert together.recall >= LEAST, together.told()
    assert together.precision >= LEAST, together.told()


def test_picks_most_of_it_where_nobody_marked_a_clause() -> None:
    together = Score()
    for telling in (each for path in tellings.LABELLED for each in tellings.read(path)):
        bare = tellings.without_signs(telling)
        together += tellings.score(bare, questions_in(bare.text))
    recall, precision = LEAST_UNMARKED
    assert together.recall >= recall, together.told()
    assert together.precision >= precision, together.told()


def test_picks_what_is_labelled_in_tellings_no_rule_was_made_for() -> None:
    held_out = tellings.read(tellings.HELD_OUT)
    together = sum((tellings.score(t, questions_in(t.text)) for t in held_out), Score())
    assert together.recall >= LEAST_HELD_OUT, together.told()
    assert together.precision >= LEAST_HELD_OUT, together.told()


def test_picks_out_of_what_was_spoken(tmp_path: Path) -> None:
    need_whisper()
    heard = understood(speak(SPOKEN, tmp_path / "telling.wav"))
    found = quotes(heard)
    for word in ("left", "customer", "Monday"):
        assert any(word in quote for quote in found), heard
    assert len(found) == 3, heard  # the person's own question is none


@pytest.mark.parametrize(
    ("telling", "quote", "question"),
    [
        (
            "They asked why I left so early.",
            "They asked why I left so early",
            "Tell me why you left so early.",
        ),
        (
            "He asked if I was happy to do nights.",
            "He asked if I was happy to do nights",
            "Are you happy to do nights?",
        ),
        (
            "Then she wanted to know how I'd calm somebody down.",
            "she wanted to know how I'd calm somebody down",
            "How would you calm somebody down?",
        ),
        (
            "Safety first, had I ever shut a site down.",
            "had I ever shut a site down",
            "Have you ever shut a site down?",
        ),
        (
            "There was then a volley. Which case would I cite against myself? I said none.",
            "Which case would I cite against myself?",
            "Which case would you cite against yourself?",
        ),
        (
            "Then notice period. Three months, I said.",
            "notice period",
            "Tell me about your notice period.",
        ),
        (
            "She goes, what's your coffee order, and I said oat.",
            "what's your coffee order",
            "What's your coffee order?",
        ),
        (
            "He asked me to describe a bad day and what I learned.",
            "He asked me to describe a bad day and what I learned",
            "Describe a bad day and what you learned.",
        ),
        (
            "“Why should we take you?” I said why not.",
            "Why should we take you?",
            "Why should we take you?",
        ),
        (
            "One of them was big on how I deal with complaints.",
            "One of them was big on how I deal with complaints",
            "How do you deal with complaints?",
        ),
        (
            "She asked what I knew about the charity.",
            "She asked what I knew about the charity",
            "What do you know about the charity?",
        ),
        (
            "He asked me to write a query for the top customer.",
            "He asked me to write a query for the top customer",
            "Write a query for the top customer.",
        ),
        (
            "They went on to my languages, which ones and how well.",
            "my languages, which ones and how well",
            "Tell me about your languages: which ones and how well.",
        ),
        (
            "Then she goes, you're not afraid of heights, are you? I said no.",
            "you're not afraid of heights, are you?",
            "You're not afraid of heights, are you?",
        ),
        (
            "He said, if one of them shouts at you, what do you do? I'd walk off.",
            "if one of them shouts at you, what do you do?",
            "If one of them shouts at you, what do you do?",
        ),
        (
            "They had me explain the gap in my CV.",
            "They had me explain the gap in my CV",
            "Explain the gap in your CV.",
        ),
    ],
)
def test_quotes_the_telling_and_asks_it_again(telling: str, quote: str, question: str) -> None:
    [asked] = questions_in(telling)
    assert quote in asked.quote
    assert asked.quote in telling
    assert asked.question == question


@pytest.mark.parametrize(
    ("telling", "question"),
    [
        ("They first asked me, why are you here? I said.", "Why are you here?"),
        ("She asked me do you drive?", "Do you drive?"),
        ("The last thing they asked was, what would you change?", "What would you change?"),
        ("The last thing she asked me was what do you earn?", "What do you earn?"),
        ("The first question was, where do you live?", "Where do you live?"),
        ("Her question was: who are you?", "Who are you?"),
        ("The chair wanted to know, what do you earn?", "What do you earn?"),
    ],
)
def test_a_question_said_straight_out_is_asked_without_what_announced_it(
    telling: str, question: str
) -> None:
    assert [each.question for each in questions_in(telling)] == [question]


@pytest.mark.parametrize(
    ("telling", "question"),
    [
        (
            "At the end they asked if I had any questions for them.",
            "Do you have any questions for us?",
        ),
        ("She asked what questions I have for them.", "Tell me what questions you have for us."),
        ("They wanted to know what I knew about them.", "What do you know about us?"),
        ("Then they asked why I wanted to work with them.", "Why do you want to work with us?"),
        ("They asked what I thought of their products.", "What do you think of our products?"),
        ("They asked how I'd grow their team.", "How would you grow our team?"),
        ("They asked why they should hire me.", "Why should we hire you?"),
        ("He wanted to know why he should give me the job.", "Why should I give you the job?"),
        (
            "They asked me to explain to them what a deadlock is.",
            "Explain to me what a deadlock is.",
        ),
    ],
)
def test_interviewers_speak_of_themselves(telling: str, question: str) -> None:
    assert [each.question for each in questions_in(telling)] == [question]


@pytest.mark.parametrize(
    ("telling", "question"),
    [
        ("She asked why I wanted to join them.", "Why do you want to join them?"),
        ("They asked how I care for them.", "How do you care for them?"),
        (
            "They asked how I'd get my patients to do what I want from them.",
            "How would you get your patients to do what you want from them?",
        ),
        (
            "They asked what I'd say to a customer about their team.",
            "What would you say to a customer about their team?",
        ),
    ],
)
def test_who_may_be_somebody_else_stays_somebody_else(telling: str, question: str) -> None:
    assert [each.question for each in questions_in(telling)] == [question]


@pytest.mark.parametrize(
    ("telling", "question"),
    [
        ("They wanted an example of when I'd failed.", "Give me an example of when you failed."),
        (
            "He asked me to imagine I was the minister and had to save money.",
            "Imagine you were the minister and had to save money.",
        ),
        ("She asked me to pretend I was the customer.", "Pretend you were the customer."),
        ("They asked did I have a driving licence.", "Do you have a driving licence?"),
    ],
)
def test_what_was_asked_for_stays_what_it_was(telling: str, question: str) -> None:
    assert [each.question for each in questions_in(telling)] == [question]


def test_questions_in_one_breath_are_two() -> None:
    assert quotes("She asked how far away I live and whether I've got a car.") == [
        "She asked how far away I live",
        "whether I've got a car",
    ]
    assert len(quotes("Did I smoke, did I have a dog, did I play the trumpet. I said no.")) == 3


def test_a_subject_and_the_question_on_it_are_one() -> None:
    telling = "They brought up the typing test that I did, what went wrong there. My cat."
    assert quotes(telling) == ["They brought up the typing test that I did, what went wrong there"]


@pytest.mark.parametrize(
    "telling",
    [
        "I asked them how many patients they have.",
        "At the end I wanted to know if lunch is paid, and it isn't.",
        "It went well. Why did I say that so fast?",
        "It was odd. Did I sound desperate? I think I sounded desperate.",
        "I told them about the night when a relative asked me whether her mum was dying.",
        "A customer came in and asked me where the toilets were.",
        "My manager once asked me if I'd checked it twice.",
        "She told me how the rota works and who does nights.",
        "Would I like a cup of tea, she said.",
        "Did I want a slice of cake to take with me? I did.",
        "My mum said did you ask about the parking and no, I didn't.",
        "One of the regulars came over and asked me what my star sign was.",
        "Then the partner interview. It took an hour.",
        "Do I really want to do forty calls a day? Not really.",
        "He's nice, isn't he? It's a good sign, isn't it?",
        "I had two questions, one on leave, one on parking.",
        "He asked Dean where the torque wrench was.",
        "They asked me to sign the form.",
        "He didn't ask about the money.",
        "And I thought, what am I doing here?",
        "It was a lovely day and I took the bus home.",
    ],
)
def test_what_nobody_asked_the_teller_is_left_out(telling: str) -> None:
    assert quotes(telling) == []


def test_the_mark_at_the_end_of_a_run_of_clauses_is_that_of_the_last_one() -> None:
    heard = "He nodded, and what desk are you on at the moment, and I told him, and do they say?"
    assert quotes(f"We sat down. {heard}") == ["what desk are you on at the moment"]
    assert quotes("She nodded. What notice do you have to give? A month, I said.")


def test_a_subject_is_asked_on_where_the_next_sentence_does_not_ask() -> None:
    assert quotes(
        "He looked up. Then the notice period. How long is that, I said three months."
    ) == ["Then the notice period"]
    assert quotes("Then the notice period. How long would I need? A month.") == [
        "How long would I need?"
    ]


@pytest.mark.parametrize(
    ("telling", "quote"),
    [
        ("We sat down. Am I afraid of anything? He asked. Pigeons.", "Am I afraid of anything?"),
        ("There were flowers. Who's it for? She asked. My aunt.", "Who's it for?"),
        (
            "Where do I want to be in ten years? How do I take criticism? He nodded.",
            "How do I take criticism?",
        ),
        ("We sat down. When could I start? I asked them to wait.", "When could I start?"),
    ],
)
def test_a_question_is_told_from_an_idle_one_by_what_stands_around_it(
    telling: str, quote: str
) -> None:
    assert quote in quotes(telling)


def test_a_question_ends_where_somebody_else_asks() -> None:
    heard = "I say I want to learn something she also asked what I do for fun, and I told her."
    assert quotes(heard) == ["she also asked what I do for fun"]
    assert quotes(
        "The panel wanted to know what I'd sing, a boy asked what I'd do about phones."
    ) == [
        "The panel wanted to know what I'd sing",
        "a boy asked what I'd do about phones",
    ]


@pytest.mark.parametrize(
    ("heard", "question"),
    [
        ("Question 3 was about risk.", "Tell me about risk."),
        ("Number 2, describe a bad day.", "Describe a bad day."),
        (
            "He was on about drunks, and I ever had to put one out. I had.",
            "Have you ever had to put one out?",
        ),
        ("Anyway, she had asked if I'd done it before.", "Have you done it before?"),
        ("And she asked whether I had ever led a team.", "Have you ever led a team?"),
        ("She was like, what subject to you enjoy, and I said art.", "What subject to you enjoy?"),
        ("And he says when this one runs out and I said soon.", "Tell me when this one runs out."),
        (
            "They went through my records. How many hives I'd lost over winter.",
            "Tell me how many hives you lost over winter.",
        ),
        ("She looked up. How long to true a wheel? Ten minutes.", "How long to true a wheel?"),
        (
            "I handed over the cards, last thing was what my wife makes of it.",
            "Tell me what your wife makes of it.",
        ),
        (
            "They finished with, where I see myself in a few years.",
            "Where do you see yourself in a few years?",
        ),
        ("She wanted to be sure when I'd finish.", "When would you finish?"),
        ("He was on about what if it floods. I said run.", "What if it floods?"),
        (
            "So he goes you got a clean licence, and I said yes.",
            "You got a clean licence?",
        ),
        (
            "Then had I'd done anything like it before. No, I said.",
            "Have you done anything like it before?",
        ),
    ],
)
def test_picks_what_was_misheard(heard: str, question: str) -> None:
    assert [each.question for each in questions_in(heard)] == [question]


@pytest.mark.parametrize(
    "telling",
    [
        "",
        " \n\t",
        "?!…",
        '"',
        "Ich war gestern beim Gespräch und es lief ganz gut, glaube ich.",
        "Me fue bien, gracias, y después tomamos un café con el jefe.",
        "面接はとても楽しかったです。",
    ],
)
def test_nothing_comes_of_nothing_or_of_another_language(telling: str) -> None:
    assert questions_in(telling) == []


def test_a_thousand_words_without_a_sign_still_give_their_questions() -> None:
    breath = "so she asked why I left my old job and I said because of the hours and then she went "
    found = quotes(breath * 60)
    assert len(found) == 60
    assert all(quote.endswith("why I left my old job") for quote in found)


def test_what_a_turkish_keyboard_writes_for_an_i_is_one() -> None:
    for sign in ("\N{LATIN SMALL LETTER DOTLESS I}", "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}"):
        (found,) = questions_in(f"They asked had {sign} ever led a team.")
        assert found.question == "Have you ever led a team?"


@given(st.text(max_size=300))
def test_whatever_the_text_quotes_are_parts_of_it(text: str) -> None:
    assert all(each.quote in text and each.question for each in questions_in(text))
    mixed = f"They asked {text} why I left, {text} did I"
    assert all(each.quote in mixed and each.question for each in questions_in(mixed))
