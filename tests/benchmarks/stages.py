"""The words at once and the better words after them, against each model alone.

    SPEECH_DIR=… python tests/benchmarks/stages.py [--model NAME|PATH] [--words | --session]

Every human clip of SPEECH_DIR that has a reference, as it is and in the noise of the exercise
bike at 15, 10, 5 and 0 dB. Words: the word error rate of bare tiny.en and of the bare better
model (base unless given), of the words at once (live) and of those that are kept (full), which
are combined of both models' by a rule that was fitted on the other clips (leave one out).
Session: the clips are answers at the pace at which they were spoken, one after the other, each
heard with a second process that writes the answer before it, and without; in turn. Whether the
better words of an answer were there before the next one ended; the time from the end of an answer
until its first words; the memory of the second process.

Holds when the mean of the full words is at least 60 % of the way from the better model's mean to
the mean of the better model of each clip; when the median of the times is at most 0.05 s longer
with the second process; when that takes at most 400 MB. Clips that are more than 3 points (or one
word) worse than the better model of the clip are counted and named.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

import jiwer
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from latency import LiveTake, TakeRecorder
from stock_whisper import plain

from coach.audio.answers_microphone import AnswersMicrophone
from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.reading import read_clip
from coach.audio.vad import SpeechSegment
from coach.audio.writing import write_blocks
from coach.delivery.language import language_of
from coach.transcription.choosing import choose_transcriber
from coach.transcription.combining import RULE, Rule, combined
from coach.transcription.jobs import TranscriptionJob, TranscriptionResult, run_job
from coach.transcription.ports import Transcriber, Transcript
from coach.transcription.second_process import SecondModel, SecondProcess
from coach.transcription.worker import TranscriptionWorker

NOISES_DB = (None, 15, 10, 5, 0)
SOUND = (".wav", ".mp3", ".ogg", ".flac")
NOISE = "nospeech-exercise-bike.wav"
RULES = [Rule(*each, RULE.sure) for each in itertools.product((1, 2, 3, 4), (0, 1, 2))]
SHARE_OF_THE_WAY, CLIP_POINTS, LATER_S, MOST_MB = 0.6, 3.0, 0.05, 400


@dataclass(frozen=True)
class Clip:
    """A recording and what is said in it; `noise_db` is how far the noise is below the speech."""

    name: str
    noise_db: int | None
    samples: Samples
    reference: str

    @property
    def title(self) -> str:
        return f"{self.name} {'clean' if self.noise_db is None else f'{self.noise_db} dB'}"


@dataclass(frozen=True)
class Written:
    """What each of them made of a clip: word error rates, and what `full` is made of.

    The words at once are those of a whole file: the cuts depend on the sound alone.
    """

    clip: Clip
    bare: tuple[float, float]  # of tiny.en and of the better model
    live: Transcript
    better: Transcript
    speech: Sequence[SpeechSegment]
    full_rates: dict[Rule, float] = field(default_factory=dict)

    @property
    def best(self) -> float:
        return min(self.bare)

    @property
    def most(self) -> float:
        """What is at most 3 points, or a word, worse than the better model of this clip."""
        a_word = 100 / len(plain(self.clip.reference).split())
        return self.best + max(CLIP_POINTS, a_word) + 1e-6

    def full(self, rule: Rule) -> float:
        """The word error rate of the full words; worked out once for each rule."""
        if rule not in self.full_rates:
            both = combined(self.live, self.better, self.speech, rule)
            self.full_rates[rule] = wrong(self.clip, both.text)
        return self.full_rates[rule]


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--model", default="base")
    arguments.add_argument("--words", action="store_true")
    arguments.add_argument("--session", action="store_true")
    options = arguments.parse_args()
    folder = Path(os.environ["SPEECH_DIR"])
    both = options.words == options.session
    held = True
    if both or options.words:
        held = told_words(folder, options.model)
    if both or options.session:
        held = told_session(folder, options.model) and held
    print("holds" if held else "DOES NOT HOLD")
    return 0 if held else 1


def clips(folder: Path, noises_db: Sequence[int | None]) -> Iterator[Clip]:
    noise = read_clip(folder / NOISE).at_rate(LISTENING_RATE_HZ).samples
    for noise_db, path in itertools.product(noises_db, sorted(folder.iterdir())):
        text = path.with_suffix(".txt")
        if path.suffix not in SOUND or path.stem.startswith("nospeech") or not text.is_file():
            continue
        samples = read_clip(path).at_rate(LISTENING_RATE_HZ).samples
        if noise_db is not None:
            samples = in_noise(samples, noise, noise_db)
        yield Clip(path.stem, noise_db, samples, text.read_text(encoding="utf-8"))


def in_noise(samples: Samples, noise: Samples, noise_db: int) -> Samples:
    noise = np.resize(noise, len(samples))
    power = np.mean(samples**2) / np.mean(noise**2) / 10 ** (noise_db / 10)
    noisy = samples + np.sqrt(power) * noise
    return (noisy / max(1.0, np.abs(noisy).max())).astype(np.float32)


def wrong(clip: Clip, text: str) -> float:
    return 100 * float(jiwer.wer(plain(clip.reference), plain(text)))


def told_words(folder: Path, model: str) -> bool:
    tiny, better = (
        choose_transcriber("faster-whisper", each, "en", lambda _: False) for each in (None, model)
    )
    found = [written(clip, tiny, better) for clip in clips(folder, NOISES_DB)]
    print(f"{'':32} bare tiny.en  bare {better.model}  live  full")
    full = [fitted_without(each, found) for each in found]
    bad = []
    for each, rate in zip(found, full, strict=True):
        is_bad = rate > each.most
        bad += [each.clip.title] if is_bad else []
        rates = (*each.bare, wrong(each.clip, each.live.text), rate)
        print(f"{each.clip.title:32} {told(rates)}{'  worse' if is_bad else ''}")
    for noise_db in NOISES_DB:
        chosen = [n for n, each in enumerate(found) if each.clip.noise_db == noise_db]
        name = "clean" if noise_db is None else f"{noise_db} dB"
        rates = means([found[n] for n in chosen], [full[n] for n in chosen])
        print(f"{f'mean {name}':32} {told(rates)}")
    *bare, _, mean = means(found, full)
    best = statistics.mean(each.best for each in found)
    print(f"{'mean':32} {told(means(found, full))}  better model of each clip {best:.1f}")
    print(f"with the rule that is used: {statistics.mean(each.full(RULE) for each in found):.1f}")
    most = min(bare) - SHARE_OF_THE_WAY * (min(bare) - best)
    print(
        f"full: {mean:.1f} % (at most {most:.1f}); {len(bad)} of {len(found)} worse than the better"
    )
    return mean <= most


def written(clip: Clip, tiny: Transcriber, better: Transcriber) -> Written:
    with tempfile.TemporaryDirectory() as scratch:
        wav = Path(scratch) / "answer.wav"
        write_blocks(wav, iter([clip.samples]))
        live = run_job(TranscriptionJob(wav), tiny)
        by_better = run_job(TranscriptionJob(wav, facts=live.facts), better)
    bare = [wrong(clip, each.transcribe(clip.samples).text) for each in (tiny, better)]
    print(f"{clip.title} …", file=sys.stderr, flush=True)
    speech = by_better.facts.speech
    return Written(clip, (bare[0], bare[1]), live.transcript, by_better.transcript, speech)


def fitted_without(one: Written, found: Sequence[Written]) -> float:
    """The full words' error rate, by the rule that is best for all other clips."""
    others = [each for each in found if each.clip.name != one.clip.name]
    best = min(RULES, key=lambda rule: statistics.mean(each.full(rule) for each in others))
    return one.full(best)


