"""All settings and their defaults.

A setting comes from the first of these that has it: an option, an environment variable (COACH_…),
the config file, the default.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from coach.choices import CoatChoice, EngineChoice, Pace, Stages, VoiceChoice
from coach.errors import InvalidSetting
from coach.parsing import toml_in
from coach.paths import config_file, default_recordings
from coach.records import LanguageTag

COMMAND_LINE, PAGE = "command line", "page"  # where settings can be typed

_ENVIRONMENT_PREFIX = "COACH_"
_LINE = re.compile(r"at line (\d+)")  # in what tomllib says
_EXPECTED = {  # by the beginning of what pydantic calls the error
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "finite": "a number",
    "greater_than_equal": "at least {ge:g}",
    "greater_than": "more than {gt:g}",
    "less_than_equal": "at most {le:g}",
    "literal": "{expected}",
    "path": "the name of a folder or a file",
    "string_pattern": "a language code such as en or pt-BR",
    "string": "a text in quotes",
    "tuple": "a list of texts",
}


class Settings(BaseModel):
    """The settings of a command. Options, config file and COACH_… use the names of the fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    recordings: Path = Field(default_factory=default_recordings)
    questions: int | None = Field(default=None, ge=1)
    only: tuple[str, ...] = ()
    theme: str | None = None
    shuffle: bool = False
    seed: int | None = None
    coat: CoatChoice = "interview"
    voice: VoiceChoice = "auto"
    rate: int | None = Field(default=None, ge=80, le=400)  # words per minute
    engine: EngineChoice = "auto"
    model: str | None = None  # for the captions; alone, for the words that are kept, too
    final_model: str | None = None  # for the words that are kept
    # live: the words that are kept are those of the captions; auto: on battery, better ones wait
    stages: Stages = "auto"
    language: LanguageTag | None = None
    device: str | None = None
    speaker: str | None = None
    vocabulary: str = ""
    answers: Path | None = None
    pace: Pace = "fast"
    minutes: float | None = Field(default=None, gt=0, le=600)  # of a mock interview
    think: float = Field(default=0.0, ge=0, le=600)  # seconds before an answer
    answer: int | None = Field(default=None, ge=5, le=3600)  # seconds for an answer
    strict: bool = False
    hands_free: bool = False
    silence: float = Field(default=5.0, ge=3.0, le=60.0)  # ends an answer where it is hands-free
    eyes_free: bool = False
    follow_ups: bool | None = None  # None: where a person, or one more prepared answer, is there
    panel: bool = False  # three voices take turns
    probing: bool = False  # up to two follow-ups after an answer
    captions: bool = True
    quiet: bool = False
    plain: bool = False
    keep_audio_days: int | None = Field(default=None, ge=1, le=36_500)  # None: for good
    download: bool = False  # models that are not here, without asking
    json_: bool = Field(default=False, alias="json")

    @field_validator("recordings", "answers", mode="before")
    @classmethod
    def _named(cls, path: object) -> object:
        """Refuse "", which as a Path would be the current folder."""
        if path == "":
            raise ValueError("name a folder or a file")
        return path

    @field_validator("vocabulary", mode="before")
    @classmethod
    def _listed(cls, words: object) -> object:
        """Take a list of names, too: so question sets have it."""
        if isinstance(words, list) and all(isinstance(word, str) for word in words):
            return ", ".join(words)
        return words

    @field_validator("model", "final_model", "device", "speaker", "vocabulary", "theme")
    @classmethod
    def _is_text(cls, text: str | None) -> str | None:
        """Refuse text that is not valid UTF-8 now, not when the session is written."""
        try:
            (text or "").encode()
        except UnicodeEncodeError:
            raise ValueError("it is not valid UTF-8") from None
        return text

    @field_validator("recordings", "answers")
    @classmethod
    def _at_home(cls, path: Path | None) -> Path | None:
        """Resolve ~, which no shell has resolved in a config file."""
        if path is None:
            return None
        if "\0" in str(path):
            raise ValueError("no file has such a name")
        try:
            return path.expanduser()
        except RuntimeError:
            raise ValueError("nobody here has that home folder") from None


FIELD_OF = {(field.alias or name): name for name, field in Settings.model_fields.items()}


