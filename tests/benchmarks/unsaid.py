"""Sounds that nobody said in English: hum, tones, coughs, laughter, breath, other languages."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from coach.audio.clips import LISTENING_RATE_HZ as RATE_HZ
from coach.audio.clips import Samples
from coach.audio.reading import read_clip

Sound = npt.NDArray[np.float64]
LENGTH_S = 14.0
FLOOR = 0.0005  # of the room between two coughs

# One telling, as espeak-ng says it.
TELLINGS = {
    "de": "Ich habe vor zehn Jahren in einem Lager angefangen und nachts Kisten gepackt. Danach "
    "wollte ich verstehen, warum die Lastwagen immer halb leer losfuhren. Heute leite ich ein "
    "kleines Team.",
    "es": "Empecé hace diez años en un almacén, empaquetando cajas por la noche. Después quise "
    "entender por qué los camiones salían medio vacíos. Hoy dirijo un equipo pequeño.",
    "fr": "J'ai commencé il y a dix ans dans un entrepôt, à emballer des cartons la nuit. Ensuite "
    "j'ai voulu comprendre pourquoi les camions partaient à moitié vides.",
    "it": "Ho iniziato dieci anni fa in un magazzino, imballando scatole di notte. Poi ho voluto "
    "capire perché i camion partivano mezzi vuoti. Oggi guido una piccola squadra.",
    "pt": "Comecei há dez anos num armazém, embalando caixas à noite. Depois quis entender por que "
    "os caminhões saíam meio vazios. Hoje dirijo uma equipe pequena.",
    "nl": "Ik ben tien jaar geleden in een magazijn begonnen en pakte 's nachts dozen in. Daarna "
    "wilde ik begrijpen waarom de vrachtwagens steeds halfleeg vertrokken.",
    "ro": "Am început acum zece ani într-un depozit, împachetând cutii noaptea. Apoi am vrut să "
    "înțeleg de ce camioanele plecau pe jumătate goale. Astăzi conduc o echipă mică.",
    "pl": "Zacząłem dziesięć lat temu w magazynie, pakując pudełka w nocy. Potem chciałem "
    "zrozumieć, dlaczego ciężarówki wyjeżdżały w połowie puste.",
    "sv": "Jag började för tio år sedan i ett lager och packade lådor om natten. Sedan ville jag "
    "förstå varför lastbilarna alltid åkte halvtomma. I dag leder jag ett litet lag.",
}


def in_other_languages() -> Iterator[tuple[str, Samples]]:
    """Each of TELLINGS, said by espeak-ng."""
    for language, text in TELLINGS.items():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "said.wav"
            subprocess.run(["espeak-ng", "-v", language, "-w", str(path), text], check=True)
            yield f"espeak {language}", read_clip(path).at_rate(RATE_HZ).samples


def without_speech() -> Iterator[tuple[str, Samples]]:
    """Three of each kind of sound."""
    kinds = {"hum": hum, "tones": tones, "coughs": coughs, "laughter": laughter, "breath": breath}
    for name, make in kinds.items():
        for seed in range(3):
            yield f"{name} {seed}", _as_loud(make(np.random.default_rng(seed)))


def hum(random: np.random.Generator) -> Sound:
    """A machine: a low tone with its harmonics, and a little noise."""
    tone_hz = random.choice([50.0, 60.0, 120.0, 210.0])
    return _harmonics(tone_hz, LENGTH_S, lambda _: 1.0) + 0.02 * _noise(random, LENGTH_S)


def tones(random: np.random.Generator) -> Sound:
    """Chords that are struck and die away."""
    sound = np.zeros(_count(LENGTH_S))
    at_s = 0.0
    while at_s < LENGTH_S - 1.0:
        length_s = random.choice([0.25, 0.5, 1.0])
        root_hz = random.choice([220.0, 247.0, 262.0, 294.0, 330.0, 392.0])
        chord = sum(
            (_harmonics(root_hz * step, length_s, lambda _: 1.0) for step in (1, 1.25, 1.5)),
            np.zeros(_count(length_s)),
        )
        _put(sound, chord * np.exp(-2.5 * _times_s(length_s)), at_s)
        at_s += length_s
    return sound


def coughs(random: np.random.Generator) -> Sound:
    """Bursts of noise with a little voice."""
    sound = FLOOR * _noise(random, LENGTH_S)
    at_s = 0.7
    while at_s < LENGTH_S - 1.5:
        length_s = random.uniform(0.2, 0.4)
        decay = np.exp(-9 * _times_s(length_s))
        voice = _harmonics(random.uniform(150, 220), length_s, lambda _: 0.2)
        _put(sound, (_noise(random, length_s, 300, 3500) + voice) * decay, at_s)
        at_s += length_s + random.choice([0.08, 0.1, 1.5])
    return sound


def laughter(random: np.random.Generator) -> Sound:
    """Short voiced bursts, five in a second, lower and lower."""
    sound = FLOOR * _noise(random, LENGTH_S)
    at_s = 0.5
    while at_s < LENGTH_S - 2.0:
        voice_hz = random.uniform(160, 320)
        for number in range(random.integers(4, 9)):
            pitch_hz = voice_hz * (1 - 0.03 * number)
            burst = _harmonics(pitch_hz, 0.11, lambda hz: 1 / (1 + ((hz - 750) / 300) ** 2))
            _put(sound, burst * np.hanning(len(burst)), at_s)
            at_s += 0.2
        at_s += random.uniform(0.6, 1.8)
    return sound


def breath(random: np.random.Generator) -> Sound:
    """Noise that swells and fades."""
    sound = FLOOR * _noise(random, LENGTH_S)
    at_s = 0.4
    while at_s < LENGTH_S - 1.5:
        length_s = random.uniform(0.6, 1.2)
        _put(sound, _noise(random, length_s, 400, 5000) * np.hanning(_count(length_s)), at_s)
        at_s += length_s + random.uniform(0.3, 1.0)
    return sound


def _harmonics(tone_hz: float, length_s: float, strength: Callable[[float], float]) -> Sound:
    times_s = _times_s(length_s)
    waves = (
        strength(tone_hz * n) / n * np.sin(2 * np.pi * tone_hz * n * times_s) for n in range(1, 12)
    )
    return sum(waves, np.zeros(len(times_s)))


def _noise(
    random: np.random.Generator, length_s: float, low_hz: float = 0.0, high_hz: float = 8000.0
) -> Sound:
    spectrum = np.fft.rfft(random.standard_normal(_count(length_s)))
    at_hz = np.fft.rfftfreq(_count(length_s), 1 / RATE_HZ)
    spectrum[(at_hz < low_hz) | (at_hz > high_hz)] = 0
    return np.fft.irfft(spectrum, _count(length_s))


def _put(sound: Sound, piece: Sound, at_s: float) -> None:
    first = _count(at_s)
    room = len(sound) - first
    sound[first : first + len(piece)] += piece[:room]


def _as_loud(sound: Sound) -> Samples:
    return (0.06 * sound / np.sqrt(np.mean(sound**2))).astype(np.float32)


def _times_s(length_s: float) -> Sound:
    return np.arange(_count(length_s)) / RATE_HZ


def _count(length_s: float) -> int:
    return round(length_s * RATE_HZ)
