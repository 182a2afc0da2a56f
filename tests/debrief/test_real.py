"""Telling of a real interview: in which order it is asked, and that nothing told is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from coach.debrief.keeping import read_debrief
from coach.debrief.real import RealWalk
from coach.debrief.records import REAL_ANSWER, Debrief, Words
from coach.debrief.told import REAL_SET, TELLING
from coach.errors import SessionDamaged
from coach.export.documents import markdown
from coach.interview.dictation import Dictated
from coach.library.disk import write_record
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.records import Kind, Turn
from coach.questions.finding import find_set
from coach.testing import ScriptedPrompter
from tests.helpers.kept_sessions import keep_take
from tests.helpers.labels import as_transcript, facts_for

TOLD = (
    "It was all right. They asked why I left so early, and I said it was time. "
    "Have you ever led a team? Not yet, I told them."
)
RATINGS = ["yes", "partly", "no", "not asked for", "Plainer."]
QUESTION = ["type it", "I said it was time.", "nothing", *RATINGS]
SCRIPT = ["rushed", "type it", TOLD, "that's right", *QUESTION, *QUESTION]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path)


@contextmanager
def begun(library: Library) -> Iterator[OpenSession]:
    with library.new_session(Kind.REAL, REAL_SET, [TELLING]) as opened:
        yield opened


def nobody(turn: Turn, prompt: str) -> Dictated:
    raise AssertionError("nobody speaks here")


def walked(opened: OpenSession, script: Sequence[str]) -> tuple[bool, ScriptedPrompter]:
    prompter = ScriptedPrompter(script)
    return RealWalk(opened, prompter, nobody).through(), prompter


def told(debrief: Debrief) -> object:
    """All that was told; times and the set's name are each session's own."""
    return debrief.model_dump(
        exclude={"rated": {"__all__": {"rated_at"}}, "telling": {"set_name": True}}
    )


def test_first_the_word_then_the_telling_then_each_question(library: Library) -> None:
    with begun(library) as opened:
        finished, prompter = walked(opened, SCRIPT)
    assert finished
    assert prompter.asked[:4] == [
        "In one word, how was it?",
        TELLING.text,
        TELLING.text,
        "Right?",
    ]
    assert "I heard 2 questions:" in prompter.shown
    debrief = read_debrief(opened.folder)
    assert debrief.telling
    assert (debrief.telling.felt, debrief.telling.words) == ("rushed", Words(text=TOLD))
    recalled = debrief.telling.recalled or ()
    assert [each.question for each in recalled] == [2, 3]
    assert all(each.quote in TOLD for each in recalled)
    assert recalled[0].said == Words(text="I said it was time.")
    assert recalled[0].wished == Words()
    rated = debrief.of(2, REAL_ANSWER)
    assert rated
    assert rated.complete
    assert [turn.number for turn in opened.session.turns] == [1, 2, 3]


@pytest.mark.parametrize("left_after", range(1, len(SCRIPT)))
def test_left_anywhere_it_is_gone_on_with(library: Library, left_after: int) -> None:
    with begun(library) as opened:
        walked(opened, SCRIPT)
        whole = told(read_debrief(opened.folder))
    with begun(library) as opened:
        finished, _ = walked(opened, SCRIPT[:left_after])
        assert not finished
    typing = SCRIPT[left_after - 1] == "type it"  # how to tell it is asked anew
    with library.open_session(opened.folder.name) as again:
        finished, _ = walked(again, SCRIPT[left_after - typing :])
        assert finished
        assert told(read_debrief(again.folder)) == whole


def test_the_list_is_put_right(library: Library) -> None:
    edits = ["edit", "1 Why did you leave?", "edit", "2", "edit", "7", "add one", "What pay?"]
    with begun(library) as opened:
        _, prompter = walked(opened, [*SCRIPT[:3], *edits, "that's right"])
    assert [turn.question.text for turn in opened.session.turns[1:]] == [
        "Why did you leave?",
        "What pay?",
    ]
    assert "None of them has that number." in prompter.shown
    telling = read_debrief(opened.folder).telling
    recalled = telling.recalled if telling else None
    assert [bool(each.quote) for each in recalled or ()] == [True, False]


def test_a_question_that_was_dropped_by_mistake_comes_back(library: Library) -> None:
    edits = ["edit", "1", "edit", "1 Whom did you lead?", "undo", "undo", "add one", "Pay?", "undo"]
    with begun(library) as opened:
        _, prompter = walked(opened, [*SCRIPT[:3], *edits])
        kept = read_debrief(opened.folder).telling
    assert prompter.shown.count("I heard one question:") == 3
    assert prompter.shown[-5:] == prompter.shown[:5]
    assert kept
    assert [each.question for each in kept.listed or ()] == [
        line[6:] for line in prompter.shown[:5] if re.match(r" +\d  ", line)
    ]


def test_a_list_that_is_not_confirmed_yet_is_kept_as_it_was_put_right(library: Library) -> None:
    with begun(library) as opened:
        finished, _ = walked(
            opened, [*SCRIPT[:3], "edit", "1 Why did you leave?", "add one", "Pay?"]
        )
        assert not finished
        telling = read_debrief(opened.folder).telling
    assert telling
    assert telling.recalled is None
    with library.open_session(opened.folder.name) as again:
        _, prompter = walked(again, ["edit", "2", "that's right"])
        assert "   1  Why did you leave?" in prompter.shown
        assert "   3  Pay?" in prompter.shown
        assert [turn.question.text for turn in again.session.turns[1:]] == [
            "Why did you leave?",
            "Pay?",
        ]
        telling = read_debrief(again.folder).telling
    assert telling
    assert telling.listed is None  # what is confirmed is kept in one place


def test_a_list_from_which_all_was_dropped_stays_empty(library: Library) -> None:
    with begun(library) as opened:
        walked(opened, [*SCRIPT[:3], "edit", "2", "edit", "1"])
    with library.open_session(opened.folder.name) as again:
        finished, prompter = walked(again, ["that's right"])
    assert finished
    assert prompter.shown == ["I heard no question."]


def test_a_telling_in_german_is_listed_and_asked_in_german(library: Library) -> None:
    german = REAL_SET.model_copy(update={"language": "de"})
    said = "Sie haben gefragt, warum ich gewechselt habe."
    prompts: list[str] = []

    def hears(turn: Turn, prompt: str) -> Dictated:
        prompts.append(prompt)
        return Dictated(None, stopped=True)

    with library.new_session(Kind.REAL, german, [TELLING]) as opened:
        prompter = ScriptedPrompter(["okay", "type it", said, "that's right", "say it"])
        assert not RealWalk(opened, prompter, hears).through()
        assert "   1  Warum haben Sie gewechselt?" in prompter.shown
        name = read_debrief(opened.folder).telling
    assert prompts == ["Was haben Sie gesagt?"]
    assert name
    assert name.set_name
    assert find_set(name.set_name).language == "de"


def test_a_language_whose_questions_cannot_be_picked_out_is_named(library: Library) -> None:
    french = REAL_SET.model_copy(update={"language": "fr"})
    with library.new_session(Kind.REAL, french, [TELLING]) as opened:
        _, prompter = walked(opened, ["bien", "type it", "Elle a demandé pourquoi."])
    assert prompter.shown == [
        "I heard no question. I cannot pick questions out in the language “fr”: add them yourself."
    ]


@pytest.mark.parametrize("number", ["²", "٣", "0", "-1", "9" * 5_000])
def test_what_numbers_none_of_them_changes_nothing(library: Library, number: str) -> None:
    with begun(library) as opened:
        _, prompter = walked(opened, [*SCRIPT[:3], "edit", f"{number} Why?", "that's right"])
    assert len(opened.session.turns) == 3
    assert "None of them has that number." in prompter.shown


def test_enter_instead_of_a_number_changes_nothing(library: Library) -> None:
    with begun(library) as opened:
        _, prompter = walked(opened, [*SCRIPT[:3], "edit", "", "that's right"])
    assert len(opened.session.turns) == 3
    assert "None of them has that number." not in prompter.shown


def test_going_on_with_the_ratings_says_what_they_are(library: Library) -> None:
    with begun(library) as opened:
        walked(opened, [*SCRIPT[:4], *QUESTION[:4]])
    with library.open_session(opened.folder.name) as again:
        _, prompter = walked(again, [])
    assert "Did it truly reflect your …" in prompter.shown


def test_what_is_said_is_kept_as_takes(library: Library) -> None:
    said = iter([TOLD, "I said it was time."])

    with begun(library) as opened:

        def hear(turn: Turn, prompt: str) -> Dictated:
            transcript = as_transcript(next(said))
            return Dictated(keep_take(opened, transcript, facts_for(transcript), turn.number))

        script = ["rushed", "say it", "that's right", "say it", "nothing"]
        RealWalk(opened, ScriptedPrompter(script), hear).through()
    telling = read_debrief(opened.folder).telling
    assert telling
    assert telling.words == Words(take=1)
    assert (telling.recalled or ())[0].said == Words(take=1)
    page = (opened.folder / "debrief.md").read_text()
    assert "They asked why I left so early" in page
    assert "> I said it was time." in page


def test_stopping_while_one_speaks_keeps_what_was_said(library: Library) -> None:
    with begun(library) as opened:

        def hear(turn: Turn, prompt: str) -> Dictated:
            transcript = as_transcript(TOLD)
            return Dictated(keep_take(opened, transcript, facts_for(transcript)), stopped=True)

        prompter = ScriptedPrompter(["rushed", "say it", "that's right"])
        assert not RealWalk(opened, prompter, hear).through()
    telling = read_debrief(opened.folder).telling
    assert telling
    assert (telling.words, telling.recalled) == (Words(take=1), None)


def test_a_take_that_a_crash_left_behind_is_not_asked_for_again(library: Library) -> None:
    with begun(library) as opened:
        transcript = as_transcript(TOLD)
        walked(opened, ["rushed"])
        keep_take(opened, transcript, facts_for(transcript))
        _, prompter = walked(opened, ["that's right"])
    assert prompter.asked[0] == "Right?"


@pytest.mark.parametrize("lacking", ["question", "recording"])
def test_what_does_not_belong_to_its_session_is_damaged(library: Library, lacking: str) -> None:
    """As where a sync client has brought one of the two files, and not yet the other."""
    with begun(library) as opened:
        assert walked(opened, SCRIPT)[0]
    debrief, session = read_debrief(opened.folder), opened.session
    if lacking == "question":
        session = session.model_copy(update={"turns": session.turns[:2]})
        write_record(opened.folder / "session.json", session)
    else:
        assert debrief.telling
        telling = debrief.telling.model_copy(update={"words": Words(take=7)})
        debrief = debrief.model_copy(update={"telling": telling})
        write_record(opened.folder / "debrief.json", debrief)
    told = "tells of a question or a recording that session.json does not have"
    with library.open_session(session.id) as again, pytest.raises(SessionDamaged, match=told):
        walked(again, [])
    with pytest.raises(SessionDamaged, match=told):
        markdown(opened.folder, session, with_notes=True)


def test_where_no_question_was_heard_it_says_so(library: Library) -> None:
    with begun(library) as opened:
        finished, prompter = walked(opened, ["fine", "type it", "It rained.", "that's right"])
    assert finished
    assert "I heard no question." in prompter.shown


def test_a_session_in_which_nothing_was_told_leaves_nothing(library: Library) -> None:
    with begun(library) as opened:
        walked(opened, [])
    assert not opened.folder.exists()
