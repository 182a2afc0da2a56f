"""Every language file that is shipped can be used, and says nothing that nobody reads."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import coach.delivery.language
from coach.delivery.advice.records import PUT_IN
from coach.delivery.bands import bands_of
from coach.delivery.language import Language, Phrases, language_of
from coach.delivery.wording import PARTS
from coach.transcription.models import LANGUAGES

FILES = sorted((Path(coach.delivery.language.__file__).parent / "languages").glob("*.toml"))


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    file: Path = request.param
    return file


@pytest.fixture
def language(path: Path) -> Language:
    return language_of(path.stem)


def test_it_is_named_after_a_language_that_whisper_knows(path: Path, language: Language) -> None:
    assert language.code == path.stem
    assert language.code in LANGUAGES


def test_its_patterns_can_be_searched_for(path: Path) -> None:
    """Which is checked here: when they are read, only those of a person's own are."""
    assert Language.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def test_every_key_is_one_that_is_read(path: Path) -> None:
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    assert document.keys() <= Language.model_fields.keys()
    assert document.get("structure", {}).keys() <= {*PARTS, "no_part"}
    for name in ("markers", "hedges", "ambition", "numbers", "dates", "actions"):
        assert document.get(name, {}).keys() <= Phrases.model_fields.keys(), name


def test_every_wording_of_advice_is_one_that_is_checked(language: Language) -> None:
    assert language.advice.texts.keys() <= PUT_IN.keys()


def test_the_prompt_has_fillers_where_there_are_any(language: Language) -> None:
    fillers = language.fillers
    prompted = {word.strip(".,").lower() for word in fillers.prompt.split()}
    assert bool(fillers.words) == bool(prompted & set(fillers.words))


def test_patterns_are_written_as_sentences_are_seen(language: Language) -> None:
    """In small letters, with typographic apostrophes: anything else never matches."""
    for name in ("markers", "hedges", "ambition", "numbers", "dates", "actions"):
        phrases: Phrases = getattr(language, name)
        for pattern in (*phrases.found, *phrases.but_not):
            assert "'" not in pattern, (name, pattern)
            assert _letters(pattern).islower() or not _letters(pattern), (name, pattern)


def test_no_pattern_ends_with_a_space(path: Path) -> None:
    """A phrase ends where a word does: such a pattern never matches."""
    for pattern in _patterns(tomllib.loads(path.read_text(encoding="utf-8"))):
        ends = re.sub(r"(?:\(\?[=!](?:[^()]|\([^()]*\))*\))+$", "", pattern)
        assert not ends.endswith(" "), pattern


def test_every_band_has_a_source(language: Language) -> None:
    assert all(band.source for band in language.bands.values())
    assert bands_of(language.code) == language.bands


def _patterns(part: object) -> Iterator[str]:
    """All texts in lists, wherever they are."""
    if isinstance(part, dict):
        for each in part.values():
            yield from _patterns(each)
    elif isinstance(part, list):
        yield from part


def _letters(pattern: str) -> str:
    """Without what stands for kinds of letters, such as `\\W`."""
    for kind in ("\\W", "\\D", "\\S", "\\B"):
        pattern = pattern.replace(kind, "")
    return "".join(filter(str.isalpha, pattern))
