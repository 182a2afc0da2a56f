"""openai-whisper as one gets it, to compare with; and how texts are compared."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import jiwer
import numpy as np
from whisper.normalizers import EnglishTextNormalizer

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from tests.helpers.whisper_checkpoint import build_checkpoint

THREADS = 2
# What `whisper --word_timestamps True` does, without the program ffmpeg; prints the text.
COMMAND_LINE = """
import sys
import numpy, torch, whisper
checkpoint, samples, threads = sys.argv[1:]
torch.set_num_threads(int(threads))
temperatures = tuple(numpy.arange(0, 1.0 + 1e-6, 0.2))
said = whisper.load_model(checkpoint, device="cpu").transcribe(
    numpy.load(samples), language="en", word_timestamps=True, fp16=False,
    temperature=temperatures, beam_size=5, best_of=5,
)
print(said["text"])
"""
MOST_MISHEARD = 0.5  # word error rate; a program that does worse has not done its work

_normalise = EnglishTextNormalizer()


def plain(text: str) -> str:
    return str(_normalise(text.replace("- ", " ")))


def in_its_own_process(scratch: Path, samples: Samples, reference: str) -> None:
    """The time of openai-whisper in a process of its own; ends everything where that fails."""
    checkpoint, sound = build_checkpoint(scratch / "cli.pt"), scratch / "answer.npy"
    np.save(sound, samples)
    command = [sys.executable, "-c", COMMAND_LINE, str(checkpoint), str(sound), str(THREADS)]
    began_s = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    took_s = time.perf_counter() - began_s
    if done.returncode:
        raise SystemExit(f"openai-whisper failed in a process of its own:\n{done.stderr}")
    misheard = jiwer.wer(plain(reference), plain(done.stdout))
    if misheard > MOST_MISHEARD:
        raise SystemExit(f"openai-whisper wrote down something else: {done.stdout!r}")
    print(
        f"openai-whisper in a process of its own, tiny.en: {took_s:.1f} s for "
        f"{len(samples) / LISTENING_RATE_HZ:.0f} s, {100 * misheard:.0f} % of the words wrong"
    )
