"""Makes the reel: the takes that were rated best, one after the other in one audio file."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from coach.audio.clips import LISTENING_RATE_HZ, AudioClip, Samples
from coach.audio.mastering import GAP_S, MASTER_RATE_HZ, one_after_the_other
from coach.audio.writing import write_blocks
from coach.debrief.keeping import read_debrief
from coach.debrief.records import Aspect, Debrief, Rated, Rating
from coach.errors import SessionDamaged
from coach.formats import clock
from coach.library.disk import write_text, writing
from coach.library.library import Library
from coach.library.reading import facts_of, sound_of
from coach.library.records import Session, Take, Turn

LEAST_WORTH = 0.5  # partly, on the whole
_MARGIN_S = 0.3  # that is left of the silence before the first and after the last word


@dataclass(frozen=True)
class Best:
    """The best take of a question. `worth` is from 0 (all no) to 1 (all yes)."""

    session: str
    turn: Turn
    take: Take
    rated: Rated
    worth: float


@dataclass(frozen=True)
class Extra:
    """What else is to be heard in the reel, such as a story: `read` gives its sound."""

    title: str
    said: str
    text: str
    length_s: float
    read: Callable[[], AudioClip]


@dataclass(frozen=True)
class Chapter:
    """Where a take, or something else, is in the reel."""

    best: Best | Extra
    start_s: float
    duration_s: float


@dataclass
class Reel:
    """What came into the file; `left_out` says which recordings cannot be read."""

    chapters: list[Chapter] = field(default_factory=list)
    left_out: list[SessionDamaged] = field(default_factory=list)
    duration_s: float = 0.0


def rated_takes(
    library: Library, tell: Callable[[SessionDamaged], object] = lambda _: None
) -> Iterator[Best]:
    """Every answer that was rated to the end, in sessions in which the person speaks.

    `tell` is told of ratings that cannot be read.
    """
    for listed in library.sessions():
        session = listed.session
        if session and session.own_speech:
            try:
                yield from _rated_of(session, read_debrief(library.folder / session.id))
            except SessionDamaged as damage:
                tell(damage)


def _rated_of(session: Session, debrief: Debrief) -> Iterator[Best]:
    for turn in session.turns:
        for take in turn.answers:
            rated = debrief.of(turn.number, take.number)
            if rated and len(rated.ratings) == len(Aspect) and take.duration_s:
                yield Best(session.id, turn, take, rated, worth(rated))


def worth(rated: Rated) -> float:
    """The mean over all aspects that the question asked for: yes is 1, partly 0.5, no 0."""
    counted = [each.worth for each in rated.ratings.values() if each.worth is not None]
    return sum(counted) / len(counted) if counted else 0.0


def best_takes(rated: Iterable[Best]) -> list[Best]:
    """The best take of each question (the newest among equals), best first.

    None that reflects less than half of what was asked for, or whose sound was erased: another
    take of that question may still be heard.
    """
    best: dict[tuple[str, str], Best] = {}
    for each in sorted(rated, key=lambda one: (one.worth, one.take.started_at)):
        if each.worth >= LEAST_WORTH and each.take.has_sound:
            best[each.turn.question.id, each.turn.question.plain] = each
    return sorted(best.values(), key=lambda one: (-one.worth, one.take.started_at))


def fitting(library: Library, best: Sequence[Best | Extra], minutes: float) -> list[Best | Extra]:
    """As many as there is time for, better ones first."""
    chosen: list[Best | Extra] = []
    left_s = minutes * 60 + GAP_S  # none before the first
    for each in best:
        needed_s = GAP_S + _length_s(library, each)
        if needed_s <= left_s:
            chosen.append(each)
            left_s -= needed_s
    return chosen


def make(library: Library, chosen: Sequence[Best | Extra], path: Path) -> Reel:
    """Write the takes to the audio file `path`, evened, with gaps, and their list beside it.

    Raises CannotWrite, and SessionDamaged where no recording of them can be read.
    """
    reel = Reel()
    with writing(path, "Name another place: coach reel -o PATH"):
        write_blocks(path, joined(library, chosen, reel), MASTER_RATE_HZ)
        write_text(list_beside(path), as_text(reel.chapters))
    return reel


def joined(library: Library, chosen: Sequence[Best | Extra], reel: Reel) -> Iterator[Samples]:
    """The takes as `make` writes them, in blocks at MASTER_RATE_HZ; `reel` is told what they are.

    Raises SessionDamaged where no recording of them can be read.
    """
    return one_after_the_other(_clips(library, chosen, reel))


def list_beside(path: Path) -> Path:
    """Where the chapters are listed."""
    return path.with_name(f"{path.stem}.chapters.txt")


def as_text(chapters: Sequence[Chapter]) -> str:
    """The chapters to read: when each begins, the question, and when it was said."""
    return "".join(f"{begins(each)}  {title(each.best)}\n      {said(each)}\n" for each in chapters)


def begins(chapter: Chapter) -> str:
    """Such as: 1:07."""
    return f"{clock(chapter.start_s):>5}"


def title(best: Best | Extra) -> str:
    """The question, or what else it is."""
    return best.title if isinstance(best, Extra) else best.turn.question.text


def said(chapter: Chapter) -> str:
    """How long it is, which take, and what it was rated."""
    return f"{clock(chapter.duration_s)}, {from_where(chapter.best)}"


def from_where(best: Best | Extra) -> str:
    """Which take it is, and what it was rated."""
    if isinstance(best, Extra):
        return best.said
    ratings = best.rated.ratings
    by_rating = {
        rating: [str(aspect) for aspect in Aspect if ratings[aspect] is rating]
        for rating in (Rating.YES, Rating.PARTLY, Rating.NO)
    }
    rated = "; ".join(f"{r}: {', '.join(aspects)}" for r, aspects in by_rating.items() if aspects)
    return (
        f"said {best.take.started_at:%a %d %b %Y, %H:%M}, "
        f"{best.session} {best.turn.number}, take {best.take.number} ({rated})"
    )


def _clips(library: Library, chosen: Sequence[Best | Extra], reel: Reel) -> Iterator[AudioClip]:
    """What is heard of each take; `reel` is told where it comes to lie."""
    for each in chosen:
        try:
            clip = _sound(library, each)
        except SessionDamaged as damage:
            reel.left_out.append(damage)
            continue
        start_s = reel.duration_s + (GAP_S if reel.chapters else 0.0)
        reel.chapters.append(Chapter(each, start_s, clip.duration_s))
        reel.duration_s = start_s + clip.duration_s
        yield clip
    if not reel.chapters:
        raise reel.left_out[0]


def _sound(library: Library, chosen: Best | Extra) -> AudioClip:
    if isinstance(chosen, Extra):
        return chosen.read()
    return spoken_clip(library.folder / chosen.session, chosen.take)


def spoken_clip(folder: Path, take: Take) -> AudioClip:
    """A take of the session in `folder` from the first word to the last, at 16 kHz, without what
    was said to the coach. Raises SessionDamaged.
    """
    clip = sound_of(folder, take).at_rate(LISTENING_RATE_HZ)
    facts = facts_of(folder, take)
    samples = next(facts.without_commands([clip.samples])) if facts else clip.samples
    first, end = (round(at_s * clip.rate_hz) for at_s in _spoken_span(folder, take))
    return AudioClip(samples[first:end], clip.rate_hz)


def _length_s(library: Library, best: Best | Extra) -> float:
    """How long it is in the reel; nothing where it will be left out."""
    if isinstance(best, Extra):
        return best.length_s
    with contextlib.suppress(SessionDamaged):
        start_s, end_s = _spoken_span(library.folder / best.session, best.take)
        return end_s - start_s
    return 0.0


def _spoken_span(folder: Path, take: Take) -> tuple[float, float]:
    duration_s = take.duration_s or 0.0
    facts = facts_of(folder, take)
    speech = facts.speech if facts else ()
    if not speech:
        return 0.0, duration_s
    return (
        max(0.0, speech[0].start_s - _MARGIN_S),
        min(duration_s, speech[-1].end_s + _MARGIN_S),
    )
