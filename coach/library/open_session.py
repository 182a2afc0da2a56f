"""A session that is open for writing. Every change is on disk before the method returns.

Only `transcript.md`, the text for a person to read, is updated later: by `write_text`, and when the
session is left.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.damage import ReadingReport, forget_noted_gaps
from coach.audio.facts import SoundFacts
from coach.audio.recorder import EndedBy
from coach.audio.writing import write_blocks
from coach.errors import SessionDamaged
from coach.library.correcting import with_misfit_put_in, with_words_changed, without_misfit
from coach.library.disk import write_record, writing
from coach.library.edits import Edits
from coach.library.encoding import Encoder
from coach.library.reading import KeptTake, edits_path, read_session
from coach.library.records import AskedQuestion, Session, Take, Turn, planned_turn
from coach.library.session_text import SessionText
from coach.paths import private_folder
from coach.transcription.ports import Transcript


class OpenSession:
    """The session in `folder`, whose lock the caller holds. All methods raise CannotWrite."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.session = read_session(folder)
        self.worth_keeping = False  # even without a take: something was typed
        self._text = SessionText(folder)
        self.encoder = Encoder()

    def asked(self, number: int) -> None:
        """Note that question `number` is being asked now."""
        self._change(self.session.turn(number), asked_at=_now())

    def skipped(self, number: int) -> None:
        """Note that the person skipped question `number`."""
        self._change(self.session.turn(number), skipped=True)

    def answered(self, number: int) -> None:
        """Note that question `number` has an answer, even if it was skipped before."""
        turn = self.session.turn(number)
        if turn.skipped:
            self._change(turn, skipped=False)

    def dropped(self, number: int) -> None:
        """Note that the session's clock left no time for question `number`."""
        self._change(self.session.turn(number), dropped=True)

    def plan_after(self, number: int, questions: Iterable[AskedQuestion]) -> None:
        """Plan `questions` after question `number`, in place of all that were planned there."""
        kept = tuple(turn for turn in self.session.turns if turn.number <= number)
        planned = (planned_turn(n, question) for n, question in enumerate(questions, number + 1))
        self._save(self.session.model_copy(update={"turns": (*kept, *planned)}))

    def begin_take(self, number: int, follow_up: int | None = None) -> tuple[Take, Path]:
        """Begin a take of question `number`, or of that follow-up to it; and its WAV file."""
        turn = self.session.turn(number)
        count = max((each.number for each in turn.takes), default=0) + 1
        path = self.folder / turn.folder / f"take-{count}.wav"
        with writing(path):
            private_folder(path.parent)
        take = Take(
            number=count, audio=self._relative(path), started_at=_now(), follow_up=follow_up
        )
        self.save_take(number, take)
        return take, path

    def end_take(
        self,
        number: int,
        take: Take,
        *,
        ended_by: str,
        facts: SoundFacts,
        think_s: float | None = None,
    ) -> Take:
        """End a recording: keep the reason, the sound facts, and the think time."""
        changes = {
            "ended_by": ended_by,
            "think_s": think_s,
            "duration_s": facts.duration_s,
            "no_speech": not facts.speech or None,
            "facts": self._write_facts(take, facts),
        }
        take = self.save_take(number, take.model_copy(update=changes))
        forget_noted_gaps(self.folder / take.audio)
        return take

    def add_facts(self, number: int, take: Take, facts: SoundFacts) -> Take:
        """Keep the sound facts of a take: it had none, or writing it down corrected them."""
        changes = {"facts": self._write_facts(take, facts), "duration_s": facts.duration_s}
        return self.save_take(number, take.model_copy(update=changes))

    def add_transcript(
        self, number: int, take: Take, transcript: Transcript, *, chosen: bool = False
    ) -> Take:
        """Keep one more transcript of `take`; earlier ones stay as they are.

        Where the person has `chosen` its model for this take, it counts. Fillers that were heard
        in another transcript are put into the one that counts now, as one more.
        """
        take = self._with_transcript(take, transcript, chosen=chosen)
        heard: Transcript | None = transcript
        with contextlib.suppress(SessionDamaged):  # of others, by a newer version
            kept = KeptTake(self.folder, take)
            heard = kept.heard
            if verbatim := kept.with_fillers_heard_before():
                take = self._with_transcript(take, verbatim)
        changes = {"no_speech": not (heard and heard.has_speech), "grown": False}
        return self.save_take(number, take.model_copy(update=changes))

    def take(self, number: int, take: int) -> KeptTake:
        """A take of question `number`, as it is now. Raises KeyError."""
        return KeptTake(self.folder, self.session.take(number, take))

    def correct(self, number: int, take: Take, first_word: int, end_word: int, text: str) -> None:
        """Replace these words of the corrected transcript by `text`: see `with_words_changed`.

        The file of the transcript is not changed.
        """
        kept = self.take(number, take.number)
        self._keep_edits(take, with_words_changed(kept, first_word, end_word, text))

    def take_back(self, take: Take) -> None:
        """Remove all corrections of the transcript of `take`. Does nothing where there are none:
        what was taken back before can still be put back. Raises SessionDamaged.
        """
        kept = KeptTake(self.folder, take)
        if kept.edits.of(kept.name):
            self._keep_edits(take, kept.edits.back(kept.name))

    def put_back(self, take: Take) -> None:
        """Have it read as before corrections were taken back; what it reads now can be put back
        in turn. Does nothing where none were. Raises SessionDamaged.
        """
        kept = KeptTake(self.folder, take)
        if kept.edits.can_go_forth(kept.name):
            self._keep_edits(take, kept.edits.forth(kept.name))

    def put_in(self, take: Take, key: str) -> None:
        """Apply the misfit `key`: see `with_misfit_put_in`."""
        self._keep_edits(take, with_misfit_put_in(KeptTake(self.folder, take), key))

    def leave_out(self, take: Take, key: str) -> None:
        """Delete the misfit `key`. Raises WrongUse, SessionDamaged."""
        self._keep_edits(take, without_misfit(KeptTake(self.folder, take), key))

    def mark_not_mine(self, not_mine: bool) -> None:
        """Note whether somebody else speaks in this session."""
        self._save(self.session.model_copy(update={"not_mine": not_mine}))

    def discard(self, number: int, take: Take) -> None:
        """Mark a take as skipped or started over. It is deleted when the session is complete."""
        self.save_take(number, take.model_copy(update={"discarded": True}))

    def restore(self, number: int, take: Take) -> None:
        """Keep a discarded take after all. Its question counts as answered."""
        turn = self.session.turn(number).with_take(take.model_copy(update={"discarded": False}))
        self._change(turn, skipped=False)

    def delete_discarded(self, *, even_restorable: bool) -> None:
        """Delete the takes that were discarded, those with speech only if `even_restorable`."""
        takes = [take for turn in self.session.turns for take in turn.takes if take.discarded]
        self.delete_takes(each for each in takes if even_restorable or not each.restorable)

    def delete_takes(self, gone: Iterable[Take]) -> None:
        """Delete these takes with all their files."""
        paths = {take.audio for take in gone}
        session = self.session
        for turn in session.turns:
            for take in turn.takes:
                if take.audio in paths:
                    self._delete(take)
            takes = tuple(take for take in turn.takes if take.audio not in paths)
            session = session.with_turn(turn.model_copy(update={"takes": takes}))
        self._save(session)

    def take_in(
        self, number: int, blocks: Iterable[Samples], report: ReadingReport | None = None
    ) -> Take:
        """Make a take of `blocks` (float32 (n,) at 16 kHz) from elsewhere. Raises UnreadableAudio.

        The damage that `report` has after they were read is kept with the take.
        """
        take, path = self.begin_take(number)
        flac = path.with_suffix(".flac")
        with writing(flac):
            count = write_blocks(flac, iter(blocks))
        changes: dict[str, object] = {
            "audio": self._relative(flac),
            "duration_s": round(count / LISTENING_RATE_HZ, 3),
            "ended_by": EndedBy.SOUND_ENDED.value,
        }
        if report:
            changes |= {"damage": report.damage or None, "too_quiet_db": report.too_quiet_db}
        return self.save_take(number, take.model_copy(update=changes))

    def forget_takes(self) -> None:
        """Count no take as kept, so that a new session leaves nothing when it is left."""
        turns = (turn.model_copy(update={"takes": ()}) for turn in self.session.turns)
        self.session = self.session.model_copy(update={"turns": tuple(turns)})

    def encode(self, take: Take) -> bool:
        """Write the recording of `take` as FLAC, beside the WAV. Returns whether that worked.

        This takes a moment and changes nothing else, so any thread may call it.
        """
        return self.encoder.encode(self.folder / take.audio)

    def encoded(self, number: int, take_number: int) -> Take:
        """Replace the WAV by the FLAC that `encode` has written."""
        take = self.session.take(number, take_number)
        wav = self.folder / take.audio
        flac = self._relative(wav.with_suffix(".flac"))
        take = self.save_take(number, take.model_copy(update={"audio": flac}))
        with writing(wav):
            wav.unlink(missing_ok=True)
        return take

    def finish(self) -> None:
        """End the session. Discarded takes without speech are deleted; those with speech are
        deleted once the session is complete. Until then they can be restored.
        """
        self._save(self.session.model_copy(update={"finished_at": _now()}))
        self.delete_discarded(even_restorable=self.session.complete)

    def reopen(self) -> None:
        """Note that the session goes on, after `finish`."""
        self._save(self.session.model_copy(update={"finished_at": None}))

    def write_text(self) -> None:
        """Bring `transcript.md` up to date with what is kept. Any thread may do it."""
        self._text.write(lambda: self.session)

    def _delete(self, take: Take) -> None:
        for file in (self.folder / take.audio).parent.glob(f"take-{take.number}.*"):
            with writing(file):
                file.unlink(missing_ok=True)

    def _keep_edits(self, take: Take, edits: Edits) -> None:
        write_record(edits_path(self.folder, take), edits)
        self._save(self.session)  # so that it is seen to have changed

    def _with_transcript(self, take: Take, transcript: Transcript, *, chosen: bool = False) -> Take:
        count = len(take.transcripts) + 1
        path = self._beside(take, f".transcript-{count}.json")
        write_record(path, transcript)
        name = self._relative(path)
        counts = {"chosen": name} if chosen and transcript.words else {}
        return take.model_copy(update={"transcripts": (*take.transcripts, name), **counts})

    def _write_facts(self, take: Take, facts: SoundFacts) -> str:
        path = self._beside(take, ".sound.json")
        write_record(path, facts, indent=None)
        return self._relative(path)

    def _beside(self, take: Take, ending: str) -> Path:
        return (self.folder / take.audio).parent / f"take-{take.number}{ending}"

    def _relative(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def save_take(self, number: int, take: Take) -> Take:
        """Keep `take` of question `number` as it is now."""
        self._save(self.session.with_turn(self.session.turn(number).with_take(take)))
        return take

    def save_turn(self, turn: Turn) -> None:
        """Keep `turn` as it is now."""
        self._save(self.session.with_turn(turn))

    def _change(self, turn: Turn, **changes: object) -> None:
        self.save_turn(turn.model_copy(update=changes))

    def _save(self, session: Session) -> None:
        write_record(self.folder / "session.json", session)
        self.session = session
        self._text.changed()


def _now() -> datetime:
    return datetime.now().astimezone()
