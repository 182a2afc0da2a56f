"""What a person's wish changes in a take's corrections; to keep them is another step."""

from __future__ import annotations

from datetime import datetime

from coach.errors import WrongUse
from coach.library.carrying import Misfit
from coach.library.edits import Edit, Edits, corrected, with_correction
from coach.library.reading import KeptTake
from coach.transcription.ports import Transcript


def with_words_changed(kept: KeptTake, first_word: int, end_word: int, text: str) -> Edits:
    """The corrections, with the words [first_word, end_word) as they read now reading `text`.

    Where `end_word` is `first_word`, `text` is added there. Raises WrongUse where there are no such
    words; SessionDamaged where the transcript or earlier corrections cannot be read.
    """
    heard, known = kept.heard, kept.edits.of(kept.name)
    if not heard or not _names_words(corrected(heard, known), first_word, end_word, text):
        raise WrongUse(
            f"Take {kept.record.number} has no words {first_word} to {end_word}.",
            f"coach show {kept.folder.name} --json",
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
    """The corrections, with what was said at the time of one that fits no more reading as it says.

    Raises WrongUse where there is none of that key (any more), SessionDamaged.
    """
    misfit = _misfit(kept, key)
    changed = kept.edits
    if misfit.heard and (misfit.reads or misfit.edit.text):
        place = misfit.first_word, misfit.end_word
        changed = with_words_changed(kept, *place, misfit.edit.text)
    return changed.without(misfit.edit)


def without_misfit(kept: KeptTake, key: str) -> Edits:
    """The corrections, without one that fits no more. Raises WrongUse, SessionDamaged."""
    return kept.edits.without(_misfit(kept, key).edit)


def _misfit(kept: KeptTake, key: str) -> Misfit:
    for misfit in kept.misfits:
        if misfit.key == key:
            return misfit
    raise WrongUse("That correction does not wait any more.", f"coach show {kept.folder.name}")


def _names_words(now: Transcript, first_word: int, end_word: int, text: str) -> bool:
    """Whether these are words of `now`, or the place between two where `text` is to be added."""
    within = 0 <= first_word <= end_word <= len(now.words)
    return within and (first_word < end_word or bool(text.split()))
