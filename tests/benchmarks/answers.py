"""Answers to be heard: those of people in SPEECH_DIR, and as many more as one likes, by a voice."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.reading import read_clip
from coach.transcription.ports import Transcriber
from coach.voices.choosing import second_voice

SOUND = (".wav", ".mp3", ".ogg", ".flac")
SENTENCES = (
    "I spent four years in a warehouse, and in the last one I ran the night shift.",
    "The hardest part was the supplier who went out of business two weeks before Christmas.",
    "So I called every customer myself, told them what had happened, and offered a choice.",
    "Nineteen of them stayed, and two sent us a card.",
    "What I enjoyed most was teaching the new people how to read a delivery plan.",
    "I want to lead a small team in a company that treats its people well.",
    "By March I will have asked to run the Monday planning meeting.",
    "I did not enjoy the reporting, because nobody ever read it.",
)


def all_answers(
    transcriber: Transcriber, pause_s: float | None
) -> Iterator[tuple[str, Samples, str]]:
    """Name, sound and reference of each answer."""
    random = np.random.default_rng(5)

    def pause() -> float:
        return random.uniform(0.2, 1.2) if pause_s is None else pause_s

    for clip in sorted(Path(os.environ["SPEECH_DIR"]).iterdir()):
        reference = clip.with_suffix(".txt")
        if clip.suffix in SOUND and not clip.name.startswith("nospeech") and reference.is_file():
            samples = read_clip(clip).at_rate(LISTENING_RATE_HZ).samples
            yield clip.name, ending(transcriber, samples, pause()), reference.read_text()
    voice = second_voice("en")
    said = [voice.render(text).at_rate(LISTENING_RATE_HZ).samples for text in SENTENCES]
    for number in itertools.count(1):
        longest_pause_s = (0.3, 1.5, 4.0)[number % 3]  # every third one hesitates
        chosen = random.permutation(len(said))[: random.integers(1, len(said))]
        parts = [np.zeros(8_000, dtype=np.float32)]
        for index in chosen:
            silence_s = random.uniform(0.2, longest_pause_s)
            parts += [said[index], np.zeros(round(silence_s * 16_000), dtype=np.float32)]
        quiet = random.normal(0, 0.001, sum(map(len, parts))).astype(np.float32)
        text = " ".join(SENTENCES[index] for index in chosen)
        yield (
            f"said {number}, pauses to {longest_pause_s} s",
            ending(transcriber, np.concatenate(parts) + quiet, pause()),
            text,
        )


def ending(transcriber: Transcriber, samples: Samples, pause_s: float) -> Samples:
    """`samples` up to `pause_s` after the last word."""
    end_s = transcriber.detect_speech(samples)[-1].end_s + pause_s
    missing = max(0, round(end_s * LISTENING_RATE_HZ) - len(samples))
    return np.pad(samples, (0, missing))[: round(end_s * LISTENING_RATE_HZ)]


def long_answer(
    answers: list[tuple[str, Samples, str]], minutes: float
) -> tuple[str, Samples, str]:
    """The answers one after the other, until they are that long."""
    clean = [answer for answer in answers if answer[0].startswith("said")]
    parts: list[Samples] = []
    texts: list[str] = []
    for _, samples, reference in itertools.cycle(clean):
        if sum(map(len, parts)) >= minutes * 60 * LISTENING_RATE_HZ:
            break
        parts.append(samples)
        texts.append(reference)
    return f"{minutes:g} minutes", np.concatenate(parts), " ".join(texts)
