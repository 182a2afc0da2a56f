"""Chooses what the models on this machine are used for, and says why in a sentence.

Two roles: captions, which have to keep up with a person who speaks; and the words that are kept,
which may come a while later and so may be those of a larger model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coach.transcription.models import FASTER_WHISPER, SIZES_MB, size_of

# Seconds of speech written down in a second. An answer is written once more while the next one is
# spoken and its captions are written, so the larger model gets a part of the machine.
ENOUGH = 3.0
ENOUGH_BY_ESTIMATE = 4.0  # of a model that is not here, by its size alone

# Memory in megabytes for each million parameters: 8-bit integers and 32-bit floats, with what the
# engine needs besides. Measured with tiny.en and base.
_MEMORY_MB = {FASTER_WHISPER: 1.7}
_MEMORY_OF_FLOATS_MB = 6.0
_SHARE_OF_MEMORY = 4  # a model may take a quarter of the machine's
_UNKNOWN_MEMORY_MB = 4000

# What is offered. How fast the larger ones are cannot be told by their size: turbo has a large
# encoder and a small decoder.
_OFFERED = ("medium", "small", "base")


@dataclass(frozen=True)
class Candidate:
    """A model on this machine: its size in millions of parameters (None: unknown), the seconds of
    speech it writes down in a second here (None: not measured).
    """

    name: str
    only_english: bool
    parameters: int | None
    speed: float | None

    def knows(self, language: str) -> bool:
        """Whether it understands `language`, a code such as "en"."""
        return language == "en" or not self.only_english

    def rank(self, language: str) -> tuple[int, bool]:
        """The larger the better; of one size, the one that was made for English alone."""
        return self.parameters or 0, self.only_english and language == "en"


@dataclass(frozen=True)
class Machine:
    """What the choice depends on: the engine, the language, the memory in MB (None: unknown)."""

    engine: str
    language: str = "en"
    memory_mb: int | None = None

    def has_memory_for(self, parameters: int) -> bool:
        """Whether a model of so many million parameters takes little enough of the memory."""
        needed_mb = memory_needed_mb(self.engine, parameters)
        return needed_mb * _SHARE_OF_MEMORY <= (self.memory_mb or _UNKNOWN_MEMORY_MB)


def memory_needed_mb(engine: str, parameters: int) -> float:
    """How much memory a model of so many million parameters takes."""
    return parameters * _MEMORY_MB.get(engine, _MEMORY_OF_FLOATS_MB)


@dataclass(frozen=True)
class Role:
    """The `model` for a role, and `why` it has that, as a sentence."""

    model: str
    why: str


@dataclass(frozen=True)
class Roles:
    """The models for the captions, and for the words that are kept."""

    captions: Role
    kept: Role


@dataclass(frozen=True)
class Wishes:
    """What the person named: the model of the captions, which alone has both roles; that of the
    words that are kept; whether these should be those of the captions (`only_live`).
    """

    captions: str | None = None
    kept: str | None = None
    only_live: bool = False


NO_WISHES = Wishes()


def choose_roles(
    here: Sequence[Candidate], default: str, machine: Machine, wishes: Wishes = NO_WISHES
) -> Roles:
    """What each model is used for. `default` is what is used where nobody names a model."""
    named = wishes.captions
    if named is None:
        captions = _captions(here, default)
    else:
        captions = Role(named, f"{named} writes the captions, because you named it.")
    return Roles(captions, _kept_words(captions.model, here, machine, wishes))


def _kept_words(captions: str, here: Sequence[Candidate], machine: Machine, wishes: Wishes) -> Role:
    too = f"{captions} writes the words that are kept, too"
    if wishes.only_live:
        return Role(captions, f"{too}: with --stages live, no others follow.")
    if wishes.kept is not None and wishes.kept != captions:
        named = f"{wishes.kept} writes the words that are kept, because you named it."
        return Role(wishes.kept, named)
    if wishes.kept is not None or wishes.captions is not None:
        return Role(captions, f"{too}, because you named it.")
    return _kept(here, captions, machine)


def best_to_get(here: Sequence[Candidate], machine: Machine) -> str | None:
    """The best model that is not here and that this machine could carry; None if none is better
    than those here that it carries. Without a measured speed nothing can be said.
    """
    measured = next((each for each in here if each.speed and each.parameters), None)
    if measured is None:
        return None
    fitting = [each for each in here if not _why_not(each, machine)] or [measured]
    largest = max(each.parameters or 0 for each in fitting)
    suffix = ".en" if machine.language == "en" else ""
    for name in (f"{size}{suffix}" for size in _OFFERED):
        parameters = size_of(name) or 0
        estimate = (measured.speed or 0.0) * (measured.parameters or 0) / parameters
        carried = estimate >= ENOUGH_BY_ESTIMATE and machine.has_memory_for(parameters)
        if parameters > largest and carried:
            return name
    return None


def speed_said(speed: float | None) -> str:
    """A speed as a person reads it."""
    if speed is None:
        return "not measured"
    return f"{speed:.{0 if speed >= 10 else 1}f} s of speech in a second"


def _captions(here: Sequence[Candidate], default: str) -> Role:
    found = next((each for each in here if each.name == default), None)
    if found is None:
        size = f" ({SIZES_MB[default]} MB)" if default in SIZES_MB else ""
        why = f"{default}{size} is not here yet; the first session offers to download it."
    elif found.speed is None:
        why = f"{default} writes the captions; whether it keeps up here could not be tried."
    elif found.speed < ENOUGH:
        why = f"{default} is used unless you name another; it may come late ({_said(found)})."
    else:
        why = f"{default} writes the captions: it keeps up ({_said(found)})."
    return Role(default, why)


def _kept(here: Sequence[Candidate], default: str, machine: Machine) -> Role:
    """The best that knows the language, is quick enough and fits; else that of the captions."""
    base = next((each for each in here if each.name == default), None)
    least = base.rank(machine.language) if base else (size_of(default) or 0, False)
    larger = sorted(
        (each for each in here if each.rank(machine.language) > least),
        key=lambda each: each.rank(machine.language),
        reverse=True,
    )
    for each in larger:
        if not _why_not(each, machine):
            why = f"{each.name} writes the words that are kept: the best here that is quick enough"
            return Role(each.name, f"{why} ({_said(each)}).")
    reasons = [f"{each.name} {_why_not(each, machine)}" for each in larger]
    reason = "; ".join(reasons) or "no better one is here"
    return Role(default, f"{default} writes the words that are kept, too: {reason}.")


def _why_not(each: Candidate, machine: Machine) -> str:
    """Why a model cannot write the words that are kept: the end of a sentence, or ""."""
    if not each.knows(machine.language):
        return "knows only English"
    if each.speed is None:
        return "could not be tried"
    if each.speed < ENOUGH:
        return f"is too slow here ({_said(each)})"
    if each.parameters and not machine.has_memory_for(each.parameters):
        return "needs too much of this machine's memory"
    return ""


def _said(each: Candidate) -> str:
    return speed_said(each.speed)
