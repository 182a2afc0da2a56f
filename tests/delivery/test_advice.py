"""Advice against what four authors, as trainers, would have said after the same answers.

The labels were made before the rules, and what is held out was never read; docs/numbers.md says
what was reached there. A said finding is right where it is among the labels.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from coach import delivery
from coach.delivery.advice import choosing
from coach.delivery.advice.choosing import advice_of, is_gone
from coach.delivery.advice.records import Advice, Candidate, ToChange, ToKeep
from coach.delivery.advice.results import LEARNED, result_lines
from coach.delivery.advised import Advisor
from coach.delivery.delivery import delivery_of
from coach.delivery.language import language_of
from coach.delivery.spoken import Spoken
from coach.delivery.wording import told_part
from coach.library.records import AskedQuestion, planned_turn
from coach.paths import config_file
from tests.helpers.advice_labels import LabelledAnswer, answer_to, fresh_stories, labelled_answers
from tests.helpers.labels import as_transcript, facts_for
from tests.helpers.result_learning import learned, stories_to_learn_from

ANSWERS = labelled_answers()
_SHIPPED = Path(delivery.__file__).parent / "languages"
# By whose answers they are, and whether they are held out: (right, said) of what is said to be
# changed and kept, (right, all) of the answers that a trainer finds wanting, (found, there, named)
# of results. A rule may only get better; then these are the new figures.
FIRST_TWO, THIRD, FOURTH = "first two authors", "third author", "fourth author"
REACHED = {
    (FIRST_TWO, False): {
        "change": (62, 62), "keep": (58, 59), "wanting": (62, 71), "results": (37, 40, 41)
    },
    (FIRST_TWO, True): {
        "change": (25, 27), "keep": (26, 28), "wanting": (25, 33), "results": (16, 20, 21)
    },
    (THIRD, False): {
        "change": (26, 26), "keep": (21, 22), "wanting": (26, 29), "results": (18, 23, 20)
    },
    (THIRD, True): {"change": (8, 8), "keep": (12, 13), "wanting": (8, 16), "results": (9, 10, 12)},
    (FOURTH, True): {
        "change": (17, 18), "keep": (18, 20), "wanting": (17, 31), "results": (14, 24, 23)
    },
}  # fmt: skip
# The other authors' answers came after the rules: seven in ten are not reached there yet, and of
# the fourth author's stories, most of which go on after their result, few results are found.
LEAST_AGREED = {FIRST_TWO: 0.7, THIRD: 0.5, FOURTH: 0.5}
LEAST_FOUND = {FIRST_TWO: 0.75, THIRD: 0.75, FOURTH: 0.4}
EACH = pytest.mark.parametrize(("by", "held_out"), REACHED)


@EACH
def test_what_is_said_is_what_a_trainer_would_say(by: str, held_out: bool) -> None:
    said: Counter[str] = Counter()
    right: Counter[str] = Counter()
    wanting = agreed = 0
    for answer in those(held_out, by):
        advice = advice_of(answer.candidates or ())
        is_right = {
            "change": bool(advice.change and advice.change.finding in answer.change),
            "keep": bool(advice.keep and advice.keep.finding in answer.keep),
        }
        said.update(change=advice.change is not None, keep=advice.keep is not None)
        right.update(is_right)
        wanting += answer.wanting
        agreed += answer.wanting and is_right["change"]
    reached = REACHED[by, held_out]
    for kind in ("change", "keep"):
        assert said[kind] - right[kind] <= reached[kind][1] - reached[kind][0]
        assert right[kind] >= reached[kind][0]
    assert right.total() >= 0.9 * said.total()
    assert agreed >= max(reached["wanting"][0], LEAST_AGREED[by] * wanting)
    assert wanting == reached["wanting"][1]


@EACH
def test_what_came_of_it_is_found_in_most_stories(by: str, held_out: bool) -> None:
    found = there = named = 0
    for answer in those(held_out, by):
        told = told_result(answer)
        there += bool(answer.result)
        named += bool(told)
        found += answer.is_result(told)
    least, all_, most_named = REACHED[by, held_out]["results"]
    assert there == all_
    assert found >= max(least, LEAST_FOUND[by] * there)
    assert named - found <= most_named - least


@pytest.mark.parametrize(
    ("looked_at", "reached", "unfinished"),
    [
        ("looked at", (28, 33, 30), (4, 5)),
        ("mended by", (11, 16, 12), (3, 3)),
        ("measured", (12, 16, 15), (3, 3)),
    ],
)
def test_results_of_fresh_stories_are_found(
    looked_at: str, reached: tuple[int, int, int], unfinished: tuple[int, int]
) -> None:
    counts: Counter[str] = Counter()
    for story in fresh_stories(looked_at):
        told = told_result(story)
        is_unfinished = ToChange.NO_RESULT in [each.finding for each in story.candidates or ()]
        counts.update(found=story.is_result(told), there=bool(story.result), named=bool(told))
        counts.update(said=is_unfinished, right=is_unfinished and not story.result)
    assert (counts["found"], counts["there"], counts["named"]) == reached
    assert (counts["right"], counts["said"]) == unfinished


def told_result(answer: LabelledAnswer) -> str:
    """The sentences that are named as what came of a story."""
    spoken = Spoken(answer.transcript, answer.facts, language_of("en"), asked=answer.asked)
    lines = result_lines(spoken) if spoken.asked_for_story else range(0)
    return " ".join(spoken.lines[line].text for line in lines)


def test_a_result_told_in_two_sentences_is_quoted_whole() -> None:
    story = answer_to(
        ASKED,
        "We were three weeks behind on the hospital. I sat down with each of them and asked what "
        "they were waiting for. So I moved one of our draughtsmen on to the site. We handed over "
        "two days early. The client has given us the second wing since.",
        20,
    )
    told = "We handed over two days early. The client has given us the second wing since."
    assert told_result(story) == told
    structure = delivery_of(story.transcript, story.facts, asked=story.asked).of("structure")
    assert structure
    assert [each.quote for each in structure.moments if told_part(each).endswith("result")] == [
        told
    ]


def test_what_speaks_for_a_result_is_learned_from_the_answers_tuned_on() -> None:
    assert learned(stories_to_learn_from()) == pytest.approx(LEARNED, abs=0.01)


def those(held_out: bool, by: str = "") -> list[LabelledAnswer]:
    of = {FIRST_TWO: ("1", "2"), THIRD: ("3",), FOURTH: ("4",)}.get(by, ("1", "2", "3", "4"))
    return [each for each in ANSWERS if each.held_out is held_out and each.author.endswith(of)]


def test_there_are_enough_answers_and_a_third_is_held_out() -> None:
    assert len(ANSWERS) >= 150
    assert len(those(held_out=True)) * 2 >= len(those(held_out=False)) - 2
    assert sum(not answer.wanting for answer in ANSWERS) >= 40


def test_every_quote_is_in_the_answer_and_has_its_time() -> None:
    for answer in ANSWERS:
        words = answer.transcript.words
        for each in answer.candidates or ():
            if each.quote:
                first = next(word for word in words if word.start_s >= each.start_s)
                assert each.quote.split()[0] == first.text
            assert "{" not in each.text
            assert 0 < each.confidence <= 1


ASKED = "Tell me about a time you helped a colleague."


@pytest.mark.parametrize(
    ("finding", "text", "seconds"),
    [
        (
            ToChange.TOO_FAST,
            "I closed sixty open reports in three months. I sat down with Anna every Friday, and I "
            "showed her how I do it. I wrote a list for her, and I called the two departments. By "
            "the end of June she did hers alone, and the backlog was at zero. It stayed there.",
            13,
        ),
        (
            ToChange.NO_OWN_PART,
            "We had a colleague who was new. We showed her the shop, we gave her a list, and we "
            "sat with her on the first days. We all helped. In the end she passed her exam.",
            20,
        ),
    ],
)
def test_a_finding_is_named_with_what_to_do(finding: str, text: str, seconds: int) -> None:
    found = answer_to(ASKED, text, seconds).candidates
    change = advice_of(found or ()).change
    assert change is not None
    assert change.finding == finding
    assert "band" not in change.text
    assert change.text.endswith(".")


TRUCKS = (
    "Last winter our largest customer wanted to leave, since trucks came late. I rang each driver, "
    "I wrote a new route plan, and I checked it for six weeks. Late trucks fell from 30 to four."
)
HELPED = (
    "The new girl could not use the till, and she was afraid of the queue. I stood beside her, I "
    "wrote the keys on a card, and I asked the boss to give her the quiet hours. {}"
)


@pytest.mark.parametrize(
    ("last", "finding"),
    [
        ("In the end it all went really well, and everybody was happy.", ToChange.NOTHING_TO_CHECK),
        ("After that things got a lot better for her.", ToChange.NOTHING_TO_CHECK),
        ("In the end she was much faster, 40 customers an hour instead of 20.", None),
        ("After two weeks Anna was much faster than all of us.", None),
        ("Nobody had to wait longer than a minute.", None),
        ("It should cut the queue in half, in theory.", ToChange.NO_RESULT),
        ("Next week we would like to see how it goes.", ToChange.NO_RESULT),
    ],
)
def test_a_result_is_asked_for_what_can_be_checked(last: str, finding: str | None) -> None:
    change = advice_of(answer_to(ASKED, HELPED.format(last), 20).candidates or ()).change
    assert (change.finding if change else None) == finding
    if finding == ToChange.NOTHING_TO_CHECK:
        assert change
        assert change.quote == last


@pytest.mark.parametrize(
    ("last", "is_asked_for"),
    [
        ("Late customers fell from 30 to 4 a day. So in the end it all went really well.", False),
        ("In the end it paid off. Anna passed her exam on the third of May.", False),
        ("It was a big success. The queue was down to ten minutes.", False),
        ("I did that for three weeks. In the end it paid off.", True),
    ],
)
def test_a_result_in_two_sentences_is_checked_by_either(last: str, is_asked_for: bool) -> None:
    found = answer_to(ASKED, HELPED.format(last), 25).candidates or ()
    assert (ToChange.NOTHING_TO_CHECK in {each.finding for each in found}) is is_asked_for


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        ("In the end I lost about half of my team.", "In the end I lost only one of my team of 9."),
        ("By May two of the nine had quit.", "By May nobody of the nine had quit."),
        ("In the end sales dropped by 20 percent.", "In the end costs dropped by 20 percent."),
        ("Complaints went up from ten to thirty.", "Complaints went down from thirty to ten."),
        ("As a result two children got hurt.", "In the end we were back in 2 hours, nobody hurt."),
        ("In the end it cost us nine thousand.", "In the end it cost us nothing, and 9 came."),
        ("In the end we only sold nine tickets.", "In the end we sold nine hundred tickets."),
        ("By the end we were four points behind.", "By the end we were four points ahead."),
        ("In the end we had 9 percent fewer visitors.", "In the end we had 9 percent less waste."),
    ],
)
def test_a_loss_is_no_result_to_keep(worse: str, better: str) -> None:
    for last, is_kept in ((worse, False), (better, True)):
        found = answer_to(ASKED, HELPED.format(last), 20).candidates or ()
        assert (ToKeep.RESULT_WITH_NUMBER in {each.finding for each in found}) is is_kept, last


@pytest.mark.parametrize(
    ("own_part", "is_softened"),
    [
        ("I guess I maybe sort of stood beside her, and I wrote the keys on a card.", True),
        ("I was possibly of some use to her, if that counts.", True),
        ("Maybe I stood beside her. I guess I wrote a card. Perhaps I helped.", True),
        ("I stood beside her, and maybe I wrote the keys on a card.", False),
        ("I wrote the keys on a card. Maybe she was sort of afraid of the queue.", False),
    ],
)
def test_an_own_part_is_softened_by_many_hedges_at_once(own_part: str, is_softened: bool) -> None:
    text = f"The new girl could not use the till. {own_part} By May she had 40 customers an hour."
    found = answer_to(ASKED, text, 15).candidates or ()
    assert (ToChange.SOFTENED in {each.finding for each in found}) is is_softened


BEFORE = (
    "My uncle used to deliver to your old site, when it was still the biscuit factory, and you "
    "could smell it from the school. Then I went off and did two years at a phone shop, which was "
    "all right, and a bit of bar work at weekends."
)
AIM = "What I want is to get on the scheme for fitters, because you pay for all of it."


@pytest.mark.parametrize(
    ("asked", "text", "is_late"),
    [
        ("Why us?", f"{BEFORE} {AIM}", True),
        ("Why us?", f"{AIM} {BEFORE}", False),
        ("Tell me about yourself.", f"{BEFORE} {AIM}", False),
        ("Why did you leave the phone shop and the bar?", f"{BEFORE} {AIM}", False),
    ],
)
def test_what_was_asked_for_is_said_late_only_after_something_else(
    asked: str, text: str, is_late: bool
) -> None:
    found = answer_to(asked, text, 30).candidates or ()
    late = [each.quote for each in found if each.finding == ToChange.CAME_LATE]
    assert late == ([AIM] if is_late else [])


@pytest.mark.parametrize(
    ("last", "trails_off"),
    [
        ("That's all from me, I suppose, unless, yeah.", True),
        ("And then she went, and, um, I lost my thread.", True),
        ("And there were many of them, and so on. Thank you.", True),
        ("And the others were all very, um, so.", True),
        ("We would do it again, I think so.", False),
        ("Cheeky, but there we are.", False),
    ],
)
def test_an_answer_trails_off_in_many_words(last: str, trails_off: bool) -> None:
    found = answer_to(ASKED, f"{TRUCKS} {last}", 25).candidates or ()
    assert (ToChange.TRAILED_OFF in {each.finding for each in found}) is trails_off


@pytest.mark.parametrize(
    ("asked", "is_story"),
    [
        ("Tell me about something you introduced at work.", True),
        ("When did you see trouble coming before anybody else?", True),
        ("Describe a case in which you had to apply a rule that felt unfair.", True),
        ("Tell me about somebody you worked with, and what came of it.", True),
        ("When did you decide to become a nurse?", False),
        ("Tell me about something you would like to learn.", False),
        ("Describe the work environment where you do your best.", False),
    ],
)
def test_a_question_asks_for_a_story_in_many_ways(asked: str, is_story: bool) -> None:
    transcript = as_transcript(TRUCKS)
    spoken = Spoken(transcript, facts_for(transcript), language_of("en"), asked=(asked,))
    assert spoken.asked_for_story is is_story


def test_of_a_hurried_answer_that_is_over_time_both_are_said() -> None:
    text = " ".join(
        f"I closed report number {n} on that day, and I called Anna." for n in range(14)
    )
    change = advice_of(answer_to(ASKED, text, 38, target_s=30).candidates or ()).change
    assert change is not None
    assert change.finding == ToChange.TOO_FAST
    assert "0:08 over" in change.text


@pytest.mark.parametrize("seconds", [40, 240])
def test_advice_on_the_pace_says_which_pace_it_is(seconds: float) -> None:
    # The line of figures above it has the pace while speaking, which is another number.
    text = " ".join(f"I closed report {n}, and I called Anna." for n in range(22))
    change = advice_of(answer_to(ASKED, text, seconds, target_s=300).candidates or ()).change
    assert change is not None
    assert change.finding in (ToChange.TOO_FAST, ToChange.TOO_SLOW)
    assert "words a minute, pauses included" in change.text


PAUSED = (
    "I told the family that the roof could not be saved, on the 3rd of May.{} I said it in "
    "their kitchen.{} Then I showed them the plan with the old door. In the end they took it."
)


@pytest.mark.parametrize(
    ("places", "is_kept"),
    [(("", " [pause 2.6]"), True), (("", ""), False), ((" [pause 2.6]", " [pause 2.6]"), False)],
)
def test_one_long_pause_between_sentences_is_well_used(
    places: tuple[str, str], is_kept: bool
) -> None:
    found = answer_to(ASKED, PAUSED.format(*places), 20).candidates or ()
    kept = [each.quote for each in found if each.finding == ToKeep.PAUSE_WELL_USED]
    assert [each.split()[0] for each in kept] == (["Then"] if is_kept else [])


def test_a_pause_within_a_sentence_is_a_search_for_words() -> None:
    text = PAUSED.format("", "").replace("the plan with", "the plan [pause 2.6] with")
    found = answer_to(ASKED, text, 20).candidates or ()
    assert ToKeep.PAUSE_WELL_USED not in {each.finding for each in found}


@pytest.mark.parametrize(
    ("asked", "answers"),
    [
        ("What is your greatest weakness?", False),
        ("Which customer wanted most from you?", True),
    ],
)
def test_a_first_sentence_answers_only_what_was_heard(asked: str, answers: bool) -> None:
    """And not by a word of another wording, that nobody heard."""
    asked_in_all = (asked, "Where would you have wanted somebody at your side?")
    transcript = as_transcript(TRUCKS)
    found = choosing.candidates(transcript, facts_for(transcript), asked_in_all) or ()
    assert (ToKeep.CLEAR_BEGINNING in {each.finding for each in found}) is answers


def test_too_short_an_answer_gets_none() -> None:
    assert not answer_to(ASKED, "I helped Anna once, and we laughed a lot about it.", 4).candidates


def candidate(finding: ToChange | ToKeep, confidence: float = 0.9) -> Candidate:
    return Candidate(
        finding=finding, name="it", text="So it is.", start_s=0.0, confidence=confidence
    )


FAST, LATE = candidate(ToChange.TOO_FAST), candidate(ToChange.CAME_LATE, 0.8)


def test_the_same_is_not_said_twice_in_a_row_while_another_holds() -> None:
    first = advice_of([FAST, LATE])
    second = advice_of([FAST, LATE], first)
    assert (first.change, second.change) == (FAST, LATE)
    assert advice_of([FAST], first).change == FAST
    assert advice_of([], first) == Advice()


def test_the_next_take_says_whether_it_is_gone() -> None:
    turn = planned_turn(1, AskedQuestion(id="one", text=ASKED))
    other = planned_turn(2, AskedQuestion(id="two", text=ASKED))
    advisor = Advisor()
    assert advisor.advise(turn, [FAST]).lines == ("Next time: So it is.",)
    assert advisor.advise(turn, None).lines == ()
    still = advisor.advise(turn, [FAST])
    assert still.gone is False
    assert still.lines == ("Still: So it is.",)
    assert advisor.advise(other, [LATE]).tried is None
    gone = advisor.advise(turn, [LATE])
    assert gone.gone
    assert gone.lines == ("Gone this time: it.", "Next time: So it is.")
    assert gone.tried_document == {"finding": "too_fast", "gone": True}
    there = advisor.advise(turn, [FAST, LATE])
    assert there.lines == ("Still there: it.", "Next time: So it is.")
    assert there.advice.change == FAST
    assert is_gone(FAST, [LATE])


def test_what_a_language_file_of_ones_own_has_no_wording_for_is_not_said() -> None:
    own = config_file().parent / "languages" / "en.toml"
    own.parent.mkdir(parents=True)
    shipped = (_SHIPPED / "en.toml").read_text(encoding="utf-8")
    own.write_text(shipped.replace("\nsoftened = ", "\nno_longer = "), encoding="utf-8")
    transcript = as_transcript("I want to maybe lead a team, I guess, and perhaps to grow. " * 3)
    found = choosing.candidates(transcript, facts_for(transcript), ("What do you want?",))
    assert found is not None
    own.unlink()
    with_all = choosing.candidates(transcript, facts_for(transcript), ("What do you want?",))
    assert [each for each in with_all or () if each.finding is not ToChange.SOFTENED] == [*found]
    assert ToChange.SOFTENED in {each.finding for each in with_all or ()}


@pytest.mark.parametrize(
    "last",
    [
        "He sends us a card every Christmas.",
        "They use it in all four shops.",
        "Her letter hangs on my wall.",
        "The machine is running.",
        "It has become our standard.",
        "And that got us the contract.",
        "There were no complaints.",
        "I was thanked by the director.",
        "I became the manager of that shop.",
        "And I'm glad to say they all passed.",
        "In the next quarter we had three complaints.",
        "Last month it was one in forty.",
        "We haven't had a single complaint.",
        "The noise was gone. And I charged him twenty pounds.",
        "They're our biggest customer today.",
    ],
)
def test_a_story_that_may_have_ended_is_not_called_unfinished(last: str) -> None:
    told = (
        "There was a customer who had bought the wrong boiler, and he was shouting in the shop. I "
        "let him shout, and I wrote down what he said. Then I read it back to him. I ordered the "
        "right one myself, and I drove it to his house on my own."
    )
    for text, is_unfinished in ((told, True), (f"{told} {last}", False)):
        found = answer_to("Tell me about a difficult customer.", text, 30).candidates or ()
        assert (ToChange.NO_RESULT in [each.finding for each in found]) is is_unfinished
