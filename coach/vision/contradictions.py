"""Finds lines of the vision that a later answer contradicts.

Rules in `pulling_apart_<language>.toml` find them; in doubt they find nothing. Only sentences about
what somebody wants, or does not want, today count. Tales of the past, conditions, and wishes of
others do not. The rules do not judge which of the two sentences is true.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from coach.delivery.language import Phrases, language_of
from coach.delivery.phrases import PhraseMatch, Sentence
from coach.errors import SessionDamaged
from coach.language_tags import primary_language
from coach.library.library import Library
from coach.library.reading import transcript_of
from coach.library.records import Kind, Session, Take, Turn
from coach.records import Record
from coach.transcription.lines import lines_of
from coach.transcription.ports import Transcript
from coach.transcription.words import plain_word
from coach.vision.building import LineCandidate
from coach.vision.records import Line, Vision
from coach.vision.word_weights import stems

QUESTION = "Which of the two is you today?"


class Topic(Record):
    """Two wishes that exclude each other.

    `other` may be empty: then it is not to want the first.
    """

    name: str
    one: tuple[str, ...]
    other: tuple[str, ...] = ()


class ContradictionRules(Record):
    """What the rules look for in one language; see the files."""

    wanted: Phrases = Phrases()
    unwanted: Phrases = Phrases()
    no_stance: Phrases = Phrases()
    softens: Phrases = Phrases()
    turns: Phrases = Phrases()
    whole_refusal: Phrases = Phrases()
    follows_a_wish: frozenset[str] = frozenset()
    general: frozenset[str] = frozenset()
    ends_a_wish: frozenset[str] = frozenset()
    ends_none: Phrases = Phrases()
    now: Phrases = Phrases()
    later: Phrases = Phrases()
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True)
class Stance:
    """Where a sentence stands on a topic: `side` is 1 or -1.

    Said as a wish, or (not `wished`) as what is not wanted, and then only of this `kind`.
    """

    side: int
    wished: bool
    what: frozenset[str] = frozenset()
    kind: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Contradiction:
    """A line, a later sentence that contradicts it, and the topic of both."""

    line: Line
    said: LineCandidate
    topic: str


def contradictions(library: Library, vision: Vision) -> list[Contradiction]:
    """Every line that the newest sentence on its topic contradicts.

    Only what the person is known to have said later counts.
    """
    return list(_newest_apart(_compared_with_all(library, vision)))


def contradicted_by(
    vision: Vision, session: Session, turn: Turn, take: Take, transcript: Transcript
) -> list[Contradiction]:
    """Every line that the sentences of one answer contradict."""
    if not _counts(session):
        return []
    return list(_newest_apart(_compared(vision, session.id, turn, take, transcript)))


def _counts(session: Session) -> bool:
    """Whether the person speaks in a session, at a known time: an import may be years old."""
    return session.own_speech and session.kind is not Kind.IMPORT


def _newest_apart(compared: Iterable[tuple[Contradiction, bool]]) -> Iterator[Contradiction]:
    decided: set[tuple[int, str]] = set()
    for each, is_apart in compared:
        about = (each.line.number, each.topic)
        if is_apart and about not in decided:
            yield each
        decided.add(about)


def apart_on(one: str, other: str, language: str) -> list[str]:
    """The topics on which two sentences pull apart."""
    return [topic for topic, is_apart in _both_on(one, other, language) if is_apart]


def _compared_with_all(library: Library, vision: Vision) -> Iterator[tuple[Contradiction, bool]]:
    """Every later answer beside every line, newest first."""
    takes = [
        (listed.session.id, turn, take)
        for listed in library.sessions()
        if listed.session and _counts(listed.session)
        for turn in listed.session.turns
        for take in turn.said
    ]
    for session, turn, take in sorted(takes, key=lambda each: each[2].started_at, reverse=True):
        with contextlib.suppress(SessionDamaged):
            transcript = transcript_of(library.folder / session, take)
            if transcript:
                yield from _compared(vision, session, turn, take, transcript)


def _compared(
    vision: Vision, session: str, turn: Turn, take: Take, transcript: Transcript
) -> Iterator[tuple[Contradiction, bool]]:
    """Each line with the sentences of a later answer on a topic of its own, the last one first.

    With whether they pull apart.
    """
    lines = [line for line in vision.lines if line.said_at < take.started_at]
    for sentence in reversed(lines_of(transcript)) if lines else ():
        for line in lines:
            for topic, is_apart in _both_on(line.text, sentence.text, transcript.language):
                said = LineCandidate(session, turn, take, sentence)
                yield Contradiction(line, said, topic), is_apart


def _both_on(one: str, other: str, language: str) -> Iterator[tuple[str, bool]]:
    """The topics that both sentences stand on, and whether they pull apart there."""
    rules = rules_of(language)
    first, second = _stances(one, language), _stances(other, language)
    common = [topic for topic in first if topic in second]
    if not common or _at_different_times(one, other, rules):
        return
    for topic in common:
        a, b = first[topic], second[topic]
        is_of_that_kind = a.kind <= stems(other, language) and b.kind <= stems(one, language)
        if a.what == b.what and is_of_that_kind:
            yield topic, a.side != b.side and (a.wished or b.wished)


def _at_different_times(one: str, other: str, rules: ContradictionRules) -> bool:
    """Whether one is about now and the other about later."""
    a, b = Sentence(one.split()), Sentence(other.split())
    return any(
        bool(x.hits(rules.now) and y.hits(rules.later)) and not x.hits(rules.later)
        for x, y in ((a, b), (b, a))
    )


@functools.lru_cache(maxsize=4096)
def _stances(text: str, language: str) -> dict[str, Stance]:
    """Where a sentence stands, by topic; a topic on which it stands on both sides is left out."""
    rules = rules_of(language)
    sentence = Sentence(text.split())
    if text.rstrip().endswith("?") or sentence.hits(rules.no_stance):
        return {}
    found: dict[str, set[Stance]] = {}
    for wish, wished in _wishes(sentence, rules, language):
        for topic in rules.topics:
            for stance in _stances_in(wish, wished, topic, rules, language):
                found.setdefault(topic.name, set()).add(stance)
    return {
        topic: sorted(stances, key=lambda each: each.wished)[-1]
        for topic, stances in found.items()
        if len({stance.side for stance in stances}) == 1
    }


def _wishes(
    sentence: Sentence, rules: ContradictionRules, language: str
) -> Iterator[tuple[str, bool]]:
    """What comes after "I want" or "I do not want", and whether it is wanted."""
    unwanted = sentence.hits(rules.unwanted)
    wanted = [*sentence.hits(language_of(language).ambition), *sentence.hits(rules.wanted)]
    wanted = [hit for hit in wanted if not any(_overlap(hit, other) for other in unwanted)]
    openings = sorted((hit.first, hit.end) for hit in {*wanted, *unwanted})
    refused = {(hit.first, hit.end) for hit in unwanted}
    goes_on = {hit.end - 1 for hit in sentence.hits(rules.ends_none)}
    for opening, following in itertools.zip_longest(openings, openings[1:]):
        words = sentence.words[opening[1] : following[0] if following else None]
        ends = (
            n
            for n, word in enumerate(words)
            if plain_word(word) in rules.ends_a_wish and opening[1] + n not in goes_on
        )
        end = next(ends, len(words))
        # with the word that ends it, which may narrow it
        yield Sentence(words[: end + 1]).text.strip(" ,.;:!"), opening not in refused


def _overlap(one: PhraseMatch, other: PhraseMatch) -> bool:
    return one.first < other.end and other.first < one.end


def _stances_in(
    wish: str, wished: bool, topic: Topic, rules: ContradictionRules, language: str
) -> Iterator[Stance]:
    for side, patterns in ((1, topic.one), (-1, topic.other)):
        for pattern in patterns:
            for match in _bounded(pattern).finditer(wish):
                turned = len(Sentence(wish[: match.start()].split()).hits(rules.turns))
                is_wished = wished and not turned
                if turned > 1 or (turned and not wished):
                    continue  # who knows
                if not _is_whole(wish, wish[match.end() :], rules, is_wished=is_wished):
                    continue
                groups = match.groupdict()
                what = stems(groups.get("what") or "", language)
                kind = frozenset() if is_wished else _kind(groups.get("kind") or "", language)
                yield Stance(side if is_wished else -side, is_wished, what, kind)


def _is_whole(wish: str, rest: str, rules: ContradictionRules, *, is_wished: bool) -> bool:
    """Whether all of it is wanted or refused, and not only for a time, or one of a kind.

    `rest` is what follows in the wish.
    """
    if not is_wished:
        softened = Sentence(wish.split()).hits(rules.softens)
        whole = any(_anchored(pattern).match(rest) for pattern in rules.whole_refusal.found)
        return whole and not softened
    follows = rest.split()[:1] if rest.startswith(" ") else []
    return not (follows and rules.follows_a_wish) or plain_word(follows[0]) in rules.follows_a_wish


def _kind(words: str, language: str) -> frozenset[str]:
    """The stems of what is refused that say of which kind it is: "the day team"."""
    general = (stems(word, language) for word in rules_of(language).general)
    return stems(words, language).difference(*general)


@functools.cache
def _anchored(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})(?!\w)")


@functools.cache
def _bounded(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w|\u2019s)")


@functools.cache
def rules_of(language: str) -> ContradictionRules:
    """The rules for a language; for one that has no file, nothing pulls apart."""
    path = Path(__file__).with_name(f"pulling_apart_{primary_language(language)}.toml")
    return ContradictionRules.model_validate(
        tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
    )
