"""The microphone check: what Whisper hears of a few words. It loads the model for the session.

What the session would lack, a model or a voice for its language, is told here: before it begins.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from coach.audio.clips import LISTENING_RATE_HZ, AudioClip
from coach.config import PAGE, load_settings
from coach.errors import CoachError
from coach.voices.choosing import choose_voice
from coach.web.error_text import hint_here
from coach.web.practice.messages import RATES_HZ, samples_of
from coach.web.practice.room import PracticeRoom
from coach.web.routing import Rejected, number_in, receiving

_MOST_S = 10.0


def check_routes(room: PracticeRoom) -> list[Route]:
    """`/practice/check`: takes mono 16-bit sound, and answers with the words in it.

    Without sound, it only has the model loaded. `rate_hz`, `language` and the `voice` that was
    chosen are in the query.
    """

    def check(request: Request, body: bytes) -> Response:
        rate_hz = number_in(request.query_params, "rate_hz", int, LISTENING_RATE_HZ)
        if len(body) % 2 or rate_hz not in RATES_HZ or len(body) > 2 * _MOST_S * rate_hz:
            raise Rejected("That is no sound of a microphone check.")
        if room.is_running:
            raise Rejected("A session is under way.", 409)
        said = AudioClip(samples_of(body), rate_hz).at_rate(LISTENING_RATE_HZ)
        language, heard = request.query_params.get("language", "en"), ""
        try:
            heard = understood(room, said, language)
            check_voice(request.query_params.get("voice", ""), language)
        except CoachError as error:
            return JSONResponse(
                {"heard": heard, "message": error.message, "hint": hint_here(error.hint)}
            )
        return JSONResponse({"heard": heard})

    return [receiving("/practice/check", check)]


def check_voice(chosen: str, language: str) -> None:
    """Raise VoiceMissing or InvalidSetting where no voice here could ask in `language`."""
    settings = load_settings({"voice": chosen} if chosen else {}, PAGE)
    choose_voice(settings.voice, language, settings.rate)


def understood(room: PracticeRoom, said: AudioClip, language: str) -> str:
    """The words of `said`, sound at LISTENING_RATE_HZ. Raises EngineMissing, InvalidSetting."""
    # These take long to import, and who only reads needs none.
    from coach.transcription.whole import write_down
    from coach.web.practice.sitting import download_nothing

    settings = load_settings({}, PAGE)
    transcriber = room.choose_transcriber(
        settings.engine, settings.model, settings.language or language, download_nothing
    )
    transcriber.load()
    return write_down(transcriber, [said.samples]).transcript.text if len(said.samples) else ""
