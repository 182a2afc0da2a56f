"""The vision beside an answer: by words alone, quoting both, and silent in doubt.

Of 120 pairs that another author wrote without knowing the rules, in `authored_touches.txt`, 80 were
tuned on and 40 were held out. Most lines are said again in other words, which is never told.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from coach.library.library import Library
from coach.library.records import Kind
from coach.transcription.ports import Transcript
from coach.vision.records import Section
from coach.vision.word_weights import stems
from coach.vision.yardstick import (
    Touched,
    beside_answer,
    left_out_sentence,
    measure,
    touched_sentence,
)
from tests.helpers.kept_sessions import keep, recordings
from tests.helpers.labels import as_transcript
from tests.helpers.visions import vision_of

FOLDER = Path(__file__).parent
LEAD = (Section.AMBITION, "I want to lead a small operations team that plans its own shifts.")
FACE = (Section.COLLEAGUES, "People who say it to my face.")
NIGHTS = (Section.AMBITION, "Working nights in a hospital pharmacy.")
ELSEWHERE = (
    "On Thursdays we count what the lorries brought, and then somebody drives the rest over to "
    "Bristol before the traffic gets worse there."
)


def labelled(path: Path) -> list[tuple[bool, str, str]]:
    """Whether the answer touches the line, as a reader says; the line, the answer."""
    rows = path.read_text("utf-8").splitlines()
    parts = (
        [part.strip() for part in row.split("|")] for row in rows if "|" in row and row[0] != "#"
    )
    return [(label == "touched", line, answer) for label, line, answer in parts]


def outcomes(path: Path, language: str) -> list[tuple[bool, bool, str, str]]:
    """The reader's label, whether the line was told as touched, the line, the answer."""
    found = []
    for label, line, answer in labelled(path):
        beside = measure(as_transcript(answer, language), "", vision_of((LEAD[0], line)))
        found.append((label, bool(beside.touched), line, answer))
    return found


@pytest.mark.parametrize(
    ("name", "language", "least_found"),
    [
        ("labelled_touches.txt", "en", 0.5),
        ("held_out_touches.txt", "en", 0.7),
        ("labelled_touches_de.txt", "de", 0.8),
    ],
)
def test_no_line_is_told_as_touched_that_a_reader_does_not_find(
    name: str, language: str, least_found: float
) -> None:
    found = outcomes(FOLDER / name, language)
    assert [row for row in found if row[1] and not row[0]] == []
    touched = [row for row in found if row[0]]
    assert sum(row[1] for row in touched) >= least_found * len(touched)


def test_what_another_author_wrote_is_hardly_ever_told_wrongly() -> None:
    found = outcomes(FOLDER / "authored_touches.txt", "en")
    assert len(found) == 120
    told = [label for label, is_told, _, _ in found if is_told]
    assert sum(told) >= 0.95 * len(told)
    assert sum(told) >= 5  # of 65


def test_no_line_is_told_beside_the_answer_to_another() -> None:
    pairs = labelled(FOLDER / "authored_touches.txt")
    vision = vision_of(*((LEAD[0], line) for line in {line for _, line, _ in pairs}))
    told = [
        (touched.line.text, answer)
        for _, line, answer in pairs
        for touched in measure(as_transcript(answer), "", vision).touched
        if touched.line.text != line
    ]
    assert told == []


@pytest.mark.parametrize("name", ["labelled_touches.txt", "held_out_touches.txt"])
def test_no_line_is_told_as_left_out_that_a_reader_finds(name: str) -> None:
    for label, line, answer in labelled(FOLDER / name):
        beside = measure(as_transcript(answer), "ambition", vision_of((LEAD[0], line)))
        assert not (label and beside.left_out)


def test_the_shared_words_are_quoted_in_whatever_form_the_line_has_them() -> None:
    said = as_transcript("I was late. I want to lead small operations teams that plan shifts.")
    (touched,) = measure(said, "ambition", vision_of(LEAD, FACE)).touched
    assert touched.sentence == "I want to lead small operations teams that plan shifts."
    shared = ("want", "lead", "small", "operations", "team", "plans", "shifts")
    assert touched.shared == shared
    assert touched_sentence(touched) == (
        f'Your vision "{LEAD[1]}" shares the words "want", "lead", "small", "operations", "team", '
        f'"plans" and "shifts" with "{touched.sentence}"'
    )