def means(found: Sequence[Written], full: Sequence[float]) -> tuple[float, ...]:
    return (
        statistics.mean(each.bare[0] for each in found),
        statistics.mean(each.bare[1] for each in found),
        statistics.mean(wrong(each.clip, each.live.text) for each in found),
        statistics.mean(full),
    )


def told(rates: Sequence[float]) -> str:
    return "  ".join(f"{rate:6.1f}" for rate in rates)


def told_session(folder: Path, model: str) -> bool:
    tiny = choose_transcriber("faster-whisper", None, "en", lambda _: False)
    tiny.load()
    answers = list(clips(folder, (None,)))
    later, in_time, peak_mb = [], [], 0.0
    fillers = language_of("en").fillers
    with (
        tempfile.TemporaryDirectory() as scratch,
        SecondProcess(SecondModel("faster-whisper", model, "en")) as second,
    ):
        waiting: Future[TranscriptionResult] | None = None
        for number, clip in enumerate(answers):
            wav = Path(scratch) / f"{number}.wav"
            second.let_run(False)
            with TranscriptionWorker(tiny, fillers=fillers) as worker:
                without_s, _ = heard(worker, clip, Path(scratch) / f"{number}-alone.wav")
            second.let_run(True)
            with TranscriptionWorker(tiny, fillers=fillers, second=second) as worker:
                with_s, result = heard(worker, clip, wav)
                if waiting:
                    in_time.append(waiting.done())
                    waiting.result()
            waiting = second.submit(wav, result.facts, "", result.transcript)
            later.append((without_s, with_s))
            print(f"{clip.title:32} without {without_s:.2f} s  with {with_s:.2f} s", flush=True)
        second.let_run(True)
        if waiting:
            waiting.result()
        peak_mb = peak_memory_mb(second)
    without, with_it = (statistics.median(each) for each in zip(*later, strict=True))
    print(f"latency: median {without:.2f} s without, {with_it:.2f} s with a second process")
    print(f"better words before the next answer ended: {sum(in_time)} of {len(in_time)}")
    print(f"the second process took at most {peak_mb:.0f} MB")
    return with_it - without <= LATER_S and peak_mb <= MOST_MB


def heard(worker: TranscriptionWorker, clip: Clip, wav: Path) -> tuple[float, TranscriptionResult]:
    """An answer at its real pace: the time until its words, and what was written down."""
    microphone = AnswersMicrophone("a file", [lambda: [clip.samples]], real_pace=True)
    take = LiveTake(worker)
    with microphone, TakeRecorder(microphone.blocks(), wav, [take]) as recorder:
        recorder.wait(len(clip.samples) / LISTENING_RATE_HZ + 60)
    ended_s = time.perf_counter()
    result = take.finish(wav, recorder.facts()).result()
    return time.perf_counter() - ended_s, result


def peak_memory_mb(second: SecondProcess) -> float:
    """Of the process, as Linux tells it."""
    lines = Path(f"/proc/{second.pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    sys.exit(main())
