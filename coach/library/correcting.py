"""Computes the corrections of a take after the person has changed something.

Keeps nothing on disk.
"""

from __future__ import annotations

from datetime import datetime

from coach.errors import WrongUse
from coach.formats import to_type
from coach.library.carrying import Misfit
from coach.library.edits import Edit, Edits, corrected, with_correction
from coach.library.reading import KeptTake
from coach.transcription.ports import Transcript


def with_words_changed(kept: KeptTake, first_word: int, end_word: int, text: str) -> Edits:
    """The corrections, after the words [first_word, end_word) of the current text became `text`.

    If `end_word` is `first_word`, `text` is inserted there. Raises WrongUse if there are no such
    words; SessionDamaged if the transcript or earlier corrections cannot be read.
    """
    heard, known = kept.heard, kept.edits.of(kept.name)
    now = corrected(heard, known) if heard and heard.words else None
    if not heard or not now or not _names_words(now, first_word, end_word, text):
        raise WrongUse(
            f"Take {kept.record.number} has no words {first_word} to {end_word}.",
            f"{to_type('show', kept.folder.name)} --json",
        )
    wanted = Edit(
        transcript=kept.name,
        first_word=first_word,
        end_word=end_word,
        text=text,
        edited_at=datetime.now().astimezone(),
    )
    return kept.edits.having(kept.name, with_correction(heard, known, wanted))


def with_misfit_put_in(kept: KeptTake, key: str) -> Edits:
    """The corrections, after the misfit `key` was applied to the words at its time.

    Raises WrongUse if there is no such misfit (any more), or the words that it corrected cannot be
    read, so that nobody knows its time; SessionDamaged.
    """
    misfit = _misfit(kept, key)
    if not misfit.heard:
        raise WrongUse(
            "The words that it corrected cannot be read any more, so nobody knows its place.",
            "Type it where it belongs, then leave this one out: "
            f"{to_type('review', kept.folder.name)}",
        )
    changed = kept.edits
    if misfit.reads or misfit.edit.text:
        place = misfit.first_word, misfit.end_word
        changed = with_words_changed(kept, *place, misfit.edit.text)
    return changed.without(misfit.edit)


def without_misfit(kept: KeptTake, key: str) -> Edits:
    """The corrections without the misfit `key`. Raises WrongUse, SessionDamaged."""
    return kept.edits.without(_misfit(kept, key).edit)


def _misfit(kept: KeptTake, key: str) -> Misfit:
    for misfit in kept.misfits:
        if misfit.key == key:
            return misfit
    raise WrongUse("That correction does not wait any more.", to_type("show", kept.folder.name))


def _names_words(now: Transcript, first_word: int, end_word: int, text: str) -> bool:
    """Whether these are words of `now`, or the place between two where `text` is to be added."""
    within = 0 <= first_word <= end_word <= len(now.words)
    return within and (first_word < end_word or bool(text.split()))
