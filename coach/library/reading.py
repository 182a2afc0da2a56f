"""Reads sessions and takes from disk, and says what is damaged."""

from __future__ import annotations

import codecs
import contextlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from coach.audio.clips import AudioClip
from coach.audio.damage import SoundDamage
from coach.audio.facts import SoundFacts
from coach.audio.reading import read_clip
from coach.errors import DamagedAudio, SessionDamaged, UnreadableAudio, WrittenByNewer
from coach.formats import day, to_type
from coach.library.carrying import Carried, HeardTranscript, Misfit, carried_to
from coach.library.counting import Counting, Written, counting, fillers_of, with_known_fillers
from coach.library.edits import Edits, corrected
from coach.library.folders import check_name
from coach.library.records import Session, Take
from coach.library.texts import WordsAndNotes, remark_of
from coach.records import Record, what_is_wrong
from coach.transcription.models import full_name
from coach.transcription.ports import Transcript
from coach.transcription.speech_boundaries import snap_to_speech

_R = TypeVar("_R", bound=Record)

_MARGIN_S = 0.15  # around words, so that no syllable is cut
_MAY_LACK_S = 0.5  # a recording that much shorter than it was has lost its end


def read_session(folder: Path) -> Session:
    """The session kept in `folder`. Raises SessionDamaged, and never changes anything."""
    check_name(folder)
    session = read_record(folder / "session.json", Session, folder)
    if session.id == folder.name:
        return session
    return session.model_copy(update={"id": folder.name})  # it was renamed, or copied


class KeptTake:
    """A take of the session in `folder`, with everything that is kept of it.

    Each part is read once, when it is first used: after a change, make a new KeptTake. A damaged
    part raises SessionDamaged, and the others can still be read.
    """

    def __init__(self, folder: Path, record: Take) -> None:
        self.folder = folder
        self.record = record

    @cached_property
    def counting(self) -> Counting | None:
        """The transcript that counts among those that can be read; None where there is none yet.

        Raises SessionDamaged where there are some and none of them can be read.
        """
        names, read = self.record.transcripts, self._readable
        found = counting(names, self.record.chosen, list(read.values()))
        if found is None and self._unreadable:
            raise next(reversed(self._unreadable.values()))
        return found

    @property
    def name(self) -> str:
        """The file of the transcript that counts, in the session's folder; "" without any."""
        return self.counting.written.name if self.counting else ""

    @property
    def heard(self) -> Transcript | None:
        """The transcript that counts, as it was heard."""
        return self.counting.written.heard if self.counting else None

    @property
    def models(self) -> frozenset[str]:
        """The models that wrote it down."""
        return frozenset(full_name(each.heard.model) for each in self._readable.values())

    @property
    def transcript(self) -> Transcript | None:
        """The transcript that counts, with corrections. If those cannot be read, without them."""
        heard = self.heard
        if heard is None or self._damage_of_edits:
            return heard
        return corrected(heard, self.edits.of(self.name))

    @property
    def edits(self) -> Edits:
        """The person's corrections, those that fit it carried to the transcript that counts."""
        return self._carried.edits

    @property
    def misfits(self) -> tuple[Misfit, ...]:
        """The corrections that do not fit the transcript that counts."""
        return self._carried.misfits

    @cached_property
    def facts(self) -> SoundFacts | None:
        """Its sound facts, where they are known."""
        path = self.record.facts
        return read_record(self.folder / path, SoundFacts, self.folder) if path else None

    @property
    def damage(self) -> SoundDamage:
        """What the recording lacked when it was made or taken in; never raises."""
        with contextlib.suppress(SessionDamaged):
            if facts := self.facts:
                return SoundDamage(gaps=facts.gaps, cut_short=facts.cut_short)
        return self.record.damage or SoundDamage()

    @property
    def trouble(self) -> str:
        """A sentence about damaged files behind `transcript`; "" if none is damaged."""
        damage = self._damage_of_edits
        told = "Your corrections of it cannot be read; this is what was heard."
        return " ".join([*self._damages(), *([f"{told} {damage.message}"] if damage else [])])

    @property
    def trouble_of_heard(self) -> str:
        """A sentence about damaged files behind `heard`; "" if none is damaged."""
        return " ".join(self._damages())

    @property
    def remark(self) -> str:
        """Why a transcript counts although another one has more words, or is by a better model."""
        return remark_of(self.counting, self.folder.name) if self.counting else ""

    def with_fillers_heard_before(self) -> Transcript | None:
        """The transcript that counts with the fillers that were heard in another one; None where
        nobody has listened for them, or it has its own."""
        found = self.counting
        return with_known_fillers(found, list(self._readable.values())) if found else None

    def _damages(self) -> Iterator[str]:
        """What is wrong with transcripts that would count: newer ones, or what was asked for."""
        names = list(self.record.transcripts)
        place = names.index(self.name) if self.name else len(names)
        for name, damage in self._unreadable.items():
            if names.index(name) > place:
                yield f"{damage.message} This is the transcript before it."
            elif name == self.record.chosen:
                yield f"{damage.message} This is another transcript."

    @cached_property
    def _carried(self) -> Carried:
        path = edits_path(self.folder, self.record)
        edits = read_record(path, Edits, self.folder) if path.is_file() else Edits()
        if not self.name or edits == Edits():
            return Carried(edits)
        read = list(self._readable.values())
        by_name = {
            each.name: HeardTranscript(each.heard, fillers_of(each.heard, read)) for each in read
        }
        return carried_to(self.name, edits, by_name)

    @cached_property
    def _damage_of_edits(self) -> SessionDamaged | None:
        try:
            self.edits  # noqa: B018  read, whether it can be
        except SessionDamaged as damage:
            return damage
        return None

    @property
    def _readable(self) -> dict[str, Written]:
        return self._read[0]

    @property
    def _unreadable(self) -> dict[str, SessionDamaged]:
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[dict[str, Written], dict[str, SessionDamaged]]:
        read: dict[str, Written] = {}
        unreadable: dict[str, SessionDamaged] = {}
        for name in self.record.transcripts:
            try:
                heard = read_record(self.folder / name, Transcript, self.folder)
                read[name] = Written(name, heard)
            except WrittenByNewer:
                raise
            except SessionDamaged as damage:
                unreadable[name] = damage
        return read, unreadable


