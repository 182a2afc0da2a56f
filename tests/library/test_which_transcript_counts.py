"""Which transcript of a take counts: by model and stage, whatever order they came in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.reading import KeptTake, read_session
from coach.library.records import Kind, Take
from coach.transcription.fillers import FillerWords, with_fillers
from coach.transcription.ports import Stage, Transcript
from tests.helpers.kept_sessions import SET, TEAM, keep_take, recordings
from tests.helpers.labels import as_transcript, facts_for

SAID = "I led a team of forty people in Leeds and then moved to York."
LIVE, FULL, VERBATIM = Stage.LIVE, Stage.FULL, Stage.VERBATIM


def by(model: str, stage: Stage | None = FULL, text: str = SAID) -> Transcript:
    return as_transcript(text).model_copy(update={"model": model, "stage": stage})


def verbatim(plain: Transcript, text: str) -> Transcript:
    """`plain` with the fillers of `text`, in which each word is said where it is in `plain`."""
    return with_fillers(plain, as_transcript(text), FillerWords(words=("um",)))


@pytest.fixture
def opened() -> Iterator[OpenSession]:
    with Library(recordings()).new_session(Kind.PRACTICE, SET, [TEAM]) as opened:
        yield opened


def keep(opened: OpenSession, *transcripts: Transcript, chosen: int | None = None) -> Take:
    """A take with these transcripts, of which the person asked for number `chosen`, from 1."""
    first, *others = transcripts
    take = keep_take(opened, first, facts_for(by("tiny.en")))
    for number, transcript in enumerate(others, 2):
        take = opened.add_transcript(1, take, transcript, chosen=number == chosen)
    return take


def counts(opened: OpenSession) -> Transcript:
    """The transcript that counts, as a program that begins now reads it."""
    take = read_session(opened.folder).take(1, 1)
    heard = KeptTake(opened.folder, take).heard
    assert heard
    return heard


class TestByModelAndStage:
    @pytest.mark.parametrize(
        ("earlier", "later", "first_counts"),
        [
            (("tiny.en", LIVE), ("base.en", FULL), False),
            (("base.en", LIVE), ("tiny.en", FULL), True),
            (("base.en", FULL), ("small.en", LIVE), False),
            (("tiny.en", LIVE), ("tiny.en", FULL), False),
            (("tiny.en", FULL), ("tiny.en", LIVE), True),
            (("tiny.en", FULL), ("tiny.en", FULL), False),
            (("large-v3", FULL), ("turbo", FULL), True),
            (("my-model", LIVE), ("large-v3", FULL), True),
            (("large-v3", FULL), ("my-model", LIVE), False),
            (("my-model", FULL), ("another-model", LIVE), False),
        ],
    )
    def test_a_better_model_then_the_whole_recording_then_the_newest(
        self,
        opened: OpenSession,
        earlier: tuple[str, Stage],
        later: tuple[str, Stage],
        first_counts: bool,
    ) -> None:
        keep(opened, by(*earlier), by(*later))
        model, stage = earlier if first_counts else later
        assert (counts(opened).model, counts(opened).stage) == (model, stage)

    def test_everybody_reads_it(self, opened: OpenSession) -> None:
        take = keep(opened, by("base.en", LIVE), by("tiny.en", FULL, SAID.replace("York", "Cork")))
        opened.write_text()
        assert "moved to York" in (opened.folder / "transcript.md").read_text()
        kept = KeptTake(opened.folder, take)
        assert kept.transcript == kept.heard
        assert kept.name == take.transcripts[0]
        assert (kept.trouble, kept.remark) == ("", "")


class TestWhatWasAskedFor:
    def test_a_smaller_model_counts_where_the_person_named_it(self, opened: OpenSession) -> None:
        keep(opened, by("base.en"), by("tiny.en"), chosen=2)
        assert counts(opened).model == "tiny.en"
        opened.add_transcript(1, opened.session.take(1, 1), by("small.en"))
        assert counts(opened).model == "tiny.en"
        opened.add_transcript(1, opened.session.take(1, 1), by("base.en"), chosen=True)
        assert counts(opened).model == "base.en"

    def test_with_its_fillers_once_they_are_heard(self, opened: OpenSession) -> None:
        asked = by("tiny.en")
        keep(opened, by("base.en"), asked, verbatim(asked, f"um, {SAID}"), chosen=2)
        assert counts(opened).text.startswith("Um, I led")
        assert counts(opened).model == "tiny.en"


class TestVerbatim:
    def test_it_counts_where_its_words_do(self, opened: OpenSession) -> None:
        live = by("tiny.en", LIVE)
        keep(opened, live, verbatim(live, f"um, {SAID}"))
        assert (counts(opened).stage, counts(opened).text) == (VERBATIM, f"Um, {SAID}")

    @pytest.mark.parametrize("better", [by("tiny.en", FULL), by("base.en", FULL)])
    @pytest.mark.parametrize("is_late", [False, True])
    def test_fillers_of_a_live_answer_stay_in_a_better_transcript(
        self, opened: OpenSession, better: Transcript, is_late: bool
    ) -> None:
        """Also where they are heard only after the better one has come."""
        live = by("tiny.en", LIVE, SAID.replace("Leeds", "leads"))
        heard = verbatim(live, f"um, {live.text}")
        keep(opened, live, *((better, heard) if is_late else (heard, better)))
        now = counts(opened)
        assert (now.stage, now.model, now.text) == (VERBATIM, better.model, f"Um, {SAID}")

    def test_where_nobody_has_listened_nobody_claims_to(self, opened: OpenSession) -> None:
        keep(opened, by("tiny.en", LIVE), by("base.en"))
        assert counts(opened).stage is FULL

    def test_where_no_filler_was_heard_it_is_known_of_the_better_one(
        self, opened: OpenSession
    ) -> None:
        live = by("tiny.en", LIVE)
        keep(opened, live, verbatim(live, SAID), by("base.en"))
        assert (counts(opened).stage, counts(opened).text) == (VERBATIM, SAID)

    def test_its_own_words_do_where_those_without_fillers_are_damaged(
        self, opened: OpenSession
    ) -> None:
        live = by("tiny.en", LIVE)
        take = keep(opened, live, verbatim(live, f"um, {SAID}"))
        (opened.folder / take.transcripts[0]).write_text("{")
        assert counts(opened).text == f"Um, {SAID}"
        assert KeptTake(opened.folder, take).trouble == ""


class TestWordsThatAreLost:
    HALF = " ".join(SAID.split()[:6])

    @pytest.mark.parametrize("text", ["", HALF])
    def test_a_better_one_that_lacks_many_does_not_count(
        self, opened: OpenSession, text: str
    ) -> None:
        take = keep(opened, by("tiny.en", LIVE), by("base.en", FULL, text))
        assert counts(opened).text == SAID
        assert take.no_speech is False
        remark = KeptTake(opened.folder, take).remark
        assert "base.en has no words" in remark
        assert ("--model base.en" in remark) == bool(text)

    def test_what_was_asked_for_counts_and_what_it_lacks_is_told(self, opened: OpenSession) -> None:
        take = keep(opened, by("tiny.en", LIVE), by("base.en", FULL, self.HALF), chosen=2)
        assert counts(opened).text == self.HALF
        remark = KeptTake(opened.folder, take).remark
        assert "At 0:03 the transcript by tiny.en has words" in remark
        assert "“and then moved to York.”" in remark
        assert f"coach transcribe {opened.folder.name} --model tiny.en" in remark

    def test_one_without_any_words_does_not_even_then(self, opened: OpenSession) -> None:
        take = keep(opened, by("tiny.en", LIVE), by("base.en", FULL, ""), chosen=2)
        assert counts(opened).text == SAID
        assert take.answers

    def test_a_few_missing_in_a_long_answer_are_told(self, opened: OpenSession) -> None:
        long = " ".join([SAID] * 4)
        shorter = by("base.en", FULL, long)
        words = shorter.words[:20] + shorter.words[30:]
        segment = shorter.segments[0].model_copy(update={"end_word": len(words)})
        shorter = shorter.model_copy(update={"words": words, "segments": (segment,)})
        take = keep(opened, by("tiny.en", LIVE, long), shorter)
        assert counts(opened).model == "base.en"
        assert "has words that this one by base.en lacks" in KeptTake(opened.folder, take).remark

    def test_fewer_words_in_the_same_time_are_none_lost(self, opened: OpenSession) -> None:
        short = as_transcript("recognise speech")
        words = [
            word.model_copy(update={"start_s": n * 0.6, "end_s": n * 0.6 + 0.6})
            for n, word in enumerate(short.words)
        ]
        changes = {"words": tuple(words), "model": "base.en", "stage": FULL}
        take = keep(
            opened, by("tiny.en", LIVE, "wreck a nice beach"), short.model_copy(update=changes)
        )
        assert counts(opened).text == "recognise speech"
        assert KeptTake(opened.folder, take).remark == ""


class TestFilesOfOlderVersions:
    """They said only whether a transcript was verbatim, and the newest counted."""

    def write(self, opened: OpenSession, *documents: tuple[str, str, bool | None]) -> None:
        """Transcripts (model, text, verbatim, if that was kept) as an older version did."""
        take = keep_take(opened, by("tiny.en", LIVE), facts_for(by("tiny.en")))
        names = []
        for number, (model, text, is_verbatim) in enumerate(documents, 1):
            document = json.loads(as_transcript(text).model_dump_json())
            del document["stage"], document["schema_version"]
            document |= {"model": model} | (
                {} if is_verbatim is None else {"verbatim": is_verbatim}
            )
            names.append(f"01-team/take-1.transcript-{number}.json")
            (opened.folder / names[-1]).write_text(json.dumps(document))
        opened.save_take(1, take.model_copy(update={"transcripts": tuple(names)}))
        path = opened.folder / "session.json"
        session = json.loads(path.read_text())
        del session["turns"][0]["takes"][0]["chosen"]
        path.write_text(json.dumps(session))

    @pytest.mark.parametrize("flag", [False, None])
    def test_the_only_one(self, opened: OpenSession, flag: bool | None) -> None:
        self.write(opened, ("tiny.en", SAID, flag))
        assert (counts(opened).stage, counts(opened).text) == (None, SAID)

    def test_with_its_fillers(self, opened: OpenSession) -> None:
        self.write(opened, ("tiny.en", SAID, False), ("tiny.en", SAID, True))
        assert counts(opened).stage is VERBATIM

    def test_what_had_been_written_down_again_counts_as_it_did(self, opened: OpenSession) -> None:
        self.write(
            opened, ("base.en", SAID, False), ("base.en", SAID, True), ("tiny.en", SAID, False)
        )
        assert counts(opened).model == "tiny.en"

    def test_a_better_one_of_today_counts_before_the_only_one(self, opened: OpenSession) -> None:
        self.write(opened, ("tiny.en", SAID, False))
        opened.session = read_session(opened.folder)
        opened.add_transcript(1, opened.session.take(1, 1), by("base.en"))
        assert counts(opened).model == "base.en"


class TestDamage:
    def test_what_was_asked_for_is_told_where_it_is_damaged(self, opened: OpenSession) -> None:
        take = keep(opened, by("base.en"), by("tiny.en"), by("small.en"), chosen=2)
        (opened.folder / take.transcripts[1]).write_text("{")
        assert counts(opened).model == "small.en"
        assert "transcript-2.json is cut off" in KeptTake(opened.folder, take).trouble

    def test_it_is_read_from_wherever_the_session_lies(
        self, opened: OpenSession, tmp_path: Path
    ) -> None:
        keep(opened, by("base.en"), by("tiny.en"), chosen=2)
        copy = tmp_path / "copy"
        opened.folder.rename(copy)
        heard = KeptTake(copy, read_session(copy).take(1, 1)).heard
        assert heard
        assert heard.model == "tiny.en"
        copy.rename(opened.folder)
