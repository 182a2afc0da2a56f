"""The page of settings: model, voice and devices, and whether each part of the coach works."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from coach.audio.devices import list_devices
from coach.choices import choices
from coach.config import FIELD_OF, PAGE, load_settings, resolve
from coach.errors import CoachError, DeviceMissing, InvalidSetting
from coach.paths import config_file, user_question_sets
from coach.session.settings_file import Value, change_settings
from coach.transcription.models import FASTER_WHISPER, SIZES_MB, names_for
from coach.web.error_text import error_text
from coach.web.library_view import LibraryView
from coach.web.practice.room import PracticeRoom
from coach.web.routing import Form, Rejected, reading, writing

if TYPE_CHECKING:
    from coach.session.examination import CheckResult

_DEFAULT = "default"
_ENVIRONMENT = "environment"
_TEXTS = (
    *("model", "final_model", "stages", "engine", "language", "vocabulary"),
    *("voice", "device", "speaker"),
)
_NUMBERS = ("rate",)
_CHANGED_HERE = (*_TEXTS, *_NUMBERS)


@dataclass(frozen=True)
class ShownSetting:
    """A setting as the form has it; `fixed` by a variable that no file overrules."""

    name: str
    value: str
    fixed: bool


def settings_pages(library_view: LibraryView) -> list[Route]:
    """The page `/settings`, and what it sends."""

    def shown(request: Request) -> Response:
        return _page(library_view, kept="kept" in request.query_params)

    def change(_: Request, sent: Form) -> Response:
        try:
            wanted = _wanted(sent)
            change_settings(wanted)
        except InvalidSetting as error:
            return _page(library_view, trouble=error_text(error), typed=sent)
        return RedirectResponse(f"{library_view.root}/settings?kept=1", 303)

    return [reading("/settings", shown), writing("/settings", change)]


def examining(library_view: LibraryView, room: PracticeRoom) -> Route:
    """`/settings/try`: tries every part for real, as `coach doctor` does."""

    def examine(_: Request, __: Form) -> Response:
        if room.is_running:
            raise Rejected("A session is under way, and has the microphone. End it first.", 409)
        return _page(library_view, found=_examined(library_view))

    return writing("/settings/try", examine)


def _examined(library_view: LibraryView) -> list[CheckResult]:
    # These take long to import, and who only reads needs none.
    from coach.session.examination import Examination, tried
    from coach.web.practice.sitting import download_nothing

    settings = load_settings({"recordings": library_view.library.folder}, PAGE)
    return [tried(name, check) for name, check in Examination(settings, download_nothing).checks()]


def _page(
    library_view: LibraryView,
    *,
    kept: bool = False,
    trouble: str = "",
    typed: Mapping[str, str] | None = None,
    found: Sequence[CheckResult] = (),
) -> Response:
    shown = _in_force()
    for name, value in (typed or {}).items():
        if name in shown:
            shown[name] = replace(shown[name], value=value)
    microphones, loudspeakers = _devices()
    return library_view.page(
        "settings.html",
        400 if trouble else 200,
        title="Settings",
        settings=shown,
        kept=kept,
        trouble=trouble,
        found=found,
        models=[(name, SIZES_MB[name]) for name in names_for(FASTER_WHISPER)],
        voices=choices("voice"),
        engines=choices("engine"),
        stages=choices("stages"),
        microphones=microphones,
        loudspeakers=loudspeakers,
        file=config_file(),
        recordings=library_view.library.folder,
        question_sets=user_question_sets(),
    )


def _in_force() -> dict[str, ShownSetting]:
    """The settings that can be changed here, "" where nobody has chosen. Raises InvalidSetting."""
    settings, sources = resolve({}, PAGE)
    shown = {}
    for name in _CHANGED_HERE:
        value = getattr(settings, FIELD_OF[name])
        text = "" if sources[name] == _DEFAULT else str(value or "")
        shown[name] = ShownSetting(name, text, fixed=sources[name] == _ENVIRONMENT)
    return shown


def _devices() -> tuple[list[str], list[str]]:
    """The names of the machine's microphones and loudspeakers, each once."""
    found = []
    with contextlib.suppress(DeviceMissing):  # trying every part says why
        found = list_devices()
    microphones = dict.fromkeys(device.name for device in found if device.inputs)
    return list(microphones), list(dict.fromkeys(each.name for each in found if each.outputs))


def _wanted(sent: Form) -> dict[str, Value | None]:
    """What was changed in the form; None where the default will do. Raises InvalidSetting.

    What the page showed and nobody touched is left as it is written, wherever that is.
    """
    in_force = _in_force()
    typed = {name: " ".join(sent[name].split()) for name in _CHANGED_HERE if name in sent}
    values = {name: _value(name, text) for name, text in typed.items()}
    settings = load_settings({name: value for name, value in values.items() if value}, PAGE)
    for model in {settings.model, settings.final_model}:
        _check_model(settings.engine, model, settings.language or "en")
    return {name: value for name, value in values.items() if typed[name] != in_force[name].value}


def _value(name: str, text: str) -> Value | None:
    if name in _NUMBERS and text.isascii() and text.isdecimal():
        with contextlib.suppress(ValueError):  # Python reads no number of thousands of digits
            return int(text)
    return text or None


def _check_model(engine: str, model: str | None, language: str) -> None:
    """Raise InvalidSetting where such a model cannot be, and none is given."""
    from coach.transcription.choosing import choose_transcriber

    try:
        choose_transcriber(engine, model, language, lambda _: False)
    except InvalidSetting:
        raise
    except CoachError:  # such as an engine that is not installed: trying every part tells it
        return
