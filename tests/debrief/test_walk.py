"""Listening back: heard and rated first, shown afterwards, kept at every step."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.audio.recorder import EndedBy
from coach.debrief.gaps import gap_sentence, gaps
from coach.debrief.keeping import read_debrief
from coach.debrief.ports import ITSELF, Means
from coach.debrief.records import Aspect, Rated, Rating, RatingGap
from coach.debrief.walk import Walk, unrated
from coach.errors import SessionDamaged
from coach.library.follow_ups import AskedFollowUp
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.reading import transcript_of
from coach.library.records import AskedQuestion, Kind, SetName, Take, Turn
from coach.testing import ScriptedPrompter
from coach.transcription.lines import lines_of
from coach.vision.building import LineCandidate, each_candidate, pick
from coach.vision.records import Section
from tests.helpers.labels import as_transcript, delivery_of_text, facts_for
from tests.helpers.visions import NOW

SET = SetName(name="mine", title="Mine")
QUESTIONS = [AskedQuestion(id="team", text="What do you want?"), AskedQuestion(id="b", text="Why?")]
HEDGED = "I want to maybe lead a small team, and I guess it would be in Leeds."
RATED = ["yes", "partly", "no", "not asked for", "Say it plainly."]


def answer(opened: OpenSession, number: int, text: str = HEDGED, level: float = 0.1) -> Take:
    transcript = as_transcript(text)
    facts = facts_for(transcript)
    take = opened.take_in(number, [np.full(round(facts.duration_s * 16_000), level, np.float32)])
    take = opened.end_take(number, take, ended_by=EndedBy.SOUND_ENDED, facts=facts)
    return opened.add_transcript(number, take, transcript)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenSession]:
    with Library(tmp_path / "recordings").new_session(Kind.PRACTICE, SET, QUESTIONS) as opened:
        for number in (1, 2):
            answer(opened, number)
        yield opened


def walk(
    opened: OpenSession, prompter: ScriptedPrompter, unplayable: list[int] | None = None
) -> Walk:
    def retake(turn: Turn) -> Take | None:
        return answer(opened, turn.number, "I want to lead a team of nine.", 0.2)

    def tell(turn: Turn, damage: SessionDamaged) -> None:
        assert unplayable is not None, damage
        unplayable.append(turn.number)

    return Walk(opened, prompter, retake, lambda delivery, target_s: ["the figures"], tell)


def test_nothing_is_shown_before_it_is_rated(opened: OpenSession) -> None:
    prompter = ScriptedPrompter([*RATED, "next", *RATED, "next"])
    looking_back = walk(opened, prompter)
    assert looking_back.through(looking_back.waiting())
    assert len(prompter.played) == 2
    first_words = next(n for n, text in enumerate(prompter.shown) if HEDGED in text)
    assert first_words > prompter.shown.index("Did it truly reflect your …")
    assert prompter.asked[:5] == [f"{aspect}?" for aspect in Aspect] + ["What would you fine-tune?"]
    assert looking_back.waiting() == []


def test_it_is_kept_with_the_figures_and_where_they_part(opened: OpenSession) -> None:
    prompter = ScriptedPrompter(["no", "yes", "no", "no", "", "stop"])
    assert not walk(opened, prompter).through(list(opened.session.turns))
    rated = read_debrief(opened.folder).of(1, 1)
    assert rated is not None
    assert rated.ratings[Aspect.AMBITION] is Rating.YES
    assert rated.figures["hedges_in_ambition"] == 2
    (gap,) = rated.gaps
    assert (gap.aspect, gap.how_many) == (Aspect.AMBITION, 2)
    assert gap.quote in HEDGED
    assert any("By ear: ambition and desire, yes." in text for text in prompter.shown)


@pytest.mark.parametrize("steps", range(6))
def test_stopping_at_any_step_loses_nothing(opened: OpenSession, steps: int) -> None:
    prompter = ScriptedPrompter(RATED[:steps])
    assert not walk(opened, prompter).through(walk(opened, prompter).waiting())
    rated = read_debrief(opened.folder).of(1, 1)
    assert (len(rated.ratings) if rated else 0) == min(steps, 4)
    later = ScriptedPrompter([*RATED[steps:], "next", *RATED, "next"])
    going_on = walk(opened, later)
    assert going_on.through(list(opened.session.turns))
    done = read_debrief(opened.folder)
    assert [each.complete for each in done.rated] == [True, True]
    assert done.rated[0].note == "Say it plainly."


def test_a_gap_is_told_in_one_or_several() -> None:
    gap = RatingGap(aspect=Aspect.AMBITION, ear=Rating.YES, figure="hedges_in_ambition", how_many=1)
    assert "1 hedge where" in gap_sentence(gap)
    assert "2 hedges where" in gap_sentence(gap.model_copy(update={"how_many": 2}))


def test_numbers_and_names_do_not_contradict_an_ear_that_hears_no_achievement() -> None:
    delivery = delivery_of_text("I moved to Leeds in 1990, I have two brothers and three cats.")
    assert (delivery.figure("specifics") or 0) >= 3
    assert gaps({Aspect.ACHIEVEMENTS: Rating.NO}, delivery) == []
    assert gaps({Aspect.ACHIEVEMENTS: Rating.YES}, delivery) == []
    assert gaps({}, delivery) == []


def test_what_an_older_coach_kept_as_a_contradiction_of_numbers_is_left_out() -> None:
    kept = {"aspect": "achievements", "ear": "no", "figure": "specifics", "how_many": 3}
    rated = Rated.model_validate({"question": 1, "take": 1, "rated_at": NOW, "gaps": [kept]})
    assert rated.gaps == ()


def test_an_achievement_without_anything_to_check_is_told_as_what_was_found() -> None:
    delivery = delivery_of_text("We are always good at it, and people are glad of that, as I hear.")
    (gap,) = gaps({Aspect.ACHIEVEMENTS: Rating.YES}, delivery)
    assert gap_sentence(gap) == (
        "By ear: achievements, yes. In figures: no number, date, name or action of yours was found."
    )


def test_no_name_is_missed_in_a_language_in_which_none_is_looked_for() -> None:
    text = "Bei Siemens war ich im Einkauf, und unser Werk ist bald das beste im Land gewesen."
    delivery = delivery_of_text(text, "de")
    assert delivery.figure("specifics") == 0
    assert gaps({Aspect.ACHIEVEMENTS: Rating.YES}, delivery) == []


def test_a_retake_is_heard_after_the_take_before_it_and_rated_too(opened: OpenSession) -> None:
    prompter = ScriptedPrompter([*RATED, "retake", *RATED, "stop"])
    assert not walk(opened, prompter).through(list(opened.session.turns))
    levels = [float(np.abs(clip.samples).max()) for clip in prompter.played]
    assert levels == pytest.approx([0.1, 0.1, 0.2], abs=0.01)
    assert [each.take for each in read_debrief(opened.folder).rated] == [1, 2]


def test_it_can_be_played_again(opened: OpenSession) -> None:
    prompter = ScriptedPrompter([*RATED, "play", "stop"])
    walk(opened, prompter).through(list(opened.session.turns))
    assert len(prompter.played) == 2


def test_once_more_asks_anew(opened: OpenSession) -> None:
    turns = [opened.session.turn(1)]
    walk(opened, ScriptedPrompter([*RATED, "stop"])).through(turns)
    walk(opened, ScriptedPrompter(["no"] * 4 + ["Again.", "stop"])).through(turns, again=True)
    rated = read_debrief(opened.folder).of(1, 1)
    assert rated is not None
    assert set(rated.ratings.values()) == {Rating.NO}
    assert rated.note == "Again."


def test_once_more_loses_no_rating_that_is_not_given_anew(opened: OpenSession) -> None:
    follow_up(opened)
    turns = [opened.session.turn(1)]
    walk(opened, ScriptedPrompter([*RATED, "next", *RATED, "next"])).through(turns)
    before = read_debrief(opened.folder)
    assert [each.take for each in before.rated] == [1, 2]
    assert not walk(opened, ScriptedPrompter(["no"])).through(turns, again=True)  # and leaves
    after = read_debrief(opened.folder)
    assert after.of(1, 2) == before.of(1, 2)
    assert after.aside(1, 1) == before.of(1, 1)
    (opened.folder / turns[0].takes[0].audio).unlink()
    unplayable: list[int] = []
    walk(opened, ScriptedPrompter([*RATED, "next"]), unplayable).through(turns, again=True)
    assert unplayable == [1]
    assert read_debrief(opened.folder).of(1, 1) == after.of(1, 1)


ASKED = AskedFollowUp(number=1, text="What came of it?", reason="no_outcome", after=1)


def follow_up(opened: OpenSession, text: str = "They agreed.", level: float = 0.3) -> Take:
    """An answer to the follow-up to the first question."""
    turn = opened.session.turn(1)
    if not turn.follow_ups:
        opened.save_turn(turn.model_copy(update={"follow_ups": (ASKED,)}))
    take = answer(opened, 1, text, level)
    return opened.save_take(1, take.model_copy(update={"follow_up": 1}))


def test_a_follow_up_is_heard_and_rated_after_the_answer_that_it_follows(
    opened: OpenSession,
) -> None:
    follow_up(opened, "No, not that.", 0.5)
    follow_up(opened)
    prompter = ScriptedPrompter([*RATED, "next", *RATED, "next", *RATED, "next"])
    looking_back = walk(opened, prompter)
    assert [turn.number for turn in looking_back.waiting()] == [1, 2]
    assert looking_back.through(looking_back.waiting())
    levels = [float(np.abs(clip.samples).max()) for clip in prompter.played]
    assert levels == pytest.approx([0.1, 0.3, 0.1], abs=0.01)  # the newest answer to it
    asked = prompter.shown.index("Follow-up: What came of it? (I heard no outcome)")
    assert prompter.shown.index(HEDGED) < asked < prompter.shown.index("They agreed.")
    debrief = read_debrief(opened.folder)
    assert [(each.question, each.take) for each in debrief.rated] == [(1, 1), (1, 3), (2, 1)]
    assert looking_back.waiting() == []
    assert list(unrated(opened.session, debrief)) == []
    text = (opened.folder / "debrief.md").read_text()
    assert "### Follow-up: What came of it? (I heard no outcome)\n\n*0:0" in text
    assert "> They agreed." in text


def test_who_stopped_before_the_follow_up_goes_on_there(opened: OpenSession) -> None:
    follow_up(opened)
    walk(opened, ScriptedPrompter([*RATED, "stop"])).through([opened.session.turn(1)])
    assert [turn.number for turn in unrated(opened.session, read_debrief(opened.folder))] == [1, 2]
    prompter = ScriptedPrompter([*RATED, "stop"])
    looking_back = walk(opened, prompter)
    assert not looking_back.through(looking_back.waiting())
    assert [float(np.abs(clip.samples).max()) for clip in prompter.played] == pytest.approx(
        [0.3], abs=0.01
    )


def test_a_follow_up_alone_cannot_be_answered_again(opened: OpenSession) -> None:
    follow_up(opened)
    walk(opened, ScriptedPrompter([*RATED, "stop"])).through([opened.session.turn(1)])
    offered: list[list[str]] = []

    class Watching(ScriptedPrompter):
        def choose(self, question: str, options: Sequence[str], means: Means = ITSELF) -> Any:
            offered.append(list(options))
            return super().choose(question, options, means)

    walk(opened, Watching([*RATED, "next"])).through([opened.session.turn(1)])
    assert offered[-1] == ["next", "play", "stop"]


def test_the_markdown_reads_well_on_its_own(opened: OpenSession) -> None:
    walk(opened, ScriptedPrompter([*RATED, "stop"])).through(list(opened.session.turns))
    text = (opened.folder / "debrief.md").read_text()
    for part in (
        "# Mine: looking back",
        "## 1. What do you want?",
        "- my career vision: **yes**",
        "To fine-tune: Say it plainly.",
        f"> {HEDGED}",
    ):
        assert part in text
    assert "## 2." not in text


def test_an_answer_that_cannot_be_played_is_told_and_passed_over(opened: OpenSession) -> None:
    (opened.folder / opened.session.turn(1).takes[0].audio).write_bytes(b"")
    unplayable: list[int] = []
    prompter = ScriptedPrompter([*RATED, "next"])
    looking_back = walk(opened, prompter, unplayable)
    assert looking_back.through(looking_back.waiting())
    assert unplayable == [1]
    assert [each.question for each in read_debrief(opened.folder).rated] == [2]


def test_a_damaged_transcript_keeps_nobody_from_going_on(opened: OpenSession) -> None:
    (opened.folder / opened.session.turn(1).takes[0].transcripts[0]).write_text("{")
    prompter = ScriptedPrompter([*RATED, "next", *RATED, "next"])
    looking_back = walk(opened, prompter)
    assert looking_back.through(looking_back.waiting())
    assert any("is damaged" in text and "transcript-1.json" in text for text in prompter.shown)
    assert len(read_debrief(opened.folder).rated) == 2


def test_a_damaged_debrief_is_named_and_left_alone(opened: OpenSession) -> None:
    (opened.folder / "debrief.json").write_text('{"rated": 3}')
    with pytest.raises(SessionDamaged, match="rated"):
        walk(opened, ScriptedPrompter([]))
    assert json.loads((opened.folder / "debrief.json").read_text()) == {"rated": 3}


def test_a_debrief_of_a_newer_coach_is_not_written_over(opened: OpenSession) -> None:
    newer = '{"schema_version": 2, "rated": [], "mood": "calm"}'
    (opened.folder / "debrief.json").write_text(newer)
    with pytest.raises(SessionDamaged, match="newer"):
        walk(opened, ScriptedPrompter(RATED))
    assert (opened.folder / "debrief.json").read_text() == newer


def test_a_damaged_vision_keeps_nobody_from_looking_back(opened: OpenSession) -> None:
    pick(Library(opened.folder.parent), Section.AMBITION, an_answer(opened))
    (opened.folder.parent / "vision" / "vision.json").write_text("{")
    prompter = ScriptedPrompter([*RATED, "next", *RATED, "next"])
    looking_back = walk(opened, prompter)
    assert looking_back.through(looking_back.waiting())
    assert any("vision is damaged" in text and "0001.json" in text for text in prompter.shown)


def an_answer(opened: OpenSession) -> LineCandidate:
    turn = opened.session.turn(1)
    take = turn.takes[0]
    transcript = transcript_of(opened.folder, take)
    assert transcript
    return LineCandidate(opened.session.id, turn, take, lines_of(transcript)[0])


ELSEWHERE = (
    "On Thursdays we count what the lorries brought, and then somebody drives the rest over to "
    "Bristol before the traffic gets worse there."
)


def test_the_vision_is_laid_beside_the_answer(tmp_path: Path) -> None:
    library = Library(tmp_path / "recordings")
    question = AskedQuestion(id="w", theme="ambition", text="What do you want?")
    with library.new_session(Kind.PRACTICE, SET, [question, QUESTIONS[1]]) as opened:
        answer(opened, 1)
        pick(library, Section.AMBITION, next(each_candidate(library, Section.AMBITION)))
        answer(opened, 1, ELSEWHERE)
        answer(opened, 2)
        prompter = ScriptedPrompter([*RATED, "next", *RATED, "stop"])
        walk(opened, prompter).through(list(opened.session.turns))
    assert any(
        text.startswith(f'Your vision "{HEDGED}": this answer has none of the words')
        for text in prompter.shown
    )
    assert any(
        text.startswith(f'Your vision "{HEDGED}" shares the words "want",')
        and text.endswith(f'with "{HEDGED}"')
        for text in prompter.shown
    )


def test_a_mistyped_rating_can_be_gone_back_to(opened: OpenSession) -> None:
    script = ["yes", "yes", "back", "back", "no", "partly", "no", "yes", "back", "no", "Note."]
    prompter = ScriptedPrompter([*script, "stop"])
    walk(opened, prompter).through(opened.session.turns[:1])
    (rated,) = read_debrief(opened.folder).rated
    assert [str(rating) for rating in rated.ratings.values()] == ["no", "partly", "no", "no"]
    assert rated.note == "Note."


def test_a_note_that_only_says_back_is_kept_where_nothing_is_before_it(
    opened: OpenSession,
) -> None:
    turns = opened.session.turns[:1]
    assert not walk(opened, ScriptedPrompter(RATED[:4])).through(turns)  # all but the note
    walk(opened, ScriptedPrompter(["back", "stop"])).through(turns)
    (rated,) = read_debrief(opened.folder).rated
    assert rated.note == "back"


def test_what_comes_next_is_named(opened: OpenSession) -> None:
    prompter = ScriptedPrompter([*RATED, "next", *RATED, "next"])
    assert walk(opened, prompter).through(opened.session.turns)
    assert [dict(means) for means in prompter.meant if means] == [
        {"next": "next answer"},
        {"next": "finish"},
    ]
