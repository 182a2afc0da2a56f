"""Corrections where another transcript counts: those that fit it, and those that fit no more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import WrongUse
from coach.library.carrying import HeardTranscript, carried_to
from coach.library.edits import Edit, Edits, corrected, with_correction
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.reading import KeptTake, read_session
from coach.library.records import Kind
from coach.transcription.fillers import FillerWords, with_fillers
from coach.transcription.ports import Stage, Transcript
from tests.helpers.kept_sessions import SET, TEAM, keep_take, recordings
from tests.helpers.labels import as_transcript, facts_for

SAID = "We sold so relto in Leeds. It went well."
LIVE, FULL = Stage.LIVE, Stage.FULL
EDITS = "take-1.edits.json"


def by(model: str, stage: Stage | None, text: str) -> Transcript:
    return as_transcript(text).model_copy(update={"model": model, "stage": stage})


@pytest.fixture
def opened() -> Iterator[OpenSession]:
    with Library(recordings()).new_session(Kind.PRACTICE, SET, [TEAM]) as opened:
        keep_take(opened, by("tiny.en", LIVE, SAID), facts_for(as_transcript(SAID)))
        yield opened


def kept(opened: OpenSession) -> KeptTake:
    """The take as a program that begins now reads it."""
    return KeptTake(opened.folder, read_session(opened.folder).take(1, 1))


def reads(opened: OpenSession) -> str:
    transcript = kept(opened).transcript
    assert transcript
    return transcript.text


def misfits(opened: OpenSession) -> list[tuple[str, str, str]]:
    return [(each.heard, each.edit.text, each.reads) for each in kept(opened).misfits]


def correct(opened: OpenSession, first: int, end: int, text: str) -> None:
    opened.correct(1, opened.session.take(1, 1), first, end, text)


def add(opened: OpenSession, transcript: Transcript) -> None:
    opened.add_transcript(1, opened.session.take(1, 1), transcript)


class TestWhatFits:
    @pytest.mark.parametrize(
        ("words", "text", "better", "expected"),
        [
            ((2, 4), "Xarelto", SAID, "We sold Xarelto in Leeds. It went well."),
            ((2, 4), "Xarelto", f"So {SAID}", "So We sold Xarelto in Leeds. It went well."),
            ((2, 4), "Xarelto", "We bold so relto in Leads. It went well.",
             "We bold Xarelto in Leads. It went well."),
            ((2, 4), "", SAID, "We sold in Leeds. It went well."),
            ((0, 1), "We had", SAID, "We had sold so relto in Leeds. It went well."),
            ((5, 6), "LEEDS.", SAID, "We sold so relto in LEEDS. It went well."),
        ],
    )  # fmt: skip
    def test_it_stays_where_the_words_are_the_same(
        self, opened: OpenSession, words: tuple[int, int], text: str, better: str, expected: str
    ) -> None:
        correct(opened, *words, text)
        add(opened, by("base.en", FULL, better))
        assert reads(opened) == expected
        assert misfits(opened) == []
        opened.write_text()
        assert expected in (opened.folder / "transcript.md").read_text()

    @pytest.mark.parametrize(
        ("words", "text", "better", "expected"),
        [
            ((2, 4), "Xarelto", "We sold Xarelto in Leeds. It went well.", None),
            ((2, 4), "Xarelto", "We sold xarelto, in Leeds. It went well.",
             "We sold Xarelto in Leeds. It went well."),
            ((0, 1), "We had", "We had sold so relto in Leeds. It went well.", None),
            ((2, 3), "", "We sold relto in Leeds. It went well.", None),
            ((2, 4), "", "We sold in Leeds. It went well.", None),
            ((8, 9), "", "We sold so relto in Leeds. It went", None),
        ],
    )  # fmt: skip
    def test_what_it_asked_for_may_have_been_heard(
        self,
        opened: OpenSession,
        words: tuple[int, int],
        text: str,
        better: str,
        expected: str | None,
    ) -> None:
        """With the person's spelling of it."""
        correct(opened, *words, text)
        add(opened, by("base.en", FULL, better))
        assert reads(opened) == (expected or better)
        assert misfits(opened) == []

    def test_the_same_words_at_another_time_are_others(self, opened: OpenSession) -> None:
        correct(opened, 2, 4, "Xarelto")
        add(opened, by("base.en", FULL, f"{'yes ' * 16}so relto"))
        assert "Xarelto" not in reads(opened)
        assert [heard for heard, _, _ in misfits(opened)] == ["so relto"]

    def test_of_two_alike_it_is_the_one_that_was_corrected(self, opened: OpenSession) -> None:
        text = "We sold so relto and we sold so relto again"
        add(opened, by("tiny.en", FULL, text))
        correct(opened, 7, 9, "Xarelto")
        add(opened, by("base.en", FULL, text))
        assert reads(opened) == "We sold so relto and we sold Xarelto again"

    def test_it_can_be_corrected_on_and_all_be_taken_back(self, opened: OpenSession) -> None:
        correct(opened, 2, 4, "Xarelto")
        add(opened, by("base.en", FULL, SAID))
        correct(opened, 0, 1, "They")
        assert reads(opened) == "They sold Xarelto in Leeds. It went well."
        opened.take_back(opened.session.take(1, 1))
        assert reads(opened) == SAID
        opened.put_back(opened.session.take(1, 1))
        assert reads(opened) == "They sold Xarelto in Leeds. It went well."

    def test_what_was_undone_there_does_not_come_again(self, opened: OpenSession) -> None:
        correct(opened, 2, 4, "Xarelto")
        add(opened, by("base.en", FULL, SAID))
        correct(opened, 2, 3, "so relto")
        assert reads(opened) == SAID

    def test_what_was_taken_back_can_be_put_back_in_a_better_one(self, opened: OpenSession) -> None:
        correct(opened, 2, 4, "Xarelto")
        opened.take_back(opened.session.take(1, 1))
        add(opened, by("base.en", FULL, SAID))
        assert reads(opened) == SAID
        opened.put_back(opened.session.take(1, 1))
        assert "Xarelto" in reads(opened)

    def test_through_fillers_into_a_better_one_without(self, opened: OpenSession) -> None:
        live = kept(opened).heard
        assert live
        um = as_transcript("We sold so um, relto in Leeds. It went well.")
        add(opened, with_fillers(live, um, FillerWords(words=("um",))))
        assert "so um, relto" in reads(opened)
        correct(opened, 2, 5, "Xarelto")
        add(opened, by("base.en", FULL, SAID))
        assert reads(opened) == "We sold Xarelto in Leeds. It went well."
        assert misfits(opened) == []

    @given(st.data())
    @settings(max_examples=100, deadline=None)
    def test_of_the_same_words_every_correction_fits(self, data: st.DataObject) -> None:
        said = data.draw(st.lists(st.sampled_from(["a", "bb", "ccc"]), min_size=1, max_size=12))
        heard, edits = as_transcript(" ".join(said)), Edits()
        for _ in range(data.draw(st.integers(1, 3))):
            count = len(corrected(heard, edits.of("t")).words)
            first = data.draw(st.integers(0, max(0, count - 1)))
            text = data.draw(st.lists(st.sampled_from("XYZ"), min_size=1, max_size=3))
            wanted = edit("t", first, min(count, first + 2), " ".join(text))
            edits = edits.having("t", with_correction(heard, edits.of("t"), wanted))
        carried = carried_to("u", edits, {"t": HeardTranscript(heard), "u": HeardTranscript(heard)})
        assert corrected(heard, carried.edits.of("u")) == corrected(heard, edits.of("t"))
        assert carried.misfits == ()


