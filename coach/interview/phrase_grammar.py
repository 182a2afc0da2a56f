"""Matches a short utterance against the few phrases that are expected: commands, or choices.

Whisper reads an utterance between two pauses (`coach.audio.utterances`) without a prompt. If the
text is near a phrase without being one, Whisper reads the sound again, with all phrases as prompt.
A phrase is recognised if the second reading is that phrase, and if the first reading sounds much
like it and is no longer. The second reading alone does not suffice: the prompt turns "ship" into
"skip".

The readings should be greedy: temperature 0 and some 24 tokens. With faster-whisper, timestamps and
word times should be off: with them, it looks for more words in the silence and adds "Thank you very
much".

Pure, except for the reading, which the caller does. Fillers, courtesies and spelling are those of a
language: see `Utterances` in `coach.interview.language`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Generic, TypeVar

from coach.audio.clips import Samples
from coach.interview.language import Utterances, interview_language
from coach.language_tags import ENGLISH

Meaning = TypeVar("Meaning")

# How alike the sounds must be (1 is equal), by the number of words. A short word is like many
# others; four words together are like no other sentence.
_ALIKE = {1: 0.9, 2: 0.85, 3: 0.8}
_ALIKE_WHEN_LONG = 0.7
_LONG_WORDS = 4
_ALIKE_WHEN_SPLIT = 0.52

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


class PhraseGrammar(Generic[Meaning]):
    """The phrases that can be said, and what each means."""

    def __init__(
        self,
        said: Mapping[Meaning, Sequence[str]],
        prompt: str,
        utterances: Utterances | None = None,
    ) -> None:
        """`said` has the phrases of each meaning, as `_words` and `_request` leave them: lower
        case, shortened, without fillers and courtesies.

        `prompt` has the phrases that Whisper should expect, written as Whisper writes.
        `utterances` are those of the language that is spoken, by default of English.
        """
        self._meaning_of = {saying: meaning for meaning, all_ in said.items() for saying in all_}
        self.prompt = prompt
        self._utterances = utterances or interview_language(ENGLISH).utterances

    def understood(self, read: Callable[[Samples, str], str], samples: Samples) -> Meaning | None:
        """The meaning of one utterance; None if it is none of the phrases.

        `samples`: float32 (n,) in [-1, 1] at 16 kHz, with a margin of sound around the utterance.
        `read` returns the text of samples read with a prompt ("" for none); its errors are passed
        on. One reading suffices if its words are a phrase, or unlike all phrases.
        """
        unprompted = read(samples, "")
        meaning = self._meaning_of.get(self._request(unprompted))
        if meaning or not any(self._near(unprompted, saying) for saying in self._meaning_of):
            return meaning
        return self.meant(unprompted, read(samples, self.prompt))

    def meant(self, unprompted: str, prompted: str) -> Meaning | None:
        """The meaning of two readings, without and with the prompt; None if they have none."""
        for saying in self._beginnings(prompted):
            if saying in self._meaning_of and self._near(unprompted, saying):
                return self._meaning_of[saying]
        return None

    def _words(self, text: str) -> str:
        """`text` in lower case, shortened, without punctuation."""
        straight = text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
        words = " ".join(_WORD.findall(straight))
        for full, short in self._utterances.shortened:
            words = re.sub(rf"\b{full}\b", short, words)
        return " ".join(words.split())

    def _request(self, text: str) -> str:
        """The words of `text` without fillers and courtesies around them."""
        before = "|".join(self._utterances.before + self._utterances.asking)
        after = "|".join(self._utterances.after)
        around = rf"^(?:(?:{before}) )*(.*?)(?: (?:{after}))*$"
        return re.sub(around, r"\1", self._words(text))

    def _beginnings(self, prompted: str) -> list[str]:
        """The whole reading, then the reading without its last sentence, and so on.

        With a prompt, Whisper often goes on after the end: "Skip. Go on. Play. Play. Play."
        """
        sentences = re.split(r"(?<=[.?!]) +", prompted)
        ends = range(len(sentences), 0, -1)
        return [self._request(" ".join(sentences[:end])) for end in ends]

    def _near(self, unprompted: str, saying: str) -> bool:
        """Whether `unprompted` may be what Whisper makes of `saying` without a prompt."""
        heard = self._words(unprompted)
        sounds_like = self._sounds_like(self._request(unprompted), saying)
        return sounds_like or self._is_split(heard, saying)

    def _sounds_like(self, heard: str, saying: str) -> bool:
        """Whether `heard` is no longer than `saying` and sounds much the same."""
        words = _count(saying)
        most_words = words + (words >= _LONG_WORDS)  # in a long phrase, Whisper may split one word
        if not 0 < _count(heard) <= most_words:
            return False
        return self._alikeness(heard, saying) >= _ALIKE.get(words, _ALIKE_WHEN_LONG)

    def _is_split(self, heard: str, saying: str) -> bool:
        """Whether Whisper may have heard one short word as two others: "skip" as "it's good".

        Two words that contain the phrase itself, as "a pause" does, are something else.
        """
        if (_count(heard), _count(saying)) != (2, 1) or self._sound(saying) in self._sound(heard):
            return False
        return self._alikeness(heard, saying) >= _ALIKE_WHEN_SPLIT

    def _alikeness(self, heard: str, saying: str) -> float:
        """How alike two texts sound, from 0 to 1."""
        sounds = self._sound(heard), self._sound(saying)
        return SequenceMatcher(None, *sounds, autojunk=False).ratio()

    def _sound(self, words: str) -> str:
        for spelling, sound in self._utterances.sounds:
            words = re.sub(spelling, sound, words)
        return words


def _count(words: str) -> int:
    return len(words.split())
