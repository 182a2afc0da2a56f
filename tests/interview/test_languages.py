"""Every language in which the coach speaks: its data file, its sentences, its commands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from string import Formatter

import numpy as np
import pytest
from pydantic import ValidationError

from coach.audio.clips import LISTENING_RATE_HZ
from coach.interview.clock import Clock
from coach.interview.language import (
    FOLDER,
    CountedPhrases,
    InterviewLanguage,
    Sentences,
    has_language,
    interview_language,
)
from coach.interview.ports import PLACES, Choice
from coach.interview.spoken_commands import Command, commands_in, commands_while_paused
from coach.interview.spoken_places import places_in
from coach.interview.wording import Wording, english, wording_in
from coach.transcription.models import LANGUAGES

FILES = sorted(FOLDER.glob("*.toml"))
SAMPLES = np.zeros(LISTENING_RATE_HZ, dtype=np.float32)
SAID_IN_GERMAN = tomllib.loads(Path(__file__).with_name("phrases_de.toml").read_text("utf-8"))
NAMES = ("done and why", "setbacks", "people", "next steps")
KEYS = {Choice.DONE: "Enter", Choice.NEXT: "Enter", Choice.AGAIN: "t", Choice.STOP: "q"}


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    file: Path = request.param
    return file


@pytest.fixture
def language(path: Path) -> InterviewLanguage:
    return interview_language(path.stem)


def test_it_is_named_after_a_language_that_whisper_knows(path: Path) -> None:
    assert interview_language(path.stem).code == path.stem
    assert path.stem in LANGUAGES


def test_every_key_is_one_that_is_read(path: Path) -> None:
    document = tomllib.loads(path.read_text("utf-8"))
    assert document.keys() == InterviewLanguage.model_fields.keys()
    assert document["sentences"].keys() == Sentences.model_fields.keys()
    assert document["counted"].keys() == CountedPhrases.model_fields.keys()
    for part in ("phrases", "told"):
        assert document["commands"][part].keys() == {each.name.lower() for each in Command}


def test_sentences_have_no_more_gaps_than_the_english_ones(language: InterviewLanguage) -> None:
    """What the program does not put in would be an error in the middle of a session."""
    original = interview_language("en")
    for part in ("sentences", "counted"):
        for name, text in getattr(language, part):
            texts = text.model_dump().values() if part == "counted" else [text]
            allowed = getattr(getattr(original, part), name)
            known = allowed.other if part == "counted" else allowed
            phrases = set(language.commands.phrases) if ":" in known else set()
            for each in texts:
                assert fields_of(each) <= fields_of(known) | phrases, (part, name)


def test_phrases_are_written_as_they_are_compared(language: InterviewLanguage) -> None:
    grammar = commands_in(language.code)
    for name, phrases in language.commands.phrases.items():
        for phrase in phrases:
            assert grammar.meant(phrase, phrase) is Command[name.upper()], phrase


def test_each_place_is_understood(language: InterviewLanguage) -> None:
    places = language.places
    grammar = places_in(language.code, NAMES)
    assert len(places.phrases) == len(PLACES)
    for place, phrases, name in zip(PLACES, places.phrases, NAMES, strict=True):
        for phrase in (*phrases, name, name.capitalize(), f"{phrases[0].capitalize()}."):
            assert grammar.meant(phrase, phrase) is place, phrase
    for phrase in (*places.unsure, *language.commands.phrases["skip"]):
        assert grammar.meant(phrase, phrase) is Choice.NEXT, phrase
    for phrase in language.commands.phrases["stop"]:
        assert grammar.meant(phrase, phrase) is Choice.STOP, phrase
    for number, place in enumerate(PLACES, 1):
        assert grammar.understood(reading(f"{number}."), SAMPLES) is place
    for text in ("5.", "Setbacks and people.", "12"):
        assert grammar.understood(reading(text), SAMPLES) is None


def test_there_are_no_more_places_than_things() -> None:
    assert places_in("en", NAMES[:2]).understood(reading("Three."), SAMPLES) is None


def test_the_prompt_has_what_the_person_is_told(language: InterviewLanguage) -> None:
    prompt = language.commands.prompt.lower()
    assert all(phrase.lower() in prompt for phrase in language.commands.told.values())


def test_what_the_person_is_told_is_understood(language: InterviewLanguage) -> None:
    for name, phrase in language.commands.told.items():
        assert commands_in(language.code).meant(phrase, phrase) is Command[name.upper()], phrase


def test_no_phrase_is_two_commands(language: InterviewLanguage) -> None:
    phrases = [phrase for each in language.commands.phrases.values() for phrase in each]
    assert len(set(phrases)) == len(phrases)


def test_every_sentence_can_be_said(language: InterviewLanguage) -> None:
    for sentence in said(wording_in(language.code)):
        assert re.fullmatch(r"[^{}]+[.?“\"]", sentence), sentence
        assert sentence[0].isupper() or sentence[0].isdigit(), sentence


def fields_of(template: str) -> set[str]:
    """The names in braces in `template`."""
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def said(wording: Wording) -> list[str]:
    clocks = (None, Clock(session_s=None), Clock(session_s=1200))
    return [
        *(wording.hello(datetime(2026, 11, 29, hour)) for hour in (9, 15, 20)),
        *(wording.outline(count, clock) for count in (1, 3, 20) for clock in clocks),
        wording.how_to_end(KEYS, hands_free=True, ends_after_silence_s=5),
        wording.how_to_end(KEYS, hands_free=False, ends_after_silence_s=5),
        wording.choices_after_answer(KEYS, list(KEYS)),
        *(wording.say_something(), wording.i_hear_you(), wording.nothing_heard()),
        *(wording.still_there(KEYS, hands_free=by_voice) for by_voice in (True, False)),
        *(wording.still_paused(by_voice=by_voice) for by_voice in (True, False)),
        *(wording.little_room(3), wording.think(30), wording.paused(), wording.going_on()),
        *(wording.time_left(left_s, 120) for left_s in (60, 30, 1)),
        *(wording.how_long(70, target_s) for target_s in (None, 120, 60)),
        *(wording.heard(110, target_s) for target_s in (None, 120)),
        *(wording.wished("Yes."), wording.no_speech(), wording.say_which()),
        wording.interruption(),
        *(wording.delivered(140, fillers) for fillers in (0, 1, 7, None)),
        *(wording.dropped(count) for count in (1, 2)),
        *(wording.goodbye(answered, left) for answered, left in ((0, 0), (3, 1), (3, 2))),
    ]


def test_german_is_said_as_germans_say_it() -> None:
    german = wording_in("de-AT")
    assert german.hello(datetime(2026, 11, 29, 15)) == "Guten Tag."
    assert german.outline(1) == "Eine Frage. Lassen Sie sich Zeit."
    assert german.time_left(90, 300) == "Noch eine Minute 30."
    assert german.heard(110, 120) == "Länge der Antwort: eine Minute 50, vorgesehen: zwei Minuten."
    assert german.how_long(130, 120) == "Sie sind zehn Sekunden über der Zeit."
    assert german.delivered(140, 0) == "140 Wörter pro Minute, keine Füllwörter."
    assert german.goodbye(2, 1) == (
        "Ihre Antworten sind gespeichert. Eine Frage bleibt für das nächste Mal. Vielen Dank."
    )
    assert "sagen Sie: nächste Frage" in german.how_to_end(
        {}, hands_free=True, ends_after_silence_s=5
    )


def test_the_coach_names_the_commands_in_the_language_of_the_answers() -> None:
    assert wording_in("en", "de").paused() == "Paused. Say: mach weiter, when you are ready."


def test_a_language_without_a_file_is_spoken_to_in_english() -> None:
    assert not has_language("fr")
    assert wording_in("fr").paused() == english().paused()
    assert commands_in("fr") is commands_in("en")


def test_a_file_needs_words_for_none_and_one() -> None:
    document = interview_language("de").model_dump() | {"numbers": ["keine"]}
    with pytest.raises(ValidationError, match="no word for none and one"):
        InterviewLanguage.model_validate(document)


@pytest.mark.parametrize(("text", "command"), SAID_IN_GERMAN["variants"])
def test_german_commands_are_understood_however_they_are_put(text: str, command: str) -> None:
    assert commands_in("de").understood(reading(text), SAMPLES) is Command[command.upper()]


@pytest.mark.parametrize("text", SAID_IN_GERMAN["near_misses"])
def test_a_german_answer_is_no_command(text: str) -> None:
    assert commands_in("de").understood(reading(text), SAMPLES) is None


def test_more_ends_a_german_pause_than_may_be_said_in_an_answer() -> None:
    text = "Ich bin bereit."
    assert commands_while_paused("de").understood(reading(text), SAMPLES) is Command.GO_ON
    assert commands_in("de").understood(reading(text), SAMPLES) is None


def reading(text: str) -> Callable[[object, str], str]:
    """Whisper, which reads `text`, whatever it is prompted with."""
    return lambda samples, prompt: text