class TestWhatFitsNoMore:
    BETTER = "We sold Chorelto in Leeds. It went well."

    @pytest.fixture(autouse=True)
    def misfitting(self, opened: OpenSession) -> None:
        correct(opened, 2, 4, "Xarelto")
        correct(opened, 0, 1, "They")
        add(opened, by("base.en", FULL, self.BETTER))

    def key(self, opened: OpenSession) -> str:
        return kept(opened).misfits[0].key

    def test_it_is_told_with_what_reads_there_now(self, opened: OpenSession) -> None:
        assert reads(opened) == "They sold Chorelto in Leeds. It went well."
        assert misfits(opened) == [("so relto", "Xarelto", "Chorelto")]

    def test_it_waits_while_other_words_are_corrected(self, opened: OpenSession) -> None:
        correct(opened, 1, 2, "bought")
        opened.take_back(opened.session.take(1, 1))
        assert [heard for heard, _, _ in misfits(opened)] == ["so relto"]

    def test_it_can_be_put_in(self, opened: OpenSession) -> None:
        opened.put_in(opened.session.take(1, 1), self.key(opened))
        assert reads(opened) == "They sold Xarelto in Leeds. It went well."
        assert misfits(opened) == []
        with pytest.raises(WrongUse, match="does not wait any more"):
            opened.put_in(opened.session.take(1, 1), "2 01-team/take-1.transcript-1.json")

    def test_it_is_put_in_by_typing_it(self, opened: OpenSession) -> None:
        correct(opened, 2, 3, "Xarelto")
        assert reads(opened) == "They sold Xarelto in Leeds. It went well."
        assert misfits(opened) == []

    def test_it_can_be_left_out(self, opened: OpenSession) -> None:
        opened.leave_out(opened.session.take(1, 1), self.key(opened))
        assert misfits(opened) == []
        assert reads(opened) == "They sold Chorelto in Leeds. It went well."
        assert "Xarelto" in next(opened.folder.glob(f"*/{EDITS}")).read_text()

    def test_it_fits_again_where_a_still_better_one_has_its_words(
        self, opened: OpenSession
    ) -> None:
        correct(opened, 1, 2, "bought")
        add(opened, by("small.en", FULL, SAID))
        assert reads(opened) == "They bought Xarelto in Leeds. It went well."
        assert misfits(opened) == []

    def test_it_is_told_although_what_was_heard_cannot_be_read(self, opened: OpenSession) -> None:
        (opened.folder / opened.session.take(1, 1).transcripts[0]).write_text("{")
        assert reads(opened) == self.BETTER
        assert ("", "Xarelto", "") in misfits(opened)
        with pytest.raises(WrongUse, match="nobody knows its place"):
            opened.put_in(opened.session.take(1, 1), self.key(opened))
        assert ("", "Xarelto", "") in misfits(opened)
        opened.leave_out(opened.session.take(1, 1), self.key(opened))
        assert len(misfits(opened)) == 1


