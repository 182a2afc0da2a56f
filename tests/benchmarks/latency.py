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
runs, and one answer to openai-whisper in a process of its own, as its command line does it (that
needs the program ffmpeg to read a file; here it is given samples). Word errors are those of the
live transcript above those of our whole-file transcript (`coach transcribe`) of the same sound,
against what was said; and above those of the bare engine, which moves by itself: as a measure of
that, it is given the sound once more without its first 50 ms, with `--accuracy`. Then nothing is
timed: each answer is heard as by a machine that always keeps up.

Holds when the latency is within LIMITS_S (of another engine or model: its median and its 95th
percentile at most the bare engine's in one go), the mean word error rate at most 0.5 points above
those of the whole file and of the bare engine, each clip's at most 3 above the whole file's, and
word times within 0.2 s at the median.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import jiwer
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from answers import all_answers, long_answer
from stock_whisper import in_its_own_process, plain

from coach.audio.answers_microphone import AnswersMicrophone
from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.facts import SoundFactsBuilder
from coach.audio.recorder import TakeRecorder
from coach.audio.vad import SpeechSegment, VoiceActivity
from coach.audio.writing import write_blocks
from coach.delivery.language import language_of
from coach.interview.live_take import LiveTake
from coach.transcription.choosing import choose_transcriber
from coach.transcription.ports import Transcriber, Transcript
from coach.transcription.whole import write_down
from coach.transcription.worker import TranscriptionWorker
from tests.helpers.whisper_checkpoint import build_checkpoint

BLOCK_SAMPLES = LISTENING_RATE_HZ // 10
LIMITS_S = {  # the median and the 95th percentile
    "faster-whisper tiny.en": (0.7, 1.5),
    "faster-whisper base": (1.2, 2.5),
    "openai-whisper tiny.en": (2.0, 3.5),
    "openai-whisper base": (4.0, 7.0),
}
SHORTENED_BY_S = 0.05
MEAN_POINTS, CLIP_POINTS, WORD_TIME_S = 0.5, 3.0, 0.2

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
            in_its_own_process(Path(scratch), *answers[0][1:])
    return 0 if told(name, found, is_timed=not options.accuracy) else 1


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


def told(name: str, heard: list[Heard], *, is_timed: bool) -> bool:
    """Print the figures; whether they hold."""
    minutes = sum(one.length_s for one in heard) / 60
    print(f"{name}: {len(heard)} answers, {minutes:.1f} minutes")
    is_soon = soon_enough(name, heard) if is_timed else True
    is_right = right_enough(heard)
    print("holds" if is_soon and is_right else "DOES NOT HOLD")
    return is_soon and is_right


def soon_enough(name: str, heard: list[Heard]) -> bool:
    """Print the latencies; whether they are within the limits."""
    latencies, bare = ([each.latency_s for each in heard], [each.bare_s for each in heard])
    (median_s, p95_s), (bare_s, bare_p95_s) = (
        (statistics.median(each), float(np.percentile(each, 95))) for each in (latencies, bare)
    )
    most_s, most_p95_s = LIMITS_S.get(name, (bare_s, bare_p95_s))
    print(
        f"  latency: median {median_s:.2f} s (at most {most_s:.2f}), "
        f"95 % within {p95_s:.2f} s (at most {most_p95_s:.2f}), most {max(latencies):.2f} s"
    )
    print(f"  the bare engine in one go: median {bare_s:.2f} s, 95 % within {bare_p95_s:.2f} s")
    return median_s <= most_s and p95_s <= most_p95_s


def right_enough(heard: list[Heard]) -> bool:
    """Print how right the transcripts are; whether they are right enough."""
    above = [points(one.live, one.whole, one) for one in heard]
    for one, extra in zip(heard, above, strict=True):
        if extra > CLIP_POINTS:
            print(f"{one.name}: {extra:+.1f} points")
            print(f"   live:  {one.live.text}\n   whole: {one.whole.text}")
    # One that was put together repeats itself: the same words would be found in the wrong place.
    once = [one for one in heard if not one.put_together]
    off = [each for one in once for each in word_time_differences_s(one)]
    mean, worst, apart_s = statistics.mean(above), max(above), statistics.median(off)
    above_bare = [points(one.live, one.bare, one) for one in heard]
    print(f"  word errors above the whole file's: mean {mean:+.2f} points, most {worst:+.1f}")
    print(f"  word times apart: median {apart_s:.3f} s of {len(off)} words")
    print(f"  word errors above the bare engine's: {spread(above_bare)}")
    if moved := [points(one.shortened, one.bare, one) for one in heard if one.shortened]:
        milliseconds = SHORTENED_BY_S * 1000
        print(f"  the bare engine without the first {milliseconds:.0f} ms: {spread(moved)}")
    is_mean_right = max(mean, statistics.mean(above_bare)) <= MEAN_POINTS
    return is_mean_right and worst <= CLIP_POINTS and apart_s <= WORD_TIME_S


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


if __name__ == "__main__":
    sys.exit(main())
