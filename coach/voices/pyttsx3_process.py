"""Runs pyttsx3 in a child process.

pyttsx3 may speak once and then hang, print on stdout, or crash with its engine. In a process of its
own, with a deadline, none of that reaches the coach. Calls block. No thread is started here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from coach.errors import VoiceMissing
from coach.parsing import json_in

CHILD = Path(__file__).with_name("pyttsx3_child.py")

_GRACE_S = 2.0  # the child's watchdog ends it so long after our deadline
_OTHERWISE = "`--voice none` goes on without sound."
_HINTS = {
    "linux": "sudo apt install espeak-ng",
    "darwin": "System Settings > Accessibility > Spoken Content > System Voice > Manage Voices",
    "win32": "Settings > Time & language > Speech > Add voices",
}


def voice_missing(sentence: str) -> VoiceMissing:
    """The error, with a hint how to install a voice on this platform."""
    hint = _HINTS.get(sys.platform, _HINTS["linux"])
    return VoiceMissing(sentence, f"{hint}\n{_OTHERWISE}")


def asked(child: Path, request: dict[str, Any], deadline_s: float) -> dict[str, Any]:
    """The reply of `child` to `request` within `deadline_s` seconds. Raises VoiceMissing."""
    try:
        done = subprocess.run(
            # -P: modules in the script's folder must not shadow those of others.
            [sys.executable, "-P", str(child)],
            input=json.dumps(request | {"deadline_s": deadline_s + _GRACE_S}).encode("ascii"),
            capture_output=True,
            timeout=deadline_s,
            check=False,
            start_new_session=True,  # Ctrl-C must not end the child in the middle of a sentence
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired as error:
        raise voice_missing(f"pyttsx3 was still not ready after {deadline_s:.0f} s.") from error
    except OSError as error:
        raise voice_missing(f"pyttsx3 cannot be started: {error}.") from error
    try:
        answer = json_in(done.stdout)
    except ValueError as error:
        raise voice_missing(f"pyttsx3 cannot speak: {_last_line(done)}") from error
    if not isinstance(answer, dict):
        raise voice_missing(f"pyttsx3 cannot speak: {_last_line(done)}")
    return answer


def _last_line(done: subprocess.CompletedProcess[bytes]) -> str:
    """The last line of a traceback, which names the error."""
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else f"it ended with code {done.returncode} and no message."
