"""An answer written down while it is spoken, with an engine that can be made slow."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.facts import SoundFacts, SoundFactsBuilder
from coach.audio.speech_network import CHUNK_SAMPLES
from coach.audio.vad import SpeechSegment
from coach.audio.writing import write_blocks
from coach.interview.live_take import LiveTake
from coach.testing import CannedTranscriber
from coach.transcription.ports import DecodeOptions, Transcript
from coach.transcription.worker import TranscriptionWorker

pytestmark = pytest.mark.real  # takes too long for `make quick`

BLOCK = LISTENING_RATE_HZ // 10


class Counting(CannedTranscriber):
    """Writes down how many seconds of sound it was given; can be held up."""

    def __init__(self, seconds_per_second: float = 0.0) -> None:
        super().__init__([""], seconds_per_second)
        self.seconds: list[int] = []
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    def transcribe(
        self, samples: Samples, prompt: str = "", decoding: DecodeOptions | None = None
    ) -> Transcript:
        while not self.may_go_on.wait(0.01) or (decoding and decoding.given_up()):
            if decoding:
                decoding.check()
        self.seconds.append(round(len(samples) / LISTENING_RATE_HZ))
        return super().transcribe(samples, prompt, decoding)

    def text_for(self, samples: Samples, prompt: str) -> str:
        return " ".join(f"word{n}" for n in range(len(samples) // LISTENING_RATE_HZ))


class Speaker:
    """Somebody who speaks and pauses, as the recorder would pass it on."""

    def __init__(self, take: LiveTake) -> None:
        self._take = take
        self._sound: list[Samples] = []
        self._count = 0
        self._speech: list[SpeechSegment] = []

    @property
    def at_s(self) -> float:
        return self._count / LISTENING_RATE_HZ

    def says(self, seconds: float) -> None:
        start_s = self.at_s
        self._goes_on(seconds, 0.9)
        self._speech.append(SpeechSegment(start_s=start_s, end_s=self.at_s))

    def pauses(self, seconds: float) -> None:
        self._goes_on(seconds, 0.0)

    def _goes_on(self, seconds: float, probability: float) -> None:
        for _ in range(round(seconds * 10)):
            before, self._count = self._count, self._count + BLOCK
            chunks = self._count // CHUNK_SAMPLES - before // CHUNK_SAMPLES
            block = np.full(BLOCK, 0.1, dtype=np.float32)
            self._sound.append(block)
            self._take.heard(block, [probability] * chunks, True)

    def kept(self, folder: Path) -> tuple[Path, SoundFacts]:
        path = folder / "take-1.wav"
        write_blocks(path, iter(self._sound))
        builder = SoundFactsBuilder()
        for block in self._sound:
            builder.feed(block)
        return path, builder.facts(self._speech)


class Doubtful(Counting):
    """Is unsure of every word, and notes that it was told to get ready to tell languages."""

    probability = 0.05
    is_ready_for_languages = False

    def transcribe(
        self, samples: Samples, prompt: str = "", decoding: DecodeOptions | None = None
    ) -> Transcript:
        written = super().transcribe(samples, prompt, decoding)
        words = [w.model_copy(update={"probability": self.probability}) for w in written.words]
        return written.model_copy(update={"words": tuple(words)})

    def load_languages(self) -> None:
        self.is_ready_for_languages = True


@pytest.fixture
def engine() -> Counting:
    return Counting()


@pytest.fixture
def worker(engine: Counting) -> Iterator[TranscriptionWorker]:
    with TranscriptionWorker(engine) as worker:
        yield worker


def wait_until(true: Callable[[], object]) -> None:
    deadline_s = time.monotonic() + 5
    while not true():
        assert time.monotonic() < deadline_s
        time.sleep(0.005)


def test_what_is_said_before_the_end_is_written_down_by_then(
    worker: TranscriptionWorker, engine: Counting, tmp_path: Path
) -> None:
    take = LiveTake(worker, captions=False)  # guesses in pauses only
    speaker = Speaker(take)
    speaker.says(8)
    speaker.pauses(0.5)
    wait_until(lambda: take.caption().text)
    calls = len(engine.seconds)
    transcript = take.finish(*speaker.kept(tmp_path)).result(5).transcript
    assert len(engine.seconds) == calls  # nothing was left to do
    assert len(transcript.words) == 8


def test_words_after_a_guess_are_not_lost(worker: TranscriptionWorker, tmp_path: Path) -> None:
    take = LiveTake(worker)
    speaker = Speaker(take)
    for _ in range(3):
        speaker.says(4)
        speaker.pauses(0.4)
    speaker.says(2)
    transcript = take.finish(*speaker.kept(tmp_path)).result(5).transcript
    assert 14 <= len(transcript.words) <= 16


def test_a_long_answer_is_written_down_piece_by_piece(
    worker: TranscriptionWorker, engine: Counting, tmp_path: Path
) -> None:
    take = LiveTake(worker, captions=False)
    speaker = Speaker(take)
    for _ in range(20):
        speaker.says(5.5)
        speaker.pauses(0.5)
    transcript = take.finish(*speaker.kept(tmp_path)).result(5).transcript
    assert max(engine.seconds) <= 26
    starts = [word.start_s for word in transcript.words]
    assert starts == sorted(starts)
    assert max(np.diff(starts)) < 2.5  # nothing is missing
    assert min(np.diff(starts)) > 0.5  # nothing comes twice
    assert starts[-1] == pytest.approx(119, abs=2)


def test_captions_settle_and_do_not_go_back(worker: TranscriptionWorker, tmp_path: Path) -> None:
    take = LiveTake(worker)
    speaker = Speaker(take)
    seen = []
    for _ in range(12):
        speaker.says(4)
        speaker.pauses(0.5)
        time.sleep(0.03)
        seen.append(take.caption())
    assert seen[0].settled_words == 0
    assert seen[-1].settled_words > 10
    assert [each.settled_words for each in seen] == sorted(each.settled_words for each in seen)
    take.finish(*speaker.kept(tmp_path)).result(5)


def test_captions_stay_while_a_piece_that_was_cut_off_is_written(
    engine: Counting, worker: TranscriptionWorker, tmp_path: Path
) -> None:
    take = LiveTake(worker)
    speaker = Speaker(take)
    speaker.says(8)
    wait_until(lambda: take.caption().text)
    guessed = take.caption()
    engine.may_go_on.clear()
    for _ in range(4):  # longer than a piece may be
        speaker.says(4)
        speaker.pauses(0.5)
    assert take.fraction() < 1  # a piece waits for the engine
    assert take.caption() == guessed
    engine.may_go_on.set()
    take.finish(*speaker.kept(tmp_path)).result(5)


def test_a_machine_that_cannot_keep_up_writes_the_rest_down_from_the_file(
    worker: TranscriptionWorker, engine: Counting, tmp_path: Path
) -> None:
    engine.may_go_on.clear()
    take = LiveTake(worker)
    speaker = Speaker(take)
    for _ in range(60):  # six minutes
        speaker.says(5.5)
        speaker.pauses(0.5)
    future = take.finish(*speaker.kept(tmp_path))
    assert take.fraction() < 0.1
    engine.may_go_on.set()
    transcript = future.result(20).transcript
    assert max(engine.seconds) <= 26
    assert 340 <= len(transcript.words) <= 375
    assert transcript.words[-1].end_s == pytest.approx(359.5, abs=2)


def test_a_command_is_not_written_down(worker: TranscriptionWorker, tmp_path: Path) -> None:
    take = LiveTake(worker)
    speaker = Speaker(take)
    speaker.says(4)
    speaker.pauses(1)
    wait_until(lambda: take.caption().text)
    speaker.says(1)
    speaker.pauses(1)
    take.forget(4.9, 6.1)
    transcript = take.finish(*speaker.kept(tmp_path)).result(5).transcript
    assert len(transcript.words) == 4


def test_a_command_that_is_recognised_late_is_not_written_down(
    worker: TranscriptionWorker, tmp_path: Path
) -> None:
    take = LiveTake(worker)
    speaker = Speaker(take)
    speaker.says(4)
    speaker.pauses(1)
    speaker.says(1)
    speaker.pauses(8)  # the piece is finished before anybody knows that it ends in a command
    take.forget(4.9, 6.1)
    wait_until(lambda: take.caption().text)
    so_far = take.so_far()
    transcript = take.finish(*speaker.kept(tmp_path)).result(5).transcript
    for each in (so_far, transcript):
        assert len(each.words) >= 4
        assert not [word for word in each.words if 4.9 < (word.start_s + word.end_s) / 2 < 6.1]


def test_a_guess_that_is_overtaken_does_not_hold_up_what_is_certain(
    engine: Counting, worker: TranscriptionWorker, tmp_path: Path
) -> None:
    engine.may_go_on.clear()  # the guess would take for ever
    take = LiveTake(worker)
    speaker = Speaker(take)
    speaker.says(5)
    speaker.pauses(0.5)
    speaker.says(1)
    future = take.finish(*speaker.kept(tmp_path))
    engine.may_go_on.set()
    assert len(future.result(5).transcript.words) in (6, 7)


def test_what_was_abandoned_is_not_written_down(
    engine: Counting, worker: TranscriptionWorker, tmp_path: Path
) -> None:
    engine.may_go_on.clear()
    take = LiveTake(worker)
    speaker = Speaker(take)
    speaker.says(30)
    speaker.pauses(0.5)
    take.abandon()
    engine.may_go_on.set()
    worker.submit(lambda: None).result(5)
    assert engine.seconds == []


@pytest.mark.parametrize(("probability", "is_doubted"), [(0.05, True), (0.95, False)])
def test_what_tells_languages_is_loaded_before_the_end_where_words_are_in_doubt(
    probability: float, is_doubted: bool
) -> None:
    engine = Doubtful()
    engine.probability = probability
    with TranscriptionWorker(engine) as worker:
        speaker = Speaker(LiveTake(worker))
        speaker.says(8)
        speaker.pauses(0.5)
        worker.submit(lambda: None).result(5)  # the piece is written
        worker.when_idle(lambda _: None).result(5)
        assert engine.is_ready_for_languages is is_doubted
