"""Renders one text with pyttsx3, in a process that may hang or crash without hurting the coach.

`coach.voices.pyttsx3_voice` runs this file as a script. It imports nothing of the coach, so that it
starts quickly. stdin: one JSON object `{"text", "path", "language", "speaker", "rate_wpm",
"deadline_s"}`; with an empty text, the script only looks for the voice. stdout: one JSON object,
`{"voice": id}`, or `{"languages": ["af", …]}` if no voice speaks the language. stderr: the error,
if any, with exit code 1.
"""

from __future__ import annotations

import faulthandler
import io
import json
import os
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

_ESPEAK = "espeak"
_LOOK_EVERY_S = 0.005
_SETTLED_AFTER_S = 0.25  # a file that has not grown for so long counts as finished

# Language codes of people and Whisper → codes of some engines.
_ALIASES = {"zh": "cmn", "no": "nb"}
_PREFERRED_TAGS = ("en-us", "en-gb", "es-es", "pt-br", "zh-cn")
# espeak's variants, the most different of the well understood first (figures in choosing.py).
_ESPEAK_VARIANTS = ("f5", "m3", "adam")
_NOVELTY = "com.apple.speech.synthesis"  # macOS: Bells, Bad News, Zarvox, …


class VoiceCandidate(NamedTuple):
    """A voice of the engine: its id, and its language tag in lower case, such as `en-us`."""

    voice_id: str
    tag: str


def tag_of(raw: str | bytes | None) -> str:
    """`en_US`, `en-US` or espeak's `\\x05en-us` (a priority byte before it) as `en-us`."""
    text = raw.decode("ascii", "ignore") if isinstance(raw, bytes) else raw or ""
    return text.replace("_", "-").lower().lstrip("".join(map(chr, range(32))))


def fitting(voices: list[VoiceCandidate], language: str, favourite: str) -> list[VoiceCandidate]:
    """The voices that speak `language`, best first.

    `favourite` is the system voice of the person.
    """
    wanted = tag_of(language)
    primary = wanted.split("-")[0]
    accepted = {primary, _ALIASES.get(primary, primary)}
    plain = (wanted, primary, f"{primary}-{primary}", *_PREFERRED_TAGS)

    def order(voice: VoiceCandidate) -> tuple[bool, bool, bool, int, int]:
        return (
            "-" in wanted and voice.tag != wanted,
            voice.voice_id != favourite,
            _NOVELTY in voice.voice_id,
            plain.index(voice.tag) if voice.tag in plain else len(plain),
            len(voice.tag),
        )

    return sorted((v for v in voices if v.tag.split("-")[0] in accepted), key=order)


def _candidates(engine: Any) -> list[VoiceCandidate]:
    return [
        VoiceCandidate(voice.id, tag_of(language))
        for voice in engine.getProperty("voices")
        for language in voice.languages or []
    ]


def _chosen(engine: Any, language: str, speaker: int) -> str | None:
    """The id of the voice to use. Another `speaker` is another voice of the same language."""
    is_espeak = str(engine) == _ESPEAK
    favourite = "" if is_espeak else str(engine.getProperty("voice"))
    voices = fitting(_candidates(engine), language, favourite)
    if not voices:
        return None
    if is_espeak:
        variants = ("", *(f"+{variant}" for variant in _ESPEAK_VARIANTS))
        return voices[0].voice_id + variants[speaker % len(variants)]
    return voices[speaker % len(voices)].voice_id


def _speak(engine: Any, request: dict[str, Any], voice_id: str) -> None:
    """Write the speech to the path, and return once the file is complete."""
    finished: list[bool] = []
    failures: list[BaseException] = []
    engine.connect("finished-utterance", lambda **_: finished.append(True))
    engine.connect("error", lambda exception, **_: failures.append(exception))
    is_espeak = str(engine) == _ESPEAK
    if is_espeak:
        sys.unraisablehook = _die
    # The rate is set before and after the voice: set only after it, espeak-ng lost it in 5 of 40
    # runs.
    engine.setProperty("rate", request["rate_wpm"])
    engine.setProperty("voice", voice_id)
    engine.setProperty("rate", request["rate_wpm"])
    engine.save_to_file(request["text"], request["path"])
    engine.runAndWait()
    if failures:
        raise failures[0]
    # pyttsx3's loop ends before espeak's own thread has written the file. Leaving now would lose
    # every text that takes longer than about 10 ms.
    _await_file(Path(request["path"]), finished if is_espeak else [])


def _await_file(path: Path, finished: list[bool]) -> None:
    """Wait until the engine says that it is done, or the file stops growing.

    The watchdog ends a hang.
    """
    size, since = 0, time.monotonic()
    while not finished:
        now = path.stat().st_size if path.exists() else 0
        if now != size:
            size, since = now, time.monotonic()
        if size and time.monotonic() - since > _SETTLED_AFTER_S:
            return
        time.sleep(_LOOK_EVERY_S)


def _die(failure: Any) -> None:
    """End the process after an exception in espeak's thread, such as a file it cannot write.

    Otherwise the process would wait for ever.
    """
    sys.stderr.write(f"{failure.exc_type.__name__}: {failure.exc_value}\n")
    sys.stderr.flush()
    os._exit(1)


def main() -> None:
    """Answer the one request on stdin."""
    request = json.load(sys.stdin)
    # If the parent is killed, this process must end itself, whatever the engine does.
    faulthandler.dump_traceback_later(request["deadline_s"], exit=True)
    reply, sys.stdout = sys.stdout, io.StringIO()  # pyttsx3 prints "Audio saved to …"
    import pyttsx3

    engine = pyttsx3.init()
    voice_id = _chosen(engine, request["language"], request["speaker"])
    if voice_id is None:
        answer: dict[str, Any] = {
            "languages": sorted({v.tag.split("-")[0] for v in _candidates(engine)})
        }
    else:
        if request["text"]:
            _speak(engine, request, voice_id)
        answer = {"voice": voice_id}
    json.dump(answer, reply)
    reply.flush()
    os._exit(0)  # some engines hang or abort during Python's shutdown


if __name__ == "__main__":
    main()