class TestOlderFiles:
    """They did not say in which transcript the corrections were made last."""

    def write(self, opened: OpenSession, *edits: Edit, taken_back: tuple[Edit, ...] = ()) -> None:
        document = json.loads(Edits(edits=edits, taken_back=taken_back).model_dump_json())
        del document["current"], document["left_over"]
        path = opened.folder / "01-team" / EDITS
        path.write_text(json.dumps(document | {"schema_version": 1}))

    def test_those_of_the_transcript_that_counts(self, opened: OpenSession) -> None:
        first, second = (f"01-team/take-1.transcript-{n}.json" for n in (1, 2))
        add(opened, by("base.en", FULL, SAID))
        self.write(opened, edit(second, 0, 1, "They", days=-1), edit(first, 2, 4, "Xarelto"))
        assert reads(opened) == "They sold so relto in Leeds. It went well."

    def test_those_of_another_where_it_never_had_any(self, opened: OpenSession) -> None:
        add(opened, by("base.en", FULL, SAID))
        self.write(opened, edit("01-team/take-1.transcript-1.json", 2, 4, "Xarelto"))
        assert "Xarelto" in reads(opened)

    def test_none_where_they_were_taken_back(self, opened: OpenSession) -> None:
        first, second = (f"01-team/take-1.transcript-{n}.json" for n in (1, 2))
        add(opened, by("base.en", FULL, SAID))
        self.write(
            opened, edit(first, 2, 4, "Xarelto"), taken_back=(edit(second, 2, 4, "Xarelto"),)
        )
        assert reads(opened) == SAID
        opened.put_back(opened.session.take(1, 1))
        assert "Xarelto" in reads(opened)

    def test_what_is_changed_is_said_to_be_of_today(self, opened: OpenSession) -> None:
        self.write(opened, edit("01-team/take-1.transcript-1.json", 2, 4, "Xarelto"))
        correct(opened, 0, 1, "They")
        (path,) = opened.folder.glob(f"*/{EDITS}")
        assert json.loads(path.read_text())["schema_version"] == 2


def test_where_the_transcript_that_was_corrected_last_is_damaged(opened: OpenSession) -> None:
    correct(opened, 2, 4, "Xarelto")
    add(opened, by("base.en", FULL, SAID))
    correct(opened, 0, 1, "They")
    (opened.folder / opened.session.take(1, 1).transcripts[1]).write_text("{")
    assert reads(opened) == "We sold Xarelto in Leeds. It went well."
    assert misfits(opened) == [("", "They", "")]


def edit(transcript: str, first: int, end: int, text: str, days: int = 0) -> Edit:
    return Edit(
        transcript=transcript,
        first_word=first,
        end_word=end,
        text=text,
        edited_at=datetime(2026, 11, 1) + timedelta(days=days),
    )
