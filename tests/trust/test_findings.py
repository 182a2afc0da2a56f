"""What `fuzz.py` found, and what is of its kind: each was a traceback, a hang, or a loss."""

from __future__ import annotations

import json
import pickle
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from coach.audio.facts import SoundFacts
from coach.cli.consent import ask_to_send
from coach.config import load_settings
from coach.debrief.listeners import ListenerReply
from coach.delivery.language import language_of
from coach.errors import InvalidQuestionSet, InvalidSetting, SessionDamaged, VoiceMissing, WrongUse
from coach.library.library import Library
from coach.paths import config_file, private_folder, state_file
from coach.plan.keeping import PlanFile
from coach.questions.advert_layout import items_of
from coach.questions.likeness import MOST_COMPARED, Likeness, pairs_alike
from coach.questions.reading import read_set
from coach.session.settings_file import change_settings
from coach.state import remember, remembered
from coach.stories.keeping import StoriesFolder
from coach.transcription.cluster import connected
from coach.transcription.here import ModelHere, Source
from coach.transcription.job_process import JobProcess, ProcessEnded
from coach.transcription.jobs import TranscriptionJob
from coach.transcription.speeds import fingerprint, kept_speed
from coach.voices.pyttsx3_voice import Pyttsx3Voice
from coach.web.page_key import kept_key
from coach.web.places import kept_place
from tests.helpers.coach_program import coach_here, refused, succeeded
from tests.helpers.kept_sessions import PLAIN, keep, recordings
from tests.helpers.plans import plan

DEEP = "[" * 100_000
LONG_NUMBER = "9" * 5_000


def write(path: Path, text: str) -> Path:
    private_folder(path.parent)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("value", [DEEP, LONG_NUMBER], ids=["deep", "long number"])
def test_settings_that_the_parser_gives_up_on_are_a_sentence(value: str) -> None:
    write(config_file(), f"rate = {value}\n")
    for read in (lambda: load_settings({}), lambda: change_settings({"seed": 1})):
        with pytest.raises(InvalidSetting, match="config file"):
            read()
    refused(coach_here("config"), 2, "nested too deeply")


def test_so_is_a_language_file() -> None:
    write(config_file().parent / "languages" / "xx.toml", f"a = {DEEP}")
    with pytest.raises(InvalidSetting, match="nested too deeply"):
        language_of("xx")


@pytest.mark.parametrize("text", [DEEP, LONG_NUMBER, "[1]", "{"])
def test_what_is_remembered_may_be_anything(text: str, home: Path) -> None:
    write(state_file(), text)
    assert remembered("review_port") is None
    write(state_file().with_name("page-key.json"), text).chmod(0o600)
    assert kept_key() == kept_key()
    write(home / ".place.json", text)
    assert kept_place(home) == ""


def test_a_remembered_speed_may_be_larger_than_any_number() -> None:
    entry = {"on": fingerprint("faster-whisper"), "speed": 10**400, "busy": False}
    remember("model_speeds", {"faster-whisper tiny.en 1": entry})
    model = ModelHere("tiny.en", "faster-whisper", Source.PACKAGE, Path("x"), 1, True)
    assert kept_speed(model) is None


def test_remembered_machines_may_be_no_names() -> None:
    remember("recordings_sent_to", [{}, ["a"], "b"])
    ask_to_send(["b"], yes=True)
    with pytest.raises(WrongUse):
        ask_to_send(["c"], yes=False)


def test_an_address_with_an_open_bracket_is_refused() -> None:
    with pytest.raises(WrongUse, match="no address"), connected("tcp://[::1"):
        pass


@pytest.mark.parametrize("answer", ["[1]", DEEP, '{"languages": 5}', '{"languages": null}'])
def test_the_voice_may_answer_anything(answer: str, tmp_path: Path) -> None:
    script = write(tmp_path / "child.py", f"print({answer!r})")
    with pytest.raises(VoiceMissing):
        Pyttsx3Voice(child=script).check()


