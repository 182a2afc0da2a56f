"""Answers labelled by hand: after which an interviewer would probe, and for which reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from coach.delivery.language import language_of
from coach.delivery.spoken import Spoken
from coach.interview.probing import Answer
from coach.library.records import AskedQuestion
from tests.helpers.labels import as_transcript, facts_for

FOLDER = Path(__file__).parents[1] / "interview"
TUNED_ON = FOLDER / "probes.txt"
HELD_OUT = FOLDER / "held_out_probes.txt"

_LENGTHS = ("short", "over_time")  # reasons whose answers have their length before them


@dataclass(frozen=True)
class LabelledAnswer:
    """An answer, whether to probe it for `reason`, and the parts that may be quoted."""

    reason: str
    is_positive: bool
    question: AskedQuestion
    text: str
    length_s: float | None
    quotable: tuple[str, ...]

    @property
    def answer(self) -> Answer:
        """The answer, as if it had been said clearly."""
        return answer_of(self.text, self.question, self.length_s)


def answer_of(text: str, question: AskedQuestion, length_s: float | None = None) -> Answer:
    """`text` as an answer to `question`, in so many seconds; else 0.4 s for each word."""
    transcript = as_transcript(text)
    length_s = length_s or max(21.0, 0.4 * len(transcript.words))
    facts = facts_for(transcript)
    speech = tuple(each.model_copy(update={"end_s": length_s}) for each in facts.speech)
    facts = facts.model_copy(update={"speech": speech, "duration_s": length_s})
    return Answer(Spoken(transcript, facts, language_of("en"), question.seconds), question)


def read(path: Path) -> list[LabelledAnswer]:
    """All labelled answers of a file."""
    questions: dict[str, AskedQuestion] = {}
    answers, reason = [], ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("?"):
            key, seconds, text = (part.strip() for part in line[1:].split("|"))
            questions[key] = AskedQuestion(id=key, text=text, seconds=int(seconds))
        elif line.startswith("="):
            reason = line[1:].strip()
        elif line[:1] in ("+", "-"):
            key, *rest = (part.strip() for part in line[1:].split("|"))
            length_s = float(rest.pop(0)) if reason in _LENGTHS else None
            marked = rest[0]
            answers.append(
                LabelledAnswer(
                    reason,
                    line[0] == "+",
                    questions[key],
                    re.sub(r"[\[\]]", "", marked),
                    length_s,
                    tuple(re.findall(r"\[([^\]]*)\]", marked)),
                )
            )
    return answers
