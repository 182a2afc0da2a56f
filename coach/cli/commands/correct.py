"""`coach correct`."""

from __future__ import annotations

import contextlib
from typing import Any

import click

from coach import wiring
from coach.cli.completing import session_names
from coach.cli.kept import library_of
from coach.cli.keys import at_terminal
from coach.cli.options import playing_options, settings_from
from coach.cli.output import hanging, print_json, result, talk
from coach.cli.playing import Player
from coach.cli.remembering import offer_to_remember, remembered
from coach.cli.selecting import take_of
from coach.cli.typed_lines import typed_line
from coach.config import Settings
from coach.debrief.keeping import quote_anew
from coach.debrief.numbered import place_in
from coach.errors import PartMissing, SessionDamaged, WrongUse
from coach.formats import clock, to_type
from coach.library.open_session import OpenSession
from coach.library.reading import transcript_of
from coach.library.records import Take, Turn
from coach.library.replacing import replacements
from coach.library.texts import EMPTIED, is_emptied
from coach.session.turns import turn_of
from coach.transcription.lines import TranscriptLine, lines_of
from coach.transcription.ports import Transcript

_WHICH = "  Which line? (number, p N to hear it, Enter ends)  > "


@click.command("correct")
@click.argument("session", shell_complete=session_names)
@click.argument("question", type=int)
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option("--take", type=int, metavar="N", help="Take N instead of the newest one.")
@click.option("--remember", is_flag=True, help="Spell NEW right from now on.")
@playing_options
def command(
    session: str,
    question: int,
    old: str | None,
    new: str | None,
    take: int | None,
    remember: bool,
    **options: Any,
) -> None:
    """Correct words of an answer. What was heard, and its times, are kept.

    QUESTION is the number of a question in the session. OLD is replaced by NEW wherever it stands
    in the answer: coach correct last 2 "so relto" Xarelto

    Without OLD and NEW you choose a line and edit it. `p 2` plays line 2.
    """
    settings = settings_from(options)
    library = library_of(settings)
    with library.open_session(library.find(session)) as opened:
        turn = turn_of(opened.session, question)
        desk = _CorrectingDesk(opened, turn, take_of(opened.session, turn, take), settings)
        if old is not None and new is not None:
            count = desk.replace(old, new, offers=not remember)
        elif old is not None or not at_terminal():
            again = to_type("correct", opened.session.id, question)
            again += ' "what is there" "what was said"'
            raise WrongUse("Say which words should read otherwise, and how.", again)
        else:
            desk.edit_lines()
            return
    if remember and new:
        remembered(new, settings)
    if settings.json_:
        print_json({"session": opened.session.id, "question": question, "corrected": count})


class _CorrectingDesk:
    """Where a person corrects one take."""

    def __init__(self, opened: OpenSession, turn: Turn, take: Take, settings: Settings) -> None:
        self._opened = opened
        self._turn = turn
        self._take = take
        self._settings = settings
        self._offered: set[str] = set()  # names

    def replace(self, old: str, new: str, *, offers: bool) -> int:
        """Have every `old` read `new`. Returns how many there were. Raises WrongUse for none.

        With `offers` a name in `new` may be remembered.
        """
        transcript = self._transcript()
        found = replacements([word.text for word in transcript.words], old, new)
        if not found:
            raise WrongUse(
                f'Answer {self._turn.number} has no "{old}".', self._where_it_is(old, new)
            )
        for each in reversed(found):  # from the end, so that the numbers before stay
            self._correct(each.first_word, each.end_word, each.text)
        if not self._settings.json_:
            lines = self._show_lines_with(new)
            if offers and new:
                offer_to_remember(" ".join(lines), transcript.text, self._settings, self._offered)
        return len(found)

    def _where_it_is(self, old: str, new: str) -> str:
        """What to type for another take that has `old`; else how to read this one."""
        session, number = self._opened.session.id, self._turn.number
        for take in reversed(self._turn.kept_takes):
            with contextlib.suppress(SessionDamaged):
                transcript = transcript_of(self._opened.folder, take)
                words = [word.text for word in transcript.words] if transcript else []
                if replacements(words, old, new):
                    typed = to_type("correct", session, number, old, new, "--take", take.number)
                    return f"Take {take.number} has it: {typed}"
        return to_type("show", session, number)

    def edit_lines(self) -> None:
        """Let the person choose lines, edit them, and hear them."""
        result(hanging(f"{self._turn.number}. ", self._turn.question.text))
        self._show_lines()
        with contextlib.suppress(EOFError):
            while (typed := typed_line(_WHICH, None)) and typed.lower() != "q":
                lines = lines_of(self._transcript())
                at = place_in(len(lines), typed.lower().removeprefix("p").strip())
                if at is None:
                    talk(f"  There is no line {typed}; there are {len(lines)}.")
                elif typed.lower().startswith("p"):
                    self._play(lines[at])
                else:
                    self._edit(at + 1, lines[at])

    def _edit(self, number: int, line: TranscriptLine) -> None:
        typed = " ".join(typed_line("    > ", None, line.text).split())
        if typed in ("", line.text):
            talk("  Left as it is.")
            return
        self._correct(line.first_word, line.end_word, typed)
        result(hanging(f"   {number:>3}  {clock(line.start_s):>5}  ", typed))
        offer_to_remember(typed, line.text, self._settings, self._offered)

    def _play(self, line: TranscriptLine) -> None:
        try:
            speaker = wiring.loudspeaker(self._settings.speaker)
            player = Player(self._opened.folder, speaker, as_json=False)
            player.play_part(self._turn, self._take, line)
        except (PartMissing, SessionDamaged) as error:  # the words can be corrected all the same
            talk(f"  {error.message}")

    def _correct(self, first_word: int, end_word: int, text: str) -> None:
        self._opened.correct(self._turn.number, self._take, first_word, end_word, text)
        with contextlib.suppress(SessionDamaged):  # of the debrief; the correction is kept
            quote_anew(self._opened.folder, self._opened.session)

    def _transcript(self) -> Transcript:
        transcript = transcript_of(self._opened.folder, self._take)
        if transcript is None or not transcript.words:
            raise WrongUse(
                f"Answer {self._turn.number} has no words to correct.",
                to_type("transcribe", self._opened.session.id),
            )
        return transcript

    def _show_lines(self) -> None:
        for number, line in enumerate(lines_of(self._transcript()), 1):
            result(hanging(f"   {number:>3}  {clock(line.start_s):>5}  ", line.text))

    def _show_lines_with(self, text: str) -> list[str]:
        """Show and return the lines that read `text` now, or tell that no word is left."""
        transcript = transcript_of(self._opened.folder, self._take)
        if is_emptied(self._take, transcript):
            result(f"   {EMPTIED}")
        shown = []
        for number, line in enumerate(lines_of(transcript) if transcript else [], 1):
            if not text or replacements(line.text.split(), text, text):
                result(hanging(f"   {number:>3}  {clock(line.start_s):>5}  ", line.text))
                shown.append(line.text)
        return shown
