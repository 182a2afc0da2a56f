"""What a new user types first, on a machine without a sound card."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from coach.library.reading import read_record
from coach.transcription.ports import Transcript
from coach.transcription.words import plain_word
from tests.helpers.coach_program import PATIENCE_S, coach, coach_here, refused, succeeded
from tests.helpers.hidden_modules import BASE_PARTS, TINY_EN_PARTS, hide
from tests.helpers.model_speeds import keep_speeds
from tests.helpers.sound_card import no_sound_card
from tests.helpers.spoken import need_whisper


def said(text: str) -> str:
    """Its letters, whether it is "half-empty" or "half empty"; the coach may miss an um."""
    return "".join(plain for w in text.split() if (plain := plain_word(w)) not in ("um", "uh"))


def test_demo_without_a_sound_card(tmp_path: Path) -> None:
    need_whisper()
    done = succeeded(coach("demo", env=no_sound_card(tmp_path), timeout_s=3 * PATIENCE_S))
    assert "coach practice career-vision" in done.stderr
    shown = succeeded(coach_here("show", "last", "--json")).document
    assert shown["kind"] == "demo"
    texts = [turn["takes"][0]["text"] for turn in shown["turns"]]
    assert len(texts) == 3
    script = tomllib.loads((files("coach") / "demo_answers.toml").read_text(encoding="utf-8"))
    assert [said(text) for text in texts] == [said(each["text"]) for each in script["answers"]]
    folder = Path(shown["folder"])
    first = [turn["takes"][0]["transcripts"][0] for turn in shown["turns"]]
    shown_at_once = [read_record(folder / path, Transcript, folder).text for path in first]
    assert all(text in done.stdout for text in shown_at_once)
    assert shown["session"] in done.stderr


def test_doctor_without_a_sound_card(tmp_path: Path) -> None:
    need_whisper()
    keep_speeds(tiny_en=12.0, base=6.0)
    env = no_sound_card(tmp_path)
    done = coach_here("doctor", env=env)
    assert done.returncode == 4, done.stderr
    verdicts = [line.split()[0] for line in done.stdout.splitlines() if line[0] != " "]
    assert verdicts.count("FAILED") == 2
    assert "FAILED  microphone" in done.stdout
    assert "coach devices" in done.stdout
    assert "Everything works" not in done.stderr
    checks = {check["check"]: check for check in coach_here("doctor", "--json", env=env).document}
    assert {name for name, check in checks.items() if not check["ok"]} == {
        *("loudspeaker", "microphone"),
    }
    assert all(check["hint"] for check in checks.values() if not check["ok"])
    assert "understood" in checks["Whisper"]["detail"]
    told = checks["models"]["detail"]
    assert told.startswith("tiny.en (76 MB)")
    assert "tiny.en writes the captions: it keeps up (12 s of speech in a second)." in told
    assert "the words that are kept" in told


def test_doctor_where_no_model_is_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hide(monkeypatch, *TINY_EN_PARTS, *BASE_PARTS)
    env = {**no_sound_card(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = coach_here("doctor", "--json", "--voice", "none", env=env)
    checks = {check["check"]: check for check in done.document}
    assert not checks["models"]["ok"]
    for name in ("Whisper", "models"):
        assert "coach models get base.en" in checks[name]["hint"]


@pytest.mark.long
def test_the_models_that_are_here_are_really_tried() -> None:
    need_whisper()
    document = succeeded(coach_here("models", "--json")).document
    speeds = {model["name"]: model["speed"] for model in document["models"]}
    assert all(speeds.values())
    assert document["captions"]["model"] == "tiny.en"
    assert succeeded(coach_here("models", "--json")).document == document


def test_doctor_finds_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    keep_speeds(tiny_en=12.0, base=6.0)
    (tmp_path / "file").write_text("")
    place = ["--recordings", str(tmp_path / "file" / "below"), "--voice", "none"]
    done = coach_here("doctor", *place, env=no_sound_card(tmp_path))
    assert done.returncode != 0
    assert "FAILED  recordings folder" in done.stdout


def test_replay_without_a_loudspeaker(tmp_path: Path, spoken: dict[str, Path]) -> None:
    succeeded(coach_here("import", next(iter(spoken.values()))))
    refused(coach_here("replay", env=no_sound_card(tmp_path)), 4, "loudspeaker", "coach devices")
