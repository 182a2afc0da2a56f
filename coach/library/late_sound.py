"""Sound that comes after its recording was cut off: a page had it while the coach was dead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.damage import SoundDamage, SoundGap
from coach.audio.ports import Block
from coach.audio.reading import duration_s, read_blocks
from coach.audio.writing import write_blocks
from coach.library.disk import writing
from coach.library.open_session import OpenSession
from coach.library.records import Take

# A recording is written with 1.0 as 32767 (`coach.audio.wav`), and read with 32768 as 1.0.
_AS_READ = 32767 / 32768


def samples_of(opened: OpenSession, take: Take) -> int:
    """How many samples the recording of `take` has."""
    return round((duration_s(opened.folder / take.audio) or 0.0) * LISTENING_RATE_HZ)


def append(opened: OpenSession, number: int, take: Take, blocks: Iterable[Block]) -> Take:
    """Append `blocks` to the recording of `take`, of question `number`, and mark their gaps.

    What was found out about the shorter recording does not hold any more. Its transcripts stay, but
    the take waits to be written down once more, and the model that somebody named counts no more.
    Raises CannotWrite, UnreadableAudio.
    """
    audio = opened.folder / take.audio
    flac = audio.with_suffix(".flac")
    there = samples_of(opened, take)
    gaps = list(opened.take(number, take.number).damage.gaps)

    def sound() -> Iterator[Samples]:
        if there:
            yield from read_blocks(audio)
        count = there
        for block in blocks:
            if block.lost_s:
                at_s = round(count / LISTENING_RATE_HZ, 3)
                gaps.append(SoundGap(at_s=at_s, lost_s=round(block.lost_s, 3)))
            count += len(block.samples)
            yield block.samples * _AS_READ

    with writing(flac):
        count = write_blocks(flac, sound())
    changes = {
        "audio": flac.relative_to(opened.folder).as_posix(),
        "duration_s": round(count / LISTENING_RATE_HZ, 3),
        "damage": SoundDamage(gaps=tuple(gaps)) if gaps else take.damage,
        "facts": None,
        "no_speech": None,
        "discarded": False,
        "grown": bool(take.transcripts),
        "chosen": None,
    }
    take = opened.save_take(number, take.model_copy(update=changes))
    if audio != flac:
        with writing(audio):
            audio.unlink(missing_ok=True)
    return take
