from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.facts import SoundFacts, SoundFactsBuilder
from coach.audio.reading import read_clip
from coach.audio.recorder import EndedBy
from coach.audio.vad import SpeechSegment
from coach.audio.wav import GrowingWav
from coach.errors import CannotWrite, SessionDamaged, SessionNotFound, UnreadableAudio
from coach.formats import clock
from coach.library.library import Library
from coach.library.open_session import OpenSession
from coach.library.reading import facts_of, read_session, transcript_of, words_and_notes
from coach.library.records import AskedQuestion, Kind, Session, SetName, Take, planned_turn
from coach.library.recovery import end_open_takes
from coach.library.search import search
from coach.library.texts import as_markdown
from coach.transcription.ports import Segment, Transcript, Word

SET = SetName(name="career-vision", title="Career vision", vocabulary=("Aoife",))
QUESTIONS = [
    AskedQuestion(id="strengths", text="What are your strengths?", seconds=120),
    AskedQuestion(id="five-years", text="Where are you in five years?", coat="chat"),
]
SOUND = np.random.default_rng(4).uniform(-0.3, 0.3, LISTENING_RATE_HZ).astype(np.float32)
SPEECH = [SpeechSegment(start_s=0.1, end_s=0.9)]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "recordings")


@pytest.fixture
def opened(library: Library) -> Iterator[OpenSession]:
    with library.new_session(Kind.PRACTICE, SET, QUESTIONS, {"voice": "none"}) as opened:
        yield opened


def transcript(text: str, model: str = "tiny.en") -> Transcript:
    words = tuple(
        Word(text=word, start_s=n * 0.1, end_s=(n + 1) * 0.1, probability=0.9)
        for n, word in enumerate(text.split())
    )
    segments = (Segment(text=text, start_s=0, end_s=1, first_word=0, end_word=len(words)),)
    return Transcript(
        engine="canned", model=model, language="en", segments=segments * bool(text), words=words
    )


def facts_of_sound(sound: Samples, speech: list[SpeechSegment] = SPEECH) -> SoundFacts:
    builder = SoundFactsBuilder()
    builder.feed(sound)
    return builder.facts(speech)


def record(opened: OpenSession, number: int, sound: Samples = SOUND) -> Take:
    take, path = opened.begin_take(number)
    with GrowingWav(path) as growing:
        growing.write(sound)
    take = opened.end_take(number, take, ended_by="person", facts=facts_of_sound(sound))
    assert opened.encode(take)
    return opened.encoded(number, take.number)


