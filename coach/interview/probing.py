"""Chooses the follow-up to an answer: pure rules on the words, with the reason for each.

A false probe is worse than ten that are missing: where a rule is not sure, one of the question's
own follow-ups is asked, or none. Rules exist for languages with a file of probes.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from coach.delivery.advice.results import sure_result_line
from coach.delivery.certainty import doubtful_words
from coach.delivery.findings import Certainty, Finding
from coach.delivery.phrases import Sentence
from coach.delivery.spoken import Spoken
from coach.delivery.wording import IN_AMBITION, wording
from coach.interview.clock import far_over_s
from coach.interview.probes import Probes, probes_of
from coach.interview.quotable import quotable_phrase
from coach.library.follow_ups import AskedFollowUp, FollowUpReason
from coach.library.records import AskedQuestion
from coach.voices.ports import PrivateText

_SHORT_S = 20.0  # of speech
_NEEDS_MORE_S = 45  # a question for so long an answer may be answered too shortly
_LEAST_WORDS = 6
_LEAST_SPEECH_S = 4.0  # for one of the question's own follow-ups
_GENERAL_WORDS = 30  # so many words without anything that can be checked are a pattern
_WE_DID = 3
_I_DID = 3
_SURE = 0.6  # mean probability of the words, where a rule is about what was not said
_SLOWEST_WORDS_PER_S = 1.0  # fewer: words are missing


@dataclass(frozen=True)
class ChosenFollowUp:
    """A follow-up, why it is asked, and the words of the person it quotes, if any."""

    text: str
    reason: FollowUpReason
    quote: str = ""

    @property
    def aloud(self) -> str:
        """The text as it is given to the voice."""
        return PrivateText(self.text) if self.quote else self.text


@dataclass(frozen=True)
class Answer:
    """An answer to `question`, or `to_follow_up` of it.

    `is_whole`: everything that was said is among the words.
    """

    spoken: Spoken
    question: AskedQuestion
    is_whole: bool = True
    to_follow_up: bool = False

    @cached_property
    def probes(self) -> Probes:
        """The rules' data for the language of the answer."""
        return probes_of(self.spoken.language.code)

    @cached_property
    def findings(self) -> dict[str, Finding]:
        """What delivery finds in the words, by its name."""
        return {finding.what: finding for finding in wording(self.spoken)}

    @property
    def sentences(self) -> list[Sentence]:
        """The sentences that were said."""
        return self.spoken.sentences

    @cached_property
    def has_all_words(self) -> bool:
        """Whether the words are good enough to say what is not among them."""
        spoken = self.spoken
        words = spoken.words
        return (
            self.is_whole
            and not spoken.transcript.unclear
            and statistics.fmean(word.probability for word in words) >= _SURE
            and len(words) >= _SLOWEST_WORDS_PER_S * spoken.facts.speech_s
        )

    def asks_for(self, what: str) -> bool:
        """Whether the question asks for that, in any of its wordings."""
        texts = {self.question.text, *self.question.wordings.values()}
        return any(Sentence(text.split()).hits(self.probes.asks(what)) for text in texts)

    def says(self, what: str) -> int:
        """How often something of that kind is said."""
        return sum(len(each.hits(self.probes.found(what))) for each in self.sentences)


def choose_follow_up(
    answer: Answer, before: Collection[AskedFollowUp] = (), own_first: int = 0
) -> ChosenFollowUp | None:
    """The follow-up to `answer`; None if there should be none. `before`: those of the session.

    No text is asked twice. The question's own follow-ups are tried from number `own_first` on,
    counted round.
    """
    asked = {follow_up.text for follow_up in before}
    if not _is_an_answer(answer):
        return None
    if not doubtful_words(answer.spoken):
        for reason, rule in RULES.items():
            if answer.to_follow_up and reason not in _AFTER_A_FOLLOW_UP:
                continue
            quote = rule(answer)
            text = None if quote is None else _worded(answer.probes, reason, quote, asked)
            if text:
                return ChosenFollowUp(text, reason, quote or "")
    text = own_follow_up(answer.question, before, own_first)
    return ChosenFollowUp(text, FollowUpReason.OF_THE_QUESTION) if text else None


def own_follow_up(
    question: AskedQuestion, before: Collection[AskedFollowUp], own_first: int
) -> str | None:
    """The question's own follow-up that is asked where no rule fits; None if all were asked."""
    own, asked = question.follow_ups, {follow_up.text for follow_up in before}
    first = own_first % max(1, len(own))
    return next((each for each in (*own[first:], *own[:first]) if each not in asked), None)


