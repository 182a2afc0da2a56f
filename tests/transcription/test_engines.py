"""The contract of Transcriber, over both engines with real weights."""

from __future__ import annotations

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from coach import paths
from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.reading import read_clip
from coach.errors import EngineMissing, InvalidSetting
from coach.transcription.faster_whisper_engine import FasterWhisper
from coach.transcription.models import ModelChoice
from coach.transcription.openai_whisper_engine import OpenAiWhisper
from coach.transcription.packaged import BASE
from coach.transcription.ports import Transcriber, Transcript
from coach.transcription.whole import write_down
from tests.helpers.engines import one_engine_is_enough
from tests.helpers.whisper_checkpoint import build_checkpoint

pytestmark = pytest.mark.real  # takes too long for `make quick`

ADAPTERS = (FasterWhisper, OpenAiWhisper)


def letters(transcript: Transcript) -> list[str]:
    return ["".join(filter(str.isalnum, word.text)).lower() for word in transcript.words]


def check_times(transcript: Transcript, duration_s: float) -> None:
    latest_s = 0.0
    for word in transcript.words:
        assert word.text == word.text.strip() != ""
        assert latest_s <= word.start_s <= word.end_s <= duration_s
        assert 0.0 <= word.probability <= 1.0
        latest_s = word.end_s
    covered = [n for one in transcript.segments for n in range(one.first_word, one.end_word)]
    assert covered == list(range(len(transcript.words)))


@one_engine_is_enough
def test_words_are_in_order_and_inside_and_the_sound_is_left_alone(
    transcriber: Transcriber, sentence: Samples
) -> None:
    before = sentence.copy()
    transcript = transcriber.transcribe(sentence)
    assert (transcript.model, transcript.language) == ("tiny.en", "en")
    assert transcript.engine == transcriber.engine
    assert {"project", "learned"} <= set(letters(transcript))
    check_times(transcript, len(sentence) / LISTENING_RATE_HZ)
    np.testing.assert_array_equal(sentence, before)


def test_a_model_here_that_knows_more_languages_tells_which_it_is(
    transcribers: dict[str, Transcriber], sentence: Samples
) -> None:
    if not BASE.is_installed:
        pytest.skip("needs the packaged base")
    found = transcribers["faster-whisper"].spoken_language(sentence)
    assert found is not None
    assert (found.code, found.probability > 0.8) == ("en", True)


def test_without_such_a_model_nobody_can_tell(checkpoint: Path, sentence: Samples) -> None:
    engine = OpenAiWhisper(ModelChoice("tiny.en", checkpoint), "en", lambda _: False)
    assert engine.spoken_language(sentence) is None


def test_a_damaged_one_is_as_good_as_none(checkpoint: Path, sentence: Samples) -> None:
    paths.private_folder(paths.model_cache())
    (paths.model_cache() / "base.pt").write_bytes(b"no model")
    engine = OpenAiWhisper(ModelChoice("tiny.en", checkpoint), "en", lambda _: False)
    assert engine.spoken_language(sentence) is None


@pytest.mark.long
def test_openai_whisper_tells_the_language_too(tmp_path: Path, sentence: Samples) -> None:
    if not BASE.is_installed:
        pytest.skip("needs the packaged base")
    BASE.check()
    weights = build_checkpoint(tmp_path / "base.pt", BASE.folder)
    found = OpenAiWhisper(ModelChoice("base", weights), "en", lambda _: False)
    told = found.spoken_language(sentence)
    assert told is not None
    assert (told.code, told.probability > 0.8) == ("en", True)


def test_nothing_gives_nothing(transcriber: Transcriber) -> None:
    assert transcriber.transcribe(np.zeros(0, np.float32)).words == ()
    assert transcriber.detect_speech(np.zeros(0, np.float32)) == []


def test_every_engine_writes_down_the_same_words(
    transcribers: dict[str, Transcriber], sentence: Samples
) -> None:
    first, *others = (letters(one.transcribe(sentence)) for one in transcribers.values())
    assert others
    assert all(other == first for other in others)


def test_a_human_voice(transcriber: Transcriber, speech_dir: Path) -> None:
    clip = read_clip(speech_dir / "speech-jfk.flac").at_rate(LISTENING_RATE_HZ)
    transcript = write_down(transcriber, [clip.samples]).transcript
    reference = (speech_dir / "speech-jfk.txt").read_text().split()
    assert letters(transcript) == reference
    check_times(transcript, clip.duration_s)


def test_nothing_is_printed_or_warned(transcriber: Transcriber, sentence: Samples) -> None:
    transcriber.load()
    out, err = io.StringIO(), io.StringIO()
    with warnings.catch_warnings(record=True) as caught, redirect_stdout(out), redirect_stderr(err):
        transcriber.transcribe(sentence)
    assert (out.getvalue(), err.getvalue(), caught) == ("", "", [])


