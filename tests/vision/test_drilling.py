"""Which hedged sentences are found for a drill, and that looking twice reads only what changed."""

from __future__ import annotations

import json

import pytest

from coach.delivery.kept import all_measured
from coach.library.library import Library
from coach.library.records import Kind
from coach.vision.drilling import SETTING, hedged, still_hedged
from coach.vision.records import Section
from tests.helpers.kept_sessions import HEDGED, PLAIN, SET, TEAM, keep, keep_take, recordings
from tests.helpers.labels import as_transcript, facts_for
from tests.helpers.reviewing import client, read, text_of

ABOUT = TEAM.model_copy(update={"theme": Section.AMBITION.value})


@pytest.fixture
def library() -> Library:
    return Library(recordings())


def sessions(library: Library) -> list[str]:
    return [each.said.session for each in hedged(library)]


def test_a_session_that_did_not_change_is_not_read_again(library: Library) -> None:
    session_id = keep([PLAIN], question=ABOUT)
    assert sessions(library) == []
    (transcript,) = (library.folder / session_id).glob("*/*.transcript-1.json")
    # Written over in place, as the coach never does it, nobody can know of it without reading.
    transcript.write_text(as_transcript(HEDGED).model_dump_json())
    assert sessions(library) == []
    transcript.rename(transcript.with_suffix(".new")).rename(transcript)
    assert sessions(library) == [session_id]


def test_a_hedge_that_is_corrected_away_is_not_drilled(library: Library) -> None:
    session_id = keep([HEDGED], question=ABOUT)
    assert sessions(library) == [session_id]
    with library.open_session(session_id) as opened:
        take = opened.session.turn(1).takes[0]
        words = HEDGED.split()
        for hedge in (("I", "guess"), ("maybe",)):
            first = next(n for n in range(len(words)) if tuple(words[n : n + len(hedge)]) == hedge)
            opened.correct(1, take, first, first + len(hedge), "")
            del words[first : first + len(hedge)]
    assert sessions(library) == []


def test_a_sentence_of_a_told_interview_counts_and_its_figures_do_not(library: Library) -> None:
    told = keep([HEDGED], kind=Kind.REAL, question=ABOUT)
    assert sessions(library) == [told]
    assert all_measured(library) == []


def test_what_was_drilled_is_left_out_also_where_nothing_was_said_then(library: Library) -> None:
    keep([HEDGED], question=ABOUT)
    (found,) = hedged(library)
    with library.new_session(Kind.DRILL, SET, [ABOUT], {SETTING: found.source}) as opened:
        opened.worth_keeping = True
    assert sessions(library) == []


def test_a_session_that_cannot_be_read_hides_no_other(library: Library) -> None:
    damaged, whole = keep([HEDGED], question=ABOUT), keep([HEDGED], question=ABOUT)
    (library.folder / damaged / "session.json").write_text("{")
    assert sessions(library) == [whole]
    found = hedged(library)
    (library.folder / whole / "session.json").write_text("{")
    assert list(found) == []


def test_of_one_session_only_its_sentences_are_found(library: Library) -> None:
    one, _ = keep([HEDGED], question=ABOUT), keep([HEDGED], question=ABOUT)
    assert [each.said.session for each in hedged(library, one)] == [one]


def test_nobody_can_tell_whether_words_that_whisper_is_unsure_of_are_hedged(
    library: Library,
) -> None:
    unsure = as_transcript(PLAIN)
    words = tuple(word.model_copy(update={"probability": 0.2}) for word in unsure.words)
    with library.new_session(Kind.DRILL, SET, [ABOUT]) as opened:
        keep_take(opened, unsure.model_copy(update={"words": words}), facts_for(unsure))
    drill = opened.session.id
    again = still_hedged(library, drill)
    assert again
    assert again[1] is None
    page = text_of(read(client(), f"/drill/{drill}"))
    assert "Whether there is a hedge in it now cannot be told." in page
    assert "Pick it for your vision" not in page


def test_a_drill_that_waits_to_be_written_down_is_not_said_to_be_empty(library: Library) -> None:
    waiting = keep([HEDGED], kind=Kind.DRILL, question=ABOUT)
    for transcript in (library.folder / waiting).glob("*/*.transcript-*.json"):
        transcript.unlink()
    session = library.folder / waiting / "session.json"
    document = json.loads(session.read_text())
    document["turns"][0]["takes"][0]["transcripts"] = []
    session.write_text(json.dumps(document))
    assert still_hedged(library, waiting) is None
    assert "It is not written down yet." in text_of(read(client(), f"/drill/{waiting}"))