@pytest.mark.parametrize(
    "answer",
    [
        pickle.dumps(None) + pickle.dumps("words"),
        pickle.dumps(None) + b"c__main__\nNothing\n.",
        pickle.dumps(None) + b"\x80\x05\x8c\xff",
        pickle.dumps(None) + b"]R.",
        b"",
    ],
)
def test_nobody_waits_for_ever_for_a_process_that_answers_nonsense(
    answer: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "answer"
    path.write_bytes(answer)
    with JobProcess(("cat", str(path))) as process:
        future = process.submit(TranscriptionJob(audio=Path("take-1.wav")))
        with pytest.raises(ProcessEnded):
            future.result(30)


def test_a_list_of_one_question_many_times_has_few_warnings() -> None:
    texts = ["Tell me about a conflict with a colleague."] * (3 * MOST_COMPARED)
    began_s = time.process_time()
    found = list(pairs_alike(texts, (), Likeness(texts, "en")))
    assert len(found) == MOST_COMPARED - 1
    assert time.process_time() - began_s < 5


def changed(record: Any, change: Callable[[Any], None]) -> str:
    document = json.loads(record)
    change(document)
    return json.dumps(document)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("number", 2**63),
        ("duration_s", 1e308),
        ("started_at", "0001-01-01T00:00:00+14:00"),
        ("started_at", "9999-12-31T23:59:59-12:00"),
    ],
)
def test_a_take_that_nobody_can_reckon_with_is_damage(key: str, value: object) -> None:
    path = recordings() / keep([PLAIN]) / "session.json"
    text = changed(path.read_bytes(), lambda it: it["turns"][0]["takes"][0].update({key: value}))
    path.write_text(text)
    assert Library(recordings()).sessions()[0].damage
    for command in (("sessions",), ("search", "team"), ("progress",)):
        assert "Traceback" not in coach_here(*command).stderr


def test_sessions_without_a_time_zone_stand_in_order_with_the_others() -> None:
    first, second = keep([PLAIN]), keep([PLAIN])
    path = recordings() / first / "session.json"
    text = changed(path.read_bytes(), lambda it: it.update(started_at="2026-11-01T10:00:00"))
    path.write_text(text)
    library = Library(recordings())
    assert library.unfinished() == second
    assert library.session(first).started_at < library.session(second).started_at
    for command in (("sessions",), ("progress",), ("show", first)):
        succeeded(coach_here(*command))


def test_so_are_times_of_sound_facts() -> None:
    whole = {"duration_s": 1.0, "speech": [], "levels_db": [], "pitches_hz": []}
    SoundFacts.model_validate(whole)
    for wrong in ({"duration_s": 1e300}, {"level_step_s": 1e-300}):
        with pytest.raises(ValidationError):
            SoundFacts.model_validate(whole | wrong)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_plan_for_the_end_of_time_is_damage(day: str) -> None:
    plan(4)
    path = PlanFile(recordings()).path
    path.write_text(changed(path.read_bytes(), lambda it: it.update(day=day)))
    refused(coach_here("plan"), 1, "day")


def test_a_story_without_a_take_is_damage() -> None:
    story = {"number": 1, "name": "x", "kept_at": "2026-11-29T10:00:00+00:00", "takes": []}
    folder = StoriesFolder(recordings())
    write(folder.folder / "stories.json", json.dumps({"stories": [story]}))
    with pytest.raises(SessionDamaged):
        folder.read()
    refused(coach_here("stories", "--json"), 1, "take")


def test_a_reply_of_the_year_one_is_none() -> None:
    with pytest.raises(ValidationError, match="saved_at"):
        ListenerReply.model_validate(
            {
                "kind": "spoken-coach listener",
                "listener": "Anna",
                "session": "s",
                "started_at": "2026-11-29T10:00:00+00:00",
                "saved_at": "0001-01-01T00:00:00+14:00",
            }
        )


def test_an_advert_of_many_spaces_is_read_in_no_time() -> None:
    text = f"Ward manager\nlead{' ' * 40_000}x a team\n"
    began_s = time.process_time()
    items_of(text)
    assert time.process_time() - began_s < 2


@pytest.mark.parametrize("nonsense", ["{a: b}", "[a, b]"])
def test_an_id_of_a_question_may_be_anything(tmp_path: Path, nonsense: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(f"questions:\n- id: {nonsense}\n  interview: Why us?\n")
    with pytest.raises(InvalidQuestionSet, match="id"):
        read_set(path)


def test_a_list_may_have_a_question_of_one_long_word_more_than_a_thousand_times(
    tmp_path: Path,
) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("Donaudampfschifffahrtsgesellschaftskapitaen?\n" * 1_010)
    ids = [each.id for each in read_set(path).questions]
    assert len(set(ids)) == len(ids) == 1_010
