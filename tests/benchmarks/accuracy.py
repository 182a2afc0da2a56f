"""Word error rate of ours against the bare engine's, on the same human speech.

    SPEECH_DIR=… python tests/benchmarks/accuracy.py [--engine faster-whisper|openai-whisper]

Both use Whisper tiny.en, two threads and word times. Before comparing, Whisper's own
EnglishTextNormalizer is applied, which also removes um, uh, hmm; the trailing hyphen of a cut-off
word goes too. Holds when the mean is at most 0.5 points above the bare engine's, each clip at most
3 points, and the clip without speech is empty.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import jiwer
from whisper.normalizers import EnglishTextNormalizer

sys.path.insert(0, str(Path(__file__).parents[2]))

from coach.audio.clips import Samples
from coach.audio.reading import read_clip
from coach.transcription.choosing import choose_transcriber
from coach.transcription.whole import write_down
from tests.helpers.whisper_checkpoint import build_checkpoint, packaged_folder

MEAN_POINTS = 0.5
CLIP_POINTS = 3.0
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
        samples = read_clip(clip).at_rate(16_000).samples
        reference_file = clip.with_suffix(".txt")
        if clip.name.startswith("nospeech"):
            texts = bare(samples), ours(samples)
            print(f"{clip.name:28} bare {texts[0]!r}  ours {texts[1]!r}")
            held = held and not texts[1]
        elif reference_file.is_file():
            reference = normalised(reference_file.read_text())
            pair = tuple(
                100 * jiwer.wer(reference, normalised(engine(samples))) for engine in (bare, ours)
            )
            rates.append((pair[0], pair[1]))
            held = held and pair[1] - pair[0] <= CLIP_POINTS
            print(f"{clip.name:28} bare {pair[0]:5.1f} %  ours {pair[1]:5.1f} %", flush=True)
    means = [sum(rate[side] for rate in rates) / len(rates) for side in (0, 1)]
    print(f"{'mean':28} bare {means[0]:5.1f} %  ours {means[1]:5.1f} %")
    return held and means[1] - means[0] <= MEAN_POINTS


def normalised(text: str) -> str:
    return EnglishTextNormalizer()(text.replace("- ", " "))


if __name__ == "__main__":
    sys.exit(main())