def load_settings(flags: dict[str, Any], typed_at: str = COMMAND_LINE) -> Settings:
    """The settings in force. `flags` are the options that were typed at the command line or chosen
    on the PAGE. Raises InvalidSetting.
    """
    return resolve(flags, typed_at)[0]


def resolve(flags: dict[str, Any], typed_at: str = COMMAND_LINE) -> tuple[Settings, dict[str, str]]:
    """The settings in force, and where each one comes from. Raises InvalidSetting."""
    values: dict[str, Any] = {}
    sources = dict.fromkeys(FIELD_OF, "default")
    in_file = _from_file(config_file())
    unknown = sorted(set(in_file) - set(FIELD_OF))
    for source, layer in (
        (str(config_file()), {name: in_file[name] for name in in_file if name in FIELD_OF}),
        ("environment", _from_environment()),
        (typed_at, {name: value for name, value in flags.items() if value is not None}),
    ):
        values |= layer
        sources |= dict.fromkeys(layer, source)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise _invalid(error.errors(), sources, unknown) from error
    if unknown:
        raise _invalid((), sources, unknown)
    return settings, sources


def _from_environment() -> dict[str, Any]:
    found = {name: os.environ.get(_ENVIRONMENT_PREFIX + name.upper()) for name in FIELD_OF}
    layer: dict[str, Any] = {name: value for name, value in found.items() if value}
    if "only" in layer:
        layer["only"] = tuple(str(layer["only"]).replace(",", " ").split())
    return layer


def _from_file(path: Path) -> dict[str, Any]:
    try:
        values = toml_in(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise InvalidSetting(
            f"The config file {path} cannot be read: {why_unreadable(error)}.",
            "Mend it, or move it away.",
        ) from error
    if "recordings_dir" in values:  # what a folder is called in a file
        values["recordings"] = values.pop("recordings_dir")
    return values


def why_unreadable(error: OSError | ValueError) -> str:
    """Why a TOML file cannot be read, for a person: part of a sentence."""
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    if isinstance(error, OSError):
        return error.strerror or "the system does not say why"
    if not isinstance(error, tomllib.TOMLDecodeError):
        return "a number is too long, or something is nested too deeply"
    line = _LINE.search(str(error))
    return f"there is a mistake {f'in line {line[1]}' if line else 'in its last line'}"


def _invalid(
    errors: Sequence[ErrorDetails], sources: dict[str, str], unknown: Sequence[str]
) -> InvalidSetting:
    """All mistakes at once, one sentence for each setting."""
    wrong = {str(error["loc"][0]): error for error in reversed(errors)}  # the first of each
    told = [_unknown_key(key) for key in unknown]
    told += [_wrong_value(name, wrong[name], sources) for name in reversed(wrong)]
    if unknown:
        hint = f"Known keys: {', '.join(FIELD_OF)}."
    else:
        hints = {COMMAND_LINE: "What it means: the same command with --help", PAGE: ""}
        hint = hints.get(sources.get(next(reversed(wrong)), "default"), "coach config")
    return InvalidSetting("\n".join(told), hint)


def _unknown_key(key: str) -> str:
    near = difflib.get_close_matches(key.lower().replace("-", "_"), FIELD_OF, n=1)
    meant = f": did you mean {near[0]!r}?" if near else "."
    return f"The config file {config_file()} has an unknown key {key!r}{meant}"


def _wrong_value(name: str, detail: ErrorDetails, sources: dict[str, str]) -> str:
    source = sources.get(name, "default")
    where = {
        "environment": f"The variable {_ENVIRONMENT_PREFIX}{name.upper()}",
        COMMAND_LINE: f"--{name.replace('_', '-')}",
        PAGE: f"“{name.replace('_', ' ')}”",
    }.get(source, f"The key {name!r} of the config file {source}")
    return f"{where} is {detail['input']!r}: {_reason(detail)}."


def _reason(detail: ErrorDetails) -> str:
    """What a value should be, for a person; pydantic says it to programmers."""
    kind, limits = detail["type"], detail.get("ctx", {})
    if kind == "value_error":
        return str(limits["error"])
    expected = next((text for part, text in _EXPECTED.items() if kind.startswith(part)), "")
    return "it should be " + (expected.format(**limits) or "something else")
