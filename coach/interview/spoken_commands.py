"""The spoken commands, which a person can say instead of pressing a key. English only."""

from __future__ import annotations

from enum import StrEnum

from coach.interview.phrase_grammar import PhraseGrammar


class Command(StrEnum):
    """What a person can ask for aloud while the coach listens."""

    DONE = "that's my answer"  # ends the answer
    NEXT_QUESTION = "next question"  # ends the answer, and skips the choice after it
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


_PROMPT = (
    "Next question. That's my answer. I'm done. Repeat the question. Say it another way. "
    "Start over. Skip. Pause. Go on. How long have I got? Play that back. Stop the session. "
    "I'm thinking."
)

_SAYINGS: dict[Command, tuple[str, ...]] = {
    Command.DONE: (
        "i'm done",
        "i'm finished",
        "that's my answer",
        "this is my answer",
        "and that's my answer",
        "so that's my answer",
    ),
    Command.NEXT_QUESTION: ("next question", "the next question", "go to the next question"),
    Command.REPEAT: (
        "repeat the question",
        "repeat that",
        "repeat that question",
        "repeat it",
        "repeat",
        "say that again",
        "say it again",
        "what was the question",
        "what was the question again",
    ),
    Command.ANOTHER_WAY: (
        "say it another way",
        "say that another way",
        "say it in another way",
        "say it differently",
        "say that differently",
        "ask it another way",
        "put it another way",
        "rephrase the question",
        "rephrase that",
        "rephrase it",
    ),
    Command.START_OVER: (
        "start over",
        "start again",
        "let me start over",
        "let me start again",
        "i want to start over",
        "i'd like to start over",
    ),
    Command.SKIP: (
        "skip",
        "skip it",
        "skip that",
        "skip this",
        "skip this one",
        "skip that one",
        "skip the question",
        "skip this question",
        "skip that question",
    ),
    Command.PAUSE: ("pause", "pause the session", "take a pause"),
    Command.GO_ON: ("go on", "carry on", "continue"),
    Command.HOW_LONG: (
        "how long have i got",
        "how long have i got left",
        "how long do i have",
        "how long do i have left",
        "how much time have i got",
        "how much time have i got left",
        "how much time do i have",
        "how much time do i have left",
        "how much time is left",
    ),
    Command.PLAY_BACK: ("play that back", "play it back", "play this back", "play that again"),
    Command.STOP: (
        "stop the session",
        "stop this session",
        "end the session",
        "end this session",
        "stop the interview",
        "end the interview",
    ),
    Command.THINKING: (
        "i'm thinking",
        "i'm still thinking",
        "let me think",
        "i need to think",
        "let me think for a moment",
        "let me think for a second",
    ),
}

COMMANDS = PhraseGrammar(_SAYINGS, _PROMPT)

# While an answer is paused, speech is not part of it, so more ways to say "go on" are understood.
# In an answer, "resume" alone may be one of its words.
_WAYS_TO_GO_ON = (
    "resume",
    "go ahead",
    "let's go on",
    "let's continue",
    "let's carry on",
    "let's resume",
    "i'm ready",
    "i'm back",
    "carried on",  # how Whisper writes "carry on", spoken alone
    "unpause",
    "end the pause",
)
WHILE_PAUSED = PhraseGrammar(
    _SAYINGS | {Command.GO_ON: (*_SAYINGS[Command.GO_ON], *_WAYS_TO_GO_ON)},
    f"{_PROMPT} Resume. Continue. Carry on. I'm ready.",
)
