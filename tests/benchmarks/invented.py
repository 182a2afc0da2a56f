"""Words that nobody said: how many Whisper makes up, and how many of them are still shown.

    SPEECH_DIR=… OTHER_DIR=… python tests/benchmarks/invented.py [--model FOLDER]

SPEECH_DIR has English speech with what was said, OTHER_DIR speech in other languages and sounds
that are not quite speech. Besides these: the same telling in nine languages by espeak-ng, and
synthetic hum, tones, coughs, laughter and breath. Each clip is given from three beginnings, and
the English ones also with noise at 15 to 0 dB. What is not believed is decided for each clip by
what was learned from all others (leave one out), with a model here that can tell languages, and
without one. At the end stands what is learned from all of them: `believing.LEARNED`.

Holds when the right words of the English clips without noise are at most 0.2 points fewer.
"""

from __future__ import annotations

import argparse
import bisect
import math
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from unsaid import in_other_languages, without_speech

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.facts import SoundFacts, SoundFactsBuilder
from coach.audio.reading import read_clip
from coach.transcription.believing import BELOW, CRAMMED_S, LEARNED, Evidence
from coach.transcription.choosing import choose_transcriber
from coach.transcription.guarding import with_only_believed
from coach.transcription.ports import SpokenLanguage, Transcriber, Transcript, Word
from coach.transcription.repeating import worth
from coach.transcription.second_opinion import with_second_opinion
from coach.transcription.whole import write_down
from coach.transcription.words import plain_word

SOUND = (".wav", ".mp3", ".ogg", ".flac", ".opus")
BEGINNINGS_S = (0.0, 0.1, 0.2)
NOISES_DB = (15, 10, 5, 0)
LONGEST_WITH_NOISE_S = 60.0
POINTS = 0.2
SMALLEST_SHARE = 0.003
ENGLISH, OTHER, NOISE = "English", "other", "no speech"


@dataclass
class Heard:
    """One clip from one beginning: what was written down of it, and what was said (None: nothing
    in English).
    """

    clip: str
    kind: str
    samples: Samples
    said: list[str] | None
    transcript: Transcript
    facts: SoundFacts
    noise_db: int | None = None
    shown: dict[str, Transcript] = field(default_factory=dict)

    @property
    def teaches(self) -> bool:
        """Whether something is learned from it; the odd clips are in English, and not right."""
        return self.kind == ENGLISH or (self.kind == OTHER and not self.clip.startswith("odd"))

    @property
    def minutes(self) -> float:
        return len(self.samples) / LISTENING_RATE_HZ / 60


@dataclass
class Deaf:
    """A transcriber that cannot tell languages."""

    language: str

    def spoken_language(self, samples: Samples) -> SpokenLanguage | None:
        del samples
        return None


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--model")
    options = arguments.parse_args()
    transcriber = choose_transcriber("faster-whisper", options.model, "en", lambda _: False)
    transcriber.load()
    heard = list(everything(transcriber))
    for each in heard:
        others = [other for other in heard if other.clip != each.clip]
        guard(transcriber, each, learned(others))
    held = told(heard)
    print("learned from all:", learned(heard))
    print("used:            ", LEARNED)
    print("holds" if held else "DOES NOT HOLD")
    return 0 if held else 1


def everything(transcriber: Transcriber) -> Iterator[Heard]:
    """All clips, from all beginnings and with all noises."""
    for clip, kind, samples, said in clips():
        for start_s in BEGINNINGS_S:
            later = samples[round(start_s * LISTENING_RATE_HZ) :]
            yield Heard(clip, kind, later, said, *written(transcriber, later))
        if kind == ENGLISH and len(samples) < LONGEST_WITH_NOISE_S * LISTENING_RATE_HZ:
            for noise_db in NOISES_DB:
                noisy = with_noise(samples, noise_db)
                yield Heard(clip, kind, noisy, said, *written(transcriber, noisy), noise_db)
        print(f"{clip:28} heard", file=sys.stderr, flush=True)


def clips() -> Iterator[tuple[str, str, Samples, list[str] | None]]:
    for variable, kind in (("SPEECH_DIR", ENGLISH), ("OTHER_DIR", OTHER)):
        for path in sorted(Path(os.environ[variable]).iterdir()):
            text = path.with_suffix(".txt")
            if path.suffix not in SOUND or (kind == ENGLISH and not text.is_file()):
                continue
            samples = read_clip(path).at_rate(LISTENING_RATE_HZ).samples
            said = text.read_text().split() if text.is_file() else []
            is_silent = path.stem.startswith("nospeech")
            yield path.stem, NOISE if is_silent else kind, samples, said
    for name, samples in in_other_languages():
        yield name, OTHER, samples, None
    for name, samples in without_speech():
        yield name, NOISE, samples, None


def written(transcriber: Transcriber, samples: Samples) -> tuple[Transcript, SoundFacts]:
    builder = SoundFactsBuilder()
    builder.feed(samples)
    down = write_down(transcriber, [samples])
    return with_second_opinion(transcriber, down.transcript, builder.facts(down.speech), [samples])


