"""A language is the same one in all its regions, and however its tag is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.config import load_settings
from coach.delivery.delivery import delivery_of
from coach.delivery.language import language_of
from coach.language_tags import canonical_tag, primary_language
from coach.paths import config_file
from coach.questions.reading import read_set
from coach.transcription.choosing import choose_transcriber
from coach.transcription.models import FASTER_WHISPER, OPENAI_WHISPER, choose_model
from coach.vision.contradictions import apart_on
from coach.vision.records import Section
from coach.vision.word_weights import stems
from coach.vision.yardstick import measure
from coach.voices.pyttsx3_child import VoiceCandidate, fitting
from tests.helpers.labels import as_transcript, facts_for
from tests.helpers.visions import vision_of

REGIONS = pytest.mark.parametrize("tag", ["en-GB", "en_GB", "EN-us", "EN", "en-Latn-GB"])
SET = Path(__file__).parent.parent / "question_sets" / "screening.yaml"


@pytest.mark.parametrize(
    ("typed", "canonical", "primary"),
    [
        ("en", "en", "en"),
        ("EN", "en", "en"),
        ("en_GB", "en-GB", "en"),
        ("EN-us", "en-US", "en"),
        ("zh_hant_tw", "zh-Hant-TW", "zh"),
        ("es-419", "es-419", "es"),
    ],
)
def test_a_tag_is_read_in_any_way_of_writing_it(typed: str, canonical: str, primary: str) -> None:
    assert (canonical_tag(typed), primary_language(typed)) == (canonical, primary)


@pytest.mark.parametrize(("typed", "canonical"), [("en_GB", "en-GB"), ("PT-br", "pt-BR")])
def test_sets_and_settings_take_each_and_keep_the_canonical_one(
    tmp_path: Path, typed: str, canonical: str
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(SET.read_text("utf-8").replace("language: en", f"language: {typed}"), "utf-8")
    assert read_set(path).language == canonical
    assert load_settings({"language": typed}).language == canonical


@REGIONS
def test_the_word_lists_are_those_of_the_language(tag: str) -> None:
    assert language_of("en").fillers.words
    assert language_of(tag) == language_of("en")


@REGIONS
def test_the_figures_are_those_of_the_language(tag: str) -> None:
    said = as_transcript("Um, I guess I want to, you know, lead a small team of nine people.")
    figures = [
        {each.what: each.how_many for each in delivery_of(one, facts_for(one)).findings}
        for one in (said, said.model_copy(update={"language": tag}))
    ]
    assert figures[0]["hedges"]
    assert figures[0] == figures[1]


def test_a_file_of_ones_own_is_for_all_regions() -> None:
    folder = config_file().parent / "languages"
    folder.mkdir(parents=True)
    (folder / "yz.toml").write_text('code = "yz"\n[hedges]\nfound = ["foo"]\n')
    assert language_of("YZ_ab").hedges.found == ("foo",)


@REGIONS
@pytest.mark.parametrize("engine", [FASTER_WHISPER, OPENAI_WHISPER])
def test_whisper_takes_the_language(tag: str, engine: str) -> None:
    assert choose_model(engine, "tiny.en", tag) == choose_model(engine, "tiny.en", "en")
    assert choose_model(engine, None, tag) == choose_model(engine, None, "en")
    transcriber = choose_transcriber(engine, "tiny.en", tag, lambda offer: False)
    assert transcriber.language == "en"


@REGIONS
def test_words_have_the_stems_of_the_language(tag: str) -> None:
    assert stems("teams planning shifts", "en") != {"teams", "planning", "shifts"}
    assert stems("teams planning shifts", tag) == stems("teams planning shifts", "en")


@REGIONS
def test_the_vision_is_laid_beside_answers_in_it(tag: str) -> None:
    line = (Section.AMBITION, "I want to lead a small operations team that plans its own shifts.")
    said = as_transcript(line[1]).model_copy(update={"language": tag})
    assert measure(said, "ambition", vision_of(line)).touched


@REGIONS
def test_wishes_pull_apart_in_it(tag: str) -> None:
    lead, hands_on = "I want to lead a small team.", "I'd rather stay hands-on myself."
    assert apart_on(lead, hands_on, "en")
    assert apart_on(lead, hands_on, tag) == apart_on(lead, hands_on, "en")


@pytest.mark.parametrize("tag", ["en-ZA", "en_ZA", "EN-za"])
def test_a_voice_of_another_region_speaks_where_there_is_none_of_its_own(tag: str) -> None:
    voices = [VoiceCandidate("german", "de"), VoiceCandidate("british", "en-gb")]
    assert [voice.voice_id for voice in fitting(voices, tag, "")] == ["british"]


@pytest.mark.parametrize("tag", ["en-GB", "en_GB", "EN-gb"])
def test_of_several_the_voice_of_its_own_region_comes_first(tag: str) -> None:
    voices = [VoiceCandidate("american", "en-us"), VoiceCandidate("british", "en-gb")]
    assert fitting(voices, tag, "")[0].voice_id == "british"
