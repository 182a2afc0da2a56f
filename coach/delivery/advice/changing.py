"""Rules for what to change next time. Each is silent unless it is sure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator

from coach.delivery.advice.answer import Answer, Found, found_by
from coach.delivery.advice.records import ToChange
from coach.delivery.bands import Band
from coach.delivery.findings import Certainty, Moment
from coach.delivery.wording import IN_AMBITION
from coach.formats import clock

_LEAD_IN_WORDS = 40
_LEAD_IN_S = 12.0
_LEADS_TO_IT = 2  # words that a lead-in shares with the question: then it is part of the answer
_STRONG_WORDS = 5  # of a sentence that can stand at the end
_LONG_SENTENCE_WORDS = 55
_FIRST_WORDS = 10  # quoted of a long sentence
_OVER = 1.2  # of the time the question gives
_OVER_S = 6.0
_WE = 4
_HEDGES = 2
_AT_ONCE, _IN_ALL = 2, 3  # hedges of one sentence about the speaker, and of all of them
_FILLERS_PER_MINUTE = 8.0
_FILLERS = 5
_FAST, _SLOW = 1.02, 0.86  # of the ends of the band: so far outside it can be heard
_CLAIMS_WORDS = 40
_VAGUE_WORDS = 16  # a longer sentence says more than that it was good
_LATE = 0.6  # of the sentences: what is said again is said again at the end
_SHARED = 3
_SHARE = 0.6  # of the words of the shorter sentence
_LONGER = 3  # a sentence so many times longer has too many words that it could share


def _came_late(answer: Answer) -> Found | None:
    """The sentence that answers, where many words lead to it."""
    line = _first_answering_line(answer)
    if line is None:
        return None
    moment = answer.moment(line, "the first sentence that answers")
    before = answer.spoken.lines[line].first_word
    lead_in_s = moment.start_s - answer.spoken.start_s
    if before < _LEAD_IN_WORDS or lead_in_s < _LEAD_IN_S:
        return None
    return Found(0.85, moment, {"seconds": f"{lead_in_s:.0f}"})


def _first_answering_line(answer: Answer) -> int | None:
    """The sentence that turns to the answer after a lead-in; None where there is no lead-in."""
    lead_in = answer.lines_with("lead_in")
    if not lead_in or lead_in[0] > 0:
        return _first_event(answer) if answer.wants_story else _aim_said_at_last(answer)
    turns = answer.lines_with("turns_to_the_answer")
    return next((line for line in turns if line > lead_in[0]), None)


def _first_event(answer: Answer) -> int | None:
    """The sentence in which something happens at last, where that was asked for."""
    kinds = ("past", "we_did", "others_did", "instance")
    happens = {*answer.doing, *(line for kind in kinds for line in answer.lines_with(kind))}
    happens |= set(answer.lines_that_hit(answer.spoken.language.dates))
    first = min(happens, default=0)
    return None if _leads_to_it(answer, first) else first


def _aim_said_at_last(answer: Answer) -> int | None:
    """The sentence that says what the speaker wants, where that was asked for."""
    if not answer.asks("aim"):
        return None
    first = next(iter(answer.lines_with("says_aim")), 0)
    return None if _leads_to_it(answer, first) else first


def _leads_to_it(answer: Answer, line: int) -> bool:
    """Whether what comes before a sentence is part of the answer, or is nothing."""
    shared = frozenset().union(*answer.content[:line]) & answer.asked_for
    return not line or len(shared) >= _LEADS_TO_IT


def _trailed_off(answer: Answer) -> Found | None:
    """The last strong sentence, where the answer dies away after it."""
    polite = answer.lines_with("polite_ending")
    last = max((n for n in range(len(answer.spoken.lines)) if n not in polite), default=0)
    if last not in answer.lines_with("dying_away"):
        return None
    weak = set(answer.lines_with("weak_ending"))
    strong = next(
        (
            line
            for line in range(last - 1, -1, -1)
            if line not in weak and len(answer.spoken.sentences[line].words) >= _STRONG_WORDS
        ),
        None,
    )
    moment = None if strong is None else answer.moment(strong, "the last strong sentence")
    return Found(0.95, moment, text="" if moment else "trailed_off_at_once")


def _no_result(answer: Answer) -> Found | None:
    if not (answer.wants_story and answer.has_all_words):
        return None
    if answer.result is not None or answer.may_tell_result:
        return None
    if not answer.doing and not answer.says("we_did"):
        return None
    return Found(0.85)


def _no_own_part(answer: Answer) -> Found | None:
    if not (answer.wants_story and answer.has_all_words) or answer.says("we") < _WE:
        return None
    if answer.doing or answer.says("own_part"):
        return None
    first = next(iter(answer.lines_with("we_did")), None)
    moment = None if first is None else answer.moment(first, "we, and never I")
    return Found(0.9, moment, {"count": str(answer.says("we"))})


def _nothing_to_check(answer: Answer) -> Found | None:
    """Where no number, name or day is said, and nothing is told that happened."""
    if answer.wants_story:
        return _vague_result(answer)
    if answer.asks("imagined"):
        return None
    if answer.count < _CLAIMS_WORDS or not answer.has_all_words:
        return None
    happened = len(answer.doing) > 1 or answer.says("instance") or answer.says("others_did") > 1
    if happened or to_check(answer):
        return None
    first = next(iter(answer.lines_with("general")), 0)
    return Found(0.85, answer.moment(first, "nothing that can be checked"))


def _vague_result(answer: Answer) -> Found | None:
    """The sentence that tells what came of a story, where all it says is that this was good.

    None where another sentence may tell more of it that can be checked.
    """
    line = answer.likely_result
    if line is None or line not in answer.lines_with("vague_result"):
        return None
    if len(answer.spoken.sentences[line].words) > _VAGUE_WORDS:
        return None
    places = [(moment.rule, answer.line_at(moment.at_s)) for moment in to_check(answer)]
    checked = {n for _, n in places}
    if line in checked.union(*map(answer.lines_with, ("lasting", "perfect"))):
        return None
    told = {n for rule, n in places if rule != "date" or n > line}
    if not told.isdisjoint(answer.perhaps_results):
        return None  # "It was a success. Two hundred people came."
    return Found(0.85, answer.moment(line, "a result that cannot be checked"), text="vague_result")


def to_check(answer: Answer) -> list[Moment]:
    """The numbers, days and names."""
    return [moment for moment in answer.found("specifics") if moment.rule in CHECKED]


def _softened(answer: Answer) -> Found | None:
    by_line = dict(_hedged(answer))
    if sum(_softness(answer, *each) for each in by_line.items()) < _HEDGES:
        return None
    most = max(by_line, key=lambda line: len(by_line[line]))
    phrase = re.sub(r"\bi\b", "I", by_line[most][0].phrase.strip(".,;:?!…").lower())
    return Found(0.9, answer.moment(most, "softened"), {"phrase": phrase})


def _hedged(answer: Answer) -> Iterator[tuple[int, list[Moment]]]:
    """The hedges of each sentence that says what the speaker wants or can, and of those about the
    speaker, where these have many.
    """
    sure = [each for each in answer.found("hedges") if each.certainty is Certainty.SURE]
    by_line = itertools.groupby(sure, key=lambda moment: answer.line_at(moment.at_s))
    hedged = {line: list(moments) for line, moments in by_line}
    softness = {line: _softness(answer, line, each) for line, each in hedged.items()}
    able = set(answer.lines_with("able"))
    own = set(answer.lines_with("first_person")).difference(answer.lines_with("dying_away"))
    own_softness = [softness[line] for line in own & softness.keys()]
    is_soft = max(own_softness, default=0) >= _AT_ONCE or sum(own_softness) >= _IN_ALL
    for line, moments in hedged.items():
        in_ambition = moments[0].rule.endswith(IN_AMBITION)
        if in_ambition or line in able or (line in own and is_soft):
            yield line, moments


def _softness(answer: Answer, line: int, hedges: list[Moment]) -> int:
    """How often a sentence is made smaller, by its hedges and otherwise."""
    return len(hedges) + len(answer.hits["softener"][line])


def _long_sentence(answer: Answer) -> Found | None:
    fillers = set(answer.spoken.fillers)
    lengths = [
        sum(n not in fillers for n in range(line.first_word, line.end_word))
        for line in answer.spoken.lines
    ]
    longest = max(range(len(lengths)), key=lengths.__getitem__)
    if lengths[longest] < _LONG_SENTENCE_WORDS:
        return None
    first = answer.spoken.lines[longest].first_word
    moment = answer.spoken.moment_of_words(first, first + _FIRST_WORDS, "a long sentence")
    return Found(0.95, moment, {"words": str(lengths[longest])})


def _over_time(answer: Answer) -> Found | None:
    target_s, length_s = answer.spoken.target_s, answer.spoken.facts.duration_s
    if not target_s or length_s < max(_OVER * target_s, target_s + _OVER_S):
        return None
    put_in = {"over": clock(length_s - target_s), "target": clock(target_s)}
    twice = _said_twice(answer)
    if twice and twice.moment:
        return Found(0.95, twice.moment, put_in, "over_time_and_twice")
    late = next((n for n, each in enumerate(answer.spoken.lines) if each.start_s > target_s), None)
    if late is None:
        return Found(0.95, None, put_in)
    return Found(0.95, answer.moment(late, "after the time was up"), put_in, "over_time_here")


def _said_twice(answer: Answer) -> Found | None:
    """The second of two sentences that say the same."""
    for line in answer.lines_with("again"):
        if line > 0:
            return Found(0.9, answer.moment(line, "said again"))
    content = answer.content
    for second in range(len(content)):
        if second < _LATE * len(content):
            continue
        for first in range(second - 1):  # what follows at once explains
            if _is_same(content[first], content[second]):
                return Found(0.8, answer.moment(second, "said before"))
    return None


def _is_same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sentences have most of their words in common."""
    shorter, longer = sorted((len(one), len(other)))
    shared = len(one & other)
    return longer <= _LONGER * shorter and shared >= max(_SHARED, _SHARE * shorter)


