"""What a person can say to choose one of up to four things by its place, or by its name.

The phrases are in the data file of a language, see `coach.interview.language`.
"""

from __future__ import annotations

from collections.abc import Sequence

from coach.interview.language import interview_language
from coach.interview.phrase_grammar import PhraseGrammar
from coach.interview.ports import PLACES, Choice


def places_in(tag: str, names: Sequence[str]) -> PhraseGrammar[Choice]:
    """The choices among the things with these `names`: their PLACES, NEXT for none, and STOP."""
    language = interview_language(tag)
    places, commands = language.places, language.commands.phrases
    said: dict[Choice, tuple[str, ...]] = {
        Choice.NEXT: (*places.unsure, *commands["next_question"], *commands["skip"]),
        Choice.STOP: commands["stop"],
    }
    for place, phrases, name in zip(PLACES, places.phrases, names, strict=False):
        said[place] = (*phrases, name.lower())
    prompt = f"{'. '.join(names)}. {places.prompt}"
    return PhraseGrammar(said, prompt, language.utterances)
