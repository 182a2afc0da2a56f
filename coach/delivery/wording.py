"""Figures of words: fillers, discourse markers, hedges, specifics, structure, repetition."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from coach.delivery.advice.results import result_lines, sure_result_line
from coach.delivery.certainty import (
    doubtful_words,
    no_list,
    too_little_speech,
    too_quiet,
    unsure,
)
from coach.delivery.findings import NAMES, Certainty, Finding, Moment
from coach.delivery.language import Language, Phrases
from coach.delivery.phrases import PhraseMatch, Sentence
from coach.delivery.spoken import Spoken
from coach.delivery.voiced import uncovered
from coach.transcription.ports import Stage
from coach.transcription.words import plain_word

PARTS = ("situation", "task", "action", "result")
IN_AMBITION = "in a sentence about ambition"
_SOUNDS_LIKE = "sounds like the "

_LONGEST_PHRASE, _SHORTEST_PHRASE = 6, 2  # in words
_OFTEN = 3
_HELD_SOUND = "a held sound that no word covers"
_FILLER_AROUND = 3  # words quoted on either side


def wording(spoken: Spoken) -> list[Finding]:
    """Everything about the words."""
    if not spoken.words:
        return []
    language, why = spoken.language, doubtful_words(spoken)
    specifics = (language.numbers.found, language.dates.found, language.actions.found)
    found = [
        (_markers(spoken), no_list(spoken, language.markers.found)),
        (_hedges(spoken), no_list(spoken, language.hedges.found)),
        (_specific(spoken), no_list(spoken, *specifics)),
        (_structure(spoken), no_list(spoken, language.structure)),
        (_repetition(spoken), no_list(spoken, language.repetition.common)),
    ]
    return [
        *_fillers(spoken),
        *(unsure(why or lacking, each) for findings, lacking in found for each in findings),
    ]


def _fillers(spoken: Spoken) -> list[Finding]:
    rule = "um, uh, er, hmm and their like"
    moments = tuple(
        spoken.moment_of_words(
            max(0, number - _FILLER_AROUND),
            min(len(spoken.words), number + 1 + _FILLER_AROUND),
            rule,
            found=(number, number + 1),
        )
        for number in spoken.fillers
    )
    why = no_list(spoken, spoken.language.fillers.words)
    if not why and spoken.transcript.stage is not Stage.VERBATIM:
        why = "nobody has listened for them yet"
    why = why or too_quiet(spoken)
    counted = spoken.counted("fillers", rule, moments)
    perhaps = tuple(_perhaps(spoken))
    findings = [unsure(why, counted.model_copy(update={"moments": (*moments, *perhaps)}))]
    if spoken.facts.duration_s and not why:
        minutes = max(spoken.end_s - spoken.start_s, 1.0) / 60
        rate = round(len(moments) / minutes, 1)
        per_minute = spoken.finding("fillers_per_minute", rate, "per min", rule)
        findings.append(unsure(too_little_speech(spoken), per_minute))
    return findings


def _perhaps(spoken: Spoken) -> Iterator[Moment]:
    """Sounds that may be fillers; they are shown, and not counted."""
    for start_s, end_s in uncovered(spoken):
        after = next(
            (n for n, word in enumerate(spoken.words) if word.start_s >= start_s),
            len(spoken.words),
        )
        first, end = max(0, after - _FILLER_AROUND), after + _FILLER_AROUND
        moment = spoken.moment_of_words(first, min(len(spoken.words), end), _HELD_SOUND)
        yield moment.model_copy(
            update={
                "start_s": min(moment.start_s, round(start_s, 3)),
                "end_s": max(moment.end_s, round(end_s, 3)),
                "phrase": "",
                "at_s": round(start_s, 3),
                "certainty": Certainty.UNSURE,
            }
        )


def _markers(spoken: Spoken) -> list[Finding]:
    rule = "like, you know, I mean, so: only where they are not the plain word"
    return [spoken.counted("markers", rule, spoken.moments(spoken.language.markers, rule))]


def _hedges(spoken: Spoken) -> list[Finding]:
    """All hedges, and apart from them those in what the speaker says they want."""
    rule = "words that take back what is said"
    everywhere, in_ambition = [], []
    for number, (line, sentence) in enumerate(zip(spoken.lines, spoken.sentences, strict=True)):
        for hit in sentence.hits(spoken.language.hedges):
            ambitious = spoken.about_ambition[number]
            moment = spoken.moment(line, hit, f"{rule}, {IN_AMBITION}" if ambitious else rule)
            everywhere.append(moment)
            if ambitious:
                in_ambition.append(moment)
    apart = spoken.counted("hedges_in_ambition", f"{rule}, {IN_AMBITION}", in_ambition)
    return [
        spoken.counted("hedges", rule, everywhere),
        apart.model_copy(update={"moments": ()}),  # they are among the others
    ]


def _specific(spoken: Spoken) -> list[Finding]:
    """Numbers, dates, names, and what the speaker did."""
    language = spoken.language
    dates = spoken.moments(language.dates, "date")
    numbers = [
        moment
        for moment in spoken.moments(language.numbers, "number")
        if not any(moment.at_s >= date.at_s and moment.phrase in date.phrase for date in dates)
    ]
    did = spoken.moments(language.actions, "first person, past tense")
    moments = sorted([*numbers, *dates, *_names(spoken), *did], key=lambda moment: moment.at_s)
    names = f"{NAMES}, " if language.names_are_capitalised else ""
    rule = f"numbers, dates, {names}first-person actions"
    return [spoken.counted("specifics", rule, moments)]


def _names(spoken: Spoken) -> Iterator[Moment]:
    """Words with a capital within a sentence: names, where the language writes only those so."""
    if not spoken.language.names_are_capitalised:
        return
    dates = spoken.language.dates
    no_names = _no_names(spoken)
    for line, sentence in zip(spoken.lines, spoken.sentences, strict=True):
        taken = {n for hit in sentence.hits(dates) for n in range(hit.first, hit.end)}
        taken |= {n - line.first_word for n in no_names}
        first = None
        opening = next(
            (n for n, w in enumerate(sentence.words) if not spoken.language.fillers.has(w)), 0
        )
        for number in range(opening + 1, len(sentence.words) + 1):
            is_name = number < len(sentence.words) and _named(sentence, number, taken)
            if is_name and first is None:
                first = number
            elif not is_name and first is not None:
                yield spoken.moment(line, PhraseMatch(first, number), "name")
                first = None


def _no_names(spoken: Spoken) -> set[int]:
    """The words whose capital tells nothing.

    Whisper begins a piece of speech with one, also in mid-sentence: everyday words, those that come
    in small letters, too, and the first of each segment are no names, as far as anybody can tell.
    """
    words = spoken.words
    known = {plain_word(word.text) for word in words if word.text[:1].islower()}
    known |= spoken.language.repetition.no_names
    capitals = (n for n, word in enumerate(words) if word.text[:1].isupper())
    return {
        *(segment.first_word for segment in spoken.transcript.segments),
        *(n for n in capitals if known & _forms(words[n].text)),
    }


def _forms(word: str) -> set[str]:
    """A word as it may be in a list: with what is contracted to it ("They're"), and without."""
    whole = word.replace("\u2019", "'")
    without = re.sub(r"'(?:s|re|ve|ll|d|m)\b|n't\b", "", whole, flags=re.I)
    return {plain_word(whole), plain_word(without)}


def _named(sentence: Sentence, number: int, taken: set[int]) -> bool:
    word = sentence.words[number].strip(".,?!…\"'()")
    if number in taken or not word[:1].isupper():
        return False
    before = sentence.words[number - 1]
    return not re.match(r"I\b", word) and not before.endswith(("...", "…", '."', '?"', ":"))


def _structure(spoken: Spoken) -> list[Finding]:
    """Situation, task, action and result, as far as they were heard, each with its sentence.

    Not where the question asks for no story.
    """
    if spoken.asked_for_story is False:
        return []
    result, sure_result = result_lines(spoken), sure_result_line(spoken)
    moments: dict[str, list[Moment]] = {part: [] for part in PARTS}
    for number, sentence in enumerate(spoken.sentences):
        part = _part_in_story(number, sentence, spoken, result)
        if part:
            lines = result if number in result else range(number, number + 1)
            moment = spoken.moment_of_lines(lines, f"{_SOUNDS_LIKE}{part}")
            if number in result and sure_result not in result:
                moment = moment.model_copy(update={"certainty": Certainty.UNSURE})
            moments[part].append(moment)
    heard = [part for part in PARTS if moments[part]]
    firsts = tuple(moments[part][0] for part in heard)
    return [spoken.counted("structure", "which of " + ", ".join(PARTS) + " was heard", firsts)]


def told_part(moment: Moment) -> str:
    """The part of a story that a moment of the structure sounds like, and whether only perhaps."""
    part = moment.rule.removeprefix(_SOUNDS_LIKE)
    return f"perhaps {part}" if moment.certainty is Certainty.UNSURE else part


def _part_in_story(number: int, sentence: Sentence, spoken: Spoken, result: range) -> str:
    """The part of a sentence among others, of which only those numbered `result` are the result."""
    if not spoken.language.advice.finds:
        return part_of(sentence, spoken)
    if number in result:
        return "result"
    part = part_of(sentence, spoken)
    return "" if part == "result" else part


def part_of(sentence: Sentence, spoken: Spoken) -> str:
    """Which part of a told story a sentence sounds like; "" for none."""
    language = spoken.language
    if sentence.hits(language.ambition) or _has(sentence, language, "no_part"):
        return ""
    for part in ("task", "result"):
        if _has(sentence, language, part):
            return part
    if sentence.hits(language.actions):
        return "action"
    return "situation" if _has(sentence, language, "situation") else ""


def _has(sentence: Sentence, language: Language, part: str) -> bool:
    return bool(sentence.hits(Phrases(found=language.structure.get(part, ()))))


def _repetition(spoken: Spoken) -> list[Finding]:
    """Phrases said again and again; the longest form of each."""
    rule = f"the same {_SHORTEST_PHRASE} to {_LONGEST_PHRASE} words, {_OFTEN} times or more"
    texts = [word.text for word in spoken.words]
    keys = [re.sub(r"[^\w\u2019]", "", word) for word in Sentence(texts).text.split(" ")]
    common = spoken.language.repetition.common_words
    fillers = set(spoken.fillers)
    covered: set[int] = set()
    moments: list[Moment] = []
    for length in range(_LONGEST_PHRASE, _SHORTEST_PHRASE - 1, -1):
        for places in _repeated(keys, length, common, fillers):
            free = [place for place in places if not covered & set(range(place, place + length))]
            if len(free) >= _OFTEN:
                covered.update(n for place in free for n in range(place, place + length))
                moments += (spoken.moment_of_words(n, n + length, rule) for n in free)
    moments.sort(key=lambda moment: moment.at_s)
    return [spoken.counted("repetitions", rule, moments)]


def _repeated(
    keys: Sequence[str], length: int, common: frozenset[str], fillers: set[int]
) -> Iterator[list[int]]:
    """Where each phrase of `length` words begins that comes often and is not only common words."""
    places: dict[tuple[str, ...], list[int]] = {}
    for first in range(len(keys) - length + 1):
        phrase = tuple(keys[first : first + length])
        if fillers & set(range(first, first + length)) or set(phrase) <= common:
            continue
        places.setdefault(phrase, []).append(first)
    counts = Counter({phrase: len(firsts) for phrase, firsts in places.items()})
    for phrase, count in counts.most_common():
        if count < _OFTEN:
            return
        yield places[phrase]