def _fillers(answer: Answer) -> Found | None:
    count = answer.delivery.figure("fillers")
    rate = answer.delivery.figure("fillers_per_minute")
    if count is None or rate is None or count < _FILLERS or rate < _FILLERS_PER_MINUTE:
        return None
    return Found(0.95, None, {"count": f"{count:.0f}", "rate": f"{rate:.0f}"})


def _too_fast(answer: Answer) -> Found | None:
    pace, band = _pace_and_band(answer)
    if pace is None or not band or not band.high or pace < _FAST * band.high:
        return None
    put_in = {"pace": f"{pace:.0f}"}
    over = _over_time(answer)
    if over:
        return Found(0.95, None, put_in | over.put_in, "too_fast_and_over")
    return Found(0.95, None, put_in)


def _too_slow(answer: Answer) -> Found | None:
    pace, band = _pace_and_band(answer)
    if pace is None or not band or not band.low or pace > _SLOW * band.low:
        return None
    return Found(0.95, None, {"pace": f"{pace:.0f}"})


def _pace_and_band(answer: Answer) -> tuple[float | None, Band | None]:
    pace = answer.delivery.of("pace_with_pauses")
    return (pace.how_many, pace.band) if pace else (None, None)


CHECKED = ("number", "date", "name")
# In the order in which a trainer would say them, where several are as sure. That a question was not
# answered is not among them: whether it was cannot be told from words.
RULES: dict[ToChange, Callable[[Answer], Found | None]] = {
    ToChange.NO_OWN_PART: _no_own_part,
    ToChange.SOFTENED: _softened,
    ToChange.CAME_LATE: _came_late,
    ToChange.TOO_FAST: _too_fast,
    ToChange.FILLERS: _fillers,  # which may be what makes it slow
    ToChange.TOO_SLOW: _too_slow,
    ToChange.OVER_TIME: _over_time,
    ToChange.LONG_SENTENCE: _long_sentence,
    ToChange.TRAILED_OFF: _trailed_off,
    ToChange.SAID_TWICE: _said_twice,
    ToChange.NO_RESULT: _no_result,
    ToChange.NOTHING_TO_CHECK: _nothing_to_check,
}


def to_change(answer: Answer) -> Iterator[tuple[ToChange, Found]]:
    """Everything that could be changed in an answer, the first first."""
    return found_by(RULES, answer)
