"""What is quoted was said: byte for byte in a transcript, and the clip is where it was said.

One real session: sentences are synthesised one by one, so that it is known when each was spoken,
and written down by the real Whisper.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from statistics import median

import numpy as np
import onnxruntime
import pytest
import soundfile

from coach.audio.clips import LISTENING_RATE_HZ, AudioClip, joined, silence
from coach.audio.reading import read_clip
from coach.cli import main as program
from coach.debrief.keeping import read_debrief
from coach.debrief.reel import best_takes, make, rated_takes
from coach.debrief.walk import Walk
from coach.delivery.measuring import delivery_of_take
from coach.errors import CoachError
from coach.library.library import Library
from coach.library.reading import span_to_hear, transcript_of
from coach.library.records import Take, Turn
from coach.testing import ScriptedPrompter
from coach.transcription.lines import TranscriptLine, lines_of
from coach.transcription.ports import Transcript
from coach.vision.building import LineCandidate, pick, sound
from coach.vision.contradictions import contradictions
from coach.vision.drilling import hedged
from coach.vision.keeping import VisionFolder
from coach.vision.records import Section
from coach.vision.yardstick import measure
from coach.voices.choosing import second_voice
from coach.voices.ports import Voice
from tests.helpers.kept_sessions import earlier
from tests.helpers.spoken import error_rate, need_whisper, understood

pytestmark = pytest.mark.long

EDGE_S = 0.3
BEFORE_S = 0.8
PAUSES_S = (0.8, 1.2, 0.6)
ANSWERS = (
    (
        "I started in a warehouse packing boxes at night.",
        "I moved into planning because I kept seeing the same trucks leave half empty.",
        "Last year we needed nine trucks instead of twelve.",
        "I want to lead a small operations team in a company that treats people well.",
    ),
    (
        "Every morning I opened the shop at five o'clock with my uncle.",
        "Maybe I want to have my own bakery by the sea.",
        "Our largest supplier closed, so I called every customer myself.",
        "Nobody had to wait for longer than ten days.",
    ),
    (
        "Perhaps I want to teach young people how to bake.",
        "I had to explain the same machine to six apprentices last spring.",
        "Honestly, I don't want to lead a team any more.",
    ),
)
Times = list[tuple[float, float]]


@pytest.fixture(scope="module")
def spoken_times(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Times]]:
    """A folder with the answers, and when each of their sentences begins and ends."""
    need_whisper()
    onnxruntime.set_seed(2)  # else each run has another voice, and Whisper ends sentences elsewhere
    folder = tmp_path_factory.mktemp("answers")
    try:
        voice = second_voice("en", steady=True)
        times = [_speak(voice, answer, folder / f"{n}.wav") for n, answer in enumerate(ANSWERS)]
    except CoachError as error:
        pytest.skip(f"no voice: {error.message}")
    return folder, times


def _speak(voice: Voice, sentences: tuple[str, ...], path: Path) -> Times:
    parts, times, at_s = [silence(BEFORE_S)], [], BEFORE_S
    for number, sentence in enumerate(sentences):
        clip = _without_silence(voice.render(sentence))
        times.append((at_s, at_s + clip.duration_s))
        pause_s = PAUSES_S[number % len(PAUSES_S)]
        parts += [clip, silence(pause_s)]
        at_s += clip.duration_s + pause_s
    soundfile.write(path, joined(parts).samples, LISTENING_RATE_HZ)
    return times


def _without_silence(clip: AudioClip) -> AudioClip:
    samples = clip.at_rate(LISTENING_RATE_HZ).samples
    loud = np.flatnonzero(np.abs(samples) > 0.01 * np.abs(samples).max())
    return AudioClip(samples[loud[0] : loud[-1] + 1], LISTENING_RATE_HZ)


@pytest.fixture(scope="module")
def held(
    spoken_times: tuple[Path, list[Times]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Recordings with that session, its last answer a day later than the others."""
    folder = tmp_path_factory.mktemp("held") / "recordings"
    options = ["--voice", "none", "--engine", "faster-whisper", "--recordings", str(folder)]
    questions = ["career-vision", "--questions", "3", "--answers", str(spoken_times[0])]
    assert program.run(["practice", *questions, *options, "--quiet"]) == 0
    (path,) = folder.glob("*/session.json")
    session = json.loads(path.read_text())
    for turn in session["turns"][:-1]:
        for take in turn["takes"]:
            moment = datetime.fromisoformat(take["started_at"])
            take["started_at"] = earlier(moment, 1).isoformat()
    path.write_text(json.dumps(session))
    return folder


