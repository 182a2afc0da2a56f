from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from coach.audio.clips import LISTENING_RATE_HZ, Samples, joined, silence
from coach.audio.utterances import MARGIN_S
from coach.errors import CoachError
from coach.interview.phrase_grammar import PhraseGrammar
from coach.interview.spoken_commands import Command, commands_in, commands_while_paused
from tests.benchmarks.spoken_phrases import COMMANDS as TOLD
from tests.helpers.spoken import need_whisper

COMMANDS, WHILE_PAUSED = commands_in("en"), commands_while_paused("en")
SAMPLES = np.zeros(LISTENING_RATE_HZ, dtype=np.float32)

VARIANTS = {
    "the next question please": Command.NEXT_QUESTION,
    "Okay. Next question.": Command.NEXT_QUESTION,
    "I am done": Command.DONE,
    "I\N{RIGHT SINGLE QUOTATION MARK}m done!": Command.DONE,
    "That is my answer.": Command.DONE,
    "And that's my answer.": Command.DONE,
    "Could you repeat the question?": Command.REPEAT,
    "Could you please repeat the question?": Command.REPEAT,
    "Repeat the question, thank you.": Command.REPEAT,
    "Can you say it another way?": Command.ANOTHER_WAY,
    "Let me start over.": Command.START_OVER,
    "Um, let's skip this question.": Command.SKIP,
    "How much time do I have?": Command.HOW_LONG,
    "Play it back, please.": Command.PLAY_BACK,
    "Stop the session please.": Command.STOP,
    "Let me think.": Command.THINKING,
}
# As Whisper tiny.en wrote them down without the prompt.
MISHEARD = {
    "Boss.": "Pause.",
    "BOOZ!": "Pause.",
    "Scap.": "Skip.",
    "I'm thanking": "I'm thinking.",
    "gone": "Go on.",
    "It's good.": "Skip.",
    "Let's get.": "Skip.",
    "Say it a hundred ways.": "Say it another way.",
}
NOT_COMMANDS = (
    "",
    "...",
    "Yes.",
    "So I asked for the next question.",
    "Next question was about money.",
    "The next question is hard.",
    "I skipped it.",
    "We paused the project.",
    "I want to go on.",
    "He repeated the question.",
    "I was done by March.",
    "I'm not done.",
    "He is done.",
    "That was my answer.",
    "Let me think about that project.",
    "I started over in Leeds.",
    "Stop the press.",
    "It was a long pause.",
    "A pause.",
    "Keep.",
    "Ship.",
    "No question.",
    "Right.",
    "Thank you.",
    "Pause. And then we went on.",
)
# Those among them in which a command might be hidden: only a second reading tells.
NEAR_COMMANDS = {
    "The next question is hard.",
    "I want to go on.",
    "He repeated the question.",
    "I'm not done.",
    "That was my answer.",
    "Let me think about that project.",
    "A pause.",
    "No question.",
    "Thank you.",
    "Pause. And then we went on.",
}


class Readings:
    """Reads what it was told to, and remembers with which prompts."""

    def __init__(self, unprompted: str, prompted: str) -> None:
        self.prompts: list[str] = []
        self._texts = {"": unprompted, COMMANDS.prompt: prompted}

    def __call__(self, samples: Samples, prompt: str) -> str:
        self.prompts.append(prompt)
        return self._texts[prompt]


@pytest.mark.parametrize(("text", "command"), {**TOLD, **VARIANTS}.items())
def test_a_command_that_was_read_twice_is_one(text: str, command: Command) -> None:
    assert COMMANDS.meant(text, text) is command


@pytest.mark.parametrize("text", TOLD)
def test_the_prompt_holds_every_command(text: str) -> None:
    assert text.rstrip(".?") in COMMANDS.prompt


@pytest.mark.parametrize(("unprompted", "prompted"), MISHEARD.items())
def test_the_reading_without_the_prompt_needs_only_be_near(unprompted: str, prompted: str) -> None:
    assert COMMANDS.meant(unprompted, prompted) is TOLD[prompted]


@pytest.mark.parametrize("grammar", [COMMANDS, WHILE_PAUSED])
@pytest.mark.parametrize("text", NOT_COMMANDS)
@pytest.mark.parametrize("told", TOLD)
def test_the_prompt_alone_makes_no_command(
    text: str, told: str, grammar: PhraseGrammar[Command]
) -> None:
    assert grammar.meant(text, text) is None
    assert grammar.meant(text, told) is None


@pytest.mark.parametrize("text", ["Resume.", "Continue.", "Carry on.", "Okay, I'm ready."])
def test_there_are_more_ways_to_end_a_pause_than_may_be_said_in_an_answer(text: str) -> None:
    assert WHILE_PAUSED.meant(text, text) is Command.GO_ON
    assert COMMANDS.meant("Resume.", "Resume.") is None


def test_the_reading_with_the_prompt_must_be_exact() -> None:
    assert COMMANDS.meant("Next question.", "Next questions are hard.") is None
    assert COMMANDS.meant("Skip.", "") is None


def test_what_the_prompt_makes_whisper_add_does_not_matter() -> None:
    prompted = "Play that back. Go on. Play. Play. Play. Pl"
    assert COMMANDS.meant("Play that Mac.", prompted) is Command.PLAY_BACK
    assert COMMANDS.meant("Play that Mac. Go on.", prompted) is None


def test_what_was_read_exactly_is_read_once() -> None:
    read = Readings("Next question.", "")
    assert COMMANDS.understood(read, SAMPLES) is Command.NEXT_QUESTION
    assert read.prompts == [""]


@pytest.mark.parametrize("text", NOT_COMMANDS)
def test_only_what_is_like_a_command_is_read_again(text: str) -> None:
    read = Readings(text, text)
    assert COMMANDS.understood(read, SAMPLES) is None
    assert read.prompts == (["", COMMANDS.prompt] if text in NEAR_COMMANDS else [""])


def test_a_long_sentence_is_read_once() -> None:
    read = Readings("So I asked for the next question.", "Next question.")
    assert COMMANDS.understood(read, SAMPLES) is None
    assert read.prompts == [""]


def test_doubt_is_settled_by_the_prompt() -> None:
    for prompted, command in (("Pause.", Command.PAUSE), ("Boss.", None)):
        read = Readings("Boss.", prompted)
        assert COMMANDS.understood(read, SAMPLES) is command
        assert read.prompts == ["", COMMANDS.prompt]


@pytest.fixture(scope="module")
def heard() -> Callable[[str], Command | None]:
    """What the packaged Whisper understands of a text that an installed voice says."""
    need_whisper()
    from coach.transcription.choosing import choose_transcriber
    from coach.voices.choosing import choose_voice

    transcriber = choose_transcriber("faster-whisper", None, "en", lambda offer: False)
    try:
        voice = choose_voice("auto", "en")
    except CoachError as error:
        pytest.skip(f"no voice: {error.message}")

    def hear(text: str) -> Command | None:
        margin = silence(MARGIN_S)
        sound = joined([margin, voice.render(text), margin])
        return COMMANDS.understood(
            lambda samples, prompt: transcriber.transcribe(samples, prompt).text, sound.samples
        )

    return hear


@pytest.mark.parametrize("text", ["Next question.", "I'm done."])
def test_a_real_engine_understands_commands(
    heard: Callable[[str], Command | None], text: str
) -> None:
    assert heard(text) is TOLD[text]


@pytest.mark.parametrize("text", ["The next question is hard.", "I skipped it."])
def test_a_real_engine_takes_nothing_else_for_one(
    heard: Callable[[str], Command | None], text: str
) -> None:
    assert heard(text) is None
