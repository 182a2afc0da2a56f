"""The composition root: the only module that chooses concrete engines and devices."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from coach.audio.answers_microphone import AnswersMicrophone
from coach.audio.device_microphone import DeviceMicrophone
from coach.audio.device_speaker import DeviceSpeaker, SilentSpeaker
from coach.audio.devices import find_input, find_output
from coach.audio.ports import Microphone, Speaker
from coach.config import Settings
from coach.delivery.language import language_of
from coach.errors import DeviceMissing
from coach.interview.ports import FrontEnd
from coach.interview.session_devices import SessionDevices
from coach.interview.wording import wording_in
from coach.library.records import SetName
from coach.paths import speech_cache
from coach.state import remember, remembered
from coach.transcription.choosing import choose_transcriber
from coach.transcription.models import AllowDownload
from coach.transcription.ports import Transcriber
from coach.transcription.second_process import SecondModel, SecondProcess
from coach.transcription.worker import TranscriptionWorker
from coach.voices.cache import CachedVoice
from coach.voices.choosing import choose_voice, panel_voices
from coach.voices.panel import Panel
from coach.voices.ports import Voice
from coach.voices.prefetch import SpeechPrefetch

# See `choose_transcriber`: from engine, model, language and consent to a transcriber.
ChooseTranscriber = Callable[[str, str | None, str, AllowDownload], Transcriber]

_LAST_HEARD = "microphone_last_heard"


@contextlib.contextmanager
def equipped(
    settings: Settings,
    question_set: SetName,
    allow_download: AllowDownload,
    front_end: FrontEnd,
    choose: ChooseTranscriber = choose_transcriber,
    second: SecondModel | None = None,
) -> Iterator[SessionDevices]:
    """Open the devices that `settings` name, or those of `front_end` if it has some. A process with
    the `second` model starts after the first answer.

    The greeting is rendered while devices are searched for. Missing weights are downloaded here,
    where a person can be asked. Raises InvalidSetting, UnreadableAudio, DeviceMissing,
    VoiceMissing, EngineMissing.
    """
    language = settings.language or question_set.language
    transcriber = choose(settings.engine, settings.model, language, allow_download)
    voice = choose_speech(settings, question_set)
    wording = wording_in(question_set.language, language)
    with SpeechPrefetch(voice) as ahead:
        ahead.prepare(wording.hello(datetime.now()))
        microphone = front_end.microphone or choose_microphone(settings)
        speaker = front_end.speaker or choose_speaker(settings.speaker)
        transcriber.fetch()
        with (
            SecondProcess(second) if second else contextlib.nullcontext() as process,
            TranscriptionWorker(
                transcriber,
                vocabulary(settings, question_set),
                language_of(language).fillers,
                process,
            ) as worker,
            microphone as opened,
        ):
            yield SessionDevices(
                *(opened, speaker, ahead, worker, front_end.presenter, front_end.person),
                panel=voice if isinstance(voice, Panel) else None,
                wording=wording,
            )


def transcriber_for(
    settings: Settings,
    language: str,
    allow_download: AllowDownload,
    choose: ChooseTranscriber = choose_transcriber,
) -> Transcriber:
    """The engine `settings` ask for, its weights fetched. Raises InvalidSetting, EngineMissing."""
    transcriber = choose(
        settings.engine, settings.model, settings.language or language, allow_download
    )
    transcriber.fetch()
    return transcriber


def choose_speech(settings: Settings, question_set: SetName) -> Voice:
    """The voice that asks, or the panel. Raises VoiceMissing, InvalidSetting."""
    wanted = settings.voice, question_set.language, settings.rate
    if settings.panel:
        return Panel([CachedVoice(each, speech_cache()) for each in panel_voices(*wanted)])
    return CachedVoice(choose_voice(*wanted), speech_cache())


def vocabulary(settings: Settings, question_set: SetName) -> str:
    """Names and jargon to spell right, from the question set and from the settings."""
    return ", ".join(word for word in (*question_set.vocabulary, settings.vocabulary) if word)


def choose_microphone(settings: Settings) -> Microphone:
    """The files of `--answers`, else a device. Raises DeviceMissing, UnreadableAudio."""
    if settings.answers:
        return AnswersMicrophone.of_files(settings.answers, real_pace(settings))
    return microphone(settings.device)


def microphone(name: str | None) -> Microphone:
    """The microphone of that name; without a name, the system's default. Raises DeviceMissing."""
    return DeviceMicrophone(find_input(name))


def lacked(microphone: Microphone) -> Sequence[str]:
    """Sentences about damage of the files of --answers; none for a real microphone."""
    return microphone.sentences() if isinstance(microphone, AnswersMicrophone) else ()


def spare_answers(microphone: Microphone, questions: int) -> int:
    """How many prepared answers are left for follow-ups when all questions have one."""
    prepared = microphone.left if isinstance(microphone, AnswersMicrophone) else 0
    return max(0, prepared - questions)


def real_pace(settings: Settings) -> bool:
    """Whether answers from files come in real time, as spoken commands need."""
    return settings.pace == "real" or settings.hands_free


def choose_speaker(name: str | None) -> Speaker:
    """The loudspeaker of that name. Without a name and without any loudspeaker: silence.

    Raises DeviceMissing where a name was given and does not fit.
    """
    try:
        return loudspeaker(name)
    except DeviceMissing:
        if name:
            raise
        return SilentSpeaker()


def loudspeaker(name: str | None) -> Speaker:
    """The loudspeaker of that name, or the default one. Raises DeviceMissing."""
    return DeviceSpeaker(find_output(name))


def heard_before(microphone: Microphone) -> bool:
    """Whether this microphone is the one that last heard the person well."""
    return bool(remembered(_LAST_HEARD) == microphone.name)


def remember_heard(microphone: str) -> None:
    """Remember that the microphone with this name heard the person well."""
    remember(_LAST_HEARD, microphone)
