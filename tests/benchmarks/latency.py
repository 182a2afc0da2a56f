"""End of an answer until its whole transcript is there, with word times; and how right it is.

    SPEECH_DIR=… python tests/benchmarks/latency.py [--engine faster-whisper|openai-whisper]
        [--model FOLDER] [--answers N] [--minutes M] [--pause S] [--only NAME] [--accuracy]

Each answer is heard at the speed at which it was spoken, through the recorder, and ends a moment
after its last word, as a person's does who then presses a key: 0.2 to 1.2 s, or `--pause` seconds.
It is listened to for fillers meanwhile, as in a session.
The answers are the clips of SPEECH_DIR, and ones said by a voice, hesitant ones (with pauses of up
to 4 s) among them; with `--minutes` one answer of that length is heard besides, made of them.

FOLDER holds weights in the CTranslate2 format, for either engine; tiny.en unless given.

For comparison, the same sound is given to the bare engine in one go, afterwards, when nothing else
runs, and one answer to openai-whisper's own command line. Word errors are those of the live
transcript above those of our whole-file transcript (`coach transcribe`) of the same sound, against
what was said; and above those of the bare engine, which moves by itself: as a measure of that, it
is given the sound once more without its first 50 ms, with `--accuracy`. Then nothing is timed: each
answer is heard as by a machine that always keeps up.

Holds when the median latency is at most 0.7 s and the 95th percentile at most 1.5 s (tiny.en on
faster-whisper; 2.5 s for base, 3.5 s for tiny.en on openai-whisper), the mean word error rate at
most 0.5 points above those of the whole file and of the bare engine, each clip's at most 3 above
the whole file's, and word times within 0.2 s at the median.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import jiwer
import numpy as np
from whisper.normalizers import EnglishTextNormalizer

sys.path.insert(0, str(Path(__file__).parents[2]))

from coach.audio.answers_microphone import AnswersMicrophone
from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.facts import SoundFactsBuilder
from coach.audio.reading import read_clip
from coach.audio.recorder import TakeRecorder
from coach.audio.vad import SpeechSegment, VoiceActivity
from coach.audio.writing import write_blocks
from coach.delivery.language import language_of
from coach.interview.live_take import LiveTake
from coach.transcription.choosing import choose_transcriber
from coach.transcription.ports import Transcriber, Transcript
from coach.transcription.whole import write_down
from coach.transcription.worker import TranscriptionWorker
from coach.voices.choosing import second_voice
from tests.helpers.whisper_checkpoint import build_checkpoint

BLOCK_SAMPLES = LISTENING_RATE_HZ // 10
MEDIAN_S = {"faster-whisper tiny.en": 0.7}
P95_S = {"faster-whisper tiny.en": 1.5, "faster-whisper base": 2.5, "openai-whisper tiny.en": 3.5}
SHORTENED_BY_S = 0.05
MEAN_POINTS, CLIP_POINTS, WORD_TIME_S = 0.5, 3.0, 0.2
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


Live = tuple[Transcript, Sequence[SpeechSegment], float]  # speech found meanwhile, latency_s


@dataclass
class Heard:
    """One answer: how long it took, live and in one go, and what came out."""

    name: str
    length_s: float
    latency_s: float
    bare_s: float
    live: Transcript
    whole: Transcript
    bare: Transcript
    shortened: Transcript | None  # the bare engine's without the beginning, where that is measured
    reference: str

    @property
    def put_together(self) -> bool:
        return self.name.endswith("minutes")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--engine", default="faster-whisper")
    arguments.add_argument("--model")
    arguments.add_argument("--answers", type=int, default=40)
    arguments.add_argument("--minutes", type=float, default=0.0)
    arguments.add_argument("--pause", type=float)
    arguments.add_argument("--only", default="", help="those with this in their name")
    arguments.add_argument("--accuracy", action="store_true", help="only that, in no time")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        model = options.model
        if options.engine == "openai-whisper":
            folder = Path(model) if model else None
            name = folder.name if folder else "tiny.en"
            model = str(build_checkpoint(Path(scratch) / f"{name}.pt", folder))
        transcriber = choose_transcriber(options.engine, model, "en", lambda offer: False)
        transcriber.load()
        weights = Path(transcriber.model).name.removesuffix(".pt")
        name = f"{options.engine} {weights}"
        first = itertools.islice(all_answers(transcriber, options.pause), options.answers)
        answers = [each for each in first if options.only in each[0]]
        if options.minutes:
            answers.append(long_answer(answers, options.minutes))
        found = [
            measured(transcriber, *answer, Path(scratch), in_no_time=options.accuracy)
            for answer in answers
        ]
        if not options.accuracy:
            command_line(Path(scratch), answers[0][1])
    return 0 if told(name, found) else 1


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


def measured(
    transcriber: Transcriber,
    name: str,
    samples: Samples,
    reference: str,
    scratch: Path,
    *,
    in_no_time: bool,
) -> Heard:
    """Hear one answer live, then write the same sound down in one go."""
    live, speech, latency_s = (
        heard_in_no_time(transcriber, samples)
        if in_no_time
        else heard(transcriber, samples, scratch / "take.wav")
    )
    whole = write_down(transcriber, [samples], speech).transcript
    began_s = time.perf_counter()
    bare = transcriber.transcribe(samples)
    bare_s = time.perf_counter() - began_s
    later = samples[round(SHORTENED_BY_S * LISTENING_RATE_HZ) :]
    shortened = transcriber.transcribe(later) if in_no_time else None
    length_s = len(samples) / LISTENING_RATE_HZ
    print(
        f"{name:32} {length_s:6.1f} s  live {latency_s:5.2f} s  in one go {bare_s:6.2f} s",
        flush=True,
    )
    return Heard(name, length_s, latency_s, bare_s, live, whole, bare, shortened, reference)


def heard(transcriber: Transcriber, samples: Samples, wav: Path) -> Live:
    """The live transcript of an answer heard at its real pace, as in a session."""
    microphone = AnswersMicrophone("a file", [lambda: [samples]], real_pace=True)
    with TranscriptionWorker(transcriber, fillers=language_of("en").fillers) as worker:
        take = LiveTake(worker)
        with microphone, TakeRecorder(microphone.blocks(), wav, [take]) as recorder:
            recorder.wait(len(samples) / LISTENING_RATE_HZ + 60)
        ended_s = time.perf_counter()
        live = take.finish(wav, recorder.facts()).result().transcript
        latency_s = time.perf_counter() - ended_s
    wav.unlink()
    return live, recorder.facts().speech, latency_s


def heard_in_no_time(transcriber: Transcriber, samples: Samples) -> Live:
    """The live transcript as of a machine so quick that all is written down before the next block.

    Says nothing about latency; what comes out depends on no other process.
    """
    builder = SoundFactsBuilder(VoiceActivity())
    with tempfile.TemporaryDirectory() as scratch, TranscriptionWorker(transcriber) as worker:
        wav = Path(scratch) / "answer.wav"
        write_blocks(wav, iter([samples]))
        take = LiveTake(worker)
        for start in range(0, len(samples), BLOCK_SAMPLES):
            block = samples[start : start + BLOCK_SAMPLES]
            take.heard(block, builder.feed(block), True)
            worker.submit(lambda: None).result()
        facts = builder.facts()
        written = take.finish(wav, facts).result()
        return written.transcript, written.facts.speech, 0.0


def command_line(scratch: Path, samples: Samples) -> None:
    """The time of openai-whisper's own program on one answer."""
    checkpoint = build_checkpoint(scratch / "cli.pt")
    wav = scratch / "answer.wav"
    write_blocks(wav, iter([samples]))
    command = [sys.executable, "-m", "whisper.transcribe", str(wav), "--model", str(checkpoint)]
    command += [
        "--language",
        "en",
        "--word_timestamps",
        "True",
        "--fp16",
        "False",
        "--threads",
        "2",
    ]
    began_s = time.perf_counter()
    subprocess.run([*command, "--output_dir", str(scratch)], check=True, stdout=subprocess.DEVNULL)
    took_s = time.perf_counter() - began_s
    print(
        f"openai-whisper's command line, tiny.en: {took_s:.1f} s for {len(samples) / 16_000:.0f} s"
    )


