"""German from end to end: a voice of the machine speaks, and Whisper base writes it down."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
import soundfile

from coach.audio.clips import LISTENING_RATE_HZ, joined, silence
from coach.audio.reading import read_clip
from coach.audio.utterances import MARGIN_S
from coach.debrief.picking import questions_in
from coach.errors import CoachError
from coach.interview.language import interview_language
from coach.interview.spoken_commands import Command, commands_in
from coach.transcription.choosing import choose_transcriber
from coach.transcription.ports import DecodeOptions, Transcriber
from coach.voices.choosing import choose_voice
from coach.voices.ports import Voice
from tests.helpers.coach_program import coach
from tests.helpers.spoken import said_within

pytestmark = pytest.mark.long  # base is slow to load

MOST_TOKENS = 24
ANSWER = (
    "Ich möchte vielleicht in fünf Jahren ein kleines Team leiten. "
    "Meine Aufgabe war, den neuen Dienstplan zu schreiben. "
    "Dann habe ich jeden Kollegen gefragt. Am Ende waren alle zufrieden."
)
TELLING = (
    "Sie haben mich gefragt, warum ich gewechselt habe. Der Chef wollte wissen, ob ich nachts "
    "arbeiten kann. Am Ende habe ich gefragt, wie der Urlaub geregelt ist."
)


@pytest.fixture(scope="module")
def base() -> Transcriber:
    if find_spec("faster_whisper") is None:
        pytest.skip("faster_whisper is not installed")
    try:
        transcriber = choose_transcriber("faster-whisper", None, "de", lambda _: False)
        transcriber.load()
    except CoachError as error:
        pytest.skip(f"no multilingual model: {error.message}")
    return transcriber


@pytest.fixture(scope="module")
def voice() -> Voice:
    try:
        german = choose_voice("auto", "de")
        german.render("Guten Tag.")
    except CoachError as error:
        pytest.skip(f"no German voice: {error.message}")
    return german


@pytest.fixture(scope="module")
def understood(base: Transcriber, voice: Voice) -> Callable[[str], Command | None]:
    """The command that is understood of a text that the voice says."""
    margin, options = silence(MARGIN_S), DecodeOptions(MOST_TOKENS)

    def hear(text: str) -> Command | None:
        sound = joined([margin, voice.render(text), margin], LISTENING_RATE_HZ)
        return commands_in("de").understood(
            lambda samples, prompt: base.read(samples, prompt, options), sound.samples
        )

    return hear


def test_spoken_commands_are_never_taken_for_another(
    understood: Callable[[str], Command | None],
) -> None:
    told = interview_language("de").commands.told
    heard = {name: understood(phrase) for name, phrase in told.items()}
    right = [name for name, command in heard.items() if command is Command[name.upper()]]
    assert [heard[name] for name in heard if name not in right and heard[name]] == []
    assert len(right) >= 4, heard  # of espeak-ng's German, base makes little


@pytest.mark.parametrize(
    "text", ["Die nächste Frage war schwer.", "Wir haben die Frage wiederholt.", "Und so weiter."]
)
def test_an_answer_is_no_command(understood: Callable[[str], Command | None], text: str) -> None:
    assert understood(text) is None


def test_an_answer_has_its_figures(voice: Voice, base: Transcriber, tmp_path: Path) -> None:
    del base  # it has to be there
    answer = tmp_path / "answer.wav"
    clip = joined([silence(0.3), voice.render(ANSWER), silence(0.5)], LISTENING_RATE_HZ)
    soundfile.write(answer, clip.samples, clip.rate_hz)
    options = ("--questions", "1", "--answers", str(answer), "--voice", "none")
    done = coach("practice", "career-vision-de", *options, timeout_s=300)
    assert done.returncode == 0, done.stderr
    (delivery,) = json.loads(coach("delivery", "last", "--json").stdout)["takes"]
    found = {each["what"]: each for each in delivery["findings"]}
    assert found["hedges_in_ambition"]["how_many"] == 1
    assert {"fünf"} <= {moment["phrase"] for moment in found["specifics"]["moments"]}
    assert found["structure"]["how_many"] >= 2


def test_an_english_model_is_refused_with_one_that_fits(tmp_path: Path) -> None:
    answer = tmp_path / "answer.wav"
    soundfile.write(answer, silence(1.0).samples, LISTENING_RATE_HZ)
    options = ("--answers", str(answer), "--voice", "none", "--model", "tiny.en")
    refused = coach("practice", "career-vision-de", *options)
    assert refused.returncode == 2
    assert "understands only English" in refused.stderr
    assert "--model base" in refused.stderr


def test_questions_are_picked_out_of_a_spoken_telling(base: Transcriber, voice: Voice) -> None:
    """Some of the words are misheard, not those that say that somebody asked."""
    clip = joined([silence(0.3), voice.render(TELLING), silence(0.5)], LISTENING_RATE_HZ)
    heard = base.transcribe(clip.samples).text
    picked = [each.quote for each in questions_in(heard, "de")]
    assert len(picked) == 2, heard
    assert "warum ich" in picked[0]
    assert "ob ich" in picked[1]


def test_people_are_understood(base: Transcriber) -> None:
    folder = Path(os.environ.get("SPEECH_DIR", "")).parent / "speech-other"
    clip = folder / "german-read.flac"
    if not clip.is_file():
        pytest.skip(f"{clip} is not there")
    samples = read_clip(clip).at_rate(LISTENING_RATE_HZ).samples
    heard = base.transcribe(samples).text
    assert said_within(clip.with_suffix(".txt").read_text("utf-8"), heard) >= 0.7, heard