def transcript_of(folder: Path, take: Take) -> Transcript | None:
    """The transcript of `take` that counts, as the person corrected it. Raises SessionDamaged."""
    return KeptTake(folder, take).transcript


def facts_of(folder: Path, take: Take) -> SoundFacts | None:
    """The sound facts of `take`, or None. Raises SessionDamaged."""
    return KeptTake(folder, take).facts


def words_and_notes(folder: Path, take: Take) -> WordsAndNotes:
    """What can be read of a take, however much of it is damaged."""
    kept = KeptTake(folder, take)
    lacks = kept.damage.sentences("The recording")
    try:
        transcript, trouble = kept.transcript, kept.trouble
    except SessionDamaged as error:
        told = f"Its words cannot be read. {error.message}"
        return WordsAndNotes(None, (*lacks, told), error)
    if not trouble:
        return WordsAndNotes(transcript, tuple(lacks))
    return WordsAndNotes(transcript, (*lacks, trouble), SessionDamaged(trouble))


def edits_path(folder: Path, take: Take) -> Path:
    """Where the corrections of `take` are, or would be."""
    return (folder / take.audio).parent / f"take-{take.number}.edits.json"


def sound_of(folder: Path, take: Take) -> AudioClip:
    """The recording of `take`. Raises SessionDamaged, also where a part of it is missing."""
    path = folder / take.audio
    try:
        clip = read_clip(path)
    except UnreadableAudio as error:
        raise unplayable(folder, take, error) from error
    if clip.duration_s < (take.duration_s or 0.0) - _MAY_LACK_S:
        raise unplayable(folder, take)
    return clip


def span_to_hear(folder: Path, take: Take, start_s: float, end_s: float) -> tuple[float, float]:
    """Where to cut the recording for words of those times: at the edges of speech, with a margin.

    Raises SessionDamaged.
    """
    kept = KeptTake(folder, take)
    if kept.transcript and kept.facts:
        start_s, end_s = snap_to_speech(kept.transcript.words, kept.facts.speech, start_s, end_s)
    return max(0.0, start_s - _MARGIN_S), min(take.duration_s or end_s, end_s + _MARGIN_S)


def unplayable(folder: Path, take: Take, why: UnreadableAudio | None = None) -> SessionDamaged:
    """The error for a recording that is erased, missing, damaged or cut short, as `why` tells."""
    if take.sound_erased_at:
        words = f"Its words are kept: {to_type('show', folder.name)}"
        return SessionDamaged(sound_erased(take), words)
    path = folder / take.audio
    back = "If you have a copy of it, put it back."
    if not path.is_file():
        wrong = f"{path} is not there any more."
    elif not path.stat().st_size:
        wrong = f"{path} is empty: it has not a single byte."
        back = "If it is in a cloud folder, download it. Else put a copy of it back."
    else:
        wrong = why.message if isinstance(why, DamagedAudio) else f"{path} is damaged."
    return SessionDamaged(
        f"{folder.name} is damaged: the recording {wrong}",
        f"{back} What else there is: {to_type('show', folder.name)}",
    )


def sound_erased(take: Take) -> str:
    """The sentence about a recording that was erased; "" for any other."""
    at = take.sound_erased_at
    return f"The sound of this answer was erased on {day(at)}." if at else ""


def read_record(path: Path, record: type[_R], folder: Path) -> _R:
    """The JSON file `path` of the session in `folder`, as a `record`. Raises SessionDamaged."""
    try:
        # An editor, or a sync client's, may have put a byte order mark before it.
        read = record.model_validate_json(path.read_bytes().removeprefix(codecs.BOM_UTF8))
    except OSError as error:
        reason = f"{path.name} cannot be read ({error.strerror})"
        raise _damaged(folder, reason) from error
    except ValidationError as error:
        raise _damaged(folder, what_is_wrong(error, path.name)) from error
    _refuse_newer(read, folder)
    return read


def _refuse_newer(read: Record, folder: Path) -> None:
    """Raise WrittenByNewer for what a newer coach wrote: writing it again would lose something."""
    field = type(read).model_fields.get("schema_version")
    version = getattr(read, "schema_version", 0)
    if field and version > field.default:
        raise WrittenByNewer(
            f"{folder.name} was written by a newer coach (version {version} of its "
            f"files; this one knows {field.default}).",
            "pip install --upgrade spoken-coach",
        )


def _damaged(folder: Path, reason: str) -> SessionDamaged:
    return SessionDamaged(
        f"{folder.name} is damaged: {reason}.",
        f"It is left as it is; its recordings are FLAC or WAV files in {folder}",
    )