def files(folder: Path) -> list[str]:
    """Every file that is meant for people, relative to the session."""
    found = (file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    return sorted(name for name in found if not Path(name).name.startswith("."))


def on_disk(opened: OpenSession) -> dict[str, object]:
    document = json.loads((opened.folder / "session.json").read_text(encoding="utf-8"))
    assert isinstance(document, dict)
    return document


def test_a_new_session_is_on_disk_before_anything_is_asked(opened: OpenSession) -> None:
    document = on_disk(opened)
    assert document["schema_version"] == 1
    assert document["kind"] == "practice"
    assert document["id"] == opened.folder.name
    assert document["settings"] == {"voice": "none"}
    assert document["question_set"]["title"] == "Career vision"  # type: ignore[index]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d_\d{4}_career-vision", opened.folder.name)
    assert [turn.folder for turn in opened.session.turns] == ["01-strengths", "02-five-years"]
    assert opened.session.turns[1].question == QUESTIONS[1]
    assert files(opened.folder) == ["session.json", "transcript.md"]


def test_asking_is_noted_with_its_time(opened: OpenSession) -> None:
    before = datetime.now().astimezone()
    opened.asked(1)
    asked_at = read_session(opened.folder).turn(1).asked_at
    assert asked_at
    assert before <= asked_at <= datetime.now().astimezone()
    assert asked_at.tzinfo
    assert read_session(opened.folder).turn(2).asked_at is None


def test_a_take_is_a_wav_while_it_is_recorded_and_a_flac_afterwards(opened: OpenSession) -> None:
    take, path = opened.begin_take(1)
    assert path == opened.folder / "01-strengths" / "take-1.wav"
    during = read_session(opened.folder).turn(1).takes[0]
    assert (during.audio, during.recorded) == ("01-strengths/take-1.wav", False)
    with GrowingWav(path) as growing:
        growing.write(SOUND)
    facts = facts_of_sound(SOUND)
    take = opened.end_take(1, take, ended_by="person", facts=facts)
    assert take.audio == "01-strengths/take-1.wav"
    assert opened.encode(take)
    take = opened.encoded(1, take.number)
    assert take == read_session(opened.folder).turn(1).takes[0]
    assert (take.audio, take.facts) == (
        "01-strengths/take-1.flac",
        "01-strengths/take-1.sound.json",
    )
    assert (take.duration_s, take.ended_by, take.no_speech) == (1.0, "person", None)
    kept = soundfile.read(opened.folder / take.audio, dtype="int16")[0]
    np.testing.assert_array_equal(kept, np.round(SOUND * 32767).astype(np.int16))
    assert facts_of(opened.folder, take) == facts


def test_the_whole_life_of_a_session_leaves_exactly_these_files(
    library: Library, opened: OpenSession
) -> None:
    for number in (1, 2):
        opened.asked(number)
        take = record(opened, number)
        opened.add_transcript(number, take, transcript(f"answer {number}"))
    opened.finish()
    assert files(opened.folder) == [
        "01-strengths/take-1.flac",
        "01-strengths/take-1.sound.json",
        "01-strengths/take-1.transcript-1.json",
        "02-five-years/take-1.flac",
        "02-five-years/take-1.sound.json",
        "02-five-years/take-1.transcript-1.json",
        "session.json",
        "transcript.md",
    ]
    session = library.session("last")
    assert session.finished_at
    assert (session.answered, session.open_turns) == (2, ())
    opened.write_text()
    text = (opened.folder / "transcript.md").read_text(encoding="utf-8")
    assert text == as_markdown(session, lambda take: words_and_notes(opened.folder, take))
    assert "## 1. What are your strengths?" in text
    assert "answer 2" in text


def test_everything_is_for_the_owner_only(library: Library, opened: OpenSession) -> None:
    take = record(opened, 1)
    opened.add_transcript(1, take, transcript("hello"))
    opened.finish()
    modes = {
        path.relative_to(library.folder).as_posix(): path.stat().st_mode & 0o777
        for path in [library.folder, *library.folder.rglob("*")]
    }
    wrong = {
        name: oct(mode)
        for name, mode in modes.items()
        if mode != (0o700 if (library.folder / name).is_dir() else 0o600)
    }
    assert wrong == {}


@pytest.mark.parametrize("one", ["a-set-with-a-long-name", "面接でよく聞かれる質問"])
def test_a_session_of_many_sets_has_a_folder_that_can_be_made(library: Library, one: str) -> None:
    name = "+".join([one] * 20)
    for _ in range(2):
        set_name = SetName(name=name, title="Many")
        with library.new_session(Kind.PRACTICE, set_name, QUESTIONS) as opened:
            opened.take_in(1, [np.zeros(1600, np.float32)])
    last = library.find("last")
    assert library.session(last).question_set.name == name
    library.erase(last)


def test_a_second_session_in_the_same_minute_gets_a_number(library: Library) -> None:
    ids = []
    while True:
        ids.clear()
        for _ in range(3):
            with library.new_session(Kind.PRACTICE, SET, QUESTIONS) as opened:
                ids.append(opened.session.id)
                record(opened, 1, SOUND[:1600])
        if len({session_id[:15] for session_id in ids}) == 1:
            break  # else the minute changed meanwhile
    assert ids == [ids[0], f"{ids[0]}-2", f"{ids[0]}-3"]
    assert library.find("last") == ids[2]
    assert [listed.id for listed in library.sessions()][-3:] == ids


def test_a_better_transcription_never_replaces_the_first(opened: OpenSession) -> None:
    take = record(opened, 1)
    take = opened.add_transcript(1, take, transcript("wreck a nice beach"))
    first = (opened.folder / take.transcripts[0]).read_bytes()
    take = opened.add_transcript(1, take, transcript("recognise speech", "base.en"))
    assert [Path(name).name for name in take.transcripts] == [
        "take-1.transcript-1.json",
        "take-1.transcript-2.json",
    ]
    assert (opened.folder / take.transcripts[0]).read_bytes() == first
    newest = transcript_of(opened.folder, take)
    assert newest
    assert (newest.text, newest.model) == ("recognise speech", "base.en")
    opened.write_text()
    assert "recognise speech" in (opened.folder / "transcript.md").read_text()


class TestTheTextForAPerson:
    """It is written behind the rest, so it may be behind when the coach ends."""

    def answer(self, opened: OpenSession) -> None:
        opened.add_transcript(1, record(opened, 1), transcript("I plan well"))

    def test_what_a_kill_left_behind_is_written_when_it_is_opened(self, library: Library) -> None:
        with library.new_session(Kind.PRACTICE, SET, QUESTIONS) as opened:
            self.answer(opened)
        path = opened.folder / "transcript.md"
        path.write_text("# Career vision\n")
        os.utime(path, (1, 1))
        with library.open_session(opened.session.id):
            assert "I plan well" in path.read_text()

    def test_what_cannot_be_written_is_tried_again(self, library: Library) -> None:
        with library.new_session(Kind.PRACTICE, SET, QUESTIONS) as opened:
            self.answer(opened)
            path = opened.folder / "transcript.md"
            path.unlink()
            path.mkdir()
            with pytest.raises(CannotWrite):
                opened.write_text()
            path.rmdir()
        assert "I plan well" in path.read_text()


def test_a_further_take_is_kept_beside_the_first(opened: OpenSession) -> None:
    first = record(opened, 1)
    second = record(opened, 1, SOUND[:8000])
    assert (first.number, second.number) == (1, 2)
    assert read_session(opened.folder).turn(1).takes == (first, second)
    opened.finish()
    assert "01-strengths/take-2.flac" in files(opened.folder)
    opened.write_text()
    assert "Take 2" in (opened.folder / "transcript.md").read_text()


def test_a_take_that_was_started_over_goes_when_the_session_ends(opened: OpenSession) -> None:
    for _ in range(10):
        opened.discard(1, record(opened, 1, SOUND[:1600]))
    kept = record(opened, 1)  # take 11 must survive the deletion of take 1
    assert kept.number == 11
    assert not opened.session.turn(1).open
    opened.finish()
    assert "01-strengths/take-1.flac" in files(opened.folder)  # it can still be gone on with
    opened.skipped(2)
    opened.finish()
    assert files(opened.folder) == [
        "01-strengths/take-11.flac",
        "01-strengths/take-11.sound.json",
        "session.json",
        "transcript.md",
    ]
    assert read_session(opened.folder).turn(1).takes == (kept,)


def test_a_skipped_question_is_no_longer_open(opened: OpenSession) -> None:
    opened.asked(1)
    opened.skipped(1)
    session = read_session(opened.folder)
    assert [turn.number for turn in session.open_turns] == [2]
    assert session.answered == 0
    opened.write_text()
    assert "*Skipped.*" in (opened.folder / "transcript.md").read_text()


def test_a_take_without_speech_is_told_from_one_nobody_has_looked_at(opened: OpenSession) -> None:
    silent, path = opened.begin_take(1)
    with GrowingWav(path) as growing:
        growing.write(SOUND)
    silent = opened.end_take(1, silent, ended_by="person", facts=facts_of_sound(SOUND, []))
    assert silent.no_speech is True
    unseen = record(opened, 2)
    assert unseen.no_speech is None
    written = opened.add_transcript(2, unseen, transcript(""))
    assert written.no_speech is True
    opened.asked(1)
    opened.write_text()
    assert (opened.folder / "transcript.md").read_text().count("*No speech heard.*") == 2


def test_a_take_without_a_single_sample_stays_what_it_is(opened: OpenSession) -> None:
    take, path = opened.begin_take(1)
    with GrowingWav(path):
        pass
    take = opened.end_take(1, take, ended_by="interrupted", facts=facts_of_sound(SOUND[:0]))
    assert take.audio == "01-strengths/take-1.wav"
    assert read_clip(opened.folder / take.audio).duration_s == 0


def test_facts_can_be_added_to_a_take_that_had_none(opened: OpenSession) -> None:
    _, path = opened.begin_take(1)
    with GrowingWav(path) as growing:
        growing.write(SOUND)
    ((_, take),) = end_open_takes(opened, EndedBy.CRASH)
    assert facts_of(opened.folder, take) is None
    assert transcript_of(opened.folder, take) is None
    take = opened.add_facts(1, take, facts_of_sound(SOUND))
    assert read_session(opened.folder).turn(1).takes == (take,)
    assert facts_of(opened.folder, take) == facts_of_sound(SOUND)
    assert take.duration_s == 1.0


def test_sound_from_elsewhere_becomes_a_take(opened: OpenSession) -> None:
    take = opened.take_in(1, iter([SOUND, SOUND[:8000]]))
    assert (take.audio, take.duration_s) == ("01-strengths/take-1.flac", 1.5)
    assert take.recorded
    assert read_clip(opened.folder / take.audio).duration_s == 1.5


def test_sound_from_elsewhere_that_cannot_be_read_leaves_no_file(opened: OpenSession) -> None:
    def broken() -> Iterator[Samples]:
        yield SOUND
        raise UnreadableAudio("half of it is missing")

    with pytest.raises(UnreadableAudio):
        opened.take_in(1, broken())
    assert list((opened.folder / "01-strengths").iterdir()) == []


def test_a_session_can_go_on_and_be_longer(opened: OpenSession) -> None:
    record(opened, 1)
    opened.finish()
    opened.reopen()
    assert read_session(opened.folder).finished_at is None
    opened.plan_after(2, [AskedQuestion(id="Why us?", text="Why us?")])
    turn = opened.session.turns[-1]
    assert (turn.number, turn.folder) == (3, "03-Why-us")
    assert [turn.number for turn in opened.session.open_turns] == [2, 3]


@pytest.mark.parametrize(
    ("question_id", "folder"),
    [
        ("strengths", "07-strengths"),
        ("../../etc/passwd", "07-etc-passwd"),
        ("..", "07-question"),
        ("Größe", "07-Größe"),
        ("x" * 100, "07-" + "x" * 60),
    ],
)
def test_a_turns_folder_stays_inside_the_session(question_id: str, folder: str) -> None:
    assert planned_turn(7, AskedQuestion(id=question_id, text="?")).folder == folder


def test_only_practice_is_named_after_its_set(library: Library) -> None:
    with library.new_session(Kind.DEMO, SET, QUESTIONS) as opened:
        assert opened.folder.name.endswith("_demo")
    with library.new_session(Kind.PRACTICE, SetName(name="../my set!", title="?"), []) as opened:
        assert opened.folder.parent == library.folder
        assert opened.folder.name.endswith("_..-my-set-")


def test_clocks_are_read_by_people() -> None:
    assert [clock(s) for s in (0, 59.4, 59.6, 67, 3600)] == [
        "0:00",
        "0:59",
        "1:00",
        "1:07",
        "60:00",
    ]


# Finding


def made(library: Library, *ids: str) -> None:
    """Sessions of these names, the later ones begun later."""
    for count, session_id in enumerate(ids):
        session = Session(
            id=session_id,
            kind=Kind.PRACTICE,
            question_set=SET,
            started_at=datetime.fromisoformat(f"2026-11-22T21:03:{count:02d}+01:00"),
            turns=tuple(planned_turn(n, question) for n, question in enumerate(QUESTIONS, 1)),
        )
        (library.folder / session_id).mkdir(parents=True)
        (library.folder / session_id / "session.json").write_text(session.model_dump_json())


IDS = ("2026-11-21_0900_demo", "2026-11-22_2103_career", "2026-11-22_2103_career-2")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (IDS[0], IDS[0]),
        (IDS[1], IDS[1]),  # exact, although it begins another as well
        ("2026-11-21", IDS[0]),
        ("2026-11-22_2103_career-", IDS[2]),
        ("last", IDS[2]),
    ],
)
def test_a_session_is_found_by_name_by_its_beginning_and_as_the_last(
    library: Library, name: str, found: str
) -> None:
    made(library, *IDS)
    assert library.find(name) == found
    assert library.session(name).id == found


