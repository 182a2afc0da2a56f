"""What a recording lacks: found while it is read, kept with the take, told to the person.

The sentences about it are here, so that every command says the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from coach.formats import clock
from coach.records import Record

MOST_SILENCE_S = 60.0  # put in the place of one gap: a damaged time stamp can claim any length
_TOO_QUIET_BELOW = 10 ** (-57 / 20)
_SIDE_BY_SIDE_S = 0.3  # what a decoder finds between them is no word


class SoundGap(Record):
    """`lost_s` seconds are missing at `at_s`: sleep, dropped or damaged sound, or a pause taken."""

    at_s: float
    lost_s: float


class CutShort(Record):
    """The sound breaks off at `at_s`; `missing_s` more were promised, None where nobody knows."""

    at_s: float
    missing_s: float | None = None


class SoundDamage(Record):
    """What a recording from elsewhere lacked when it was taken in."""

    gaps: tuple[SoundGap, ...] = ()
    cut_short: CutShort | None = None

    def __bool__(self) -> bool:
        return bool(self.gaps or self.cut_short)

    def sentences(self, name: str) -> list[str]:
        """What a person should know of the recording called `name`; nothing where it is whole."""
        told = []
        if len(self.gaps) == 1:
            gap = self.gaps[0]
            told.append(f"{name}: {_length(gap.lost_s)} is missing at {clock(gap.at_s)}.")
        elif self.gaps:
            lost_s = sum(gap.lost_s for gap in self.gaps)
            places = f"in {len(self.gaps)} places, first at {clock(self.gaps[0].at_s)}"
            told.append(f"{name}: {_length(lost_s)} is missing {places}.")
        if any(gap.lost_s > MOST_SILENCE_S for gap in self.gaps):
            told.append("Silence of one minute stands for what is longer.")
        if self.cut_short:
            cut, missing_s = clock(self.cut_short.at_s), self.cut_short.missing_s
            rest = f": its last {_length(missing_s)} is missing" if missing_s else ""
            told.append(f"{name} is cut short at {cut}{rest}.")
        return told


@dataclass
class ReadingReport:
    """What there is to tell about a file, filled in while it is read. All times in seconds.

    `peak` is the loudest sample so far, as it was in the file, where 1.0 is full scale.
    """

    gaps: list[SoundGap] = field(default_factory=list)
    cut_short: CutShort | None = None
    track: int = 1  # the audio track that is read, counted from 1
    other_tracks: tuple[int, ...] = ()  # others in which somebody speaks
    track_chosen: bool = False  # among several, because only this one has speech
    peak: float = 0.0
    read_s: float = 0.0  # so much was read

    def lost(self, at_s: float, lost_s: float) -> None:
        """Note that `lost_s` seconds are missing at `at_s`; holes side by side count as one."""
        last = self.gaps[-1] if self.gaps else None
        if last and at_s - last.at_s - last.lost_s < _SIDE_BY_SIDE_S:
            self.gaps.pop()
            at_s, lost_s = last.at_s, lost_s + last.lost_s
        self.gaps.append(SoundGap(at_s=round(at_s, 3), lost_s=round(lost_s, 3)))

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

    @property
    def too_quiet_db(self) -> float | None:
        """The loudest sample in dBFS, where it is too soft to be a recording that went well."""
        if not 0.0 < self.peak < _TOO_QUIET_BELOW:
            return None
        return round(20 * math.log10(self.peak), 1)

    def sentences(self, name: str) -> list[str]:
        """What a person should know of this file called `name`; nothing where all is well."""
        told = self.damage.sentences(name)
        if self.track_chosen:
            told.append(f"{name}: its track {self.track} is taken, the one with speech.")
        if self.other_tracks:
            others = ", ".join(str(each) for each in self.other_tracks)
            which = (
                f"Track {others} of {name} has"
                if len(self.other_tracks) == 1
                else (f"Tracks {others} of {name} have")
            )
            other = self.other_tracks[0]
            told.append(f"{which} speech, too: coach import {name} --track {other}")
        if self.too_quiet_db is not None:
            told.append(
                f"{name} is too quiet: its loudest sound is {-self.too_quiet_db:.0f} dB below full "
                "scale, so words may be missing. Next time, come closer or turn the level up."
            )
        return told


def _length(seconds: float) -> str:
    return f"{max(0.1, seconds):.1f} s" if seconds < 10 else clock(seconds)
