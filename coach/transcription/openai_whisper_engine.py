"""openai-whisper (https://github.com/openai/whisper, MIT): Whisper on PyTorch."""

from __future__ import annotations

import contextlib
import importlib
import warnings
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from coach import paths
from coach.audio.clips import Samples
from coach.transcription import models
from coach.transcription.checksums import sha256_of
from coach.transcription.devices import CPU
from coach.transcription.models import OPENAI_WHISPER, AllowDownload
from coach.transcription.ports import DecodeOptions, SpokenLanguage
from coach.transcription.resuming import download
from coach.transcription.unfinished import finish, only_download, part_of
from coach.transcription.whisper_engine import WhisperEngine
from coach.transcription.words import EngineSegment

if TYPE_CHECKING:
    from whisper import Whisper


class OpenAiWhisper(WhisperEngine["Whisper"]):
    """openai-whisper: 32-bit floats on the CPU, 16-bit floats on a GPU (not measured on one).

    Word times need 64-bit floats, which Apple's GPU lacks. If that fails, the CPU does the work.
    """

    engine = OPENAI_WHISPER

    def fetch(self) -> None:
        """Download missing weights if the person agrees."""
        # The weights are checked when they are loaded, because checking imports torch.
        if not (paths.model_cache() / f"{self.model}.pt").is_file():
            self._path()

    def _heard(
        self, model: Whisper, samples: Samples, prompt: str, decoding: DecodeOptions | None
    ) -> list[EngineSegment]:
        options: dict[str, Any] = {}
        if decoding:
            options = {"temperature": 0.0, "sample_len": decoding.most_tokens}
            options["condition_on_previous_text"] = False
        with _interruptible(model, decoding):
            result = model.transcribe(
                samples,
                language=self.language,
                word_timestamps=True,
                initial_prompt=prompt or None,
                carry_initial_prompt=bool(prompt),
                fp16=model.device.type == "cuda",
                **options,
            )
        return [
            EngineSegment(
                segment["text"],
                [
                    (word["word"], word["start"], word["end"], word["probability"])
                    for word in segment["words"]
                ],
            )
            for segment in result["segments"]
        ]

    def _read(self, model: Whisper, samples: Samples, prompt: str, decoding: DecodeOptions) -> str:
        with _interruptible(model, decoding):
            result = model.transcribe(
                samples,
                language=self.language,
                initial_prompt=prompt or None,
                temperature=0.0,
                sample_len=decoding.most_tokens,
                without_timestamps=True,
                fp16=model.device.type == "cuda",
            )
        return str(result["text"]).strip()

    def _path(self) -> Path:
        return self._choice.path or _fetched(self.model, self._allow_download)

    @staticmethod
    def _is_multilingual(model: Whisper) -> bool:
        return bool(model.is_multilingual)

    @staticmethod
    def _language_of(model: Whisper, samples: Samples) -> SpokenLanguage:
        whisper = _whisper()
        mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(samples), model.dims.n_mels)
        _, found = whisper.detect_language(model, mel.to(model.device))
        code = max(found, key=found.__getitem__)
        return SpokenLanguage(code, found[code])

    @staticmethod
    def _devices() -> list[str]:
        import torch

        found = ["cuda"] if torch.cuda.is_available() else []
        found += ["mps"] if torch.backends.mps.is_available() else []
        return [*found, CPU]

    def _load(self, path: Path, device: str) -> Whisper:
        import torch

        whisper = _whisper()
        torch.set_num_threads(self._threads)  # for the whole process: torch has no finer setting
        model: Whisper = whisper.load_model(str(path), device=device)
        # When load_model gets a path, it does not set the heads that give word times.
        heads = whisper._ALIGNMENT_HEADS.get(path.stem)
        if heads:
            model.set_alignment_heads(heads)
        return model


@contextlib.contextmanager
def _interruptible(model: Whisper, decoding: DecodeOptions | None) -> Iterator[None]:
    """Within the context, ask before each token whether the result is still wanted.

    While words are aligned, which works without the cache, nothing is asked: whisper would leave
    its hooks in the model, and every later decoding would fail.
    """
    if decoding is None:
        yield
        return

    def check(_module: object, _arguments: object, options: dict[str, Any]) -> None:
        if options.get("kv_cache") is not None:
            decoding.check()

    hook = model.decoder.register_forward_pre_hook(check, with_kwargs=True)
    try:
        yield
    finally:
        hook.remove()


def _whisper() -> ModuleType:
    whisper = importlib.import_module("whisper")
    # "FP16 is not supported on CPU", "Performing inference on CPU": the person can do nothing about
    # it.
    warnings.filterwarnings("ignore", category=UserWarning, module=r"whisper(\.|$)")
    return whisper


def _fetched(name: str, allow: AllowDownload) -> Path:
    """The checkpoint of the model `name`, downloaded (with a progress bar) if `allow` agrees."""
    whisper = _whisper()
    url = whisper._MODELS[name]
    checksum, file_name = url.split("/")[-2:]
    file: Path = paths.model_cache() / file_name
    if _is_intact(file, checksum):
        return file
    source = urlsplit(url).hostname or url
    models.get_consent(allow, name, source)
    try:
        with only_download(name, file):
            if not _is_intact(file, checksum):
                download(url, part_of(file))  # whisper's own would begin anew after an interruption
                finish(file, checksum, name, source)
    except (OSError, HTTPException) as fault:
        raise models.download_failed(name, source, fault) from fault
    return file


def _is_intact(file: Path, checksum: str) -> bool:
    return file.is_file() and sha256_of(file) == checksum
