"""faster-whisper (https://github.com/SYSTRAN/faster-whisper, MIT): Whisper on CTranslate2."""

from __future__ import annotations

import copy
import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from coach import paths
from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.transcription import model_download
from coach.transcription.cutting import LONG, SHORT, Lengths
from coach.transcription.devices import CPU
from coach.transcription.models import FASTER_WHISPER
from coach.transcription.ports import DecodeOptions, SpokenLanguage
from coach.transcription.whisper_engine import WhisperEngine
from coach.transcription.words import EngineSegment

if TYPE_CHECKING:
    from ctranslate2 import StorageView  # type: ignore[import-untyped]
    from faster_whisper import WhisperModel

# Whisper fills its window of 30 s with silence. Encoding it is most of the work. All models but the
# smallest do as well with 5 s of silence: base had 4.1 % word errors on 40 answers, 4.7 % with the
# whole window, in four fifths of the time. tiny.en had 4.9 % then, and 4.3 % with the whole window,
# but does as well with half a window for what is short: 13 human clips from five beginnings each
# had 12.0 % both ways, 21 answers by a voice 4.0 %, and 4.5 % with the whole window. Of longer
# pieces it needs all 30 s: twice their length gave 11.0 % from two beginnings, the whole 9.5 %.
_SILENCE_S = 5.0
_SHORT_S, _LEAST_WINDOW_S = 10.0, 16.0
_TINY_AT_MOST_BYTES = 100_000_000

# By default, an engine takes half of the cores (devices.py). Pieces of long sound are written down
# two at a time: on two cores, 8 pieces of 15 s took tiny.en 12.9 s so, and 22.9 s one by one.
_AT_ONCE = 2

_NEAR_THE_END_S = 0.3  # word times are about so exact
_WINDOW_S, _FRAMES_PER_S = 30.0, 100


class FasterWhisper(WhisperEngine["WhisperModel"]):
    """faster-whisper with a beam of 5, its default: int8 on the CPU, float16 on an NVIDIA GPU.

    It was not measured on a GPU.
    """

    engine = FASTER_WHISPER

    @property
    def piece_lengths(self) -> Lengths:
        """See Transcriber."""
        return SHORT if self._is_tiny else LONG

    @property
    def at_once(self) -> int:
        """See Transcriber. An engine that has the machine to itself uses all cores."""
        return min(_AT_ONCE, os.cpu_count() or 1) if self._has_the_machine else 1

    def fetch(self) -> None:
        """Download missing weights if the person agrees. Check packaged weights."""
        self._path()

    def _heard(
        self, model: WhisperModel, samples: Samples, prompt: str, decoding: DecodeOptions | None
    ) -> list[EngineSegment]:
        options: dict[str, Any] = {}
        if decoding:
            options = {"temperature": 0.0, "max_new_tokens": decoding.most_tokens}
            options["condition_on_previous_text"] = False
        heard: list[EngineSegment] = []
        window_s = self.window_s(len(samples) / LISTENING_RATE_HZ)
        segments, _ = _hurried(model, decoding, window_s).transcribe(
            samples,
            language=self.language,
            word_timestamps=True,
            hotwords=prompt or None,
            **options,
        )
        for segment in segments:
            words = [(w.word, w.start, w.end, w.probability) for w in segment.words]
            heard.append(EngineSegment(segment.text, words))
            if decoding and words and words[-1][2] >= decoding.enough_s - _NEAR_THE_END_S:
                break  # else it would open another window, for what nobody needs
        return heard

    def _read(
        self, model: WhisperModel, samples: Samples, prompt: str, decoding: DecodeOptions
    ) -> str:
        segments, _ = _hurried(model, decoding).transcribe(  # whole window: utterances are short
            samples,
            language=self.language,
            hotwords=prompt or None,
            temperature=0.0,
            max_new_tokens=decoding.most_tokens,
            without_timestamps=True,
        )
        return " ".join(segment.text.strip() for segment in segments)

    def window_s(self, length_s: float) -> float:
        """How many seconds of a sound of `length_s` and the silence after it are encoded."""
        if not self._is_tiny:
            return length_s + _SILENCE_S
        return max(_LEAST_WINDOW_S, 2 * length_s) if length_s <= _SHORT_S else _WINDOW_S

    @cached_property
    def _is_tiny(self) -> bool:
        folder = self._choice.path or model_download.cached(self.model, paths.model_cache())
        weights = folder / "model.bin" if folder else None
        if weights and weights.is_file():
            return weights.stat().st_size <= _TINY_AT_MOST_BYTES
        return True

    def _path(self) -> Path:
        self._choice.check()
        if self._choice.path:
            return self._choice.path
        return model_download.fetched(self.model, paths.model_cache(), self._allow_download)

    @staticmethod
    def _is_multilingual(model: WhisperModel) -> bool:
        return bool(model.model.is_multilingual)

    @staticmethod
    def _language_of(model: WhisperModel, samples: Samples) -> SpokenLanguage:
        length_s = len(samples) / LISTENING_RATE_HZ
        quick = _hurried(model, DecodeOptions(most_tokens=1), length_s + _SILENCE_S)
        code, probability, _ = quick.detect_language(samples)
        return SpokenLanguage(code, probability)

    @staticmethod
    def _devices() -> list[str]:
        import ctranslate2

        return ["cuda", CPU] if ctranslate2.get_cuda_device_count() else [CPU]

    def _load(self, path: Path, device: str) -> WhisperModel:
        model_download.stay_offline()
        from faster_whisper import WhisperModel

        compute_type = "int8" if device == CPU else "float16"
        return WhisperModel(
            str(path),
            device=device,
            compute_type=compute_type,
            cpu_threads=self._threads,
            num_workers=self.at_once,
        )


def _hurried(
    model: WhisperModel, decoding: DecodeOptions | None, window_s: float = _WINDOW_S
) -> WhisperModel:
    """The same model, whose network asks before each step whether its result is still wanted, and
    encodes no more than `window_s` seconds.
    """
    if decoding is None:
        return model
    hurried = copy.copy(model)  # another thread may use the model meanwhile
    hurried.model = Hurried(model.model, decoding, window_s)
    return hurried


class Hurried:
    """A CTranslate2 network whose steps can be cancelled, and that encodes only the first
    `window_s` seconds of its window.
    """

    def __init__(self, network: Any, decoding: DecodeOptions, window_s: float) -> None:
        self._network = network
        self._decoding = decoding
        self._window_s = window_s

    def __getattr__(self, name: str) -> Any:
        if name in ("generate", "align"):
            self._decoding.check()
        return getattr(self._network, name)

    def encode(self, features: StorageView, to_cpu: bool) -> StorageView:
        """The encoder's output for these features, (1, mel bands, frames)."""
        self._decoding.check()
        if self._window_s < _WINDOW_S and features.device == CPU:
            from ctranslate2 import StorageView

            frames = np.array(features)[..., : round(self._window_s * _FRAMES_PER_S)]
            features = StorageView.from_array(np.ascontiguousarray(frames))
        return self._network.encode(features, to_cpu=to_cpu)
