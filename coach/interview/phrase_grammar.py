"""What is said in a few words where only certain answers are expected: a command, or a choice.

An utterance of its own between pauses (coach.audio.utterances) is read as it is, and where that
is near to a saying without being one, again with the sayings as prompt, which has Whisper write
them down as they are. It is meant when the second reading is one, and the first sounds much like it
and is no longer: the prompt alone makes "skip" of "ship".

The readings should be greedy: temperature 0, some 24 tokens, and with faster-whisper neither
timestamps nor word times, which have it look for more in the silence and add "Thank you very much".

Pure, but for the reading, which is the caller's. English only.
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

# From spelling to a rough notion of sound, in which a boss is a pause: what Whisper confuses in a
# word that it hears alone is one and the same, vowels most of all.
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
# How alike the sounds must be, of 1, by the number of words: a short word is like many others, four
# words together are like no other sentence.
_ALIKE = {1: 0.9, 2: 0.85, 3: 0.8}
_ALIKE_WHEN_LONG = 0.7
_LONG_WORDS = 4
_ALIKE_WHEN_SPLIT = 0.52


class PhraseGrammar(Generic[Meaning]):
    """What can be said, and what is meant by it."""

    def __init__(self, said: Mapping[Meaning, Sequence[str]], prompt: str) -> None:
        """`said` as `_words` leaves it: contracted, without fillers and courtesies around.

        `prompt` is what Whisper is to expect, as it would write it down.
        """
        self._meaning_of = {saying: meaning for meaning, all_ in said.items() for saying in all_}
        self.prompt = prompt

    def understood(self, read: Callable[[Samples, str], str], samples: Samples) -> Meaning | None:
        """What is meant in one utterance (float32 (n,) at 16 kHz, with a margin of sound around).

        `read` gives the text of samples with a prompt, "" for none; its errors come through. It is
        called once where that leaves no doubt: the words are a saying, or like none at all.
        """
        unprompted = read(samples, "")
        meaning = self._meaning_of.get(_request(unprompted))
        if meaning or not any(_near(unprompted, saying) for saying in self._meaning_of):
            return meaning
        return self.meant(unprompted, read(samples, self.prompt))

    def meant(self, unprompted: str, prompted: str) -> Meaning | None:
        """What is meant by both readings, with and without the prompt; or None."""
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
    """All that was read, then without its last sentence, and so on.

    With the prompt, Whisper likes to go on after the end: "Skip. Go on. Play. Play. Play."
    """
    sentences = re.split(r"(?<=[.?!]) +", prompted)
    return [_request(" ".join(sentences[:end])) for end in range(len(sentences), 0, -1)]


def _near(unprompted: str, saying: str) -> bool:
    """Whether this may be what Whisper makes of `saying`, when nobody tells it what to expect."""
    heard = _words(unprompted)
    return _sounds_like(_request(unprompted), saying) or _is_split(heard, saying)


def _sounds_like(heard: str, saying: str) -> bool:
    """Whether `heard` is no longer than `saying`, and much the same when said aloud."""
    words = _count(saying)
    most_words = words + (words >= _LONG_WORDS)  # of many, Whisper may split one
    if not 0 < _count(heard) <= most_words:
        return False
    return _alikeness(heard, saying) >= _ALIKE.get(words, _ALIKE_WHEN_LONG)


def _is_split(heard: str, saying: str) -> bool:
    """Whether one short word may have been heard as two others: "skip" as "it's good".

    Two words of which one is the command ("a pause") are something else.
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