@pytest.fixture
def library(held: Path, tmp_path: Path) -> Library:
    """A copy of them, for one test."""
    shutil.copytree(held, tmp_path / "library")
    return Library(tmp_path / "library")


def takes(library: Library) -> Iterator[tuple[str, Turn, Take]]:
    """The only session's takes."""
    session = library.session("last")
    for turn in session.turns:
        for take in turn.kept_takes:
            yield session.id, turn, take


def candidates(library: Library) -> list[LineCandidate]:
    """Every sentence that was said."""
    return [
        LineCandidate(session, turn, take, line)
        for session, turn, take in takes(library)
        for line in lines_of(_transcript(library, session, take))
    ]


def _transcript(library: Library, session: str, take: Take) -> Transcript:
    transcript = transcript_of(library.folder / session, take)
    assert transcript is not None
    return transcript


def said_in(library: Library, session: str) -> list[str]:
    """The text of every transcript of a session, as it lies on the disk."""
    found = []
    for path in (library.folder / session).glob("*/*.transcript-*.json"):
        segments = json.loads(path.read_bytes())["segments"]
        found.append(" ".join(segment["text"] for segment in segments))
    assert found
    return found


def with_vision(library: Library) -> None:
    """Make a vision of two sentences: one that is contradicted later, and one that is hedged."""
    wanted = ("small operations team", "bakery")
    for candidate in candidates(library):
        if any(part in candidate.sentence.text for part in wanted):
            pick(library, Section.AMBITION, candidate)
    assert len(VisionFolder(library.folder).read().lines) == 2


Quote = tuple[str, str, str]  # what quotes, the session it names, and the words


def quotes(library: Library) -> list[Quote]:
    """Every quote of every output."""
    vision = VisionFolder(library.folder).read()
    found = [("vision", line.session, line.text) for line in vision.lines]
    for each in hedged(library):
        found.append(("drill", each.said.session, each.said.sentence.text))
    for apart in contradictions(library, vision):
        found.append(("contradiction", apart.line.session, apart.line.text))
        found.append(("contradiction", apart.said.session, apart.said.sentence.text))
    for listed in library.sessions():
        for rated in read_debrief(library.folder / listed.id).rated:
            found += [("gap", listed.id, gap.quote) for gap in rated.gaps]
    for session, turn, take in takes(library):
        found += quotes_of_take(library, session, turn, take)
    return found


def quotes_of_take(library: Library, session: str, turn: Turn, take: Take) -> Iterator[Quote]:
    delivery = delivery_of_take(library.folder / session, turn, take)
    assert delivery is not None
    for moment in (moment for finding in delivery.findings for moment in finding.moments):
        yield "delivery", session, moment.quote
        yield "delivery", session, moment.phrase
    vision = VisionFolder(library.folder).read()
    for touched in measure(_transcript(library, session, take), "ambition", vision).touched:
        yield "yardstick", touched.line.session, touched.line.text
        yield "yardstick", session, touched.sentence


def rate_everything(library: Library) -> ScriptedPrompter:
    """Go through the debrief; ambition was heard in every answer."""
    prompter = ScriptedPrompter(
        ["yes", "yes", "no", "no", "", "next"] * 2 + ["yes"] * 4 + ["", "next", ""]
    )
    with library.open_session(library.session("last").id) as opened:
        walk = Walk(
            opened, prompter, lambda turn: None, lambda delivery, target_s: [], lambda *_: None
        )
        walk.through(list(opened.session.turns))
    return prompter


