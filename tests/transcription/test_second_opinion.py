from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.facts import SoundFacts, SoundFactsBuilder, Span
from coach.audio.vad import SpeechSegment
from coach.transcription.lines import readable
from coach.transcription.ports import DecodeOptions, Segment, Transcriber, Transcript, Word
from coach.transcription.second_opinion import with_second_opinion, without_words

BLANK = Transcript(engine="canned", model="none", language="en")


class Canned(Transcriber):
    """Hears the same in whatever it is given, and notes how long that was."""

    engine, model, language = "canned", "none", "en"

    def __init__(self, words: Sequence[str] = (), probability: float = 0.9) -> None:
        self._words = [
            Word(text=text, start_s=0.6 + n / 2, end_s=1.0 + n / 2, probability=probability)
            for n, text in enumerate(words)
        ]
        self.heard_s: list[float] = []

    def load(self) -> None:
        pass

    def transcribe(
        self, samples: Samples, prompt: str = "", decoding: DecodeOptions | None = None
    ) -> Transcript:
        self.heard_s.append(len(samples) / LISTENING_RATE_HZ)
        return transcript(self._words)


def transcript(words: Sequence[Word]) -> Transcript:
    if not words:
        return BLANK
    segment = Segment(
        text=" ".join(word.text for word in words),
        start_s=words[0].start_s,
        end_s=words[-1].end_s,
        first_word=0,
        end_word=len(words),
    )
    return BLANK.model_copy(update={"words": tuple(words), "segments": (segment,)})


def room(length_s: float, loud: Sequence[tuple[float, float]] = ()) -> Samples:
    """A quiet room, with noise that is 30 dB louder from one time to the other."""
    count = round(length_s * LISTENING_RATE_HZ)
    sound = 0.001 * np.random.default_rng(1).standard_normal(count)
    for start_s, end_s in loud:
        sound[round(start_s * LISTENING_RATE_HZ) : round(end_s * LISTENING_RATE_HZ)] *= 30
    return sound.astype(np.float32)


def facts(sound: Samples, speech: Sequence[tuple[float, float]] = ()) -> SoundFacts:
    builder = SoundFactsBuilder()
    builder.feed(sound)
    return builder.facts([SpeechSegment(start_s=s, end_s=e) for s, e in speech])


def said(text: str, start_s: float, each_s: float = 0.4) -> list[Word]:
    return [
        Word(
            text=word,
            start_s=start_s + n * each_s,
            end_s=start_s + (n + 1) * each_s,
            probability=0.9,
        )
        for n, word in enumerate(text.split())
    ]


def test_a_quiet_room_and_words_leave_nothing_unclear() -> None:
    sound = room(12.0, [(1.0, 3.0)])
    engine = Canned()
    written, known = with_second_opinion(
        engine, transcript(said("I ran a team.", 1.2)), facts(sound, [(1.1, 2.9)]), [sound]
    )
    assert written.unclear == ()
    assert engine.heard_s == []
    assert known == facts(sound, [(1.1, 2.9)])


@pytest.mark.parametrize("speech", [(), ((6.0, 9.0),)])
def test_what_whisper_is_sure_of_is_taken_in(speech: Sequence[tuple[float, float]]) -> None:
    sound = room(14.0, [(1.0, 3.0), (6.0, 9.0)])
    before = transcript([*said("Hello there.", 1.2), *said("The end.", 12.0)])
    engine = Canned(["Then", "I", "asked."])
    written, known = with_second_opinion(
        engine, before, facts(sound, [(1.1, 2.9), *speech]), np.split(sound, 14)
    )
    assert written.text == "Hello there. Then I asked. The end."
    assert " ".join(word.text for word in written.words) == written.text
    assert written.words[2].start_s == pytest.approx(6.1, abs=0.11)
    assert known.speech[-1].start_s <= 6.2
    assert known.speech[-1].end_s >= 7.5
    assert written.unclear == () or written.unclear[0].start_s > 7.5
    assert engine.heard_s == [pytest.approx(4.0 + 0.5, abs=0.6)]


@pytest.mark.parametrize(
    ("words", "probability"),
    [((), 0.9), (("Thank", "you."), 0.9), (("Audrey", "all", "fours"), 0.4)],
)
def test_what_it_is_not_sure_of_is_named(words: Sequence[str], probability: float) -> None:
    sound = room(14.0, [(1.0, 3.0), (6.0, 9.0)])
    before = transcript([*said("Hello there.", 1.2), *said("The end.", 12.0)])
    written, known = with_second_opinion(
        Canned(words, probability), before, facts(sound, [(1.1, 2.9)]), [sound]
    )
    assert written.words == before.words
    assert [(span.start_s, span.end_s) for span in written.unclear] == [(6.0, 9.0)]
    assert known == facts(sound, [(1.1, 2.9)])
    assert readable(written) == "Hello there. [3 s of sound I could not make out] The end."


def test_long_stretches_are_heard_in_parts_and_in_flat_memory() -> None:
    sound = room(90.0, [(10.0, 70.0)])
    engine = Canned()
    written, _ = with_second_opinion(
        engine, BLANK, facts(sound, [(10.0, 70.0)]), np.split(sound, 900)
    )
    assert max(engine.heard_s) <= 26.0
    assert sum(engine.heard_s) >= 60.0
    assert [(span.start_s, span.end_s) for span in written.unclear] == [(10.0, 70.0)]


def test_short_sounds_the_coach_and_commands_are_not_unclear() -> None:
    sound = room(20.0, [(2.0, 2.6), (6.0, 8.0), (12.0, 14.0)])
    known = facts(sound).model_copy(
        update={
            "coach_sounds": (Span(start_s=6.0, end_s=8.0),),
            "commands": (Span(start_s=12.0, end_s=14.0),),
        }
    )
    assert without_words(known, BLANK) == []


def test_a_muted_headset_is_no_room() -> None:
    """Exact zeros while nobody speaks: the room's own noise does not stand out against them."""
    sound = room(20.0)
    sound[: 12 * LISTENING_RATE_HZ] = 0.0
    assert without_words(facts(sound), BLANK) == []


def test_a_take_without_any_sound() -> None:
    assert without_words(facts(np.zeros(0, dtype=np.float32)), BLANK) == []
    assert without_words(facts(np.zeros(48_000, dtype=np.float32)), BLANK) == []