def told(name: str, heard: list[Heard]) -> bool:
    """Print the figures; whether they hold."""
    latencies = [one.latency_s for one in heard]
    median_s = statistics.median(latencies)
    p95_s = float(np.percentile(latencies, 95))
    above = [points(one.live, one.whole, one) for one in heard]
    for one, extra in zip(heard, above, strict=True):
        if extra > CLIP_POINTS:
            print(f"{one.name}: {extra:+.1f} points")
            print(f"   live:  {one.live.text}\n   whole: {one.whole.text}")
    # One that was put together repeats itself: the same words would be found in the wrong place.
    once = [one for one in heard if not one.put_together]
    off = [each for one in once for each in word_time_differences_s(one)]
    most_s, minutes = max(latencies), sum(one.length_s for one in heard) / 60
    bare_s = statistics.median(one.bare_s for one in heard)
    mean, worst, apart_s = statistics.mean(above), max(above), statistics.median(off)
    above_bare = [points(one.live, one.bare, one) for one in heard]
    print(f"{name}: {len(heard)} answers, {minutes:.1f} minutes")
    print(f"  latency: median {median_s:.2f} s, 95 % within {p95_s:.2f} s, most {most_s:.2f} s")
    print(f"  the bare engine in one go: median {bare_s:.2f} s")
    print(f"  word errors above the whole file's: mean {mean:+.2f} points, most {worst:+.1f}")
    print(f"  word times apart: median {apart_s:.3f} s of {len(off)} words")
    print(f"  word errors above the bare engine's: {spread(above_bare)}")
    if moved := [points(one.shortened, one.bare, one) for one in heard if one.shortened]:
        milliseconds = SHORTENED_BY_S * 1000
        print(f"  the bare engine without the first {milliseconds:.0f} ms: {spread(moved)}")
    holds = (
        median_s <= MEDIAN_S.get(name, 1e9)
        and p95_s <= P95_S.get(name, 1e9)
        and max(mean, statistics.mean(above_bare)) <= MEAN_POINTS
        and worst <= CLIP_POINTS
        and apart_s <= WORD_TIME_S
    )
    print("holds" if holds else "DOES NOT HOLD")
    return holds


