"""The child process in which pyttsx3 runs, seen from the coach.

pyttsx3 may speak once and then hang, print on stdout, or crash with its engine; in a process of its
own, with a deadline, none of that reaches the coach. Calls block; no thread is started here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from coach.errors import VoiceMissing

CHILD = Path(__file__).with_name("pyttsx3_child.py")

_GRACE_S = 2.0  # the child's own watchdog bites after our deadline, when we are gone
_OTHERWISE = "`--voice none` goes on without sound."
_HINTS = {
    "linux": "sudo apt install espeak-ng",
    "darwin": "System Settings > Accessibility > Spoken Content > System Voice > Manage Voices",
    "win32": "Settings > Time & language > Speech > Add voices",
}


def voice_missing(sentence: str) -> VoiceMissing:
    """The error, with what mends it on this platform."""
    hint = _HINTS.get(sys.platform, _HINTS["linux"])
    return VoiceMissing(sentence, f"{hint}\n{_OTHERWISE}")


def asked(child: Path, request: dict[str, Any], deadline_s: float) -> dict[str, Any]:
    """What `child` answers to `request` within `deadline_s` seconds. Raises VoiceMissing."""
    try:
        done = subprocess.run(
            # -P: the script's folder holds modules of ours that must not shadow anything.
            [sys.executable, "-P", str(child)],
            input=json.dumps(request | {"deadline_s": deadline_s + _GRACE_S}).encode("ascii"),
            capture_output=True,
            timeout=deadline_s,
            check=False,
            start_new_session=True,  # Ctrl-C ends the interview, not a sentence half rendered
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired as error:
        raise voice_missing(f"pyttsx3 was still not ready after {deadline_s:.0f} s.") from error
    except OSError as error:
        raise voice_missing(f"pyttsx3 cannot be started: {error}.") from error
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        raise voice_missing(f"pyttsx3 cannot speak: {_last_line(done)}") from error
    return answer


def _last_line(done: subprocess.CompletedProcess[bytes]) -> str:
    """The end of a traceback, which names the error."""
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else f"it ended with code {done.returncode} and no message."
