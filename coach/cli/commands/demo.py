"""`coach demo`."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

import click

from coach.audio.answers_microphone import AnswersMicrophone, AnswerSound
from coach.audio.clips import LISTENING_RATE_HZ, joined, silence
from coach.cli.front_end import runner
from coach.cli.kept import library_of
from coach.cli.options import demo_options, settings_from
from coach.cli.output import talk
from coach.library.records import Kind
from coach.questions.choosing import choose
from coach.questions.finding import find_set
from coach.session.questions import asked, set_name
from coach.voices.choosing import second_voice
from coach.voices.ports import Voice

_THINKS_FOR_S = 0.8  # before the first word


@click.command("demo")
@demo_options
def command(**options: Any) -> None:
    """Run a whole session with a made-up candidate, in under a minute and without a microphone.

    The answers are recorded, written down and kept in the same way as yours will be.
    """
    settings = settings_from(options)
    library = library_of(settings)
    script = tomllib.loads((files("coach") / "demo_answers.toml").read_text(encoding="utf-8"))
    answers = {entry["question"]: " ".join(entry["text"].split()) for entry in script["answers"]}
    found = find_set(script["set"])
    questions = choose(found, only=tuple(answers))
    candidate = second_voice(found.language, steady=True)
    microphone = AnswersMicrophone(
        "a made-up candidate", [_spoken(candidate, text) for text in answers.values()]
    )
    if not settings.quiet:
        talk("A made-up candidate answers three questions, so you can see what you will get.")
    demo = runner(settings, library, Kind.DEMO, microphone=microphone)
    demo.begin(set_name(found), asked(questions))
    if not settings.quiet:
        talk("Your turn: coach practice career-vision")


def _spoken(candidate: Voice, text: str) -> AnswerSound:
    """An answer that is rendered only when the microphone delivers it."""

    def sound() -> Any:
        thinking = silence(_THINKS_FOR_S)
        yield joined([thinking, candidate.render(text), silence(0.3)], LISTENING_RATE_HZ).samples

    return sound
