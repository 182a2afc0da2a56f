"""`coach transcribe` for many sessions at once."""

from __future__ import annotations

import io
import json
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from coach.cli.bulk import Bar, Events, Lines, TimeLeft, watcher_for
from coach.cli.progress import answer_writer
from coach.cli.writing_many import Many, write_many
from coach.config import Settings, load_settings
from coach.errors import UnreadableAudio
from coach.library.library import Library
from coach.library.lock import held
from coach.library.reading import KeptTake
from coach.session.bulk_writing import BulkWriting
from coach.session.runners import Runners
from coach.session.wanted_answers import Models, WantedAnswer, wanted_answers
from coach.transcription.how_many import ProcessCounts
from coach.transcription.job_pool import Finished, JobsHere, OnJobProgress
from coach.transcription.jobs import TranscriptionJob
from coach.transcription.ports import Transcript
from tests.cli.test_written_down_again import Whisper
from tests.helpers.canned_process import canned_process
from tests.helpers.coach_fixture import Coach, Hire, Terminal
from tests.helpers.coach_program import Screen
from tests.helpers.hanging import HangingTranscriber
from tests.helpers.kept_sessions import PLAIN, keep, recordings

BETTER = "I want to lead a team of forty people in Leeds, and I shall ask."


@pytest.fixture
def sessions() -> list[str]:
    return [keep([PLAIN, PLAIN]), keep([PLAIN]), keep([PLAIN])]


def words(session: str, take: int = 1) -> Transcript:
    folder = recordings() / session
    heard = KeptTake(folder, Library(recordings()).session(session).take(1, take)).heard
    assert heard
    return heard


def transcripts(session: str) -> list[str]:
    return sorted(path.name for path in (recordings() / session).glob("*/take-*.transcript-*"))


def test_all_sessions_are_written_down_once(coach: Coach, hire: Hire, sessions: list[str]) -> None:
    hire(Whisper("small.en", BETTER))
    code, out, err = coach("transcribe", "--all", "--jobs", 1, "--model", "small.en")
    assert (code, err) == (0, "")
    assert "Wrote down 4 answers" in out
    assert "with canned small.en" in out
    assert [words(each).text for each in sessions] == [BETTER] * 3
    before = [transcripts(each) for each in sessions]
    code, out, _ = coach("transcribe", "--all", "--jobs", 1, "--model", "small.en")
    assert (code, "There is nothing to write down" in out) == (0, True)
    assert [transcripts(each) for each in sessions] == before
    code, out, _ = coach("transcribe", "--all", "--again", "--jobs", 1, "--model", "small.en")
    assert "Wrote down 4 answers" in out


def test_words_by_a_short_name_of_the_model_are_its_words(
    coach: Coach, hire: Hire, sessions: list[str]
) -> None:
    for path in recordings().glob("*/*/take-*.transcript-1.json"):
        path.write_text(json.dumps(json.loads(path.read_text()) | {"model": "turbo"}))
    hire(Whisper("large-v3-turbo", BETTER))
    code, out, _ = coach("transcribe", "--all", "--jobs", 1, "--model", "turbo")
    assert (code, "There is nothing to write down" in out) == (0, True)
    assert words(sessions[0]).text == PLAIN


def test_an_answer_whose_sound_was_erased_keeps_its_words(
    coach: Coach, hire: Hire, sessions: list[str]
) -> None:
    assert coach("erase", "--audio", sessions[0], "--yes")[0] == 0
    hire(Whisper("small.en", BETTER))
    code, out, err = coach("transcribe", "--all", "--again", "--jobs", 1, "--model", "small.en")
    assert (code, "Wrote down 2 answers" in out, err) == (0, True, "")
    assert coach("erase", "--audio", "--yes")[0] == 0
    code, out, err = coach("transcribe", "--all", "--again", "--jobs", 1, "--model", "small.en")
    assert (code, out, err) == (0, "There is nothing to write down.\n", "")
    assert words(sessions[0]).text == PLAIN


