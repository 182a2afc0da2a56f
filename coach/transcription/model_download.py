"""Downloads weights for faster-whisper from the Hugging Face Hub, after the person agreed.

Except during such a download, huggingface_hub stays offline for the life of the process. No token
and no telemetry is sent. A download of the weights that broke off goes on where it stopped, which
huggingface_hub itself has given up.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

from coach.errors import EngineMissing
from coach.transcription.checksums import sha256_of
from coach.transcription.models import (
    AllowDownload,
    download_damaged,
    download_failed,
    get_consent,
)
from coach.transcription.unfinished import finish, only_download, part_of

_WEIGHTS = "model.bin"
_FILES = [
    "config.json",
    "preprocessor_config.json",
    _WEIGHTS,
    "tokenizer.json",
    "vocabulary.*",
]
# As in faster_whisper.utils; all others are Systran's conversions of the model of that name.
_REPOSITORIES = {
    "large": "Systran/faster-whisper-large-v3",
    "large-v3-turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    "turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    "distil-large-v3.5": "distil-whisper/distil-large-v3.5-ct2",
}
_SHA256 = re.compile(r"[0-9a-f]{64}")


def stay_offline() -> None:
    """Keep huggingface_hub, and what imports it, off the network. Call before importing them."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    # Xet transfers go to other hosts. Plain ones need only the host that the person agreed to.
    os.environ.setdefault("HF_HUB_DISABLE_XET", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")


def repository(name: str) -> str:
    """The repository on the Hub with the weights of the model `name`."""
    distilled = name.startswith("distil-")
    systran = (
        f"faster-distil-whisper-{name[len('distil-') :]}" if distilled else f"faster-whisper-{name}"
    )
    return _REPOSITORIES.get(name, f"Systran/{systran}")


def cached(name: str, cache: Path) -> Path | None:
    """The folder of the model `name` if it was downloaded before, else None. Uses no network."""
    hub = _hub()
    try:
        folder = Path(
            hub.snapshot_download(
                repository(name), cache_dir=cache, local_files_only=True, allow_patterns=_FILES
            )
        )
    except (OSError, ValueError):  # not there, or an interrupted download
        return None
    complete = (folder / _WEIGHTS).is_file() and (folder / "tokenizer.json").is_file()
    return folder if complete else None


def fetched(name: str, cache: Path, allow: AllowDownload) -> Path:
    """The folder of the model `name`, downloaded (with a progress bar on stderr) if `allow` agrees.

    Raises EngineMissing if the person declines, if there is no network, if a file is damaged, or
    if another coach downloads it now.
    """
    folder = cached(name, cache)
    if folder:
        return folder
    hub = _hub()
    source = urlsplit(hub.constants.ENDPOINT).hostname or hub.constants.ENDPOINT
    get_consent(allow, name, source)
    faults = _download_faults()
    try:
        with _online(hub):
            _fetch_weights(hub, name, cache, source)
            folder = Path(
                hub.snapshot_download(
                    repository(name), cache_dir=cache, allow_patterns=_FILES, token=False
                )
            )
    except faults as fault:
        raise download_failed(name, source, fault) from fault
    _check(name, folder, source)
    return folder


def remove(name: str, cache: Path) -> None:
    """Delete the model `name` and what there is of it. Raises OSError."""
    folder = _folder(name, cache)
    if folder.is_dir():
        shutil.rmtree(folder)
    shutil.rmtree(cache / ".locks" / folder.name, ignore_errors=True)


def seems_there(name: str, cache: Path) -> bool:
    """Whether something of the model `name` was downloaded; tells so without huggingface_hub."""
    return _folder(name, cache).is_dir()


def _folder(name: str, cache: Path) -> Path:
    return cache / f"models--{repository(name).replace('/', '--')}"


def _fetch_weights(hub: ModuleType, name: str, cache: Path, source: str) -> None:
    """Put the weights where huggingface_hub looks for them, from where an earlier attempt stopped.

    Raises EngineMissing if they arrive damaged or another coach downloads them, and the errors of
    a download.
    """
    file = hub.get_hf_file_metadata(hub.hf_hub_url(repository(name), _WEIGHTS), token=False)
    if not (file.etag and _SHA256.fullmatch(file.etag)):
        return  # not what the hub gives for large files: let it decide by itself
    target = _folder(name, cache) / "blobs" / file.etag
    with only_download(name, target):
        if target.exists():
            return
        with part_of(target).open("ab") as begun:
            if not file.size or begun.tell() < file.size:
                hub.file_download.http_get(
                    file.location,
                    begun,
                    resume_size=begun.tell(),
                    displayed_filename=f"Whisper {name}",
                    headers={"Accept-Encoding": "identity"},  # packed, it could not be gone on with
                    expected_size=file.size,
                )
        finish(target, file.etag, name, source)


def _check(name: str, folder: Path, source: str) -> None:
    """Compare each large file with its checksum, which is its name in the cache. Remove a wrong
    one.

    Raises EngineMissing.
    """
    weights = folder / _WEIGHTS
    stored = weights.resolve()
    if not stored.is_file():
        raise EngineMissing(f"{repository(name)} on {source} has no model.bin.")
    if _SHA256.fullmatch(stored.name) and sha256_of(stored) != stored.name:
        weights.unlink()
        stored.unlink(missing_ok=True)
        raise download_damaged(name, source)


def _download_faults() -> tuple[type[Exception], ...]:
    """The errors of a download. huggingface_hub lets errors of its HTTP client through, too.

    The client is loaded by then, because the cache was searched first.
    """
    clients = [sys.modules[name] for name in ("httpx", "httpx2") if name in sys.modules]
    return (OSError, ValueError, RuntimeError, *(client.HTTPError for client in clients))


def _hub() -> ModuleType:
    stay_offline()
    import huggingface_hub

    return huggingface_hub


@contextlib.contextmanager
def _online(hub: ModuleType) -> Iterator[None]:
    """Let huggingface_hub use the network within the context, for an agreed download."""
    before = hub.constants.HF_HUB_OFFLINE
    hub.constants.HF_HUB_OFFLINE = False
    try:
        yield
    finally:
        hub.constants.HF_HUB_OFFLINE = before
