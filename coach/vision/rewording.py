"""Finds lines of the vision whose words were corrected in the transcript after they were picked.

A line has its own copy of the words. The corrected words are offered, and replace the copy only
when the person says so.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coach.delivery.language import language_of
from coach.errors import CoachError, SessionDamaged, WrongUse
from coach.formats import to_type
from coach.library.library import Library
from coach.library.lock import in_turn
from coach.library.reading import KeptTake, read_session
from coach.library.records import Take
from coach.library.replacing import replaced, replacements
from coach.transcription.lines import space_of
from coach.transcription.ports import Transcript, Word
from coach.vision.keeping import VisionFolder
from coach.vision.records import Line, Vision


@dataclass(frozen=True)
class Reworded:
    """A line of the vision, and its words as the person corrected them."""

    line: Line
    text: str


def reworded(library: Library, vision: Vision) -> list[Reworded]:
    """The lines with another wording now; those whose session is gone or damaged have none."""
    found = []
    for line in vision.lines:
        with contextlib.suppress(SessionDamaged):
            text = _wording(library.folder / line.session, line)
            if text and text != line.text:
                found.append(Reworded(line, text))
    return found


def reword(library: Library, number: int) -> Vision:
    """Have a line read as it was corrected; earlier versions keep what it was.

    Raises WrongUse where there is no such line or no other wording; SessionDamaged, SessionBusy,
    CannotWrite.
    """
    kept = VisionFolder(library.folder)
    with in_turn(kept.folder):
        vision = kept.read()
        offer = next((o for o in reworded(library, vision) if o.line.number == number), None)
        if offer is None:
            raise WrongUse(
                f"There is no corrected wording of a line {number}.", "coach vision show"
            )
        vision = vision.with_text(number, offer.text)
        kept.write(vision)
    return vision


def correct_line(library: Library, number: int, old: str, new: str) -> Vision:
    """Have the words `old` of a line read `new`, here and in the transcript that it comes from.

    Earlier versions keep what it was. Raises WrongUse where there is no such line, `old` is not in
    it, or nothing would be left of it; SessionDamaged, SessionBusy, CannotWrite of the vision.
    """
    kept = VisionFolder(library.folder)
    with in_turn(kept.folder):
        vision = kept.read()
        line = next((each for each in vision.lines if each.number == number), None)
        if line is None:
            raise WrongUse(f"The vision has no line {number}.", "coach vision show")
        text = replaced(line.text, old, new)
        if not text:
            raise WrongUse(
                f"Nothing would be left of line {number}.",
                f"Take it out: {to_type('vision', 'drop', number)}",
            )
        if text == line.text:
            raise WrongUse(f'Line {number} has no "{old}".', "coach vision show")
        vision = vision.with_text(number, text)
        kept.write(vision)
    with contextlib.suppress(CoachError, KeyError):  # the session may be erased, or in use
        _correct_where_said(library, line, old, new)
    return vision


def _correct_where_said(library: Library, line: Line, old: str, new: str) -> None:
    with library.open_session(line.session) as opened:
        take = opened.session.take(line.question, line.take)
        transcript = KeptTake(opened.folder, take).transcript
        words = transcript.words if transcript else ()
        within = [number for number, word in enumerate(words) if _is_within(line, word)]
        for each in reversed(replacements([words[n].text for n in within], old, new)):
            span = within[each.first_word], within[each.end_word - 1] + 1
            opened.correct(line.question, take, *span, each.text)


def _wording(folder: Path, line: Line) -> str:
    """What the transcript reads now where the line was said; "" where nothing was corrected."""
    if not (folder / "session.json").is_file():
        return ""
    take = _take(folder, line)
    if take is None:
        return ""
    kept = KeptTake(folder, take)
    heard, transcript = kept.heard, kept.transcript
    if heard is None or transcript is None:
        return ""
    changed = (
        word for e in kept.edits.of(kept.name) for word in heard.words[e.first_word : e.end_word]
    )
    if not any(_is_within(line, word) for word in changed):
        return ""  # other words there are the transcript's, not the person's
    as_picked = kept.name == line.transcript
    return space_of(transcript).join(_words_of(line, transcript, as_picked=as_picked))


def _take(folder: Path, line: Line) -> Take | None:
    with contextlib.suppress(KeyError):
        return read_session(folder).turn(line.question).take(line.take)
    return None


def _words_of(line: Line, transcript: Transcript, *, as_picked: bool) -> Iterator[str]:
    """The words in the line's time; no fillers that were put in after it was picked."""
    fillers = language_of(transcript.language).fillers
    for word in transcript.words:
        if _is_within(line, word) and (as_picked or not fillers.has(word.text)):
            yield word.text


def _is_within(line: Line, word: Word) -> bool:
    middle_s = (word.start_s + word.end_s) / 2
    return line.start_s <= middle_s <= line.end_s
