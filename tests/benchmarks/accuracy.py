"""Word error rate of ours against the bare engine's, on the same human speech.

    SPEECH_DIR=… python tests/benchmarks/accuracy.py [--engine faster-whisper|openai-whisper]

Both use Whisper tiny.en, two threads and word times. Before comparing, Whisper's own
EnglishTextNormalizer is applied, which also removes um, uh, hmm; the trailing hyphen of a cut-off
word goes too.

Whisper's words move by themselves: of one clip the bare engine got 20 to 41 % wrong, depending on
whether the sound began 0, 50, 100, 200 or 300 ms later. So both get each clip five times, from
five beginnings, and their means are compared; the clip as it is stands beside them. Holds when the
mean is at most 0.5 points above the bare engine's, each clip at most 3 points, and the clip without
speech is empty.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import jiwer
from whisper.normalizers import EnglishTextNormalizer

sys.path.insert(0, str(Path(__file__).parents[2]))

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.reading import read_clip
from coach.transcription.choosing import choose_transcriber
from coach.transcription.whole import write_down
from tests.helpers.whisper_checkpoint import build_checkpoint, packaged_folder

MEAN_POINTS = 0.5
CLIP_POINTS = 3.0
BEGINNINGS_S = (0.0, 0.05, 0.1, 0.2, 0.3)
THREADS = 2
SOUND = (".wav", ".mp3", ".ogg", ".flac")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--engine", default="faster-whisper")
    arguments.add_argument("--prompt", default="")
    options = arguments.parse_args()
    folder = Path(os.environ["SPEECH_DIR"])
    with tempfile.TemporaryDirectory() as scratch:
        bare, ours = engines(options.engine, Path(scratch), options.prompt)
        held = compare(folder, bare, ours)
    print("holds" if held else "DOES NOT HOLD")
    return 0 if held else 1


def engines(
    engine: str, scratch: Path, prompt: str
) -> tuple[Callable[[Samples], str], Callable[[Samples], str]]:
    """Two functions from sound to text: the bare engine and ours."""
    weights: str | None = None
    if engine == "faster-whisper":
        from faster_whisper import WhisperModel

        fast = WhisperModel(str(packaged_folder()), "cpu", compute_type="int8", cpu_threads=THREADS)

        def bare(samples: Samples) -> str:
            segments, _ = fast.transcribe(samples, language="en", word_timestamps=True)
            return " ".join(segment.text for segment in segments)
    else:
        import torch
        import whisper

        torch.set_num_threads(THREADS)
        weights = str(build_checkpoint(scratch / "tiny.en.pt"))
        model = whisper.load_model(weights)

        def bare(samples: Samples) -> str:
            result = model.transcribe(samples, language="en", fp16=False, word_timestamps=True)
            return str(result["text"])

    transcriber = choose_transcriber(engine, weights, "en", lambda offer: False)
    return bare, lambda samples: write_down(transcriber, [samples], prompt=prompt).transcript.text


def compare(folder: Path, bare: Callable[[Samples], str], ours: Callable[[Samples], str]) -> bool:
    """Print a line for each clip and the means; whether ours is as good."""
    rates: list[tuple[float, float]] = []
    held = True
    for clip in sorted(path for path in folder.iterdir() if path.suffix in SOUND):
        samples = read_clip(clip).at_rate(LISTENING_RATE_HZ).samples
        reference_file = clip.with_suffix(".txt")
        if clip.name.startswith("nospeech"):
            texts = bare(samples), ours(samples)
            print(f"{clip.name:28} bare {texts[0]!r}  ours {texts[1]!r}")
            held = held and not texts[1]
        elif reference_file.is_file():
            reference = normalised(reference_file.read_text())
            found = [word_errors(engine, samples, reference) for engine in (bare, ours)]
            rates.append((statistics.mean(found[0]), statistics.mean(found[1])))
            held = held and rates[-1][1] - rates[-1][0] <= CLIP_POINTS
            as_it_is = f"  as it is {found[0][0]:5.1f} % and {found[1][0]:5.1f} %"
            print(f"{clip.name:28} {told(rates[-1])}{as_it_is}", flush=True)
    means = statistics.mean(rate[0] for rate in rates), statistics.mean(rate[1] for rate in rates)
    print(f"{'mean':28} {told(means)}")
    return held and means[1] - means[0] <= MEAN_POINTS


def word_errors(engine: Callable[[Samples], str], samples: Samples, reference: str) -> list[float]:
    """The word error rate in percent for each of BEGINNINGS_S."""
    later = (samples[round(at_s * LISTENING_RATE_HZ) :] for at_s in BEGINNINGS_S)
    return [100 * jiwer.wer(reference, normalised(engine(each))) for each in later]


def told(rates: tuple[float, float]) -> str:
    return f"bare {rates[0]:5.1f} %  ours {rates[1]:5.1f} %"


def normalised(text: str) -> str:
    return EnglishTextNormalizer()(text.replace("- ", " "))


if __name__ == "__main__":
    sys.exit(main())
