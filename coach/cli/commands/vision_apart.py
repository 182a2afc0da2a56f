"""`coach vision apart`."""

from __future__ import annotations

from typing import Any

import click

from coach import wiring
from coach.cli.kept import library_of, vision_of
from coach.cli.keys import piped
from coach.cli.line_prompter import prompter_with
from coach.cli.options import playing_options, settings_from
from coach.cli.output import hanging, print_json, result, talk
from coach.debrief.side_by_side import asked_about, show, thought_on
from coach.formats import day_and_time
from coach.library.library import Library
from coach.vision.contradictions import QUESTION, Contradiction, contradictions


@click.command("apart")
@playing_options
def command(**options: Any) -> None:
    """Hear lines that you contradicted later. You hear both sentences and type which is you today.

    What you type is kept with the vision, and you are not asked again. Only sentences about what
    you want, or do not want, count. In doubt the coach finds nothing.
    """
    settings = settings_from(options)
    library = library_of(settings)
    found = contradictions(library, vision_of(library))
    if settings.json_:
        print_json([_document(library, each) for each in found])
        return
    if not found:
        talk("No sentence was found that contradicts your vision.")
        return
    prompter = prompter_with(wiring.choose_speaker(settings.speaker), piped())
    for each in sorted(found, key=lambda one: thought_on(library, one) is not None):
        result(f"\n{each.topic.capitalize()}")
        thought = thought_on(library, each)
        if thought:
            show(each, prompter)
            result(hanging("  ", f"You wrote, {day_and_time(thought.thought_at)}: {thought.text}"))
        elif not asked_about(library, each, prompter):
            return


def _document(library: Library, apart: Contradiction) -> dict[str, Any]:
    said, thought = apart.said, thought_on(library, apart)
    return {
        "topic": apart.topic,
        "question": QUESTION,
        "line": apart.line.model_dump(mode="json"),
        "said": {
            "session": said.session,
            "question": said.turn.number,
            "question_text": said.turn.question.text,
            "take": said.take.number,
            "said_at": said.take.started_at,
            **said.sentence.model_dump(mode="json"),
        },
        "answer": thought.text if thought else None,
    }
