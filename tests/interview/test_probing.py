"""The rules of follow-ups against what a reader would ask after the same answers.

The labels were made before the rules. Nothing was tuned on `held_out_probes.txt`.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from coach.audio.facts import Span
from coach.delivery.language import language_of
from coach.delivery.spoken import Spoken
from coach.interview.probing import RULES, Answer, choose_follow_up
from coach.library.follow_ups import AskedFollowUp, FollowUpReason, why_asked
from coach.library.records import AskedQuestion
from tests.helpers.probe_labels import HELD_OUT, TUNED_ON, answer_of, read

# reason → how many answers should be probed, how many of them are, and how many others are: of the
# answers tuned on, and of those held out. A rule may only get better; then these are the new
# figures.
REACHED = {
    "over_time": ((8, 8, 0), (4, 4, 0)),
    "hedged_ambition": ((8, 8, 0), (4, 4, 0)),
    "short": ((8, 7, 0), (4, 4, 0)),
    "own_part": ((8, 8, 0), (4, 4, 0)),
    "no_outcome": ((8, 8, 0), (4, 4, 0)),
    "no_instance": ((8, 8, 0), (4, 3, 0)),
    "number": ((8, 8, 0), (4, 3, 0)),
}
STRENGTHS = AskedQuestion(
    id="strengths",
    text="What are your greatest strengths?",
    seconds=90,
    follow_ups=("When did that last help?", "Who else would say so?"),
)
GENERAL = (
    "I would say that I am a good listener, and I am always on time. I like people, and I think "
    "people like me. I believe that being friendly is the most important thing at work, always."
)
CHANGED = "I changed the rota with all of them, and the sick days went down by thirty percent."


@pytest.mark.parametrize("reason", REACHED)
@pytest.mark.parametrize("path", [TUNED_ON, HELD_OUT], ids=["tuned_on", "held_out"])
def test_a_rule_probes_where_a_reader_would(path: Path, reason: str) -> None:
    counts: Counter[str] = Counter()
    for labelled in read(path):
        if labelled.reason != reason:
            continue
        quote = RULES[FollowUpReason(reason)](labelled.answer)
        counts["wanted"] += labelled.is_positive
        counts["negatives"] += not labelled.is_positive
        counts["found" if labelled.is_positive else "false"] += quote is not None
        if quote and labelled.quotable:
            assert _fits(quote, labelled.quotable), labelled.text
    reached = REACHED[reason][path is HELD_OUT]
    assert (counts["wanted"], counts["found"], counts["false"]) == reached
    assert counts["negatives"] >= reached[0]


@pytest.mark.parametrize("path", [TUNED_ON, HELD_OUT], ids=["tuned_on", "held_out"])
def test_no_answer_is_probed_for_what_a_reader_would_not_ask(path: Path) -> None:
    for labelled in read(path):
        chosen = choose_follow_up(labelled.answer)
        if not labelled.is_positive:
            assert not chosen or chosen.reason != labelled.reason, labelled.text
        elif chosen:  # the rule itself, or one that comes before it
            order = list(RULES)
            assert order.index(chosen.reason) <= order.index(FollowUpReason(labelled.reason))


def test_every_rule_has_two_wordings_a_reason_and_eight_answers_on_either_side() -> None:
    answer = answer_of(GENERAL, STRENGTHS)
    assert set(REACHED) == {str(reason) for reason in RULES}
    for reason in RULES:
        assert len(answer.probes.texts[reason]) >= 2
        assert why_asked(reason)
    assert why_asked("of a later version") == ""


def test_nothing_is_asked_twice() -> None:
    before: list[AskedFollowUp] = []
    for number in range(1, 9):
        chosen = choose_follow_up(answer_of(GENERAL, STRENGTHS), before)
        if chosen is None:
            break
        before.append(AskedFollowUp(number=number, text=chosen.text, reason=chosen.reason, after=1))
    texts = [each.text for each in before]
    assert len(texts) == len(set(texts)) == 4
    assert [each.reason for each in before] == ["no_instance"] * 2 + ["of_the_question"] * 2


def test_the_questions_own_follow_up_is_asked_where_no_rule_fits() -> None:
    said = (
        "I am good at explaining. I trained four people on the till last year, and my manager "
        "asked me to write all of it down for the other shops in Leeds."
    )
    chosen = choose_follow_up(answer_of(said, STRENGTHS))
    assert chosen
    assert chosen.reason is FollowUpReason.OF_THE_QUESTION
    assert chosen.text == "When did that last help?"
    chosen = choose_follow_up(answer_of(said, STRENGTHS), own_first=3)
    assert chosen
    assert chosen.text == "Who else would say so?"
    alone = STRENGTHS.model_copy(update={"follow_ups": ()})
    assert choose_follow_up(answer_of(said, alone)) is None


@pytest.mark.parametrize(
    "said",
    [
        "I don't know, I really cannot say anything about it.",
        "No.",
        "Could you say that again, please, slowly?",
    ],
)
def test_somebody_who_does_not_answer_is_not_probed(said: str) -> None:
    assert choose_follow_up(answer_of(said, STRENGTHS, 6.0)) is None


@pytest.mark.parametrize(
    "said",
    [
        "We had three new patients within an hour, and we gave them something to drink at once.",
        "She said sorry, and the number of complaints went from many to nearly nothing.",
    ],
)
def test_a_length_of_time_or_a_number_of_something_is_not_quoted(said: str) -> None:
    chosen = choose_follow_up(answer_of(said, STRENGTHS, 12.0))
    assert chosen is None or "You said" not in chosen.text


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        (
            "My contract ends in June, and I liked it there, so I am looking for another.",
            "my contract",
        ),
        ("They would say that I am loud, and my last boss told me so more than once.", "boss"),
        ("He told me I was the calmest person he'd seen, and that he had seen many.", None),
        ("I look for what hurts, and I try to keep a day free, as there is always more.", None),
        ("I want something that lasts, and it depends on the whole package really.", "package"),
        ("People like those roses anywhere else, but here nobody buys or wants them.", "roses"),
    ],
)
def test_what_is_quoted_ends_where_its_noun_does(said: str, quoted: str | None) -> None:
    chosen = choose_follow_up(answer_of(said, STRENGTHS, 12.0))
    text = chosen.text if chosen else ""
    assert (f"{quoted}”" in text) if quoted else ("You said" not in text), text


def test_words_that_whisper_is_unsure_of_are_not_probed() -> None:
    doubtful = _with_probability(answer_of(GENERAL, STRENGTHS), 0.4)
    chosen = choose_follow_up(doubtful)
    assert chosen
    assert chosen.reason is FollowUpReason.OF_THE_QUESTION
    changed = answer_of(CHANGED, STRENGTHS)
    asked = choose_follow_up(changed)
    assert asked
    assert asked.text == "You said “thirty percent”. How did you measure that?"
    hardly = choose_follow_up(_with_probability(changed, 0.55))
    assert hardly
    assert hardly.reason is FollowUpReason.OF_THE_QUESTION


def test_what_is_missing_is_no_reason_where_words_are_missing() -> None:
    answer = answer_of(GENERAL, STRENGTHS)
    spoken = answer.spoken
    unclear = spoken.transcript.model_copy(update={"unclear": (Span(start_s=1.0, end_s=4.0),)})
    for partial in (
        Answer(spoken, STRENGTHS, is_whole=False),
        Answer(Spoken(unclear, spoken.facts, spoken.language), STRENGTHS),
        answer_of(GENERAL, STRENGTHS, 80.0),  # so few words in so much speech
    ):
        chosen = choose_follow_up(partial)
        assert chosen
        assert chosen.reason is FollowUpReason.OF_THE_QUESTION


def test_another_language_has_only_the_questions_own_follow_ups() -> None:
    spoken = answer_of(GENERAL, STRENGTHS).spoken
    answer = Answer(Spoken(spoken.transcript, spoken.facts, language_of("eo")), STRENGTHS)
    chosen = choose_follow_up(answer)
    assert chosen
    assert chosen.reason is FollowUpReason.OF_THE_QUESTION


def _fits(quote: str, quotable: tuple[str, ...]) -> bool:
    texts = [each.lower() for each in quotable]
    return any(quote.lower() in each or each in quote.lower() for each in texts)


def _with_probability(answer: Answer, probability: float) -> Answer:
    spoken = answer.spoken
    words = tuple(word.model_copy(update={"probability": probability}) for word in spoken.words)
    transcript = spoken.transcript.model_copy(update={"words": words})
    return Answer(Spoken(transcript, spoken.facts, spoken.language), answer.question)
