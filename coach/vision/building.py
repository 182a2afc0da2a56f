"""Offers spoken sentences as lines of the vision, picks and drops lines, compares versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from heapq import heappop, heappush

from coach.audio.clips import LISTENING_RATE_HZ, AudioClip
from coach.errors import SessionDamaged, WrongUse
from coach.library.library import Library
from coach.library.lock import in_turn
from coach.library.reading import KeptTake, read_session, sound_of, span_to_hear, transcript_of
from coach.library.records import Take, Turn
from coach.transcription.lines import TranscriptLine as Sentence
from coach.transcription.lines import lines_of
from coach.vision.keeping import VisionFolder
from coach.vision.records import Line, Section, Vision

_LEAST_WORDS = 4  # "Yes, I do." is no line of a vision


@dataclass(frozen=True)
class LineCandidate:
    """A sentence of an answer that may become a line."""

    session: str
    turn: Turn
    take: Take
    sentence: Sentence


def each_candidate(library: Library, section: Section) -> Iterator[LineCandidate]:
    """The sentences said in answer to questions of that theme, those of the newest answer first.

    Only of sessions in which the person speaks; what is a line already is left out, and an answer
    whose sound was erased: a line has its own copy of that. An answer is read when its sentences
    are wanted: there may be thousands.
    """
    lines = VisionFolder(library.folder).read().lines
    for session_id, turn, take in _answers(library, section):
        yield from _not_among(lines, _sentences(library, session_id, turn, take))


def candidates_in(library: Library, session_id: str, turn: Turn, take: Take) -> list[LineCandidate]:
    """The sentences of one answer that may become lines, and are none yet."""
    lines = VisionFolder(library.folder).read().lines
    said = _sentences(library, session_id, turn, take) if take.has_sound else iter(())
    return list(_not_among(lines, said))


def _not_among(lines: Sequence[Line], said: Iterator[LineCandidate]) -> Iterator[LineCandidate]:
    return (each for each in said if not any(_is_of(line, each) for line in lines))


def _answers(library: Library, section: Section) -> Iterator[tuple[str, Turn, Take]]:
    """The answers to questions of that theme, the newest first, with the session of each.

    A session was written after its newest answer. So once the sessions that come next were written
    before an answer, none of them has a newer one, and they need not be read yet.
    """
    waiting: list[tuple[float, str, int, int]] = []  # a heap: the newest answer is its first
    found: dict[tuple[str, int, int], tuple[str, Turn, Take]] = {}
    for session_id, written_s in library.last_written():
        while waiting and -waiting[0][0] >= written_s:
            yield found.pop(heappop(waiting)[1:])
        for turn, take in _answered(library, session_id, section):
            key = session_id, turn.number, take.number
            found[key] = session_id, turn, take
            heappush(waiting, (-take.started_at.timestamp(), *key))
    while waiting:
        yield found.pop(heappop(waiting)[1:])


def _answered(library: Library, session_id: str, section: Section) -> list[tuple[Turn, Take]]:
    try:
        session = read_session(library.folder / session_id)
    except SessionDamaged:  # the list of sessions tells it
        return []
    turns = session.turns if session.own_speech else ()
    of_section = (turn for turn in turns if turn.question.theme == section)
    return [(turn, take) for turn in of_section for take in turn.said if take.has_sound]


def _is_of(line: Line, candidate: LineCandidate) -> bool:
    """Whether a line is that sentence, also where its words were corrected since."""
    sentence, take = candidate.sentence, (candidate.turn.number, candidate.take.number)
    if (line.session, line.question, line.take) != (candidate.session, *take):
        return False
    same_moment = (line.start_s, line.end_s) == (sentence.start_s, sentence.end_s)
    return line.text == sentence.text or same_moment


def is_to_be_picked(library: Library, line: Line) -> bool:
    """Whether what was taken out of the vision can be picked again: its session is still there."""
    return any(_is_of(line, each) for each in each_candidate(library, line.section))


def _sentences(library: Library, session: str, turn: Turn, take: Take) -> Iterator[LineCandidate]:
    try:
        transcript = transcript_of(library.folder / session, take)
    except SessionDamaged:
        return
    for sentence in lines_of(transcript) if transcript else []:
        if len(sentence.text.split()) >= _LEAST_WORDS:
            yield LineCandidate(session, turn, take, sentence)


def sound(library: Library, candidate: LineCandidate) -> AudioClip:
    """What was said, with a margin, at 16 kHz. Raises SessionDamaged."""
    folder, take, said = library.folder / candidate.session, candidate.take, candidate.sentence
    clip = sound_of(folder, take).at_rate(LISTENING_RATE_HZ)
    start_s, end_s = span_to_hear(folder, take, said.start_s, said.end_s)
    return AudioClip(
        clip.samples[round(start_s * clip.rate_hz) : round(end_s * clip.rate_hz)], clip.rate_hz
    )


def pick(library: Library, section: Section, candidate: LineCandidate) -> Vision:
    """Make `candidate` a line: its sound is copied, and a new version kept.

    Raises SessionDamaged, SessionBusy, CannotWrite.
    """
    kept = VisionFolder(library.folder)
    clip = sound(library, candidate)
    with in_turn(kept.folder):
        vision = kept.read()
        number = vision.last_number + 1
        kept_take = KeptTake(library.folder / candidate.session, candidate.take)
        line = _line(candidate, section, number, kept_take.name)
        line = line.model_copy(update={"clip": kept.keep_clip(f"line-{number}", clip)})
        vision = vision.having(line)
        kept.write(vision)
    return vision


def _line(candidate: LineCandidate, section: Section, number: int, transcript: str) -> Line:
    sentence = candidate.sentence
    return Line(
        number=number,
        section=section,
        text=sentence.text,
        session=candidate.session,
        question=candidate.turn.number,
        question_text=candidate.turn.question.text,
        take=candidate.take.number,
        transcript=transcript,
        first_word=sentence.first_word,
        end_word=sentence.end_word,
        start_s=sentence.start_s,
        end_s=sentence.end_s,
        said_at=candidate.take.started_at + timedelta(seconds=sentence.start_s),
        clip="",
    )


def drop(library: Library, number: int) -> Vision:
    """Take a line out; earlier versions keep it, and its sound.

    Raises SessionDamaged, SessionBusy, CannotWrite.
    """
    kept = VisionFolder(library.folder)
    with in_turn(kept.folder):
        vision = kept.read().without(number)
        kept.write(vision)
    return vision


def undo(library: Library) -> Vision:
    """Take the last change back, as a change of its own: undone again, it is there once more.

    Raises WrongUse where there is none; SessionDamaged, SessionBusy, CannotWrite.
    """
    kept = VisionFolder(library.folder)
    with in_turn(kept.folder):
        vision = kept.read()
        earlier = kept.before(vision)
        if earlier is None:
            raise WrongUse("There is no change of the vision to undo.", "coach vision history")
        vision = vision.as_before(earlier)
        kept.write(vision)
    return vision


def fed_by(library: Library, session: str) -> list[Line]:
    """The lines that were said in a session."""
    return [line for line in VisionFolder(library.folder).read().lines if line.session == session]


def changes(
    versions: list[Vision],
) -> Iterator[tuple[Vision, list[Line], list[Line]]]:
    """Each version with the lines that came and those that went; a reworded one is in both."""
    before: dict[tuple[int, str], Line] = {}
    for version in versions:
        now = {(line.number, line.text): line for line in version.lines}
        yield (
            version,
            [line for which, line in now.items() if which not in before],
            [line for which, line in before.items() if which not in now],
        )
        before = now