def with_noise(samples: Samples, noise_db: int) -> Samples:
    """With noise that falls by 3 dB an octave, so many dB below the clip."""
    random = np.random.default_rng(noise_db)
    spectrum = np.fft.rfft(random.standard_normal(len(samples)))
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 1)), len(samples))
    level = np.sqrt(np.mean(samples**2) / np.mean(noise**2)) * 10 ** (-noise_db / 20)
    return np.clip(samples + level * noise, -1, 1).astype(np.float32)


def guard(transcriber: Transcriber, heard: Heard, evidence: Evidence) -> None:
    """Note what is shown of a clip: before, with languages, without them."""
    heard.shown["before"] = heard.transcript
    for how, engine in (("after", transcriber), ("alone", Deaf(transcriber.language))):
        heard.shown[how] = with_only_believed(
            engine,  # type: ignore[arg-type]
            heard.transcript,
            heard.facts,
            lambda: [heard.samples],
            evidence,
        )


def learned(several: Sequence[Heard]) -> Evidence:
    """How much oftener each kind of word is made up than said right; every clip counts the same."""
    right = shares([each for each in several if each.kind == ENGLISH])
    made_up = shares([each for each in several if each.kind == OTHER and each.teaches])

    def evidence(*, crammed: bool) -> tuple[float, ...]:
        places = range(len(BELOW) + 1)
        return tuple(
            round(math.log(made_up[place, crammed] / right[place, crammed]), 2) for place in places
        )

    return Evidence(evidence(crammed=False), evidence(crammed=True))


def shares(several: Sequence[Heard]) -> dict[tuple[int, bool], float]:
    """The share of each kind of word, (place in BELOW, crammed)."""
    of_clips: dict[str, Counter[tuple[int, bool]]] = {}
    for each in several:
        words = each.transcript.words
        said = right_ones(words, each.said) if each.kind == ENGLISH else range(len(words))
        kinds = kinds_of(words)
        of_clips.setdefault(each.clip, Counter()).update(kinds[number] for number in said)
    total: Counter[tuple[int, bool]] = Counter()
    for counts in of_clips.values():
        for kind, count in counts.items():
            total[kind] += count / counts.total()  # type: ignore[assignment]
    kinds_there = [(place, crammed) for place in range(len(BELOW) + 1) for crammed in (True, False)]
    every = SMALLEST_SHARE * len(kinds_there)
    return {
        kind: (total[kind] / total.total() + SMALLEST_SHARE) / (1 + every) for kind in kinds_there
    }


def kinds_of(words: Sequence[Word]) -> list[tuple[int, bool]]:
    return [
        (bisect.bisect_right(BELOW, probability), word.end_s - word.start_s < CRAMMED_S)
        for probability, word in zip(worth(words), words, strict=True)
    ]


def right_ones(words: Sequence[Word], said: Sequence[str] | None) -> list[int]:
    """Which of the words were said."""
    texts = [plain_word(word.text) for word in words]
    matcher = SequenceMatcher(
        None, texts, [plain_word(word) for word in said or ()], autojunk=False
    )
    return [
        number
        for first, _, count in matcher.get_matching_blocks()
        for number in range(first, first + count)
    ]


def told(heard: Sequence[Heard]) -> bool:
    """Print the figures; whether the right words are as many."""
    hows = ("before", "alone", "after")
    print(f"{'invented words a minute':34}" + "".join(f"{how:>9}" for how in hows))
    quiet = [each for each in heard if each.noise_db is None]
    for kind in (OTHER, NOISE):
        there = [each for each in quiet if each.kind == kind]
        for clip in dict.fromkeys(each.clip for each in there):
            rate_line(clip, [each for each in there if each.clip == clip], hows)
        rate_line(f"all: {kind}", there, hows)
        rate_line("all of people", [e for e in there if not e.clip.startswith("espeak")], hows)
    held = recall_line("right words, English", [e for e in quiet if e.kind == ENGLISH], hows)
    for noise_db in NOISES_DB:
        noisy = [each for each in heard if each.noise_db == noise_db]
        recall_line(f"right words, noise at {noise_db} dB", noisy, hows)
        rate_line(f"invented, noise at {noise_db} dB", noisy, hows)
    return held


def rate_line(name: str, several: Sequence[Heard], hows: Sequence[str]) -> None:
    minutes = sum(each.minutes for each in several)
    rates = []
    for how in hows:
        wrong = 0
        for each in several:
            words = each.shown[how].words
            wrong += len(words) - len(right_ones(words, each.said))
        rates.append(wrong / minutes)
    print(f"{name:34}" + "".join(f"{rate:9.1f}" for rate in rates))


def recall_line(name: str, several: Sequence[Heard], hows: Sequence[str]) -> bool:
    said = sum(len(each.said or ()) for each in several)
    shares = [
        100 * sum(len(right_ones(each.shown[how].words, each.said)) for each in several) / said
        for how in hows
    ]
    print(f"{name:34}" + "".join(f"{share:8.1f}%" for share in shares))
    return max(shares) - min(shares) <= POINTS


if __name__ == "__main__":
    sys.exit(main())