def _is_an_answer(answer: Answer) -> bool:
    """Whether enough was said, and the person did not decline to answer."""
    spoken = answer.spoken
    if not answer.is_whole and spoken.facts.speech_s >= _SHORT_S:
        return True  # the words will still come
    if len(spoken.words) < _LEAST_WORDS or spoken.facts.speech_s < _LEAST_SPEECH_S:
        return False
    if spoken.facts.speech_s >= _SHORT_S:
        return True
    return not answer.says("declines") and not spoken.words[-1].text.endswith("?")


def _worded(
    probes: Probes, reason: FollowUpReason, quote: str, asked: Collection[str]
) -> str | None:
    """The first wording that was not asked before."""
    texts = (text.replace("{quote}", quote) for text in probes.texts.get(reason, ()))
    return next((text for text in texts if text not in asked), None)


def _over_time(answer: Answer) -> str | None:
    target_s, length_s = answer.question.seconds, answer.spoken.facts.duration_s
    if not target_s or length_s < far_over_s(target_s):
        return None
    return ""


def _hedged_ambition(answer: Answer) -> str | None:
    """The hedge in a sentence about what they want, where they were asked for that."""
    hedges = answer.findings.get("hedges")
    if hedges is None or not answer.asks_for("ambition"):
        return None
    for moment in hedges.moments:
        if moment.rule.endswith(IN_AMBITION) and moment.certainty is Certainty.SURE:
            return re.sub(r"\bi\b", "I", moment.phrase.strip(".,;:?!…").lower())
    return None


def _short(answer: Answer) -> str | None:
    """A phrase to say more about, where the answer is much shorter than the question asks for."""
    needs_more = (answer.question.seconds or _NEEDS_MORE_S) >= _NEEDS_MORE_S
    if not needs_more or answer.spoken.facts.speech_s >= _SHORT_S:
        return None
    return quotable_phrase(answer.spoken.words, answer.probes.quotes)


def _own_part(answer: Answer) -> str | None:
    if not answer.has_all_words or not answer.asks_for("story"):
        return None
    is_ours = answer.says("we_did") >= _WE_DID and not answer.says("first_person")
    return "" if is_ours else None


def _no_outcome(answer: Answer) -> str | None:
    """Whether a story ends with what the person did, and surely no sentence before it is a result.

    What only may be one is asked after: a question costs less than praise for no result.
    """
    language = answer.spoken.language
    if not answer.has_all_words or not answer.asks_for("story") or not language.advice.finds:
        return None
    last = answer.sentences[-1]
    did = sum(len(each.hits(language.actions)) for each in answer.sentences)
    ends_with_own = last.hits(answer.probes.found("begins_with_own_action"))
    has_result = sure_result_line(answer.spoken) is not None
    return "" if did >= _I_DID and not has_result and ends_with_own else None


def _no_instance(answer: Answer) -> str | None:
    """Whether somebody who was asked what they are like says nothing that can be checked."""
    if not answer.has_all_words or not answer.asks_for("quality"):
        return None
    specifics = answer.findings.get("specifics")
    is_general = (
        len(answer.spoken.words) >= _GENERAL_WORDS
        and specifics is not None
        and specifics.how_many == 0
        and answer.says("general") >= 2
        and not answer.says("instance")
    )
    return "" if is_general else None


def _number(answer: Answer) -> str | None:
    """The number in a claim that something changed, unless it was told how it was measured."""
    claims = answer.asks_for("story") or answer.asks_for("quality")
    if not claims or answer.says("measured"):
        return None
    return next(_measured_changes(answer), None)


def _measured_changes(answer: Answer) -> Iterator[str]:
    probes = answer.probes
    for line, sentence in zip(answer.spoken.lines, answer.sentences, strict=True):
        if not sentence.hits(probes.found("change")):
            continue
        for hit in (
            *sentence.hits(probes.found("from_to")),
            *sentence.hits(probes.found("amount")),
        ):
            said = answer.spoken.words[line.first_word + hit.first : line.first_word + hit.end]
            if min(word.probability for word in said) >= _SURE:
                text = " ".join(word.text for word in said).strip(".,;:?!…")
                yield re.sub(r"^(?:in|by|from) ", "", text)


RULES: dict[FollowUpReason, Callable[[Answer], str | None]] = {
    FollowUpReason.OVER_TIME: _over_time,
    FollowUpReason.HEDGED_AMBITION: _hedged_ambition,
    FollowUpReason.OWN_PART: _own_part,
    FollowUpReason.NO_OUTCOME: _no_outcome,
    FollowUpReason.NO_INSTANCE: _no_instance,
    FollowUpReason.NUMBER: _number,
    FollowUpReason.SHORT: _short,
}
"""The rules, in the order in which they are tried.

Each gives the words to quote, "" for none, or None if there is no reason to probe.
"""

# The answer to a follow-up is short by nature, and only a part of a story.
_AFTER_A_FOLLOW_UP = (FollowUpReason.HEDGED_AMBITION, FollowUpReason.NUMBER)
