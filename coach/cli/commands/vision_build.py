"""`coach vision build`."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import click

from coach import wiring
from coach.cli.front_end import runner_of_part
from coach.cli.kept import library_of
from coach.cli.keys import piped
from coach.cli.line_prompter import prompter_with
from coach.cli.options import listening_options, settings_from
from coach.cli.output import talk
from coach.debrief.numbered import place_in
from coach.debrief.ports import Prompter
from coach.errors import NoSpeech, PartMissing, SessionDamaged
from coach.formats import day_and_time
from coach.library.library import Library
from coach.library.records import Kind
from coach.session.own_questions import VISION_SET, to_say_line
from coach.session.runner import SessionRunner
from coach.vision.building import LineCandidate, each_candidate, pick, sound
from coach.vision.keeping import VisionFolder
from coach.vision.records import Section

SECTION = click.Choice([section.value for section in Section])
_MOST_SHOWN = 20  # sentences at a time, so that they fit on a screen
_TO_HEAR = re.compile(r"p *(\d+)", re.I)  # what is typed to hear a sentence, such as p 3
_SAY = "s to say it now"


@click.command("build")
@click.option("--section", type=SECTION, help="Offer sentences for this section only.")
@listening_options
def command(section: str | None, **options: Any) -> None:
    """Pick lines among the sentences you said.

    Section by section, the coach offers sentences from your answers to questions about it. Type the
    numbers of those you pick, `p 3` to hear number 3, `s` to say a sentence now, Enter for none,
    `q` to stop.
    """
    settings = settings_from(options)
    library = library_of(settings)
    lines = piped()
    prompter = prompter_with(wiring.choose_speaker(settings.speaker), lines)
    sections = [Section(section)] if section else list(Section)
    builder = _VisionBuilder(library, prompter)
    with _noting_what_is_kept(builder):
        for number, each in enumerate(sections, 1):
            sitting = runner_of_part(settings, library, Kind.VISION, lines=lines)
            place = f"  ({number} of {len(sections)})" if len(sections) > 1 else ""
            if not builder.through(each, place, sitting):
                break
    if VisionFolder(library.folder).read().lines:
        talk("Read it: coach vision    Hear it: coach vision play")
    else:
        talk("Nothing is picked yet. Go on: coach vision build")


class _VisionBuilder:
    """Offers the sentences on each section to the person at `prompter`."""

    def __init__(self, library: Library, prompter: Prompter) -> None:
        self._library = library
        self._prompter = prompter
        self.has_picked = False

    def through(self, section: Section, place: str, sitting: SessionRunner) -> bool:
        """Offer the sentences of a section until the person goes on; False where they stop."""
        while True:
            offered = list(islice(each_candidate(self._library, section), _MOST_SHOWN))
            self._prompter.show(f"\n{section.heading}{place}")
            self._offer(section, offered)
            typed = self._prompter.line(_asked_for(offered))
            if typed is None or typed.lower() == "q":
                return False
            if not typed:
                return True
            if typed.lower() == "s":
                _say_it(section, sitting)
            else:
                self._do(typed, section, offered)

    def _offer(self, section: Section, offered: list[LineCandidate]) -> None:
        lines = VisionFolder(self._library.folder).read().of(section)
        for line in lines:
            self._prompter.show(f'     "{line.text}"')
        if not offered:
            nothing_new = "There is no further sentence to pick."
            self._prompter.show(
                f"  {nothing_new if lines else 'There is no sentence to pick yet.'}"
            )
        asked = ""
        for number, candidate in enumerate(offered, 1):
            question = candidate.turn.question.text
            if question != asked:
                self._prompter.show(f"  {question}  ({day_and_time(candidate.take.started_at)})")
                asked = question
            self._prompter.show(f"  {number:>2}  {candidate.sentence.text}")

    def _do(self, typed: str, section: Section, offered: list[LineCandidate]) -> None:
        """Pick or play the sentences that `typed` names. If it names none, show what to type."""
        to_hear = _TO_HEAR.fullmatch(typed)
        numbers = [to_hear[1]] if to_hear else typed.replace(",", " ").split()
        chosen: dict[int, LineCandidate] = {}
        for number in numbers:
            at = place_in(len(offered), number)
            if at is None:
                self._prompter.show(f"  {_not_understood(number)} {_to_type(offered)}")
                return
            chosen[at] = offered[at]
        for candidate in chosen.values():
            try:
                if to_hear:
                    self._prompter.play(sound(self._library, candidate))
                else:
                    pick(self._library, section, candidate)
                    self.has_picked = True
            except SessionDamaged as damage:  # of its sound; the other sentences have theirs
                self._prompter.show(f"  {damage.message}")


def _asked_for(offered: list[LineCandidate]) -> str:
    if not offered:
        return f"Nothing to pick: {_SAY}"
    return f"Which of them? Numbers, p N to hear one, {_SAY}"


def _not_understood(part: str) -> str:
    if part.isdecimal():
        return f"There is no number {part}."
    return f'"{part}" means nothing here.'


def _to_type(offered: list[LineCandidate]) -> str:
    if not offered:
        return f"You can type: {_SAY}, q to stop."
    numbers = "1" if len(offered) == 1 else f"1 to {len(offered)}"
    return f"You can type: numbers ({numbers}), p 1 to hear one, {_SAY}, q to stop."


@contextlib.contextmanager
def _noting_what_is_kept(builder: _VisionBuilder) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt as error:
        if builder.has_picked:
            error.add_note("What you picked is kept. Read it: coach vision")
        raise


def _say_it(section: Section, sitting: SessionRunner) -> None:
    try:
        sitting.begin(VISION_SET, [to_say_line(section)])
    except (NoSpeech, PartMissing) as error:  # there are sentences to pick all the same
        talk(f"{error.message} {error.hint}")