def test_several_processes_do_the_same(
    hire: Hire, sessions: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    hire(Whisper("small.en", BETTER))
    every = Many((), None, jobs=None, cluster=None, again=False, named=True, chosen=True)
    counts = ProcessCounts(canned_process(BETTER, model="small.en"))
    write_many(load_settings({"json": True, "model": "small.en"}), every, counts)
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert events[0]["event"] == "writing_started"
    assert events[0]["answers"] == 4
    assert events[-1]["event"] == "writing_finished"
    assert (events[-1]["answers"], events[-1]["passed_over"]) == (4, 0)
    written = events[1:-1]
    assert {each["event"] for each in written} == {"answer_written"}
    assert sorted((each["session"], each["take"]) for each in written) == sorted(
        [(sessions[0], 2), *((each, 1) for each in sessions)]
    )
    assert [each["answers_done"] for each in written] == [1, 2, 3, 4]
    assert written[-1]["left_s"] == 0.0
    assert {each["text"] for each in written} == {BETTER}
    assert [words(each).text for each in sessions] == [BETTER] * 3


def test_without_a_name_only_what_the_better_model_has_not_seen(
    coach: Coach, hire: Hire, sessions: list[str]
) -> None:
    for path in recordings().glob("*/*/take-*.transcript-1.json"):
        path.write_text(json.dumps(json.loads(path.read_text()) | {"model": "tiny.en"}))
    hire(Whisper("tiny.en", PLAIN), Whisper("small", BETTER))
    assert coach("transcribe", sessions[0], "--jobs", 1)[0] == 0
    assert len(transcripts(sessions[0])) > 2
    assert (words(sessions[0]).model, words(sessions[1]).model) == ("small", "tiny.en")
    code, out, _ = coach("transcribe", *sessions, "--jobs", 1)
    assert (code, "Wrote down 2 answers" in out) == (0, True)


def test_corrections_stay(coach: Coach, hire: Hire, sessions: list[str]) -> None:
    library = Library(recordings())
    with library.open_session(sessions[1]) as opened:
        opened.correct(1, opened.session.take(1, 1), 10, 11, "LEEDS,")
    hire(Whisper("small.en", BETTER))
    assert coach("transcribe", sessions[1], "--jobs", 1, "--model", "small.en")[0] == 0
    assert "in LEEDS, and I shall ask" in coach("show", sessions[1])[1]


def test_since_a_day(coach: Coach, hire: Hire, sessions: list[str]) -> None:
    hire(Whisper("small.en", BETTER))
    path = recordings() / sessions[1] / "session.json"
    document = json.loads(path.read_text())
    document["started_at"] = (datetime.now().astimezone() - timedelta(days=9)).isoformat()
    path.write_text(json.dumps(document))
    since = f"{datetime.now() - timedelta(days=2):%Y-%m-%d}"
    code, out, _ = coach("transcribe", "--since", since, "--jobs", 1, "--model", "small.en")
    assert (code, "Wrote down 3 answers" in out) == (0, True)
    code, _, err = coach("transcribe", "--since", "2050-01-01", "--jobs", 1)
    assert (code, "No session has begun since 2050-01-01." in err) == (2, True)


def test_what_is_in_use_or_cannot_be_read_hides_nothing(
    coach: Coach, hire: Hire, sessions: list[str]
) -> None:
    hire(Whisper("small.en", BETTER))
    (audio,) = (recordings() / sessions[0]).glob("*/take-2.flac")
    audio.write_bytes(b"no sound")
    damaged = keep([PLAIN])
    (recordings() / damaged / "session.json").write_text("{")
    with held(recordings() / sessions[1]):
        code, out, err = coach("transcribe", "--all", "--jobs", 1, "--model", "small.en")
    assert code == 1
    assert "Wrote down 2 answers" in out
    assert f"{sessions[1]} is in use by another coach" in err
    assert f"{damaged} is damaged" in err
    assert "take-2.flac is damaged" in err
    assert [words(each).text for each in sessions] == [BETTER, PLAIN, BETTER]
    (recordings() / damaged / "session.json").unlink()
    code, out, _ = coach("transcribe", *sessions[:2], "--jobs", 1, "--json", "--model", "small.en")
    kinds = [json.loads(line)["event"] for line in out.splitlines()]
    assert (kinds[0], kinds[-1]) == ("writing_started", "writing_finished")
    assert sorted(kinds[1:-1]) == ["answer_passed_over", "answer_written"]


def test_what_was_erased_is_not_missed(coach: Coach, hire: Hire, sessions: list[str]) -> None:
    for path in recordings().glob("*/*/take-*.transcript-1.json"):
        changed = {"model": "tiny.en", "stage": "live"}
        path.write_text(json.dumps(json.loads(path.read_text()) | changed))
    hire(Whisper("tiny.en", PLAIN), Whisper("small", BETTER))
    assert coach("erase", sessions[0], "--audio", "--yes")[0] == 0
    told = coach("resume", sessions[0])[2]
    assert told == f"Nothing is left to do in {sessions[0]}.\n"
    assert coach("delivery", sessions[0])[2] == ""  # neither counts fillers nor offers to play
    code, out, err = coach("transcribe", "--all", "--jobs", 1)
    assert (code, "Wrote down 2 answers" in out, err) == (0, True, "")
    told = coach("transcribe", sessions[0])[2]
    assert "The sound of this answer was erased" in told  # where it was asked for by name


def test_an_engine_that_hangs_holds_up_no_other_answer(
    coach: Coach, hire: Hire, sessions: list[str]
) -> None:
    hire(hanging := HangingTranscriber(BETTER))
    code, out, err = coach("transcribe", "--all", "--jobs", 1, "--model", "base.en")
    assert code == 4
    assert "Wrote down 3 answers" in out
    (session,) = (each for each in sessions if f"Answer 1 of {each} is not written down." in err)
    assert "Whisper has given no sign" in err
    assert f"Its recording is kept. Try again: coach transcribe {session}" in err
    code, out, _ = coach("transcribe", "--all", "--jobs", 1, "--model", "base.en")
    assert (code, "Wrote down 1 answer" in out) == (0, True)
    hanging.let_go.set()


class Interrupting(Whisper):
    """Is interrupted at the third answer."""

    heard = 0

    def transcribe(self, *arguments: Any, **options: Any) -> Any:
        self.heard += 1
        if self.heard == 3:
            raise KeyboardInterrupt
        return super().transcribe(*arguments, **options)


def test_the_same_command_goes_on_where_it_was_stopped(
    coach: Coach, hire: Hire, sessions: list[str]
) -> None:
    hire(Interrupting("small.en", BETTER))
    code, _, err = coach("transcribe", "--all", "--jobs", 1, "--model", "small.en")
    assert code == 130
    assert "Kept: 2 of 4 answers. Go on: the same command once more." in err
    hire(Whisper("small.en", BETTER))
    code, out, _ = coach("transcribe", "--all", "--jobs", 1, "--model", "small.en")
    assert (code, "Wrote down 2 answers" in out) == (0, True)
    names = [name for each in sessions for name in transcripts(each)]
    assert len(names) == len({*zip(names, names, strict=True)}) + 2 * (len(sessions) - 1)


def test_silence_is_told(coach: Coach, hire: Hire, sessions: list[str]) -> None:
    hire(Whisper("small.en", ""))
    code, _, err = coach("transcribe", "--all", "--jobs", 1, "--model", "small.en")
    assert (code, "No word was heard in 4 answers." in err) == (3, True)
    assert words(sessions[0]).text == PLAIN


@pytest.mark.parametrize(
    "arguments", [("--all", "last"), ("--since", "2026-01-01", "--all"), ("--jobs", "0", "last")]
)
def test_what_excludes_each_other(coach: Coach, sessions: list[str], arguments: tuple[str]) -> None:
    assert coach("transcribe", *arguments)[0] == 2


def test_an_empty_library(coach: Coach) -> None:
    code, _, err = coach("transcribe", "--all")
    assert (code, "There is no session in" in err) == (2, True)


def test_an_answer_that_is_kept_counts_once(hire: Hire, sessions: list[str]) -> None:
    hire(Whisper("small.en", BETTER))
    models = Models(answer_writer(load_settings({"model": "small.en"})), named=True, again=False)
    wanted, _ = wanted_answers(Library(recordings()), sessions, models)
    watcher, here = Noting(), JobsHere(models.doing)
    length_s = {number: each.duration_s for number, each in enumerate(wanted)}

    class Whole:
        """Tells of each job that all of its sound is done, as an engine does."""

        def run(
            self, jobs: Iterable[TranscriptionJob], on_progress: OnJobProgress
        ) -> Generator[Finished, None, None]:
            for finished in here.run(jobs, on_progress):
                on_progress(finished.number, length_s[finished.number])
                yield finished

    BulkWriting(Library(recordings()), models, watcher).write(wanted, Whole())
    assert watcher.done_s == sorted(watcher.done_s)
    assert watcher.done_s[-1] == pytest.approx(sum(length_s.values()))


class Noting:
    """A watcher that notes how much is done."""

    def __init__(self) -> None:
        self.done_s: list[float] = []

    def written(self, answer: object) -> None:
        """See Watcher."""

    def passed_over(self, what: object) -> None:
        """See Watcher."""

    def progressed(self, done_s: float) -> None:
        """See Watcher."""
        self.done_s.append(done_s)


def test_lines_tell_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    shown(Lines(first_after_s=0.0))
    assert "1 of 2 answers, about 1 second left" in capsys.readouterr().err


def test_a_bar_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    shown(Bar())
    assert capsys.readouterr().out == ""


def shown(watcher: Any) -> None:
    from coach.session.bulk_writing import AnswerWritten

    wanted = [WantedAnswer("one", 1, 1, 60.0, "en"), WantedAnswer("one", 2, 1, 60.0, "en")]
    blank = Transcript(engine="canned", model="tiny.en", language="en")
    with watcher.showing(wanted, 2):
        watcher.progressed(0.0)
        watcher.progressed(60.0)
        watcher.written(AnswerWritten(wanted[0], blank, ("The recording lacks a second.",)))
        watcher.progressed(120.0)
        watcher.written(AnswerWritten(wanted[1], blank))


@pytest.mark.parametrize(
    ("spent_s", "told"),
    [(5, "about 45 seconds left"), (60, "about 9 minutes left"), (1200, "about 3 hours left")],
)
def test_the_time_left(spent_s: float, told: str) -> None:
    times_s = iter([0.0, spent_s, spent_s])
    left = TimeLeft(1000.0, lambda: next(times_s))
    assert left.told(100.0) == told
    assert left.told(1.0) == ""


def test_who_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(watcher_for(Settings(json=True)), Events)
    assert isinstance(watcher_for(Settings()), Lines)
    monkeypatch.setenv("TERM", "xterm")
    with redirect_stderr(Screen(io.BytesIO())):
        assert isinstance(watcher_for(Settings()), Bar)
        assert isinstance(watcher_for(Settings(plain=True)), Lines)


class TestHowMany:
    """On a machine with room for eight processes, where four are best."""

    @pytest.fixture
    def tried(self, hire: Hire) -> list[Path]:
        """The recordings with which it was tried."""
        hire(Whisper("small.en", BETTER))
        return []

    @pytest.fixture
    def runners(self, tried: list[Path]) -> Runners:
        def trial(job: TranscriptionJob, count: int, _command: tuple[str, ...]) -> float:
            if not job.audio.stat().st_size:
                raise UnreadableAudio("No sound.")
            tried.append(job.audio)
            return {1: 1.0, 2: 2.0, 4: 4.0}.get(count, 0.0)

        counts = ProcessCounts(cores=8, memory_mb=64_000, trial=trial, is_busy=lambda: False)
        models = Models(answer_writer(Settings(), chosen=False), True, False)
        return Runners(Library(recordings()), models, counts=counts)

    def test_little_work_is_not_worth_a_trial(
        self, runners: Runners, tried: list[Path], sessions: list[str]
    ) -> None:
        wanted, _ = wanted_answers(runners.library, sessions, runners.models)
        assert runners.count_for(wanted) == len(wanted) == 4
        assert not tried

    def test_much_work_is(self, runners: Runners, tried: list[Path], sessions: list[str]) -> None:
        much = self.much(runners, sessions)
        assert runners.count_for(much) == 4
        assert tried[0].is_file()
        tried.clear()
        assert runners.count_for(much) == 4
        assert not tried  # it was remembered

    def test_a_trial_that_fails_is_none(self, runners: Runners, sessions: list[str]) -> None:
        for path in recordings().glob("*/*/take-*.flac"):
            path.write_bytes(b"")
        assert runners.count_for(self.much(runners, sessions)) == 8

    @staticmethod
    def much(runners: Runners, sessions: list[str]) -> list[WantedAnswer]:
        """So many answers that they take long."""
        wanted, _ = wanted_answers(runners.library, sessions, runners.models)
        return [replace(each, duration_s=60.0) for each in wanted * 4]


class TestCluster:
    """With a cluster that is none."""

    class Elsewhere(JobsHere):
        hosts = ("10.0.0.5", "10.0.0.6")
        is_here = False
        count = 2

        def checked(self, job: Any) -> Any:
            assert job.audio.is_file()
            return self

    @pytest.fixture
    def whisper(self, hire: Hire, monkeypatch: pytest.MonkeyPatch) -> Whisper:
        whisper = Whisper("small.en", BETTER)
        hire(whisper)

        @contextmanager
        def found(address: str) -> Iterator[Any]:
            assert address == "tls://10.0.0.1:8786"
            yield self.Elsewhere(lambda _: whisper)

        monkeypatch.setattr("coach.transcription.cluster.connected", found)
        return whisper

    COMMAND = ("transcribe", "--all", "--again", "--model", "small.en")
    AT = ("--cluster", "tls://10.0.0.1:8786")

    def test_it_names_where_the_sound_goes_and_asks_once(
        self, coach: Coach, whisper: Whisper, sessions: list[str]
    ) -> None:
        code, _, err = coach(*self.COMMAND, *self.AT)
        assert (code, "Nobody can be asked here" in err) == (2, True)
        code, _, err = coach(*self.COMMAND, *self.AT, terminal=Terminal("n\n"))
        assert (code, "Nothing was sent." in err) == (2, True)
        code, out, err = coach(*self.COMMAND, *self.AT, terminal=Terminal("y\n"))
        assert (code, "Send them there?" in err) == (0, True)
        assert "Wrote down 4 answers" in out
        code, _, err = coach(*self.COMMAND, *self.AT)
        assert (code, "Send them there?" in err) == (0, False)
        assert "machines of the cluster: 10.0.0.5, 10.0.0.6." in err

    def test_yes_is_not_asked(self, coach: Coach, whisper: Whisper, sessions: list[str]) -> None:
        assert coach(*self.COMMAND, *self.AT, "--yes")[0] == 0

    def test_jobs_are_for_this_machine(self, coach: Coach, sessions: list[str]) -> None:
        assert coach(*self.COMMAND, *self.AT, "--jobs", 2)[0] == 2
