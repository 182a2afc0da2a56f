"""Finds a phrase of an answer that an interviewer can quote to hear more about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coach.interview.probes import Quotes
from coach.sentences import ends_sentence, without_punctuation
from coach.transcription.ports import Word

_MOST_WORDS = 4
_SURE = 0.75  # a word that was misheard must not be quoted; right ones lie around 0.8
_ENDS_CLAUSE = (",", ";", ":")


@dataclass(frozen=True)
class _Phrase:
    words: tuple[Word, ...]
    is_indefinite: bool  # "a face" says less than "the hotel"
    ends_clause: bool  # a comma or full stop follows: nothing is cut off

    @property
    def worth(self) -> tuple[bool, bool, int]:
        return not self.is_indefinite, self.ends_clause, len(self.words)


def quotable_phrase(words: Sequence[Word], quotes: Quotes) -> str | None:
    """The best phrase to quote, without punctuation; None if there is none that surely is one."""
    best = max(_phrases(words, quotes), key=lambda phrase: phrase.worth, default=None)
    if best is None:
        return None
    first, *others = [word.text for word in best.words]
    return " ".join([first.lower(), *others[:-1], *map(without_punctuation, others[-1:])])


def _phrases(words: Sequence[Word], quotes: Quotes) -> Iterator[_Phrase]:
    determiners, ends = set(quotes.determiners.split()), set(quotes.ends.split())
    avoided = set(quotes.empty.split()), set(quotes.private.split())
    following = (*(word.text for word in words[1:]), "")
    closing = [_closes(word.text, after) for word, after in zip(words, following, strict=True)]
    for first, word in enumerate(words):
        if _plain(word.text) not in determiners or closing[first]:
            continue
        end = first + 1
        while end < len(words) and _plain(words[end].text) not in ends:
            end += 1
            if closing[end - 1]:
                break
        phrase = tuple(words[first:end])
        if _can_be_quoted(phrase, *avoided):
            yield _Phrase(phrase, _plain(word.text) in ("a", "an"), closing[end - 1])


def _can_be_quoted(phrase: tuple[Word, ...], empty: set[str], private: set[str]) -> bool:
    said = [_plain(word.text) for word in phrase]
    return (
        1 < len(phrase) <= _MOST_WORDS
        and said[-1] not in empty
        and not private & set(said)
        and all(word.probability >= _SURE for word in phrase)
    )


def _closes(word: str, following: str) -> bool:
    """Whether a clause ends with `word`."""
    return word.endswith(_ENDS_CLAUSE) or ends_sentence(word, following)


def _plain(text: str) -> str:
    return without_punctuation(text).lower().replace("'", "\u2019")