def test_every_quote_is_byte_for_byte_in_a_transcript(library: Library) -> None:
    with_vision(library)
    rate_everything(library)
    seen = set()
    for what, session, quote in quotes(library):
        assert any(quote in text for text in said_in(library, session)), (what, quote)
        if quote:
            seen.add(what)
    assert seen == {"delivery", "yardstick", "vision", "drill", "contradiction", "gap"}


def test_every_chapter_of_the_reel_is_a_take_that_was_said(
    library: Library, tmp_path: Path, spoken_times: tuple[Path, list[Times]]
) -> None:
    rate_everything(library)
    path = tmp_path / "reel.wav"
    chosen = best_takes(rated_takes(library))
    reel = make(library, chosen, path)
    assert len(reel.chapters) == len(ANSWERS)
    sound_of_reel = read_clip(path)
    for chapter in reel.chapters:
        best = chapter.best
        times = spoken_times[1][best.turn.number - 1]
        assert chapter.duration_s == pytest.approx(times[-1][1] - times[0][0], abs=2 * EDGE_S + 0.2)
    last = reel.chapters[-1]
    first = round(last.start_s * sound_of_reel.rate_hz)
    end = first + round(last.duration_s * sound_of_reel.rate_hz)
    cut = tmp_path / "last.wav"
    soundfile.write(cut, sound_of_reel.samples[first:end], sound_of_reel.rate_hz)
    text = _transcript(library, last.best.session, last.best.take).text
    assert error_rate(text, understood(cut)) <= 0.2


def test_clips_begin_and_end_where_the_sentence_does(
    library: Library, spoken_times: tuple[Path, list[Times]]
) -> None:
    with_vision(library)
    vision = VisionFolder(library.folder).read()
    quoted = [each.said for each in hedged(library)]
    quoted += [each.said for each in contradictions(library, vision)]
    assert len(quoted) >= 2
    compared = 0
    for candidate in [*candidates(library), *quoted]:
        start_s, end_s = cut_at(library, candidate.session, candidate.take, candidate.sentence)
        clip = sound(library, candidate)
        assert clip.duration_s == pytest.approx(end_s - start_s, abs=0.001)
        times = spoken_when(spoken_times[1], candidate.turn.number, candidate.sentence.text)
        if times:
            assert (start_s, end_s) == pytest.approx(times, abs=EDGE_S), candidate.sentence
            compared += 1
    assert compared >= 10
    for line in vision.lines:
        times = spoken_when(spoken_times[1], line.question, line.text)
        assert times
        clip = VisionFolder(library.folder).clip(line)
        assert clip.duration_s == pytest.approx(times[1] - times[0], abs=2 * EDGE_S)


def spoken_when(times: list[Times], question: int, text: str) -> tuple[float, float] | None:
    """When a sentence was said; None where Whisper made one of two, or two of one."""
    for sentence, spoken in zip(ANSWERS[question - 1], times[question - 1], strict=True):
        if error_rate(sentence, text) <= 0.35:
            return spoken
    return None


def cut_at(library: Library, session: str, take: Take, line: TranscriptLine) -> tuple[float, float]:
    return span_to_hear(library.folder / session, take, line.start_s, line.end_s)


def test_a_quote_that_is_cut_out_is_understood_again(library: Library, tmp_path: Path) -> None:
    rates = []
    said = [each for each in candidates(library) if len(each.sentence.text.split()) >= 6]
    for number, candidate in enumerate(said):
        text = candidate.sentence.text
        whole = read_clip(library.folder / candidate.session / candidate.take.audio)
        start_s, end_s = cut_at(library, candidate.session, candidate.take, candidate.sentence)
        around = AudioClip(
            whole.samples[
                max(0, round((start_s - EDGE_S) * whole.rate_hz)) : round(
                    (end_s + EDGE_S) * whole.rate_hz
                )
            ],
            whole.rate_hz,
        )
        path = tmp_path / f"{number}.wav"
        soundfile.write(path, around.samples, around.rate_hz)
        rates.append(error_rate(text, understood(path)))
    assert len(rates) >= 9
    assert median(rates) <= 0.2
