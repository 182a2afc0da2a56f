"""Reading, importing and erasing what is kept: in this process, with a canned Whisper."""

from __future__ import annotations

import io
import json
import os
from contextlib import redirect_stdout
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
import soundfile

from coach.audio.clips import LISTENING_RATE_HZ, AudioClip
from coach.audio.vad import SpeechSegment
from coach.cli import output
from coach.config import load_settings
from coach.errors import CoachError
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind, SetName
from coach.paths import speech_cache
from coach.session import writing
from coach.session.examination import Examination
from coach.testing import CannedTranscriber, RecordingSpeaker, ScriptedMicrophone
from coach.vision.keeping import VisionFolder
from coach.vision.records import Section
from coach.voices.cache import CachedVoice
from coach.web.places import keep_place
from tests.helpers.coach_fixture import Coach, Hire, Terminal
from tests.helpers.kept_sessions import keep_followed_up
from tests.helpers.visions import vision_of

SET = SetName(name="mine", title="Mine")
WHY = AskedQuestion(id="why", text="Why?")


class HearsSpeech(CannedTranscriber):
    def detect_speech(self, samples: object) -> list[SpeechSegment]:
        return [SpeechSegment(start_s=0.0, end_s=1.0)]


@pytest.fixture(autouse=True)
def canned(hire: Hire) -> None:
    hire(HearsSpeech(["some words"]))


@pytest.fixture
def wav(tmp_path: Path) -> Path:
    path = tmp_path / "answer.wav"
    sound = np.random.default_rng(1).uniform(-0.2, 0.2, LISTENING_RATE_HZ)
    soundfile.write(path, sound, LISTENING_RATE_HZ)
    return path


def recordings() -> Path:
    return Path(os.environ["COACH_RECORDINGS"])


def kept() -> Path:
    (folder,) = (each for each in recordings().iterdir() if each.name != ".library.sqlite3")
    return folder


class TestBroughtBack:
    """An answer of some seconds was skipped, and the session broke off before it was complete."""

    @pytest.fixture(autouse=True)
    def session(self) -> None:
        with Library(recordings()).new_session(Kind.PRACTICE, SET, [WHY]) as opened:
            take = opened.take_in(1, [np.full(5 * LISTENING_RATE_HZ, 0.1, np.float32)])
            opened.discard(1, take)
            opened.skipped(1)

    def test_resume_offers_it(self, coach: Coach) -> None:
        code, _, said = coach("resume", terminal=Terminal("y\n"))
        assert (code, "You skipped question 1 after 0:05." in said) == (0, True)
        (take,) = json.loads(coach("show", "--json")[1])["turns"][0]["takes"]
        assert take["text"] == "some words"

    def test_what_is_not_wanted_is_deleted(self, coach: Coach) -> None:
        assert coach("resume", terminal=Terminal("n\n"))[0] == 0
        assert not list(kept().glob("*/take-*"))
        assert "You skipped" not in coach("resume", kept().name, terminal=Terminal("y\n"))[2]

    def test_where_nobody_can_be_asked_it_stays(self, coach: Coach) -> None:
        assert "type coach resume at a terminal" in coach("resume")[2]


