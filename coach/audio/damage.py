"""Damage of a recording: found while it is read, kept with the take, and shown to the person.

All sentences about damage are here, so that every command says the same.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from coach.formats import clock, to_type
from coach.records import Record, Seconds

# At most so much silence fills one gap: a damaged time stamp can claim any length.
MOST_SILENCE_S = 60.0
_TOO_SHORT_S = 0.2  # no word fits into less
_TOO_QUIET_BELOW = 10 ** (-57 / 20)  # a peak of -57 dBFS
_MOST_MISSING_S = 100 * 3600.0  # no recording is longer, whatever its time stamps and header claim
_SIDE_BY_SIDE_S = 0.3  # gaps that are so close count as one: no word fits between them


class SoundGap(Record):
    """`lost_s` seconds are missing at `at_s`. The computer slept, sound was dropped or is damaged,
    or the person paused.
    """

    at_s: Seconds
    lost_s: Seconds


class CutShort(Record):
    """The sound breaks off at `at_s`. `missing_s` more seconds should follow; None if unknown."""

    at_s: Seconds
    missing_s: Seconds | None = None


class SoundDamage(Record):
    """What a recording made elsewhere lacked when it was imported."""

    gaps: tuple[SoundGap, ...] = ()
    cut_short: CutShort | None = None

    def __bool__(self) -> bool:
        return bool(self.gaps or self.cut_short)

    def sentences(self, name: str) -> list[str]:
        """What the person should know about the recording `name`; empty if nothing is missing."""
        told = []
        if len(self.gaps) == 1:
            gap = self.gaps[0]
            told.append(f"{name}: {_length(gap.lost_s)} is missing at {clock(gap.at_s)}.")
        elif self.gaps:
            lost_s = sum(gap.lost_s for gap in self.gaps)
            places = f"in {len(self.gaps)} places, first at {clock(self.gaps[0].at_s)}"
            told.append(f"{name}: {_length(lost_s)} is missing {places}.")
        if any(gap.lost_s > MOST_SILENCE_S for gap in self.gaps):
            told.append("One minute of silence replaces a longer gap.")
        if self.cut_short:
            cut, missing_s = clock(self.cut_short.at_s), self.cut_short.missing_s
            rest = f": its last {_length(missing_s)} is missing" if missing_s else ""
            told.append(f"{name} is cut short at {cut}{rest}.")
        return told


def _noted_beside(recording: Path) -> Path:
    return recording.with_suffix(".gaps")


def note_gap(recording: Path, gap: SoundGap) -> None:
    """Note a gap on disk, before the sound after it is: a kill must not join what was apart.

    Raises OSError.
    """
    noted = _noted_beside(recording)
    noted.touch(0o600)
    with noted.open("a", encoding="utf-8") as file:
        file.write(gap.model_dump_json() + "\n")


def noted_gaps(recording: Path) -> Iterator[SoundGap]:
    """The gaps that were noted while that file was recorded; none where they cannot be read."""
    with contextlib.suppress(OSError, ValueError):
        for line in _noted_beside(recording).read_text(encoding="utf-8").splitlines():
            with contextlib.suppress(ValidationError):  # the last one was cut off
                yield SoundGap.model_validate_json(line)


def forget_noted_gaps(recording: Path) -> None:
    """Delete the note, once the gaps are kept with the take."""
    with contextlib.suppress(OSError):
        _noted_beside(recording).unlink()


@dataclass
class ReadingReport:
    """A report about a file, filled in while the file is read. All times are in seconds.

    `peak` is the loudest sample so far, before any gain; 1.0 is full scale.
    """

    gaps: list[SoundGap] = field(default_factory=list)
    cut_short: CutShort | None = None
    track: int = 1  # the audio track that is read, counted from 1
    other_tracks: tuple[int, ...] = ()  # other tracks in which somebody speaks
    track_chosen: bool = False  # whether `track` was chosen because only it has speech
    peak: float = 0.0
    read_s: float = 0.0  # so much was read

    def lost(self, at_s: float, lost_s: float) -> None:
        """Note that `lost_s` seconds are missing at `at_s`. Gaps side by side count as one."""
        last = self.gaps[-1] if self.gaps else None
        if last and at_s - last.at_s - last.lost_s < _SIDE_BY_SIDE_S:
            self.gaps.pop()
            at_s, lost_s = last.at_s, lost_s + last.lost_s
        lost_s = min(lost_s, _MOST_MISSING_S)
        self.gaps.append(SoundGap(at_s=round(at_s, 3), lost_s=round(lost_s, 3)))

    def cut(self, missing_s: float | None) -> None:
        """Note that the sound breaks off here. `missing_s` more should follow; None if unknown."""
        if missing_s is not None:
            missing_s = round(missing_s, 3) if missing_s <= _MOST_MISSING_S else None
        self.cut_short = CutShort(at_s=round(self.read_s, 3), missing_s=missing_s)

    def another_part(self) -> None:
        """Note that another part follows. If the part before broke off, that is a gap."""
        if self.cut_short:
            self.lost(self.cut_short.at_s, self.cut_short.missing_s or 0.0)
            self.cut_short = None

    @property
    def damage(self) -> SoundDamage:
        """The damage, in the form in which it is kept with the take."""
        return SoundDamage(gaps=tuple(self.gaps), cut_short=self.cut_short)

    @property
    def too_quiet_db(self) -> float | None:
        """The peak in dBFS if it is so low that the recording went wrong, else None."""
        if self._is_too_short or not 0.0 < self.peak < _TOO_QUIET_BELOW:
            return None
        return round(20 * math.log10(self.peak), 1)

    @property
    def _is_too_short(self) -> bool:
        return self.read_s < _TOO_SHORT_S

    def sentences(self, name: str) -> list[str]:
        """What the person should know about the file `name`; empty if all is well."""
        told = self.damage.sentences(name)
        if self.track_chosen:
            told.append(f"{name}: track {self.track} is taken, the one with speech.")
        if self.other_tracks:
            others = ", ".join(str(each) for each in self.other_tracks)
            which = (
                f"Track {others} of {name} has"
                if len(self.other_tracks) == 1
                else (f"Tracks {others} of {name} have")
            )
            other = self.other_tracks[0]
            again = to_type("import", name, "--track", other)
            told.append(f"{which} speech, too: {again}")
        if self._is_too_short:
            told.append(f"{name} is too short: it has only {self.read_s:.2f} s of sound.")
        if self.too_quiet_db is not None:
            told.append(
                f"{name} is too quiet: its loudest sound is {-self.too_quiet_db:.0f} dB below full "
                "scale, so words may be missing. Next time, come closer or turn the level up."
            )
        return told


def _length(seconds: float) -> str:
    return f"{max(0.1, seconds):.1f} s" if seconds < 10 else clock(seconds)