def spread(above: Sequence[float]) -> str:
    """The mean of points, and how many answers are far from the others."""
    worse = sum(each > CLIP_POINTS for each in above)
    better = sum(each < -CLIP_POINTS for each in above)
    return (
        f"mean {statistics.mean(above):+.2f} points, "
        f"{worse} of {len(above)} more than {CLIP_POINTS:g} worse, {better} better"
    )


def points(transcript: Transcript, other: Transcript, one: Heard) -> float:
    """How many more words are wrong in `transcript` than in the `other`, in percent."""
    reference = plain(one.reference)
    return 100 * (
        jiwer.wer(reference, plain(transcript.text)) - jiwer.wer(reference, plain(other.text))
    )


def word_time_differences_s(one: Heard) -> list[float]:
    """How far apart the same word's middle is in both transcripts."""
    live, whole = one.live.words, one.whole.words
    texts = [[plain(word.text) for word in words] for words in (live, whole)]
    blocks = SequenceMatcher(None, *texts, autojunk=False).get_matching_blocks()
    return [
        abs(
            (live[first + n].start_s + live[first + n].end_s) / 2
            - (whole[second + n].start_s + whole[second + n].end_s) / 2
        )
        for first, second, count in blocks
        for n in range(count)
    ]


_normalise = EnglishTextNormalizer()


def plain(text: str) -> str:
    return str(_normalise(text.replace("- ", " ")))


if __name__ == "__main__":
    sys.exit(main())
