"""Questions of a debrief, asked and answered aloud. English only."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from coach.audio.clips import AudioClip
from coach.cli.voice_input import VoiceInput
from coach.debrief.ports import BACK, ITSELF, Keep, Means, Prompter
from coach.interview.dictation import meant
from coach.interview.phrase_grammar import PhraseGrammar
from coach.interview.ports import Choice

_SAY_IT, _TYPE_IT = "say it", "type it"  # by voice there is nothing to choose
_GO_BACK = "go back"  # what is said for BACK, which alone is too like other words
_MOST_TRIES = 3

# Other phrases for an option, besides its name; contracted, see `coach.interview.phrase_grammar`.
_OTHERS = {
    "yes": ("yeah", "yep", "yes it did", "it did"),
    "partly": ("partially", "in part", "a bit", "somewhat"),
    "no": ("nope", "not really", "no it did not", "no it didn't", "it didn't"),
    "not asked for": ("it wasn't asked for", "wasn't asked for", "not asked"),
    "that's right": ("yes", "right", "correct", "that's it"),
    "next": ("next one", "the next one", "next question", "go on"),
    "play": ("play it", "play that back", "play it again"),
    "retake": ("take it again", "once more", "again"),
    "stop": ("stop here", "stop the session"),
    _GO_BACK: ("back up", "the question before", "the previous question", "previous question"),
}
# How tiny.en wrote down these phrases when six synthetic voices said them.
_MISHEARD = {
    "partly": ("powerily",),
    "no": ("now",),
    "not asked for": ("i'll ask for it", "the task for it", "not ask for"),
    "retake": ("rotate",),
}


class VoicePrompter:
    """A Prompter: `prompter` shows and plays, `voice_input` asks and listens."""

    def __init__(self, prompter: Prompter, voice_input: VoiceInput) -> None:
        self._prompter = prompter
        self._voice_input = voice_input
        self._named: tuple[str, ...] = ()  # the options that were read aloud last
        self._last_invited = ""

    def show(self, text: str) -> None:
        """See Prompter."""
        self._prompter.show(text)

    def play(self, clip: AudioClip) -> None:
        """See Prompter."""
        self._prompter.play(clip)

    def choose(self, question: str, options: Sequence[str], means: Means = ITSELF) -> str | None:
        """See Prompter. After three questions without an answer the person counts as gone."""
        del means
        options = [_GO_BACK if option == BACK else option for option in options]
        if _SAY_IT in options:
            return self._speak(question, options)
        grammar = _grammar(options)
        self._prompter.show(f"  {question or ' / '.join(options)}")
        for _ in range(_MOST_TRIES):
            if self._voice_input.say(self._asked(question, options)) is Choice.STOP:
                return None
            said = self._voice_input.choice(grammar)
            if said is Choice.STOP:
                return None
            if said is not None:
                self._prompter.show(f"    {said}")
                return BACK if said == _GO_BACK else str(said)
            self._named = ()  # read the options aloud once more
        return None

    def line(self, question: str, keep: Keep = None, *, back: bool = False) -> str | None:
        """See Prompter. The reply is spoken, so `keep` never gets a half-typed one."""
        del keep
        self._prompter.show(f"  {question}")
        if self._voice_input.say(question) is Choice.STOP:
            return None
        text = self._voice_input.line()
        if text is None:
            return None
        text = meant(text)
        self._prompter.show(f"    {text or 'nothing'}")
        may_be_back = text.strip(" .!?").lower() if back else ""
        return BACK if may_be_back in (_GO_BACK, *_OTHERS[_GO_BACK]) else text

    def lines(self, question: str, keep: Keep = None) -> list[str] | None:
        """See Prompter."""
        said = self.line(question, keep)
        return None if said is None else [said] if said else []

    def text(self, question: str, keep: Callable[[str], None]) -> str | None:
        """See Prompter. `keep` is not used: the recording keeps what is said."""
        del keep
        return self.line(question)

    def _speak(self, question: str, options: Sequence[str]) -> str | None:
        """Take "say it" for the answer. Where that left nothing, take the next option, if any."""
        again, self._last_invited = self._last_invited == question, question
        left = [option for option in options if option not in (_SAY_IT, _TYPE_IT)]
        if again:
            return left[0] if left else None
        return _SAY_IT

    def _asked(self, question: str, options: Sequence[str]) -> str:
        """The question to read aloud. The options are added only if they have changed."""
        known, self._named = self._named == tuple(options), tuple(options)
        choices = "" if known else f"{', '.join(options[:-1])} or {options[-1]}?"
        return f"{question} {choices}".strip() or options[0]


def _grammar(options: Sequence[str]) -> PhraseGrammar[str]:
    said = {
        option: (option, *_OTHERS.get(option, ()), *_MISHEARD.get(option, ())) for option in options
    }
    return PhraseGrammar(said, " ".join(f"{option.capitalize()}." for option in options))
