"""Corrections of what was written down, and who sees them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.delivery.kept import all_measured
from coach.errors import SessionDamaged, WrongUse
from coach.library.edits import Edit, corrected, with_correction
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.reading import KeptTake, read_session, transcript_of
from coach.library.records import Kind, Take
from coach.library.replacing import replaced
from coach.transcription.fillers import FillerWords, with_fillers
from coach.transcription.ports import Segment, Stage, Transcript, Word
from tests.helpers.kept_sessions import SET, TEAM, keep_take, recordings
from tests.helpers.labels import as_transcript, facts_for

SAID = "We sold so relto in Leeds. It went well."
HEARD = as_transcript(SAID)
FILLERS = FillerWords(words=("um",), prompt="Um,")


@pytest.fixture
def opened() -> Iterator[OpenSession]:
    with Library(recordings()).new_session(Kind.PRACTICE, SET, [TEAM]) as opened:
        keep_take(opened, HEARD.model_copy(update={"stage": Stage.FULL}), facts_for(HEARD))
        yield opened


def the_take(opened: OpenSession) -> Take:
    return opened.session.turn(1).takes[-1]


def now(opened: OpenSession) -> Transcript:
    transcript = transcript_of(opened.folder, the_take(opened))
    assert transcript
    return transcript


def heard(opened: OpenSession) -> Transcript:
    transcript = KeptTake(opened.folder, the_take(opened)).heard
    assert transcript
    return transcript


def correct(opened: OpenSession, first: int, end: int, text: str) -> str:
    opened.correct(1, the_take(opened), first, end, text)
    return now(opened).text


def edits(opened: OpenSession) -> list[tuple[int, int, str]]:
    kept = KeptTake(opened.folder, the_take(opened))
    return [(edit.first_word, edit.end_word, edit.text) for edit in kept.edits.of(kept.name)]


def times(transcript: Transcript) -> list[tuple[str, float, float]]:
    return [(word.text, word.start_s, word.end_s) for word in transcript.words]


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("I met Zoe\u0308.", "zo\u00eb", "I met Anna."),  # the same letter in NFD and in NFC
        ("की, का.", "का", "की, Anna."),  # words that differ by a vowel sign alone
    ],
)
def test_letters_are_the_same_however_they_are_encoded(text: str, old: str, new: str) -> None:
    assert replaced(text, old, "Anna") == new


class TestWhatIsCorrected:
    def test_everybody_reads_it_and_what_was_heard_stays(self, opened: OpenSession) -> None:
        take = the_take(opened)
        before = (opened.folder / take.transcripts[0]).read_bytes()
        assert correct(opened, 2, 4, "Xarelto") == "We sold Xarelto in Leeds. It went well."
        assert (opened.folder / take.transcripts[0]).read_bytes() == before
        assert heard(opened).text == SAID
        opened.write_text()
        assert "We sold Xarelto in Leeds." in (opened.folder / "transcript.md").read_text()

    def test_one_word_for_two_has_the_time_of_both(self, opened: OpenSession) -> None:
        correct(opened, 2, 4, "Xarelto")
        assert times(now(opened))[1:4] == [
            ("sold", 0.3, 0.6),
            ("Xarelto", 0.6, 1.2),
            ("in", 1.2, 1.5),
        ]
        assert [word.probability for word in now(opened).words[1:4]] == [0.9, 1.0, 0.9]

    def test_as_many_words_take_each_others_place(self, opened: OpenSession) -> None:
        correct(opened, 2, 4, "solar panels")
        assert times(now(opened))[2:4] == [("solar", 0.6, 0.9), ("panels", 0.9, 1.2)]

    def test_more_words_share_the_time_by_their_letters(self, opened: OpenSession) -> None:
        correct(opened, 2, 4, "ab abcd abcdef")
        assert times(now(opened))[2:5] == [
            ("ab", 0.6, 0.7),
            ("abcd", 0.7, 0.9),
            ("abcdef", 0.9, 1.2),
        ]

    def test_of_a_whole_line_only_what_differs_is_an_edit(self, opened: OpenSession) -> None:
        correct(opened, 0, 6, "We had sold Xarelto in Leeds.")
        assert edits(opened) == [(0, 1, "We had"), (2, 4, "Xarelto")]
        assert times(now(opened))[4:6] == [("in", 1.2, 1.5), ("Leeds.", 1.5, 1.8)]

    def test_a_word_added_in_front_shares_the_first_ones_time(self, opened: OpenSession) -> None:
        assert correct(opened, 0, 2, "Yes, we sold").startswith("Yes, we sold so")
        correct(opened, 0, 2, "Well, We")
        assert edits(opened) == [(0, 1, "Well, We")]

    def test_words_can_go(self, opened: OpenSession) -> None:
        assert correct(opened, 2, 4, "  ") == "We sold in Leeds. It went well."
        assert correct(opened, 0, 4, "") == "It went well."
        assert correct(opened, 0, 3, "") == ""
        assert now(opened).words == ()

    def test_a_correction_of_a_correction(self, opened: OpenSession) -> None:
        correct(opened, 2, 4, "three words here")
        assert correct(opened, 3, 4, "nice words") == (
            "We sold three nice words here in Leeds. It went well."
        )
        assert edits(opened) == [(2, 4, "three nice words here")]
        assert correct(opened, 5, 7, "there, near") == (
            "We sold three nice words there, near Leeds. It went well."
        )
        assert edits(opened) == [(2, 5, "three nice words there, near")]

    def test_written_as_it_was_heard_it_is_no_correction(self, opened: OpenSession) -> None:
        correct(opened, 2, 4, "Xarelto")
        correct(opened, 6, 7, "badly.")
        correct(opened, 2, 3, "so relto")
        assert edits(opened) == [(7, 8, "badly.")]
        opened.take_back(the_take(opened))
        assert edits(opened) == []
        assert now(opened).text == SAID

    def test_words_are_added_where_others_went(self, opened: OpenSession) -> None:
        correct(opened, 2, 4, "")
        assert now(opened).text == "We sold in Leeds. It went well."
        correct(opened, 2, 2, "so Xarelto")
        assert edits(opened) == [(3, 4, "Xarelto")]
        correct(opened, 0, 9, "")
        assert now(opened).words == ()
        correct(opened, 0, 0, SAID)
        assert edits(opened) == []

    def test_words_are_added_beside_others(self, opened: OpenSession) -> None:
        correct(opened, 0, 0, "Yes,")
        correct(opened, 3, 3, "two")
        assert correct(opened, 11, 11, "Bye.") == (
            "Yes, We sold two so relto in Leeds. It went well. Bye."
        )

    def test_nothing_is_added_where_no_word_was_heard(self, opened: OpenSession) -> None:
        opened.take_in(1, [np.zeros(1600, np.float32)])
        opened.add_transcript(1, the_take(opened), as_transcript(""))
        with pytest.raises(WrongUse, match="has no words 0 to 0"):
            correct(opened, 0, 0, "Yes.")

    def test_what_was_taken_back_can_be_put_back(self, opened: OpenSession) -> None:
        correct(opened, 2, 4, "Xarelto")
        take = the_take(opened)
        opened.put_back(take)
        assert "Xarelto" in now(opened).text
        opened.take_back(take)
        opened.take_back(take)  # the page sent it twice
        opened.put_back(take)
        assert edits(opened) == [(2, 4, "Xarelto")]
        opened.take_back(take)
        correct(opened, 0, 1, "They")
        opened.put_back(take)
        assert edits(opened) == [(2, 4, "Xarelto")]
        opened.put_back(take)  # and what it read meanwhile
        assert edits(opened) == [(0, 1, "They")]

    def test_an_older_transcript_is_read_where_the_newer_is_damaged(
        self, opened: OpenSession
    ) -> None:
        take = the_take(opened)
        correct(opened, 2, 4, "Xarelto")
        newer = as_transcript("Something else.")
        take = opened.add_transcript(1, take, newer)
        (opened.folder / take.transcripts[-1]).write_text("{")
        text = transcript_of(opened.folder, take)
        assert text is not None
        assert text.text == "We sold Xarelto in Leeds. It went well."
        told = KeptTake(opened.folder, take).trouble
        assert "transcript-2.json is cut off" in told
        assert "This is the transcript before it." in told
        opened.correct(1, take, 0, 1, "They")
        assert now(opened).text.startswith("They sold Xarelto")
        (opened.folder / take.transcripts[0]).unlink()
        with pytest.raises(SessionDamaged, match="transcript-2"):
            transcript_of(opened.folder, take)

    def test_control_characters_and_halves_of_characters_are_left_out(
        self, opened: OpenSession
    ) -> None:
        assert correct(opened, 1, 2, "so\x1b[2Jld\x00 \ud83d\n<b>") == (
            "We so[2Jld <b> so relto in Leeds. It went well."
        )

    @pytest.mark.parametrize(("first", "end"), [(-1, 1), (-1, -1), (4, 2), (0, 10), (99, 100)])
    def test_words_that_are_not_there(self, opened: OpenSession, first: int, end: int) -> None:
        with pytest.raises(WrongUse, match="has no words"):
            opened.correct(1, the_take(opened), first, end, "no")
        assert not list(opened.folder.glob("*/*.edits.json"))

    def test_a_take_that_is_not_written_down(self, opened: OpenSession) -> None:
        take = opened.take_in(1, [np.zeros(160, np.float32)])
        with pytest.raises(WrongUse, match="has no words"):
            opened.correct(1, take, 0, 1, "no")

    def test_across_segments(self) -> None:
        heard = in_segments("one two", "three", "four five")
        text = fixed(heard, 1, 4, "2 and 3 and 4")
        assert [segment.text for segment in text.segments] == ["one 2 and 3 and 4", "five"]
        assert [word.text for word in text.words] == ["one", "2", "and", "3", "and", "4", "five"]

    @given(
        st.lists(st.sampled_from(["a", "bb", "ccc"]), min_size=1, max_size=8),
        st.lists(st.tuples(st.integers(0, 9), st.integers(1, 4), st.lists(st.sampled_from("abX")))),
    )
    @settings(max_examples=150, deadline=None)
    def test_it_always_reads_as_it_was_asked_to(
        self, said: list[str], wishes: list[tuple[int, int, list[str]]]
    ) -> None:
        half = len(said) // 2
        heard = in_segments(" ".join(said[:half]), " ".join(said[half:]))
        kept: list[Edit] = []
        expected = said
        for start, length, texts in wishes:
            if not expected:
                break
            first = start % len(expected)
            end = min(first + length, len(expected))
            expected = [*expected[:first], *texts, *expected[end:]]
            kept = with_correction(heard, kept, wish(first, end, " ".join(texts)))
            reads = corrected(heard, kept)
            assert [word.text for word in reads.words] == expected
            assert reads.text.split() == expected
            at_s = [time for word in reads.words for time in (word.start_s, word.end_s)]
            assert at_s == sorted(at_s)


class TestWhoSeesIt:
    def test_the_session_is_seen_to_have_changed(self, opened: OpenSession) -> None:
        library = Library(recordings())
        before, session = library.states(), read_session(opened.folder)
        assert all_measured(library)[0].figures["hedges"] == 0
        correct(opened, 1, 2, "maybe sold")
        assert library.states() != before
        assert read_session(opened.folder) == session
        assert all_measured(library)[0].figures["hedges"] == 1

    def test_the_same_words_with_fillers_between_inherit_them(self, opened: OpenSession) -> None:
        correct(opened, 0, 1, "You")
        correct(opened, 2, 4, "Xarelto")
        plain = heard(opened)
        verbatim = with_fillers(plain, with_um(plain, 0, 3), FILLERS)
        assert verbatim.text == "Um, we sold so um, relto in Leeds. It went well."
        opened.add_transcript(1, the_take(opened), verbatim)
        assert now(opened).text == "Um, You sold um, Xarelto in Leeds. It went well."
        assert edits(opened) == [(1, 2, "You"), (3, 6, "um, Xarelto")]

    def test_a_take_that_is_started_over_takes_them_along(self, opened: OpenSession) -> None:
        correct(opened, 2, 4, "Xarelto")
        opened.discard(1, the_take(opened))
        opened.finish()
        opened.delete_discarded(even_restorable=True)
        assert not list(opened.folder.glob("*/take-1*"))


class TestDamage:
    @pytest.mark.parametrize("content", [b"", b"{", b'{"edits": 1}', b"\xff", b'{"edits": [{}]}'])
    def test_it_hides_no_transcript_and_is_not_overwritten(
        self, opened: OpenSession, content: bytes
    ) -> None:
        correct(opened, 2, 4, "Xarelto")
        (path,) = opened.folder.glob("*/take-1.edits.json")
        path.write_bytes(content)
        assert now(opened).text == SAID
        with pytest.raises(SessionDamaged, match=r"take-1\.edits\.json"):
            opened.correct(1, the_take(opened), 0, 1, "They")
        opened.add_transcript(1, the_take(opened), HEARD)
        assert path.read_bytes() == content

    def test_edits_that_do_not_fit_are_passed_over(self) -> None:
        fits, inside, beyond = wish(1, 4, "x"), wish(3, 5, "y"), wish(8, 99, "z")
        assert corrected(HEARD, [beyond, inside, fits]).text == "We x in Leeds. It went well."


def wish(first: int, end: int, text: str) -> Edit:
    return Edit(transcript="t", first_word=first, end_word=end, text=text, edited_at=datetime.now())


def fixed(heard: Transcript, first: int, end: int, text: str) -> Transcript:
    return corrected(heard, with_correction(heard, [], wish(first, end, text)))


def in_segments(*texts: str) -> Transcript:
    heard = as_transcript(" ".join(texts))
    segments, first = [], 0
    for text in filter(None, texts):
        end = first + len(text.split())
        segments.append(Segment(text=text, start_s=0, end_s=0, first_word=first, end_word=end))
        first = end
    return heard.model_copy(update={"segments": tuple(segments)})


def with_um(heard: Transcript, *places: int) -> Transcript:
    """What a prompted pass hears: the same words, and an um before those of these numbers."""
    words: list[Word] = []
    for number, word in enumerate(heard.words):
        if number in places:
            filler = Word(text="um,", start_s=word.start_s, end_s=word.start_s, probability=0.8)
            words.append(filler)
            small = word.text.lower() if number == 0 else word.text
            words.append(word.model_copy(update={"start_s": word.start_s + 0.1, "text": small}))
        else:
            words.append(word)
    segment = Segment(
        text=" ".join(word.text for word in words),
        start_s=0,
        end_s=words[-1].end_s,
        first_word=0,
        end_word=len(words),
    )
    return heard.model_copy(update={"words": tuple(words), "segments": (segment,)})
