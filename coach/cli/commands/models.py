"""`coach models`."""

from __future__ import annotations

from typing import Any

import click

from coach.cli.commands import models_try
from coach.cli.consent import agreed, ask_to_download
from coach.cli.front_end import machine_models
from coach.cli.groups import CommandGroup, pass_on
from coach.cli.options import model_options, settings_from
from coach.cli.output import hanging, print_json, result, talk
from coach.errors import CannotWrite
from coach.formats import to_type
from coach.session.machine_models import MachineModels
from coach.transcription.here import ModelHere, Source, named, remove
from coach.transcription.roles import Role, Roles, speed_said

_yes = click.option("--yes", is_flag=True, help="Do not ask.")


@click.group("models", cls=CommandGroup, invoke_without_command=True)
@model_options
@click.pass_context
def command(ctx: click.Context, /, **options: Any) -> None:
    """See the Whisper models on this machine: how large each is, for which languages, how fast it
    is here, and what it is used for.

    What was not measured on this machine yet takes a second or two for each model.
    """
    if ctx.invoked_subcommand is None:
        _list(options)
    else:
        pass_on(ctx, options)


command.add_command(models_try.command)


@command.command("get")
@click.argument("name")
@_yes
@model_options
def get(name: str, yes: bool, **options: Any) -> None:
    """Download the model NAME, such as base.en. The coach first says how large it is, and from
    where it comes.

    A download that broke off goes on where it stopped.
    """
    settings = settings_from(options)
    models = machine_models(settings)
    before = {model.path for model in models.here()}
    model = models.get(name, ask_to_download(yes=yes))
    is_new = model.path not in before
    if settings.json_:
        print_json(_document(model) | {"downloaded": is_new})
    elif is_new:
        talk(f"Whisper {model.name} is here now. What it is used for: coach models")
    else:
        talk(f"Whisper {model.name} is on this machine already.")


@command.command("remove")
@click.argument("name")
@_yes
@model_options
def remove_model(name: str, yes: bool, **options: Any) -> None:
    """Delete the model NAME from this machine. What it wrote down stays."""
    settings = settings_from(options)
    models = machine_models(settings)
    model = named(name, models.engine, _removable_first(models.here()))
    if not (model.package or yes or agreed(f"Delete Whisper {model.name}, {model.size_mb} MB?")):
        talk("Nothing was deleted.")
        if settings.json_:
            print_json({"removed": None})
        return
    try:
        remove(model)
    except OSError as error:
        raise CannotWrite(f"{model.path} cannot be deleted: {error.strerror}.") from error
    if settings.json_:
        print_json({"removed": model.name, "size_mb": model.size_mb})
    else:
        again = to_type("models", "get", model.name)
        talk(f"Deleted Whisper {model.name}. To have it again: {again}")


def _list(options: dict[str, Any]) -> None:
    settings = settings_from(options)
    models = machine_models(settings)
    here = models.here()
    speeds = models.speeds(here)
    roles = models.roles(here, speeds)
    if settings.json_:
        rows = [_document(model) | {"speed": speeds[model.asked]} for model in here]
        print_json(
            {
                "engine": models.engine,
                "language": models.language,
                "models": rows,
                "captions": _role(roles.captions),
                "kept_words": _role(roles.kept),
            }
        )
        return
    _show(models, here, speeds, roles)


def _show(
    models: MachineModels, here: list[ModelHere], speeds: dict[str, float | None], roles: Roles
) -> None:
    if not here:
        result(f"No Whisper model for {models.engine} is on this machine yet.")
    width = max((len(model.name) for model in here), default=0)
    for model in here:
        languages = "English only" if model.only_english else "many languages"
        columns = f"{model.size_mb:>5} MB  {languages:<14}  {speed_said(speeds[model.asked]):<28}"
        result(hanging(f"{model.name:<{width}}  ", f"{columns}  {_from(model)}"))
        if why := models.why_untried(model):
            result(hanging(f"{'':<{width}}  ", why))
    result()
    result(hanging("Captions:   ", roles.captions.why))
    result(hanging("Kept words: ", roles.kept.why))
    better = models.best_to_get(here, speeds)
    if better:
        talk(f"This machine could carry a better one: {to_type('models', 'get', better)}")


def _from(model: ModelHere) -> str:
    if model.package:
        return f"Python package {' + '.join(model.package.packages)}"
    return "downloaded" if model.source is Source.DOWNLOAD else str(model.path)


def _document(model: ModelHere) -> dict[str, Any]:
    return {
        "name": model.name,
        "engine": model.engine,
        "size_mb": model.size_mb,
        "languages": "en" if model.only_english else "many",
        "source": model.source.value,
        "path": str(model.path),
    }


def _role(role: Role) -> dict[str, str]:
    return {"model": role.model, "why": role.why}


def _removable_first(here: list[ModelHere]) -> list[ModelHere]:
    """Of a model that came both ways, the download: pip removes the other."""
    downloaded = {model.name for model in here if model.source is Source.DOWNLOAD}
    return [each for each in here if not (each.package and each.name in downloaded)]