@one_engine_is_enough
def test_vocabulary_mends_names_and_leaves_the_rest(
    transcriber: Transcriber, names: Samples
) -> None:
    plain = write_down(transcriber, [names]).transcript
    helped = write_down(transcriber, [names], prompt="Aoife, Xarelto").transcript
    assert "Aoife" not in plain.text
    assert "Aoife" in helped.text
    assert "two years" in helped.text
    check_times(helped, len(names) / LISTENING_RATE_HZ)


@one_engine_is_enough
def test_load_from_another_thread(transcriber: Transcriber, sentence: Samples) -> None:
    ahead = threading.Thread(target=transcriber.load)
    ahead.start()
    assert transcriber.transcribe(sentence).words
    ahead.join()


class FakeModel:
    """As much of either engine's model as the adapters touch."""

    def __init__(self, device: str, fault: Exception | None = None) -> None:
        self.device = SimpleNamespace(type=device)
        self.model = self
        self.is_multilingual = False
        self._fault = fault

    def transcribe(self, samples: Samples, **options: Any) -> Any:
        if "hotwords" in options:
            return self._segments(), None
        list(self._segments())
        return {"segments": []}

    def _segments(self) -> Iterator[Any]:
        if self._fault:
            raise self._fault
        return iter([])


def refuse(offer: object) -> bool:
    raise AssertionError(offer)


@pytest.mark.parametrize("adapter", ADAPTERS)
@pytest.mark.parametrize("where", ["load", "first inference"])
@pytest.mark.parametrize(
    "fault", [RuntimeError("no libcublas"), TypeError("no float64"), NotImplementedError("sparse")]
)
def test_a_gpu_that_fails_gives_way_to_the_cpu(adapter: Any, where: str, fault: Exception) -> None:
    tried: list[str] = []

    def load(file: Path, device: str) -> Any:
        tried.append(device)
        if device == "cpu":
            return FakeModel(device)
        if where == "load":
            raise fault
        return FakeModel(device, fault)

    choice = ModelChoice("tiny.en", Path("weights"))
    transcriber = adapter(choice, "en", refuse, lambda: ["cuda", "cpu"], load)
    for _ in range(2):
        assert transcriber.transcribe(np.zeros(160, np.float32)).words == ()
    assert tried == ["cuda", "cpu"]


class HangingModel(FakeModel):
    """Never comes back until it is let go."""

    def __init__(self) -> None:
        super().__init__("cpu")
        self.hangs, self.let_go = threading.Event(), threading.Event()

    def _segments(self) -> Iterator[Any]:
        self.hangs.set()
        self.let_go.wait()
        return super()._segments()


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_an_abandoned_engine_does_not_wait_for_the_thread_that_hangs(adapter: Any) -> None:
    hanging = HangingModel()
    models: list[Any] = [hanging, FakeModel("cpu")]
    choice = ModelChoice("tiny.en", Path("weights"))
    transcriber = adapter(choice, "en", refuse, lambda: ["cpu"], lambda *_: models.pop(0))
    sound = np.zeros(160, np.float32)
    thread = threading.Thread(target=transcriber.transcribe, args=(sound,))
    thread.start()
    assert hanging.hangs.wait(30)
    transcriber.abandon()
    assert transcriber.transcribe(sound).words == ()
    hanging.let_go.set()
    thread.join()


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_a_gpu_that_works_is_kept(adapter: Any) -> None:
    tried: list[str] = []

    def load(file: Path, device: str) -> Any:
        tried.append(device)
        return FakeModel(device)

    choice = ModelChoice("tiny.en", Path("weights"))
    transcriber = adapter(choice, "en", refuse, lambda: ["cuda", "cpu"], load)
    transcriber.load()
    transcriber.transcribe(np.zeros(160, np.float32))
    assert tried == ["cuda"]


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_a_fault_on_the_cpu_is_a_sentence(adapter: Any) -> None:
    def load(file: Path, device: str) -> Any:
        return FakeModel(device, RuntimeError("out of memory"))

    transcriber = adapter(ModelChoice("x", Path("weights")), "en", refuse, lambda: ["cpu"], load)
    with pytest.raises(EngineMissing, match=r"x cannot be used: out of memory"):
        transcriber.transcribe(np.zeros(160, np.float32))


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_weights_that_turn_out_to_be_english_only(adapter: Any) -> None:
    def load(file: Path, device: str) -> Any:
        return FakeModel(device)

    transcriber = adapter(ModelChoice("mine", Path("weights")), "de", refuse, lambda: ["cpu"], load)
    with pytest.raises(InvalidSetting, match="only English"):
        transcriber.load()


@pytest.mark.parametrize("content", [b"", b"\x06\x00\x00\x00garbage", b"PK\x03\x04broken"])
def test_damaged_weights_are_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.bin").write_bytes(content)
    (tmp_path / "tokenizer.json").write_text("{}")
    (tmp_path / "mine.pt").write_bytes(content)
    for transcriber in (
        FasterWhisper(ModelChoice("mine", tmp_path), "en", refuse),
        OpenAiWhisper(ModelChoice("mine", tmp_path / "mine.pt"), "en", refuse),
    ):
        with pytest.raises(EngineMissing, match="mine cannot be used"):
            transcriber.load()