class TestImport:
    def test_speech_of_somebody_else_is_marked(self, coach: Coach, wav: Path) -> None:
        assert coach("import", wav, "--not-mine")[0] == 0
        assert not Library(recordings()).session("last").own_speech
        assert coach("progress")[2].startswith("There is nothing to compare yet.")
        assert coach("import", wav)[0] == 0
        assert json.loads(coach("progress", "--json")[1])["takes"][0]["question_id"] == "answer-wav"

    def test_a_folder_stands_for_the_audio_files_in_it(self, coach: Coach, wav: Path) -> None:
        (wav.parent / "notes.txt").write_text("no sound")
        code, out, _ = coach("import", wav.parent, "--question", "Why\nthat?", "--json")
        assert code == 0
        assert [take["text"] for take in json.loads(out)["takes"]] == ["some words"]
        (turn,) = json.loads(coach("show", "last", "--json")[1])["turns"]
        assert turn["question"]["text"] == "Why that?"

    def test_files_whose_names_differ_late_are_different_questions(
        self, coach: Coach, wav: Path
    ) -> None:
        folder = wav.parent / "in"
        names = [f"interview with the hiring manager of 2026-11 {n}.wav" for n in (12, 13)]
        for place in ("monday", "tuesday"):
            (folder / place).mkdir(parents=True)
        copies = [folder / "monday" / name for name in (*names, "eins.wav", "\u9762.wav")]
        copies += [folder / "tuesday" / name for name in ("eins.wav", "\u63a5.wav")]
        for copy in copies:
            copy.write_bytes(wav.read_bytes())
        assert coach("import", *copies)[0] == 0
        turns = Library(recordings()).session("last").turns
        assert len({turn.question.id for turn in turns}) == len(copies)
        texts = [turn.question.text for turn in turns]
        assert texts[2:] == ["monday/eins.wav", "\u9762.wav", "tuesday/eins.wav", "\u63a5.wav"]

    def test_a_file_too_short_for_a_word_is_said_to_be_that(self, coach: Coach, wav: Path) -> None:
        soundfile.write(wav, np.full(800, 0.0005), LISTENING_RATE_HZ)
        said = coach("import", wav)[2]
        assert "answer.wav is too short: it has only 0.05 s of sound." in said
        assert "too quiet" not in said

    def test_of_a_folder_what_can_be_read_is_taken_in(self, coach: Coach, wav: Path) -> None:
        for name in ("a.wav", "z.mp3"):
            (wav.parent / name).write_bytes(b"no sound")
        code, out, said = coach("import", wav.parent, "--json")
        assert code == 1
        assert [take["text"] for take in json.loads(out)["takes"]] == ["some words"]
        assert "a.wav is not an audio file" in said
        assert "z.mp3 is not an audio file" in said
        assert f"2 files are left out.\nWhat was taken in: coach show {kept().name}" in said

    def test_a_file_that_was_named_must_be_readable(self, coach: Coach, wav: Path) -> None:
        bad = wav.parent / "elsewhere" / "a.wav"
        bad.parent.mkdir()
        bad.write_bytes(b"no sound")
        for typed in ((wav, bad), (bad.parent,)):
            code, out, said = coach("import", *typed)
            assert (code, out, "a.wav is not an audio file" in said) == (2, "", True)
        assert not recordings().exists()

    def test_a_name_that_is_not_utf_8(self, coach: Coach, wav: Path) -> None:
        wav = wav.rename(wav.with_name("ok\udcff.wav"))
        assert coach("import", wav)[0] == 0
        assert "1. ok\ufffd.wav\n" in coach("show")[1]

    def test_a_question_that_is_not_utf_8_is_refused(self, coach: Coach, wav: Path) -> None:
        code, _, said = coach("import", wav, "--question", "\udcff")
        assert (code, "--question is not valid UTF-8" in said) == (2, True)
        assert not recordings().exists()

    def test_a_file_that_is_cut_short_is_taken_in_and_said_so(
        self, coach: Coach, wav: Path
    ) -> None:
        wav.write_bytes(wav.read_bytes()[: wav.stat().st_size // 2])
        code, _, said = coach("import", wav)
        assert (code, "is cut short" in said) == (0, True)

    def test_while_copying_nothing_is_left(
        self, coach: Coach, wav: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from coach.library.open_session import OpenSession

        def full(*_: object) -> NoReturn:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(OpenSession, "finish", full)
        assert coach("import", wav)[0] == 1
        assert list(recordings().iterdir()) == []

    def test_what_breaks_off_later_is_named_and_resumed(
        self, coach: Coach, wav: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as broken:
            broken.setattr(writing, "run_bounded", lambda *_: 1 / 0)
            code, _, said = coach("import", wav)
        assert code == 1
        assert f"Go on: coach resume {kept().name}" in said
        assert "not written down" in coach("sessions")[1]
        assert "Wrote down 1 answer" in coach("resume")[2]
        assert "not written down" not in coach("sessions")[1]
        assert "some words" in coach("show")[1]


class TestDamage:
    @pytest.fixture(autouse=True)
    def imported(self, coach: Coach, wav: Path) -> Path:
        assert coach("import", wav, wav)[0] == 0
        return kept()

    def test_one_bad_transcript_hides_no_other(self, coach: Coach, imported: Path) -> None:
        next(imported.glob("01-*/*.transcript-1.json")).write_text("{")
        code, out, _ = coach("show")
        assert (code, out.count("some words")) == (0, 1)
        assert f"coach transcribe {imported.name}" in out
        assert "trouble" in json.loads(coach("show", "--json")[1])["turns"][0]["takes"][0]
        assert coach("transcribe")[1].count("some words") == 1  # only that one
        assert coach("show")[1].count("some words") == 2

    def test_one_question_alone_can_be_shown(self, coach: Coach) -> None:
        code, out, _ = coach("show", "last", 2)
        assert (code, out.count("some words")) == (0, 1)
        assert "2. answer" in out
        assert coach("show", "last", 3)[0] == 2

    def test_bad_sound_facts_are_found_again(self, coach: Coach, imported: Path) -> None:
        bad = next(imported.glob("01-*/*.sound.json"))
        bad.write_text("{")
        assert coach("transcribe")[0] == 0
        assert json.loads(bad.read_text())["duration_s"] == 1.0

    def test_a_bad_recording_stops_no_other(self, coach: Coach, imported: Path) -> None:
        next(imported.glob("01-*/take-1.flac")).write_text("x")
        code, out, said = coach("replay", "last", 1, "--line", 1)
        assert (code, out) == (1, "")
        assert "take-1.flac is damaged" in said
        code, out, said = coach("transcribe")
        assert (code, out.startswith("2. "), "some words" in out) == (1, True, True)
        assert "take-1.flac is damaged" in said
        assert [t["question"] for t in json.loads(coach("transcribe", "--json")[1])["takes"]] == [2]
        assert len(list(imported.glob("01-*/*.transcript-*"))) == 1
        assert len(list(imported.glob("02-*/*.transcript-*"))) == 3

    def test_where_none_can_be_read_it_says_so(self, coach: Coach, imported: Path) -> None:
        for take in imported.glob("0*/take-1.flac"):
            take.write_bytes(b"")  # as a sync client leaves it
        code, out, said = coach("transcribe")
        assert (code, out, "is empty: it has not a single byte" in said) == (1, "", True)
        assert json.loads(coach("transcribe", "--json")[1])["takes"] == []
        assert "If it is in a cloud folder, download it." in said
        assert "The recording 01-answer-wav/take-1.flac is empty." in coach("show")[1]

    def test_resume_goes_on_where_a_recording_cannot_be_read(
        self, coach: Coach, imported: Path
    ) -> None:
        session = json.loads((imported / "session.json").read_text())
        for turn in session["turns"]:
            turn["takes"][0] |= {"transcripts": [], "no_speech": None}
        (imported / "session.json").write_text(json.dumps(session))
        next(imported.glob("01-*/take-1.flac")).write_bytes(b"")
        code, _, said = coach("resume", "last")
        assert (code, "is empty" in said, "Wrote down 1 answer." in said) == (0, True, True)

    def test_fillers_are_listened_for_where_there_is_sound(
        self, coach: Coach, imported: Path
    ) -> None:
        next(imported.glob("01-*/take-1.flac")).write_bytes(b"")
        code, out, said = coach("delivery")
        assert (code, "Fillers cannot be counted now." in said) == (0, True)
        assert out.count("nobody has listened for them yet") == 1

    def test_replay_passes_over_what_cannot_be_played(
        self, coach: Coach, imported: Path, speaker: RecordingSpeaker
    ) -> None:
        (gone,) = imported.glob("01-*/take-1.flac")
        gone.unlink()
        code, out, said = coach("replay")
        assert (code, out.startswith("2. "), len(speaker.played)) == (1, True, 1)
        assert "Answer 1 is passed over." in said
        assert "1 recording could not be played." in said

    @pytest.mark.parametrize(
        ("typed", "code"),
        [("0:00", 0), ("0", 0), ("0.5", 0), ("-1:61", 2), ("1:-59", 2), ("nan", 2), ("1e0", 2)],
    )
    def test_replay_from_a_time(
        self, coach: Coach, imported: Path, speaker: RecordingSpeaker, typed: str, code: int
    ) -> None:
        given, _, said = coach("replay", "last", 1, "--from", typed)
        assert (given, "is not a time such as 1:07" in said) == (code, code == 2)

    def test_a_bad_description_says_where_the_recordings_lie(
        self, coach: Coach, imported: Path
    ) -> None:
        (imported / "session.json").write_text("{")
        code, _, said = coach("show", imported.name)
        assert (code, str(imported) in said) == (1, True)


class TestWhatIsLeft:
    """A session of four questions: answered, answered without a word, left out, left."""

    @pytest.fixture
    def folder(self) -> Path:
        questions = [AskedQuestion(id=id_, text=f"{id_}?") for id_ in ("a", "b", "c", "d")]
        library = Library(recordings())
        with library.new_session(Kind.MOCK, SET, questions) as opened:
            for number, silent in ((1, False), (2, True)):
                ended = opened.take_in(number, [np.zeros(LISTENING_RATE_HZ, np.float32)])
                heard = CannedTranscriber(["" if silent else "Words."])
                sound = np.zeros(LISTENING_RATE_HZ, np.float32)
                opened.add_transcript(number, ended, heard.transcribe(sound))
            opened.dropped(3)
            opened.finish()
            return opened.folder

    def test_the_list_marks_what_has_no_speech_and_what_is_not_finished(
        self, coach: Coach, folder: Path
    ) -> None:
        _, out, _ = coach("sessions")
        assert folder.name in out
        assert out.rstrip().endswith("1 without speech, not finished")

    def test_each_question_without_an_answer_has_its_own_next_step(
        self, coach: Coach, folder: Path
    ) -> None:
        _, out, _ = coach("show")
        assert f"Left out, to keep to the time. Answer it: coach retake {folder.name} 3" in out
        assert f"Not answered. Answer it: coach resume {folder.name}" in out


class TestErasing:
    class OneTone:
        name = "tone"

        def render(self, text: str) -> AudioClip:
            return AudioClip(np.full(160, 0.1, np.float32), LISTENING_RATE_HZ)

    @pytest.fixture(autouse=True)
    def session(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        wordings = {"interview": "Why?", "chat": "How come?"}
        questions = [AskedQuestion(id="one", text="Why?", wordings=wordings)]
        with Library(recordings()).new_session(Kind.PRACTICE, SET, questions) as opened:
            opened.take_in(1, [np.full(1600, 0.1, np.float32)])
        voice = CachedVoice(self.OneTone(), speech_cache())
        for text in ("Why?", "How come?", "Good morning."):
            voice.render(text)

    def test_a_session_goes_with_the_speech_of_its_own_questions(self, coach: Coach) -> None:
        code, out, _ = coach("erase", "last", "--yes", "--json")
        assert (code, json.loads(out)["rendered_speech_files"]) == (0, 2)
        assert len(list(speech_cache().iterdir())) == 1

    def test_so_does_the_speech_of_follow_ups_that_were_asked(self, coach: Coach) -> None:
        name = keep_followed_up(asks="You said “thirty percent”. How so?")
        CachedVoice(self.OneTone(), speech_cache()).render("You said “thirty percent”. How so?")
        code, out, _ = coach("erase", name, "--yes", "--json")
        assert (code, json.loads(out)["rendered_speech_files"]) == (0, 1)

    def test_all_goes_with_all_speech(self, coach: Coach) -> None:
        left = recordings() / ".incoming-0123" / "1" / "answer.wav"  # by a coach that died
        left.parent.mkdir(parents=True)
        left.write_bytes(b"half of it")
        said = coach("erase", "--all", "--yes")[2]
        assert said == "Erased 1 session and 3 files of rendered speech.\n"
        assert coach("erase", "--all", "--yes")[2] == "No session was kept.\n"
        assert not left.exists()

    def test_all_but_a_session_in_use_goes_and_both_are_named(self, coach: Coach) -> None:
        library = Library(recordings())
        gone = kept()
        VisionFolder(recordings()).write(vision_of((Section.AMBITION, "I want to lead a team.")))
        keep_place(gone, "q1t1", 1.0)
        with library.new_session(Kind.PRACTICE, SET, [AskedQuestion(id="a", text="B?")]) as held:
            held.take_in(1, [np.full(1600, 0.1, np.float32)])
            code, _, said = coach("erase", "--all", "--yes")
            assert [entry.id for entry in library.sessions()] == [held.folder.name]
            assert code == 1
            assert "Erased 1 session, the career vision and 3 files of rendered speech." in said
            assert f"Not erased: {held.folder.name}. {held.folder.name} is in use by" in said
            code, out, _ = coach("erase", "--all", "--yes", "--json")
            left = json.loads(out)
        assert (code, left["erased"], left["vision_erased"]) == (1, [], False)
        assert [each["what"] for each in left["left"]] == [held.folder.name]
        assert not gone.exists()
        assert not VisionFolder(recordings()).folder.exists()
        assert coach("erase", "--all", "--yes")[0] == 0

    def test_damaged_thoughts_of_the_vision_keep_no_session(self, coach: Coach) -> None:
        thoughts = VisionFolder(recordings()).folder / "reconsidered.json"
        session = kept()
        thoughts.parent.mkdir()
        thoughts.write_text("{")
        code, _, said = coach("erase", session.name, "--yes")
        assert code == 1
        assert "Erased 1 session" in said
        assert "Not erased: what you thought of its sentences, in the vision." in said
        assert not session.exists()

    @pytest.mark.parametrize("typed", ["n\n", "\n", ""])
    def test_anything_but_yes_erases_nothing(self, coach: Coach, typed: str) -> None:
        code, _, said = coach("erase", "last", terminal=Terminal(typed))
        assert code == 0
        assert said.endswith("Nothing was erased.\n")
        assert kept().is_dir()


def test_sessions_of_one_minute_come_in_the_order_they_began(coach: Coach) -> None:
    library = Library(recordings())
    for name in ("zebra", "aardvark"):
        questions = [AskedQuestion(id="one", text="Why?")]
        named = SetName(name=name, title=name)
        with library.new_session(Kind.PRACTICE, named, questions) as opened:
            opened.take_in(1, [np.zeros(1600, np.float32)])
    ids = [line.split()[0][16:] for line in coach("sessions")[1].splitlines()]
    assert ids == ["zebra", "aardvark"]


def test_an_empty_folder_name_is_refused(coach: Coach) -> None:
    for arguments in (["sessions", "--recordings", ""], ["--recordings", "", "sessions"]):
        code, _, said = coach(*arguments)
        assert (code, "--recordings is ''" in said) == (2, True)


def test_settings_with_a_mistake_still_show_their_file(
    coach: Coach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.toml"
    file.write_text('vioce = "piper"')
    monkeypatch.setenv("COACH_CONFIG", str(file))
    code, out, said = coach("config")
    assert (code, f"File: {file}" in out, "vioce" in said) == (2, True, True)
    document = json.loads(coach("config", "--json")[1])
    assert (document["file"], "vioce" in document["error"]) == (str(file), True)


def test_every_mistake_of_a_set_is_told(coach: Coach, tmp_path: Path) -> None:
    text = Path("question_sets/screening.yaml").read_text(encoding="utf-8")
    bad = tmp_path / "bad.yaml"
    bad.write_text(text.replace("seconds: ", "seconds: a"), encoding="utf-8")
    count = text.count("seconds: ")
    assert count > 5
    code, _, said = coach("questions", "check", bad)
    assert (code, said.count("seconds: expected")) == (2, count)
    assert len(json.loads(coach("questions", "check", bad, "--json")[1])[0]["mistakes"]) == count
    bad.write_text(text.replace("language: en", "language: zz"), encoding="utf-8")
    code, _, said = coach("questions", "check", bad)
    assert (code, "no language 'zz'" in said) == (2, True)


def test_json_fits_any_encoding() -> None:
    for encoding, text in (("utf-8", '"naïve"'), ("ascii", '"na\\u00efve"'), ("cp437", '"naïve"')):
        stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
        with redirect_stdout(stream):
            assert output.as_json("naïve") == text


def test_a_microphone_that_gives_only_zeros_fails_the_doctor() -> None:
    silent = ScriptedMicrophone([np.zeros(2 * LISTENING_RATE_HZ, np.float32)])
    check = dict(Examination(load_settings({}), lambda _: False, lambda _: silent).checks())[
        "microphone"
    ]
    with pytest.raises(CoachError, match="digital zeros") as raised:
        check()
    assert raised.value.exit_code == 4
    assert "coach devices" in raised.value.hint
