"""Looking back by voice: questions are said, and answered aloud. English only."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from coach.audio.clips import AudioClip
from coach.cli.ears import Ears
from coach.debrief.ports import Desk
from coach.interview.ports import Choice
from coach.interview.sayings import Sayings

_SAY_IT, _TYPE_IT = "say it", "type it"  # who listens need not ask which
_MOST_TRIES = 3
_NOTHING = ("nothing", "no", "none")  # to write down

# What else is said for an option than its name; contracted, see `coach.interview.sayings`.
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
}
# What tiny.en wrote down for six synthetic voices. Only these answers are expected here.
_MISHEARD = {
    "partly": ("powerily",),
    "no": ("now",),
    "not asked for": ("i'll ask for it", "the task for it", "not ask for"),
    "retake": ("rotate",),
}


class VoiceDesk:
    """See `coach.debrief.ports.Desk`: `desk` shows and plays, `ears` ask and listen."""

    def __init__(self, desk: Desk, ears: Ears) -> None:
        self._desk = desk
        self._ears = ears
        self._named: tuple[str, ...] = ()  # the options that were read out last
        self._told_to_speak = ""

    def show(self, text: str) -> None:
        """See Desk."""
        self._desk.show(text)

    def play(self, clip: AudioClip) -> None:
        """See Desk."""
        self._desk.play(clip)

    def choose(self, question: str, options: Sequence[str]) -> str | None:
        """See Desk. Three times without an answer, and the person has left."""
        if _SAY_IT in options:
            return self._speak(question, options)
        sayings = _sayings(options)
        self._desk.show(f"  {question or ' / '.join(options)}")
        for _ in range(_MOST_TRIES):
            if self._ears.say(self._asked(question, options)) is Choice.STOP:
                return None
            said = self._ears.choice(sayings)
            if said is Choice.STOP:
                return None
            if said is not None:
                self._desk.show(f"    {said}")
                return str(said)
            self._named = ()  # say once more what there is
        return None

    def line(self, question: str, keep: Callable[[str], object] | None = None) -> str | None:
        """See Desk. Nothing is typed."""
        del keep
        self._desk.show(f"  {question}")
        if self._ears.say(question) is Choice.STOP:
            return None
        text = self._ears.line()
        if text is None:
            return None
        if text.strip(" .").lower() in _NOTHING:
            text = ""
        self._desk.show(f"    {text or 'nothing'}")
        return text

    def text(self, question: str, keep: Callable[[str], None]) -> str | None:
        """See Desk. What is said is kept at once."""
        del keep
        return self.line(question)

    def _speak(self, question: str, options: Sequence[str]) -> str | None:
        """Have it said; where nothing was, it may be left out."""
        again, self._told_to_speak = self._told_to_speak == question, question
        left = [option for option in options if option not in (_SAY_IT, _TYPE_IT)]
        if again:
            return left[0] if left else None
        return _SAY_IT

    def _asked(self, question: str, options: Sequence[str]) -> str:
        """What to say; the options only where they are others than before."""
        known, self._named = self._named == tuple(options), tuple(options)
        choices = "" if known else f"{', '.join(options[:-1])} or {options[-1]}?"
        return f"{question} {choices}".strip() or options[0]


def _sayings(options: Sequence[str]) -> Sayings[str]:
    said = {
        option: (option, *_OTHERS.get(option, ()), *_MISHEARD.get(option, ())) for option in options
    }
    return Sayings(said, " ".join(f"{option.capitalize()}." for option in options))
