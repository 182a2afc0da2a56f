"""Spoken answers labelled by hand by four authors: what a trainer would keep and change."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach.audio.facts import SoundFacts
from coach.audio.vad import SpeechSegment
from coach.delivery.advice.choosing import candidates
from coach.delivery.advice.records import Candidate
from coach.transcription.ports import Segment, Stage, Transcript, Word

FOLDER = Path(__file__).parents[1] / "delivery"
_STORY = "Tell me about a time you solved a problem."
_WORDS_PER_S = 2.5
_PAUSE = re.compile(r"\[pause (\d+(?:\.\d+)?)\]")


@dataclass(frozen=True)
class LabelledAnswer:
    """An answer, and what a reader found in it."""

    entry: dict[str, Any]
    author: str = ""

    @property
    def held_out(self) -> bool:
        return bool(self.entry["held_out"])

    @property
    def wanting(self) -> bool:
        return bool(self.entry["wanting"])

    @property
    def change(self) -> set[str]:
        return {each["finding"] for each in self.entry["change"]}

    @property
    def keep(self) -> set[str]:
        return {each["finding"] for each in self.entry["keep"]}

    @property
    def result(self) -> str:
        return _without_pauses(self.entry["result"])

    def is_result(self, text: str) -> bool:
        """Whether a sentence is what the reader marked as the result, or in it, or around it."""
        return bool(self.result and text) and (text in self.result or self.result in text)

    @property
    def transcript(self) -> Transcript:
        return _said(self.entry)[0]

    @property
    def facts(self) -> SoundFacts:
        return _said(self.entry)[1]

    @property
    def candidates(self) -> tuple[Candidate, ...] | None:
        transcript, facts = _said(self.entry)
        return candidates(transcript, facts, self.asked, target_s=self.entry["target_s"])

    @property
    def asked(self) -> tuple[str, ...]:
        return (self.entry["question"],)


def labelled_answers() -> list[LabelledAnswer]:
    """All of them, four authors'."""
    return [
        LabelledAnswer(entry, author=path.stem)
        for path in sorted(FOLDER.glob("advice_answers_*.toml"))
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["answers"]
    ]


def more_stories() -> list[LabelledAnswer]:
    """Stories of which only the result is labelled."""
    return _stories(FOLDER / "stories.toml")


def fresh_stories(looked_at: str) -> list[LabelledAnswer]:
    """The same, from which nothing was learned: of one round of them."""
    path = FOLDER / "fresh_stories.toml"
    return [each for each in _stories(path) if each.entry["round"] == looked_at]


def _stories(path: Path) -> list[LabelledAnswer]:
    stories = tomllib.loads(path.read_text(encoding="utf-8"))["stories"]
    told = [
        answer_to(_STORY, each["text"], each["text"].count(" ") / _WORDS_PER_S) for each in stories
    ]
    return [
        LabelledAnswer(answer.entry | each, author=path.stem)
        for answer, each in zip(told, stories, strict=True)
    ]


def answer_to(question: str, text: str, seconds: float, target_s: int = 60) -> LabelledAnswer:
    """`text` as an answer without labels."""
    entry = {"question": question, "text": text, "seconds": seconds, "target_s": target_s}
    return LabelledAnswer(entry | {"change": [], "keep": [], "result": "", "held_out": False})


def _without_pauses(text: str) -> str:
    return " ".join(_PAUSE.sub(" ", text).split())


def _said(entry: dict[str, Any]) -> tuple[Transcript, SoundFacts]:
    """The words at an even pace over the seconds, silent at the pauses."""
    pieces = _PAUSE.split(entry["text"])
    texts = [piece.split() for piece in pieces[::2]]
    pauses_s = [float(each) for each in pieces[1::2]]
    length_s, count = float(entry["seconds"]), sum(map(len, texts))
    word_s = (length_s - sum(pauses_s)) / count
    words, speech, at_s = [], [], 0.0
    for number, piece in enumerate(texts):
        begin_s = at_s
        for text in piece:
            times = {"start_s": round(at_s, 3), "end_s": round(at_s + word_s, 3)}
            words.append(Word(text=text, probability=0.9, **times))
            at_s += word_s
        if piece:
            speech.append(SpeechSegment(start_s=begin_s, end_s=at_s))
        at_s += pauses_s[number] if number < len(pauses_s) else 0.0
    segment = Segment(
        text=" ".join(word.text for word in words),
        start_s=0.0,
        end_s=length_s,
        first_word=0,
        end_word=len(words),
    )
    transcript = Transcript(
        engine="none",
        model="none",
        language="en",
        segments=(segment,),
        words=tuple(words),
        stage=Stage.VERBATIM,
    )
    levels = [-70.0] * round(length_s * 10)
    for each in speech:
        first, end = int(each.start_s * 10), int(each.end_s * 10)
        levels[first:end] = [-20.0] * (end - first)
    pitches = [120 if level > -50 else 0 for level in levels for _ in range(5)]
    facts = SoundFacts(
        duration_s=length_s,
        speech=tuple(speech),
        levels_db=tuple(levels),
        pitches_hz=tuple(pitches),
    )
    return transcript, facts
