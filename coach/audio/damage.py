"""What a recording lacks: found while it is read, kept with the take, told to the person."""

from __future__ import annotations

from dataclasses import dataclass, field

from coach.records import Record


class Gap(Record):
    """`lost_s` seconds are missing at `at_s`: sleep, dropped or damaged sound, or a pause taken."""

    at_s: float
    lost_s: float


class CutShort(Record):
    """The sound breaks off at `at_s`; `missing_s` more were promised, None where nobody knows."""

    at_s: float
    missing_s: float | None = None


class SoundDamage(Record):
    """What a recording from elsewhere lacked when it was taken in."""

    gaps: tuple[Gap, ...] = ()
    cut_short: CutShort | None = None

    def __bool__(self) -> bool:
        return bool(self.gaps or self.cut_short)


@dataclass
class ReadingReport:
    """What there is to tell about a file, filled in while it is read. All times in seconds.

    `peak` is the loudest sample so far, as it was in the file, where 1.0 is full scale.
    """

    gaps: list[Gap] = field(default_factory=list)
    cut_short: CutShort | None = None
    track: int = 1  # the audio track that is read, counted from 1
    other_tracks: tuple[int, ...] = ()  # others in which somebody speaks
    peak: float = 0.0
    read_s: float = 0.0  # so much was read

    def lost(self, at_s: float, lost_s: float) -> None:
        """Note that `lost_s` seconds are missing at `at_s`."""
        last = self.gaps[-1] if self.gaps else None
        if last and abs(last.at_s - at_s) < 0.001:  # noticed twice: once broken, once missing
            self.gaps.pop()
            lost_s = max(lost_s, last.lost_s)
        self.gaps.append(Gap(at_s=round(at_s, 3), lost_s=round(lost_s, 3)))

    def cut(self, missing_s: float | None) -> None:
        """Note that the sound breaks off here, and how much more was promised, where it was."""
        missing_s = None if missing_s is None else round(missing_s, 3)
        self.cut_short = CutShort(at_s=round(self.read_s, 3), missing_s=missing_s)

    def another_part(self) -> None:
        """Note that other sound follows: what broke off before it is a gap, not the end."""
        if self.cut_short:
            self.lost(self.cut_short.at_s, self.cut_short.missing_s or 0.0)
            self.cut_short = None

    @property
    def damage(self) -> SoundDamage:
        """What is to be kept with the take."""
        return SoundDamage(gaps=tuple(self.gaps), cut_short=self.cut_short)
