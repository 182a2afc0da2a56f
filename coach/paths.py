"""Where things live. Nothing here creates a folder; whoever writes does, with `private_folder`."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_APP = "spoken-coach"
_DEVICES = {
    *("con", "prn", "aux", "nul", "conin$", "conout$"),
    *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)),
}
_PACKAGE = Path(__file__).resolve().parent


def checkout() -> Path | None:
    """The checkout this package runs from, or None when it was installed as a wheel."""
    root = _PACKAGE.parent
    return (
        root if (root / "pyproject.toml").is_file() and (root / "question_sets").is_dir() else None
    )


def shipped_question_sets() -> Path:
    """The folder of the sets that come with the program (a wheel carries them inside)."""
    root = checkout()
    return root / "question_sets" if root else _PACKAGE / "question_sets"


def user_question_sets() -> Path:
    """The person's own folder of question sets."""
    return config_file().parent / "question_sets"


def default_recordings() -> Path:
    """Where sessions go when nothing else is said."""
    root = checkout()
    return (
        root / "recordings"
        if root
        else Path(platformdirs.user_data_dir(_APP, False)) / "recordings"
    )


def config_file() -> Path:
    """The TOML file with the person's settings; `COACH_CONFIG` names another."""
    named = os.environ.get("COACH_CONFIG")
    return Path(named) if named else Path(platformdirs.user_config_dir(_APP, False)) / "config.toml"


def speech_cache() -> Path:
    """Rendered speech, which can always be made again."""
    return Path(platformdirs.user_cache_dir(_APP, False)) / "speech"


def model_cache() -> Path:
    """Downloaded Whisper weights."""
    return Path(platformdirs.user_cache_dir(_APP, False)) / "models"


def template_cache() -> Path:
    """Compiled templates of the page, which can always be made again."""
    return Path(platformdirs.user_cache_dir(_APP, False)) / "templates"


def state_file() -> Path:
    """Small things remembered between sessions, such as which microphone was last heard."""
    return Path(platformdirs.user_state_dir(_APP, False)) / "state.json"


def is_reserved(name: str) -> bool:
    """Whether Windows keeps this file name, with any suffix, for devices of its own.

    Such names are avoided everywhere: what is kept may be copied there.
    """
    return name.partition(".")[0].rstrip().lower() in _DEVICES


def readable_stem(path: Path) -> str:
    """The file's name without its suffix, as text."""
    return readable_name(path.stem)


def readable_name(name: str) -> str:
    """The name of a file as text on one line: it need not be valid UTF-8, and may have newlines."""
    return " ".join(os.fsencode(name).decode(errors="replace").split())


def shortened(name: str, most_bytes: int) -> str:
    """The beginning of `name` that has at most so many bytes: file systems count those."""
    return name.encode("utf-8", "replace")[:most_bytes].decode("utf-8", "ignore")


def private_folder(folder: Path) -> Path:
    """Create `folder` (and parents) readable by its owner only, and return it.

    Raises OSError where it cannot be created.
    """
    missing = [level for level in folder.parents if not level.exists()]
    for level in (*reversed(missing), folder):  # `parents=True` would not give them the mode
        level.mkdir(exist_ok=True, mode=0o700)
    return folder
