"""How many of the um and uh are heard, and how many are invented: ours beside three others.

    SPEECH_DIR=… python tests/benchmarks/fillers.py [--model FOLDER] [--erm PROGRAM] [--misses]

Three kinds of speech, reported apart: people (the clips of SPEECH_DIR, with verbatim references),
and 42 synthesised answers with known fillers in six voices, of which a third is held out, by a rule
that takes of each voice: nothing is tuned on those, and `--misses` does not show them. Ours is what
a session keeps: Whisper's wording without a prompt, and the fillers of a second, prompted pass.
Beside it stand faster-whisper and openai-whisper as they are, and the command line of the package
erm (0.4.0) where its program is named; all with the same weights, tiny.en unless FOLDER
(CTranslate2) is given.

Every tool gives the times of the fillers it heard; they are put between the words of one and the
same transcript, which is aligned with the reference. Holds when ours finds at least 90 % (of those
held out 80 %: they are few, each is four points) and at most 10 % of what it finds are invented.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from voices import VOICES, said

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.reading import read_clip
from coach.audio.writing import write_blocks
from coach.delivery.language import language_of
from coach.transcription.choosing import choose_transcriber
from coach.transcription.cutting import pieces
from coach.transcription.fillers import FillerPass
from coach.transcription.ports import Transcriber, Transcript, Word
from coach.transcription.whole import write_down
from tests.helpers.whisper_checkpoint import build_checkpoint, packaged_folder

LEAST_FOUND, LEAST_FOUND_HELD_OUT, LEAST_RIGHT = 0.9, 0.8, 0.9
SOUND = (".wav", ".mp3", ".ogg", ".flac")
ANSWERS = Path(__file__).parents[1] / "delivery" / "filler_answers.txt"
FILLERS = language_of("en").fillers
FILLER = "<filler>"
HELD_OUT = "voices, held out"

Heard = list[tuple[float, float]]  # when each filler was heard, in seconds


@dataclass
class Count:
    """Of one tool on one kind of speech."""

    found: int = 0
    missed: int = 0
    invented: int = 0
    misses: list[str] = field(default_factory=list)

    def told(self) -> str:
        wanted, claimed = self.found + self.missed, self.found + self.invented
        recall = 100 * self.found / max(1, wanted)
        precision = 100 * self.found / max(1, claimed)
        return (
            f"found {self.found:3} of {wanted:3} ({recall:3.0f} %), "
            f"invented {self.invented:2} of {claimed:3} (precision {precision:3.0f} %)"
        )

    def holds(self, least_found: float) -> bool:
        wanted, claimed = self.found + self.missed, self.found + self.invented
        return self.found >= least_found * wanted and self.found >= LEAST_RIGHT * claimed


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--model")
    arguments.add_argument("--erm", help="the program of the package erm")
    arguments.add_argument("--misses", action="store_true", help="show what ours got wrong")
    options = arguments.parse_args()
    folder = Path(options.model) if options.model else packaged_folder()
    held = True
    with tempfile.TemporaryDirectory() as scratch:
        transcriber = choose_transcriber("faster-whisper", options.model, "en", lambda offer: False)
        tools = dict(others(folder, Path(scratch), options.erm))
        for kind, clips in (
            ("people", people()),
            ("voices", synthesised(held_out=False)),
            (HELD_OUT, synthesised(held_out=True)),
        ):
            counts = {name: Count() for name in ("ours", *tools)}
            for name, samples, reference in clips:
                plain = write_down(transcriber, [samples]).transcript
                count(counts["ours"], name, reference, plain, ours(transcriber, samples, plain))
                for tool, hear in tools.items():
                    count(counts[tool], name, reference, plain, hear(samples))
            print(f"{kind}:")
            for tool, counted in counts.items():
                print(f"  {tool:16} {counted.told()}", flush=True)
            if options.misses and kind != HELD_OUT:
                print("\n".join(counts["ours"].misses))
            least = LEAST_FOUND_HELD_OUT if kind == HELD_OUT else LEAST_FOUND
            held = held and counts["ours"].holds(least)
    print("holds" if held else "DOES NOT HOLD")
    return 0 if held else 1


def people() -> Iterator[tuple[str, Samples, str]]:
    """Clips with a verbatim reference."""
    for clip in sorted(Path(os.environ["SPEECH_DIR"]).iterdir()):
        reference = clip.with_suffix(".txt")
        if clip.suffix in SOUND and reference.is_file():
            yield (
                clip.name,
                read_clip(clip).at_rate(LISTENING_RATE_HZ).samples,
                reference.read_text(),
            )


def synthesised(*, held_out: bool) -> Iterator[tuple[str, Samples, str]]:
    """The answers, each in the next of the voices, with a little noise; a third is held out."""
    random = np.random.default_rng(3)
    texts = [line for line in ANSWERS.read_text().splitlines() if line and line[0] != "#"]
    for number, text in enumerate(texts):
        voice = VOICES[number % len(VOICES)]
        quiet = [np.zeros(round(s * LISTENING_RATE_HZ), np.float32) for s in (0.5, 0.75)]
        sound = np.concatenate([quiet[0], said(voice, text), quiet[1]])
        noise = random.normal(0, 0.0007, len(sound)).astype(np.float32)
        if is_held_out(number) == held_out:
            yield f"{number + 1} {voice}", sound + noise, text


def is_held_out(number: int) -> bool:
    """Every third, another one with each round of the voices."""
    return (number + number // len(VOICES)) % 3 == 2


def ours(transcriber: Transcriber, samples: Samples, plain: Transcript) -> Heard:
    heard = FillerPass(transcriber, FILLERS)
    heard.add_rest(pieces([samples], transcriber.detect_speech(samples)))
    heard.go_on()
    return fillers_of(heard.verbatim(plain).words)


def fillers_of(words: tuple[Word, ...]) -> Heard:
    return [(word.start_s, word.end_s) for word in words if FILLERS.has(word.text)]


def others(
    folder: Path, scratch: Path, erm: str | None
) -> Iterator[tuple[str, Callable[[Samples], Heard]]]:
    """The other tools, by name."""
    import whisper
    from faster_whisper import WhisperModel

    fast = WhisperModel(str(folder), "cpu", compute_type="int8", cpu_threads=2)

    def faster_whisper(samples: Samples) -> Heard:
        segments, _ = fast.transcribe(samples, language="en", word_timestamps=True)
        words = [word for segment in segments for word in segment.words or ()]
        return [(word.start, word.end) for word in words if FILLERS.has(word.word.strip())]

    stock = whisper.load_model(str(build_checkpoint(scratch / "model.pt", folder)))

    def openai_whisper(samples: Samples) -> Heard:
        result = stock.transcribe(samples, language="en", word_timestamps=True, fp16=False)
        words = [word for segment in result["segments"] for word in segment["words"]]
        return [(w["start"], w["end"]) for w in words if FILLERS.has(w["word"].strip())]

    yield "faster-whisper", faster_whisper
    yield "openai-whisper", openai_whisper
    if erm:
        yield "erm", partial(cuts_of_erm, erm, folder, scratch)


def cuts_of_erm(program: str, folder: Path, scratch: Path, samples: Samples) -> Heard:
    wav, cuts = scratch / "clip.wav", scratch / "cuts.json"
    write_blocks(wav, iter([samples]))
    command = [program, "remove", str(wav), "--model", str(folder), "--dry-run"]
    command += ["--json", str(cuts), "--device", "cpu", "--compute-type", "int8"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    document = json.loads(cuts.read_text())
    return [(cut["start"], cut["end"]) for cut in document["cuts"]]


def count(counted: Count, name: str, reference: str, plain: Transcript, heard: Heard) -> None:
    """Put `heard` between the words of `plain` and compare that with the reference."""
    words = [(w.start_s + w.end_s, key(w.text)) for w in plain.words if not FILLERS.has(w.text)]
    words += [(start_s + end_s, FILLER) for start_s, end_s in heard]
    words.sort(key=lambda word: (word[0], word[1] == FILLER))
    there = [text for _, text in words if text]
    here = [key(text) for text in reference.split() if key(text)]
    for one, other in aligned(here, there):
        is_wanted = one is not None and here[one] == FILLER
        is_heard = other is not None and there[other] == FILLER
        counted.found += is_wanted and is_heard
        counted.missed += is_wanted and not is_heard
        counted.invented += is_heard and not is_wanted
        if is_wanted and one is not None and not is_heard:
            counted.misses.append(f"    {name}: missed in {here[max(0, one - 4) : one + 4]}")
        if is_heard and other is not None and not is_wanted:
            counted.misses.append(f"    {name}: invented in {there[max(0, other - 4) : other + 4]}")


def key(text: str) -> str:
    """A word as it is compared; all fillers are one."""
    return FILLER if FILLERS.has(text) else re.sub(r"[^\w\']", "", text.lower())


def aligned(here: list[str], there: list[str]) -> Iterator[tuple[int | None, int | None]]:
    """Pairs of words by the least edits; a filler is never taken for another word."""
    costs = np.zeros((len(here) + 1, len(there) + 1))
    costs[:, 0], costs[0, :] = np.arange(len(here) + 1), np.arange(len(there) + 1)
    for i, one in enumerate(here, 1):
        for j, other in enumerate(there, 1):
            swap = costs[i - 1, j - 1] + swapped(one, other)
            costs[i, j] = min(costs[i - 1, j] + 1, costs[i, j - 1] + 1, swap)
    i, j = len(here), len(there)
    while i or j:
        if i and j and costs[i, j] == costs[i - 1, j - 1] + swapped(here[i - 1], there[j - 1]):
            i, j = i - 1, j - 1
            yield i, j
        elif i and costs[i, j] == costs[i - 1, j] + 1:
            i -= 1
            yield i, None
        else:
            j -= 1
            yield None, j


def swapped(one: str, other: str) -> float:
    if one == other:
        return 0.0
    return 2.0 if FILLER in (one, other) else 1.0


if __name__ == "__main__":
    sys.exit(main())
