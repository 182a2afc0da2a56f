"""The spoken commands, which a person can say instead of pressing a key.

Their phrases are in the data file of a language, see `coach.interview.language`.
"""

from __future__ import annotations

import functools
from enum import StrEnum

from coach.interview.language import InterviewLanguage, interview_language
from coach.interview.phrase_grammar import PhraseGrammar


class Command(StrEnum):
    """What a person can ask for aloud while the coach listens, named as in English."""

    DONE = "that's my answer"  # ends the answer
    NEXT_QUESTION = "next question"  # ends the answer, too: nobody is asked what comes next
    REPEAT = "repeat the question"
    ANOTHER_WAY = "say it another way"
    START_OVER = "start over"
    SKIP = "skip"
    PAUSE = "pause"
    GO_ON = "go on"
    HOW_LONG = "how long have I got"
    PLAY_BACK = "play that back"
    STOP = "stop the session"
    THINKING = "I'm thinking"  # lets no silence end the answer for a while


def commands_in(tag: str) -> PhraseGrammar[Command]:
    """The commands while an answer is recorded, in the language of `tag`, or in English."""
    return _while_recorded(interview_language(tag).code)


def commands_while_paused(tag: str) -> PhraseGrammar[Command]:
    """The same while it is paused, when more ways to go on are understood."""
    return _while_paused(interview_language(tag).code)


@functools.cache
def _while_recorded(code: str) -> PhraseGrammar[Command]:
    language = interview_language(code)
    return PhraseGrammar(_phrases(language), language.commands.prompt, language.utterances)


@functools.cache
def _while_paused(code: str) -> PhraseGrammar[Command]:
    language = interview_language(code)
    commands, phrases = language.commands, _phrases(language)
    phrases[Command.GO_ON] += commands.go_on_while_paused
    prompt = f"{commands.prompt} {commands.prompt_while_paused}"
    return PhraseGrammar(phrases, prompt, language.utterances)


def _phrases(language: InterviewLanguage) -> dict[Command, tuple[str, ...]]:
    return {command: language.commands.phrases[command.name.lower()] for command in Command}
