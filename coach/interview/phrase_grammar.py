"""Matches a short utterance against the few phrases that are expected: commands, or choices.

Whisper reads an utterance between two pauses (`coach.audio.utterances`) without a prompt. If the
text is near a phrase without being one, Whisper reads the sound again, with all phrases as prompt.
A phrase is recognised if the second reading is that phrase, and if the first reading sounds much
like it and is no longer. The second reading alone does not suffice: the prompt turns "ship" into
"skip".

The readings should be greedy: temperature 0 and some 24 tokens. With faster-whisper, timestamps and
word times should be off: with them, it looks for more words in the silence and adds "Thank you very
much".

Pure, except for the reading, which the caller does. English only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Generic, TypeVar

from coach.audio.clips import Samples

Meaning = TypeVar("Meaning")

_BEFORE = ("um", "uh", "er", "hmm", "okay", "ok", "right", "alright", "please")
_ASKING = ("can you", "could you", "would you", "will you", "can we", "could we", "let's")
_AFTER = ("please", "now", "then", "thanks", "thank you", "um", "uh")

_CONTRACTED = (("i am", "i'm"), ("that is", "that's"), ("i would", "i'd"), ("let us", "let's"))

# Spelling → a rough notion of sound, in which "boss" and "pause" are the same: letters that Whisper
# confuses in a word that it hears alone become one letter, vowels most of all.
_SOUNDS = (
    (r"e\b|[^a-z]", ""),
    (r"ph", "f"),
    (r"[st]ion", "Sn"),
    (r"[sc]h", "S"),
    (r"c(?=[eiy])", "s"),
    (r"x", "ks"),
    (r"gh|[hw]", ""),
    (r"[aeiouy]+", "a"),
    (r"[bp]", "p"),
    (r"[fv]", "f"),
    (r"[cgkq]", "k"),
    (r"[jsz]", "s"),
    (r"[dt]", "t"),
    (r"[mn]", "n"),
    (r"(.)\1+", r"\1"),
)
# How alike the sounds must be (1 is equal), by the number of words. A short word is like many
# others; four words together are like no other sentence.
_ALIKE = {1: 0.9, 2: 0.85, 3: 0.8}
_ALIKE_WHEN_LONG = 0.7
_LONG_WORDS = 4
_ALIKE_WHEN_SPLIT = 0.52


class PhraseGrammar(Generic[Meaning]):
    """The phrases that can be said, and what each means."""

    def __init__(self, said: Mapping[Meaning, Sequence[str]], prompt: str) -> None:
        """`said` has the phrases of each meaning, as `_words` and `_request` leave them: lower
        case, contracted, without fillers and courtesies.

        `prompt` has the phrases that Whisper should expect, written as Whisper writes.
        """
        self._meaning_of = {saying: meaning for meaning, all_ in said.items() for saying in all_}
        self.prompt = prompt

    def understood(self, read: Callable[[Samples, str], str], samples: Samples) -> Meaning | None:
        """The meaning of one utterance; None if it is none of the phrases.

        `samples`: float32 (n,) in [-1, 1] at 16 kHz, with a margin of sound around the utterance.
        `read` returns the text of samples read with a prompt ("" for none); its errors are passed
        on. One reading suffices if its words are a phrase, or unlike all phrases.
        """
        unprompted = read(samples, "")
        meaning = self._meaning_of.get(_request(unprompted))
        if meaning or not any(_near(unprompted, saying) for saying in self._meaning_of):
            return meaning
        return self.meant(unprompted, read(samples, self.prompt))

    def meant(self, unprompted: str, prompted: str) -> Meaning | None:
        """The meaning of two readings, without and with the prompt; None if they have none."""
        for saying in _beginnings(prompted):
            if saying in self._meaning_of and _near(unprompted, saying):
                return self._meaning_of[saying]
        return None


def _words(text: str) -> str:
    """`text` in lower case, contracted, without punctuation."""
    straight = text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    words = " ".join(re.findall(r"[a-z]+(?:'[a-z]+)?", straight))
    for full, contracted in _CONTRACTED:
        words = re.sub(rf"\b{full}\b", contracted, words)
    return words


def _request(text: str) -> str:
    """The words of `text` without fillers and courtesies around them."""
    before = "|".join(_BEFORE + _ASKING)
    after = "|".join(_AFTER)
    return re.sub(rf"^(?:(?:{before}) )*(.*?)(?: (?:{after}))*$", r"\1", _words(text))


def _beginnings(prompted: str) -> list[str]:
    """The whole reading, then the reading without its last sentence, and so on.

    With a prompt, Whisper often goes on after the end: "Skip. Go on. Play. Play. Play."
    """
    sentences = re.split(r"(?<=[.?!]) +", prompted)
    return [_request(" ".join(sentences[:end])) for end in range(len(sentences), 0, -1)]


def _near(unprompted: str, saying: str) -> bool:
    """Whether `unprompted` may be what Whisper makes of `saying` without a prompt."""
    heard = _words(unprompted)
    return _sounds_like(_request(unprompted), saying) or _is_split(heard, saying)


def _sounds_like(heard: str, saying: str) -> bool:
    """Whether `heard` is no longer than `saying` and sounds much the same."""
    words = _count(saying)
    most_words = words + (words >= _LONG_WORDS)  # in a long phrase, Whisper may split one word
    if not 0 < _count(heard) <= most_words:
        return False
    return _alikeness(heard, saying) >= _ALIKE.get(words, _ALIKE_WHEN_LONG)


def _is_split(heard: str, saying: str) -> bool:
    """Whether Whisper may have heard one short word as two others: "skip" as "it's good".

    Two words that contain the phrase itself, as "a pause" does, are something else.
    """
    if (_count(heard), _count(saying)) != (2, 1) or _sound(saying) in _sound(heard):
        return False
    return _alikeness(heard, saying) >= _ALIKE_WHEN_SPLIT


def _count(words: str) -> int:
    return len(words.split())


def _alikeness(heard: str, saying: str) -> float:
    """How alike two texts sound, from 0 to 1."""
    return SequenceMatcher(None, _sound(heard), _sound(saying), autojunk=False).ratio()


def _sound(words: str) -> str:
    for spelling, sound in _SOUNDS:
        words = re.sub(spelling, sound, words)
    return words