@pytest.mark.parametrize("text", ["I want to go home.", "", "It was my own team, really."])
def test_everyday_words_and_a_single_one_touch_nothing(text: str) -> None:
    assert measure(as_transcript(text), "", vision_of(LEAD, FACE)).touched == ()


def test_a_line_on_the_theme_is_left_out_where_the_answer_has_none_of_its_words() -> None:
    beside = measure(as_transcript(ELSEWHERE), "ambition", vision_of(LEAD, FACE, NIGHTS))
    assert [each.line.text for each in beside.left_out] == [LEAD[1], NIGHTS[1]]
    assert left_out_sentence(beside.left_out[1]) == (
        f'Your vision "{NIGHTS[1]}": this answer has none of the words "Working", "nights", '
        '"hospital" or "pharmacy". You may have said it in others.'
    )


@pytest.mark.parametrize(
    "said",
    [
        ELSEWHERE + " My team helps.",  # a word of it is there: it may be meant
        "On Thursdays we count.",  # too short to miss anything in it
        "",
    ],
)
def test_in_doubt_nothing_is_left_out(said: str) -> None:
    assert measure(as_transcript(said), "ambition", vision_of(LEAD)).left_out == ()


def test_a_line_of_everyday_words_alone_is_never_left_out() -> None:
    line = (Section.AMBITION, "I want to work with good people.")
    assert measure(as_transcript(ELSEWHERE), "ambition", vision_of(line)).left_out == ()


def test_a_word_akin_to_one_of_the_line_may_be_meant() -> None:
    line = (Section.AMBITION, "Zoning defence for tenants.")
    said = as_transcript(ELSEWHERE + " I defend whoever rents there.")
    assert measure(said, "ambition", vision_of(line)).left_out == ()
    assert measure(as_transcript(ELSEWHERE), "ambition", vision_of(line)).left_out


def test_a_language_whose_everyday_words_are_not_known_is_not_judged() -> None:
    said: Transcript = as_transcript(LEAD[1]).model_copy(update={"language": "fr"})
    beside = measure(said, "ambition", vision_of(LEAD))
    assert (beside.touched, beside.left_out) == ((), ())


def test_without_a_vision_there_is_nothing_to_say() -> None:
    beside = measure(as_transcript(LEAD[1]), "ambition", vision_of())
    assert (beside.touched, beside.left_out) == ((), ())


def test_words_are_told_by_their_stems() -> None:
    assert stems("The planners planned the planning", "en") == stems("planner planning", "en")
    assert stems("Leeds", "xx") == {"leeds"}


def test_beside_an_answer_only_lines_from_elsewhere_are_told() -> None:
    library = Library(recordings())
    first, again = keep([LEAD[1]]), keep([LEAD[1]])
    vision = vision_of(LEAD)
    line = vision.lines[0].model_copy(update={"session": first})
    vision = vision.model_copy(update={"lines": (line,)})

    def touched(session_id: str) -> tuple[Touched, ...]:
        session = library.session(session_id)
        turn, words = session.turns[0], as_transcript(LEAD[1])
        return beside_answer(library, vision, session, turn, turn.takes[0], words).touched

    assert touched(first) == ()
    assert [each.line for each in touched(again)] == [line]
    assert touched(keep([LEAD[1]], kind=Kind.DEMO)) == ()


def test_words_that_the_person_says_whatever_they_are_asked_weigh_little() -> None:
    line = (Section.AMBITION, "I want to lead a hospital pharmacy with a proper laboratory.")
    said = as_transcript("I want a hospital pharmacy with a proper laboratory in it.")

    def often(words: Iterable[str]) -> frozenset[str]:
        return frozenset(words) - {"lead"}

    assert measure(said, "", vision_of(line)).touched
    assert measure(said, "", vision_of(line), often).touched == ()