def test_the_last_is_the_one_that_began_last_not_the_last_by_name(library: Library) -> None:
    made(library, "2026-11-22_2103_zebra", "2026-11-22_2103_aardvark")
    assert library.find("last") == "2026-11-22_2103_aardvark"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "2026-11-22",
            r"begins several sessions: 2026-11-22_2103_career, 2026-11-22_2103_career-2",
        ),
        ("2025", "There is no session '2025'"),
        ("", "There is no session ''"),
        ("..", "There is no session"),
    ],
)
def test_what_is_not_one_session_is_said(library: Library, name: str, sentence: str) -> None:
    made(library, *IDS)
    with pytest.raises(SessionNotFound, match=sentence) as caught:
        library.find(name)
    assert caught.value.hint == "coach sessions"


@pytest.mark.parametrize("name", ["last", "2026"])
def test_an_empty_library_says_how_to_begin(library: Library, name: str) -> None:
    with pytest.raises(SessionNotFound, match="no session in") as caught:
        library.find(name)
    assert caught.value.hint == "coach practice"
    assert library.sessions() == []
    assert not library.folder.exists()


# Damage


def _newer(text: str) -> str:
    return text.replace('"schema_version": 1', '"schema_version": 99')


DAMAGES = {
    "not-json": lambda text: text[: len(text) // 2],
    "empty": lambda text: "",
    "wrong-type": lambda text: text.replace('"number": 1', '"number": "first"'),
    "wrong-top": lambda text: "[]",
    "no-turn-folder": lambda text: text.replace('"folder"', '"fold"'),
    "newer": _newer,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_session_is_named_hides_no_other_and_is_left_as_it_is(
    library: Library, damage: str
) -> None:
    made(library, *IDS)
    path = library.folder / IDS[1] / "session.json"
    text = json.dumps(json.loads(path.read_text()), indent=1)
    path.write_text(DAMAGES[damage](text))
    before = path.read_bytes()

    listed = library.sessions()
    assert [one.id for one in listed] == list(IDS)
    assert [one.session is None for one in listed] == [False, True, False]
    assert listed[1].damage
    assert IDS[1] in listed[1].damage.message
    assert ("upgrade" in listed[1].damage.hint) == (damage == "newer")

    with pytest.raises(SessionDamaged, match=IDS[1]):
        library.session(IDS[1])
    with pytest.raises(SessionDamaged), library.open_session(IDS[1]):
        pass
    assert library.recover() == []
    assert path.read_bytes() == before
    library.erase(IDS[1])
    assert [one.id for one in library.sessions()] == [IDS[0], IDS[2]]


def test_a_session_that_may_not_be_read_hides_no_other(library: Library) -> None:
    made(library, *IDS)
    folder = library.folder / IDS[1]
    folder.chmod(0)
    try:
        if os.access(folder, os.R_OK):
            pytest.skip("this user may read everything")
        assert [one.session is None for one in library.sessions()] == [False, True, False]
        assert library.recover() == []
        assert search(library, "anything").unread == {IDS[1]: 1}
    finally:
        folder.chmod(0o700)


def test_a_session_that_lost_its_description_is_not_forgotten(library: Library) -> None:
    with library.new_session(Kind.PRACTICE, SET, QUESTIONS) as opened:
        record(opened, 1)
    (opened.folder / "session.json").unlink()
    (listed,) = library.sessions()
    assert listed.damage
    assert "session.json cannot be read" in listed.damage.message
    assert (opened.folder / "01-strengths" / "take-1.flac").is_file()


def test_what_else_lies_in_the_folder_is_no_session(library: Library) -> None:
    made(library, IDS[0])
    (library.folder / "vision").mkdir()
    (library.folder / "vision" / "vision.md").touch()
    (library.folder / "README.md").touch()
    (library.folder / "2026-11-22_2103_died-at-once").mkdir()
    (library.folder / ".library.sqlite3").touch()
    assert [one.id for one in library.sessions()] == [IDS[0]]


def test_the_session_to_go_on_with_is_the_newest_unfinished_one(library: Library) -> None:
    with pytest.raises(SessionNotFound, match="There is no unfinished session"):
        library.unfinished()
    made(library, *IDS)
    (library.folder / IDS[2] / "session.json").write_text("damaged")
    assert library.unfinished() == IDS[1]
    with library.open_session(IDS[1]) as opened:
        opened.skipped(1)
        opened.skipped(2)
        assert library.unfinished() == IDS[1]
        opened.finish()
    assert library.unfinished() == IDS[0]


def test_damaged_words_and_facts_are_named_too(opened: OpenSession) -> None:
    take = record(opened, 1)
    take = opened.add_transcript(1, take, transcript("hello"))
    assert take.facts
    (opened.folder / take.transcripts[0]).write_text("{}")
    (opened.folder / take.facts).unlink()
    with pytest.raises(SessionDamaged, match=r"take-1\.transcript-1\.json"):
        transcript_of(opened.folder, take)
    with pytest.raises(SessionDamaged, match=r"take-1\.sound\.json"):
        facts_of(opened.folder, take)


def test_keys_of_a_later_version_stay_when_the_file_is_written_again(library: Library) -> None:
    made(library, IDS[0])
    path = library.folder / IDS[0] / "session.json"
    document = json.loads(path.read_text()) | {"mood": "fine"}
    document["question_set"]["panel"] = ["Aoife"]
    document["turns"][0]["probed"] = True
    document["turns"][0]["question"]["source"] = "advert"
    path.write_text(json.dumps(document))
    with library.open_session(IDS[0]) as opened:
        opened.skipped(1)
        opened.mark_not_mine(True)
    written = json.loads(path.read_text())
    assert (written["mood"], written["not_mine"]) == ("fine", True)
    assert written["question_set"]["panel"] == ["Aoife"]
    turn = written["turns"][0]
    assert (turn["probed"], turn["skipped"], turn["question"]["source"]) == (True, True, "advert")


def test_a_mark_that_an_editor_put_before_a_file_is_no_damage(library: Library) -> None:
    made(library, IDS[0])
    path = library.folder / IDS[0] / "session.json"
    path.write_text("\ufeff" + path.read_text(), encoding="utf-8")
    assert library.session(IDS[0]).id == IDS[0]


# Leaving nothing, and places that cannot be written to


def test_a_session_in_which_nothing_was_said_leaves_nothing(library: Library) -> None:
    with library.new_session(Kind.PRACTICE, SET, QUESTIONS) as opened:
        opened.asked(1)
        opened.skipped(1)
        opened.discard(2, opened.take_in(2, [SOUND]).model_copy(update={"no_speech": True}))
    with (
        pytest.raises(KeyboardInterrupt),
        library.new_session(Kind.PRACTICE, SET, QUESTIONS) as opened,
    ):
        raise KeyboardInterrupt
    assert list(library.folder.iterdir()) == []


def test_erasing_leaves_nothing(library: Library) -> None:
    with library.new_session(Kind.PRACTICE, SET, QUESTIONS) as opened:
        take = record(opened, 1)
        opened.add_transcript(1, take, transcript("secret"))
    library.erase(opened.folder.name)
    assert list(library.folder.iterdir()) == []


def test_a_place_that_cannot_hold_sessions_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    library = Library(tmp_path / "file" / "recordings")
    with (
        pytest.raises(CannotWrite, match="Cannot write") as caught,
        library.new_session(Kind.PRACTICE, SET, QUESTIONS),
    ):
        pass
    assert str(tmp_path / "file") in caught.value.message
    assert "--recordings" in caught.value.hint
    assert library.sessions() == []
    assert library.recover() == []


def test_a_folder_that_vanishes_during_a_session_is_said_in_a_sentence(
    library: Library, opened: OpenSession
) -> None:
    (opened.folder / "01-strengths").write_text("in the way")
    with pytest.raises(CannotWrite, match="01-strengths"):
        opened.begin_take(1)
    assert [turn.takes for turn in read_session(opened.folder).turns] == [(), ()]
