"""A session being written to: every change is on disk before the method returns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.damage import ReadingReport
from coach.audio.facts import SoundFacts
from coach.audio.listener import EndedBy
from coach.audio.reading import read_blocks
from coach.audio.writing import write_blocks
from coach.errors import CannotWrite, SessionDamaged, UnreadableAudio, WrongUse
from coach.library.disk import write_record, write_text, writing
from coach.library.edits import Edit, carried_over, corrected, with_correction
from coach.library.reading import (
    as_markdown,
    edits_path,
    facts_of,
    original_of,
    read_edits,
    read_session,
    transcript_of,
)
from coach.library.records import AskedQuestion, Session, Take, Turn
from coach.paths import private_folder
from coach.transcription.ports import Transcript


def planned_turn(number: int, question: AskedQuestion) -> Turn:
    """A turn that has not been asked yet; its folder is named after number and question."""
    slug = re.sub(r"[^\w-]+", "-", question.id).strip("-")[:60] or "question"
    return Turn(number=number, folder=f"{number:02d}-{slug}", question=question)


class OpenSession:
    """The session in `folder`, for the one who holds its lock. All methods raise CannotWrite."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.session = read_session(folder)
        self.worth_keeping = False  # even without a take: something was typed

    def asked(self, number: int) -> None:
        """Note that question `number` is being asked now."""
        self._change(self.session.turn(number), asked_at=_now())

    def skipped(self, number: int) -> None:
        """Note that the person passed question `number` over."""
        self._change(self.session.turn(number), skipped=True)

    def dropped(self, number: int) -> None:
        """Note that the session's clock left no time for question `number`."""
        self._change(self.session.turn(number), dropped=True)

    def add_turn(self, question: AskedQuestion) -> Turn:
        """Plan one more question, at the end."""
        turn = planned_turn(len(self.session.turns) + 1, question)
        self._save(self.session.model_copy(update={"turns": (*self.session.turns, turn)}))
        return turn

    def plan_after(self, number: int, questions: Iterable[AskedQuestion]) -> None:
        """Plan these questions after question `number`, in the place of what was planned there."""
        kept = tuple(turn for turn in self.session.turns if turn.number <= number)
        planned = (planned_turn(n, question) for n, question in enumerate(questions, number + 1))
        self._save(self.session.model_copy(update={"turns": (*kept, *planned)}))

    def begin_take(self, number: int) -> tuple[Take, Path]:
        """A new take of question `number` and the WAV file to record it to."""
        turn = self.session.turn(number)
        count = max((take.number for take in turn.takes), default=0) + 1
        path = self.folder / turn.folder / f"take-{count}.wav"
        with writing(path):
            private_folder(path.parent)
        take = Take(number=count, audio=self._relative(path), started_at=_now())
        self._save_take(number, take)
        return take, path

    def end_take(
        self,
        number: int,
        take: Take,
        *,
        ended_by: str,
        facts: SoundFacts | None = None,
        think_s: float | None = None,
    ) -> Take:
        """The recording is over: keep why, the facts, and how long the person thought."""
        changes: dict[str, object] = {"ended_by": ended_by, "think_s": think_s}
        if facts:
            changes |= {"duration_s": facts.duration_s, "no_speech": not facts.speech or None}
            changes["facts"] = self._write_facts(take, facts)
        return self._save_take(number, take.model_copy(update=changes))

    def facts(self, take: Take) -> SoundFacts | None:
        """The sound facts of `take`, where there are some."""
        return facts_of(self.folder, take)

    def add_facts(self, number: int, take: Take, facts: SoundFacts) -> Take:
        """Keep the sound facts of a take that had none (an import, or one cut off by a crash)."""
        path = self._write_facts(take, facts)
        return self._save_take(
            number, take.model_copy(update={"facts": path, "duration_s": facts.duration_s})
        )

    def add_transcript(self, number: int, take: Take, transcript: Transcript) -> Take:
        """Keep one more transcript of `take`; earlier ones stay as they are."""
        count = len(take.transcripts) + 1
        path = self._beside(take, f".transcript-{count}.json")
        write_record(path, transcript)
        if transcript.verbatim:
            self._carry_edits_over(take, transcript, self._relative(path))
        return self._save_take(
            number,
            take.model_copy(
                update={
                    "transcripts": (*take.transcripts, self._relative(path)),
                    "no_speech": not transcript.words,
                }
            ),
        )

    def correct(
        self, number: int, take: Take, first_word: int, end_word: int, text: str
    ) -> Transcript:
        """Have these words of its transcript, as it reads now, read `text`; how it reads then.

        What was heard stays in its file. Raises WrongUse where there are no such words;
        SessionDamaged where the transcript or earlier corrections cannot be read.
        """
        heard, edits = original_of(self.folder, take), read_edits(self.folder, take)
        newest = take.transcripts[-1] if take.transcripts else ""
        known = edits.of(newest)
        if not heard or not 0 <= first_word < end_word <= len(corrected(heard, known).words):
            raise WrongUse(
                f"Take {take.number} of question {number} has no words {first_word} to {end_word}.",
                f"coach show {self.folder.name} {number} --json",
            )
        wanted = Edit(
            transcript=newest,
            first_word=first_word,
            end_word=end_word,
            text=text,
            edited_at=_now(),
        )
        return self._keep_edits(take, heard, with_correction(heard, known, wanted))

    def take_back(self, take: Take) -> Transcript | None:
        """Have the newest transcript of `take` read as it was heard. Raises SessionDamaged."""
        heard = original_of(self.folder, take)
        return self._keep_edits(take, heard, []) if heard else None

    def discard(self, number: int, take: Take) -> None:
        """The person started over: the take goes when the session ends."""
        self._save_take(number, take.model_copy(update={"discarded": True}))

    def take_in(
        self, number: int, blocks: Iterable[Samples], report: ReadingReport | None = None
    ) -> Take:
        """A take made of `blocks` (float32, 16 kHz) from elsewhere. Raises UnreadableAudio.

        What `report` tells of them when they have been read is kept with the take.
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
        return self._save_take(number, take.model_copy(update=changes))

    def forget_takes(self) -> None:
        """Count no take as kept, so that a new session leaves nothing when it is left."""
        turns = (turn.model_copy(update={"takes": ()}) for turn in self.session.turns)
        self.session = self.session.model_copy(update={"turns": tuple(turns)})

    def pack(self, take: Take) -> bool:
        """Write the recording of `take` again as FLAC, beside the WAV; whether that worked.

        Takes a moment and changes nothing else: any thread may do it.
        """
        wav = self.folder / take.audio
        try:
            with writing(wav):
                write_blocks(wav.with_suffix(".flac"), read_blocks(wav))
        except (UnreadableAudio, CannotWrite):  # no sample at all, or no room: the WAV will do
            return False
        return True

    def packed(self, number: int, take_number: int) -> Take:
        """The FLAC that `pack` has written takes the place of the WAV."""
        take = self.session.turn(number).take(take_number)
        wav = self.folder / take.audio
        flac = self._relative(wav.with_suffix(".flac"))
        take = self._save_take(number, take.model_copy(update={"audio": flac}))
        wav.unlink(missing_ok=True)
        return take

    def finish(self) -> None:
        """The session is over: takes that were started over are deleted."""
        session = self.session
        for turn in session.turns:
            for take in turn.takes:
                if take.discarded:
                    self._delete(take)
            session = session.with_turn(turn.model_copy(update={"takes": turn.kept_takes}))
        self._save(session.model_copy(update={"finished_at": _now()}))

    def reopen(self) -> None:
        """The session goes on."""
        self._save(self.session.model_copy(update={"finished_at": None}))

    def _delete(self, take: Take) -> None:
        for file in (self.folder / take.audio).parent.glob(f"take-{take.number}.*"):
            file.unlink(missing_ok=True)

    def _keep_edits(self, take: Take, heard: Transcript, edits: list[Edit]) -> Transcript:
        newest = take.transcripts[-1]
        kept = read_edits(self.folder, take).having(newest, edits)
        write_record(edits_path(self.folder, take), kept)
        self._save(self.session)  # so that it is seen to have changed, and its text is up to date
        return corrected(heard, edits)

    def _carry_edits_over(self, take: Take, verbatim: Transcript, path: str) -> None:
        """The corrections of the newest transcript count for that which only adds fillers to it."""
        try:
            heard, edits = original_of(self.folder, take), read_edits(self.folder, take)
        except SessionDamaged:  # there is nothing that could be carried over
            return
        known = edits.of(take.transcripts[-1]) if take.transcripts else ()
        if heard and known:
            carried = carried_over(known, heard, verbatim, path)
            write_record(edits_path(self.folder, take), edits.having(path, carried))

    def _write_facts(self, take: Take, facts: SoundFacts) -> str:
        path = self._beside(take, ".sound.json")
        write_record(path, facts, indent=None)
        return self._relative(path)

    def _beside(self, take: Take, ending: str) -> Path:
        return (self.folder / take.audio).parent / f"take-{take.number}{ending}"

    def _relative(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def _save_take(self, number: int, take: Take) -> Take:
        self._save(self.session.with_turn(self.session.turn(number).with_take(take)))
        return take

    def _change(self, turn: Turn, **changes: object) -> None:
        self._save(self.session.with_turn(turn.model_copy(update=changes)))

    def _save(self, session: Session) -> None:
        write_record(self.folder / "session.json", session)
        self.session = session
        write_text(self.folder / "transcript.md", as_markdown(session, self._transcript))

    def _transcript(self, take: Take) -> Transcript | None:
        try:
            return transcript_of(self.folder, take)
        except SessionDamaged:  # one broken file must not keep the others from being shown
            return None


def _now() -> datetime:
    return datetime.now().astimezone()
