"""Tries every part for real: what `coach doctor` and the page's settings tell."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass

from coach import __version__, wiring
from coach.audio.clips import LISTENING_RATE_HZ, AudioClip
from coach.audio.levels import FLOOR_DB, level_db
from coach.audio.ports import Microphone, Speaker
from coach.audio.tones import start_tone
from coach.config import Settings
from coach.errors import CoachError, EngineMissing, PartMissing, VoiceMissing
from coach.formats import to_type
from coach.library.disk import writing
from coach.paths import private_folder
from coach.questions.finding import available_sets
from coach.session.machine_models import MachineModels
from coach.transcription.bounded import bounded, load_bounded
from coach.transcription.models import AllowDownload
from coach.voices.choosing import choose_voice

_SENTENCE = "What do you want to have built, ten years from now?"
_LISTEN_FOR_S = 1.0


@dataclass(frozen=True)
class CheckResult:
    """The result of one check. `hint` is what to type if `ok` is false."""

    check: str
    ok: bool
    detail: str
    hint: str = ""
    exit_code: int = 0


class Examination:
    """All checks, in order: a later check may use the result of an earlier one."""

    def __init__(
        self,
        settings: Settings,
        allow_download: AllowDownload,
        microphone: Callable[[str | None], Microphone] = wiring.microphone,
        loudspeaker: Callable[[str | None], Speaker] = wiring.loudspeaker,
    ) -> None:
        """`microphone` and `loudspeaker` find one by its name. They may raise DeviceMissing."""
        self._settings = settings
        self._allow_download = allow_download
        self._find_microphone = microphone
        self._find_loudspeaker = loudspeaker
        self._speech: AudioClip | None = None

    def checks(self) -> list[tuple[str, Callable[[], str]]]:
        """Each check's name and function, which returns what it found or raises CoachError."""
        return [
            ("program", self._program),
            ("recordings folder", self._recordings),
            ("question sets", self._question_sets),
            ("voice", self._voice),
            ("loudspeaker", self._loudspeaker),
            ("microphone", self._microphone),
            ("Whisper", self._whisper),
            ("models", lambda: MachineModels(self._settings).told()),
        ]

    def _program(self) -> str:
        return f"spoken-coach {__version__}, Python {sys.version.split()[0]}, {sys.platform}"

    def _recordings(self) -> str:
        folder = self._settings.recordings
        with writing(folder, "coach doctor --recordings DIR"):
            private_folder(folder)
            with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-") as file:
                file.write(b"\0" * 4096)
        return f"{folder} can be written to"

    def _question_sets(self) -> str:
        broken = [entry for entry in available_sets() if entry.error]
        if broken:
            raise CoachError(
                f"{broken[0].path} cannot be read.", to_type("questions", "check", broken[0].path)
            )
        return ", ".join(entry.name for entry in available_sets())

    def _voice(self) -> str:
        voice = choose_voice(
            self._settings.voice, self._settings.language or "en", self._settings.rate
        )
        began_s = time.monotonic()
        self._speech = voice.render(_SENTENCE)
        if not self._speech.duration_s and self._settings.voice != "none":
            raise VoiceMissing(f"{voice.name} made no sound.", "coach doctor --voice pyttsx3")
        took_s = time.monotonic() - began_s
        return f"{voice.name}: {self._speech.duration_s:.1f} s of speech in {took_s:.1f} s"

    def _loudspeaker(self) -> str:
        speaker = self._find_loudspeaker(self._settings.speaker)
        with speaker.play(start_tone()) as playback:
            if not playback.wait(10.0):
                raise PartMissing(f'"{speaker.name}" does not play.', "coach devices")
        return f"{speaker.name} played the start sound; did you hear it?"

    def _microphone(self) -> str:
        heard: list[float] = []
        with self._find_microphone(self._settings.device) as microphone:
            listened_s = 0.0
            for block in microphone.blocks():
                heard.append(level_db(block.samples))
                listened_s += len(block.samples) / LISTENING_RATE_HZ
                if listened_s >= _LISTEN_FOR_S:
                    break
        loudest = max(heard, default=FLOOR_DB)
        if loudest <= FLOOR_DB:
            raise PartMissing(
                f"{microphone.name} opens, but gives only digital zeros. Is it muted, or "
                "not permitted for this terminal in the privacy settings?",
                "Others: coach devices    Try one: coach doctor --device NAME",
            )
        return f"{microphone.name} hears; loudest {abs(loudest):.0f} dB below full scale"

    def _whisper(self) -> str:
        transcriber = wiring.transcriber_for(self._settings, "en", self._allow_download)
        began_s = time.monotonic()
        load_bounded(transcriber)
        loaded_s = time.monotonic() - began_s
        if self._speech is None or not self._speech.duration_s:
            return f"{transcriber.engine} {transcriber.model} loads in {loaded_s:.1f} s"
        speech = self._speech.at_rate(LISTENING_RATE_HZ).samples
        text = bounded(transcriber, lambda watched, _: watched.transcribe(speech)).text
        if len(_words(text) & _words(_SENTENCE)) * 2 < len(_words(_SENTENCE)):
            raise EngineMissing(
                f"{transcriber.engine} {transcriber.model} heard {text!r} for {_SENTENCE!r}.",
                "Try another model: coach doctor --model base.en",
            )
        return (
            f"{transcriber.engine} {transcriber.model} loads in {loaded_s:.1f} s and understood "
            f'the voice: "{text}"'
        )


def tried(name: str, check: Callable[[], str]) -> CheckResult:
    """The result of a check."""
    try:
        return CheckResult(name, True, check())
    except CoachError as error:
        return CheckResult(name, False, error.message, error.hint, error.exit_code)


def _words(text: str) -> set[str]:
    return {word.strip(".,?!").lower() for word in text.split()}
