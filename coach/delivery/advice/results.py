"""Finds the sentences of a story that tell what came of it.

Results are told in too many ways to list. They are found by where they stand: what came of it is
the last thing that happens in a story, before what the speaker thinks of it. The sentences there
are weighed by what results mostly have: somebody else did something, a number, "since", "still".
"""

from __future__ import annotations

from coach.delivery.language import Phrases
from coach.delivery.spoken import Spoken

_LAST_EVENTS = 3  # a result is among so many sentences at the end
_EARLIEST = 0.27  # of the sentences: before that, a story has only begun
_SHORT, _TOO_LONG = 14, 60  # words; so long a sentence tells more than what came of it
_OPENING = 4  # what is thought in the first words of a sentence is what the sentence is about
_SURE, _SURER = 0.5, 0.7  # of the very last event, and of those before it
_WEIGHTS = {"others_did": 0.5, "lasting": 0.5, "success": 0.5, "beginning": -0.6}
_NUMBER = 0.4
_PHRASE = 1.0  # of a phrase that only results have
_OWN_DOING = -0.35  # the last thing the speaker does is not yet what came of it
_NOTHING = 0.1  # nothing happens in such a sentence
_LATER = 0.05  # of two, the later


def result_lines(spoken: Spoken) -> list[int]:
    """The sentences that sound like a result, the surest first."""
    last = _last_events(spoken)
    scores = {n: _score(spoken, n) + _LATER * place for place, n in enumerate(reversed(last))}
    newest = next((n for n in last if scores[n] > _NOTHING), None)
    sure = [n for n, score in scores.items() if score >= (_SURE if n == newest else _SURER)]
    return sorted(sure, key=lambda n: -scores[n])


def may_tell_result(spoken: Spoken) -> bool:
    """Whether a sentence may be a result: then nobody should be told that none was told."""
    lasting = spoken.language.advice.found("lasting")
    last = _last_events(spoken)
    return any(
        _score(spoken, n) >= (_SURE if n in last else _SURER)
        or (n in last and spoken.sentences[n].hits(lasting))
        or len(spoken.sentences[n].words) > _TOO_LONG
        for n in _late(spoken)
    )


def _late(spoken: Spoken) -> list[int]:
    """The sentences in which a story may have come to its end, the last first."""
    earliest = _EARLIEST * len(spoken.sentences)
    return [n for n in reversed(range(len(spoken.sentences))) if n >= earliest]


def _last_events(spoken: Spoken) -> list[int]:
    """The last sentences in which something happens, the last first."""
    return [n for n in _late(spoken) if not _is_comment(spoken, n)][:_LAST_EVENTS]


def _is_comment(spoken: Spoken, number: int) -> bool:
    """Whether a sentence says what the speaker thinks or wants, or only ends the answer."""
    sentence, language = spoken.sentences[number], spoken.language
    kinds = ("comment", "weak_ending")
    if len(sentence.words) <= _SHORT and sentence.hits(language.advice.found("dying_away")):
        return True
    hits = [hit for kind in kinds for hit in sentence.hits(language.advice.found(kind))]
    return bool(sentence.hits(language.ambition)) or any(hit.first < _OPENING for hit in hits)


def _score(spoken: Spoken, number: int) -> float:
    sentence, language = spoken.sentences[number], spoken.language
    if len(sentence.words) > _TOO_LONG:
        return 0.0
    kinds = {what for what in _WEIGHTS if sentence.hits(language.advice.found(what))}
    score = sum(_WEIGHTS[what] for what in kinds)
    if sentence.hits(Phrases(found=language.structure.get("result", ()))):
        score += _PHRASE
    if sentence.hits(language.numbers) and score > 0:
        score += _NUMBER
    if sentence.hits(language.advice.found("does_at_first")):
        score += _OWN_DOING
    return score
