"""Makes interview questions from a job advert: from its requirements, duties and values.

What names a topic that nearly every advert has is asked as that topic, once. The rest is asked in
the advert's own words. Boilerplate makes no question, and nothing that nobody may ask does.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from coach.questions.advert_layout import items_of
from coach.questions.advert_phrases import Phrase, phrases_of
from coach.questions.advert_rules import Topic
from coach.questions.advert_sections import settled
from coach.questions.made import Asker, Kind, MadeQuestion, named
from coach.questions.sets import Question
from coach.questions.short_form import DEFAULT_SECONDS
from coach.stemming import family

MOST_QUESTIONS = 20
"""Of one advert: it asks for as much, and the person keeps what fits."""

_MOST_KEPT = 4096  # phrases, each of which is compared with many
_MOST_TOOLS = 3  # in one question
_ALIKE = 0.6  # of the stems of two phrases: they ask the same
_WEIGHTS = {
    "duty": 3.0,
    "process": 2.5,
    "doing": 3.0,
    "how": 3.0,
    "charge": 2.5,
    "liking": 2.0,
    "knowledge": 2.5,
    "value": 2.0,
}
_TOPIC_WEIGHT = 2.2
_OTHER_WEIGHT = 2.0
_PER_SOURCE = 0.5
_NAME = re.compile(
    r"[A-Z0-9][\w+#.&-]*"
    r"(?:(?:,? (?:and |or )?(?:advanced )?|, )(?:[a-z]*[A-Z]|[0-9&])[\w+#.&-]*){0,5}"
)
_SENTENCE = re.compile(
    r"(?:we|you|it|do|be|get|say|make|then|start)\b|\w+,|simple "
    r"|.* (?:first|before|over|than|are|is)\b"
)
_WORD = re.compile(r"[^\W_]+")
_EMPTY_WORDS = """
    a all an and any at be by for from has have in is it its of on or so that the their them they
    this to up very who with you your
"""


@dataclass
class Asked:
    """Phrases that one question is on."""

    phrases: list[Phrase] = field(default_factory=list)

    @property
    def topic(self) -> Topic | None:
        """The topic, where they name one."""
        return self.phrases[0].topic

    @property
    def sources(self) -> list[str]:
        """The words of the advert, once each."""
        return list(dict.fromkeys(each.source for each in self.phrases))

    @property
    def weight(self) -> float:
        """How much it tells of this job, and of no other."""
        form = self.phrases[0].form
        own = _TOPIC_WEIGHT if self.topic else _WEIGHTS.get(form, _OTHER_WEIGHT)
        return own + _PER_SOURCE * (len(self.sources) - 1)


def questions_from_advert(text: str) -> list[MadeQuestion]:
    """The questions on an advert, in its order; none where nothing in it can be asked about."""
    asker = Asker()
    return named(question_on(each, asker) for each in asked_for(text))


def asked_for(text: str, most: int = MOST_QUESTIONS) -> list[Asked]:
    """What an advert asks for, in its order: the `most` that tell most of this job."""
    items = settled(items_of(text))
    found = list(_merged(phrase for item in items for phrase in _tools(phrases_of(item))))
    weightiest = sorted(found, key=lambda each: -each.weight)[:most]
    return [each for each in found if each in weightiest]


@functools.lru_cache(maxsize=_MOST_KEPT)
def stems_of(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning, one for all words of a family."""
    words = (each.lower() for each in _WORD.findall(text))
    return frozenset(family(word, "en") for word in words if word not in _empty_words())


@functools.cache
def _empty_words() -> frozenset[str]:
    return frozenset(_EMPTY_WORDS.split())


def form_of(phrase: Phrase) -> str:
    """Which wordings fit the phrase: see `advert_coats_en.toml`."""
    form, said = phrase.form, phrase.said
    if form == "duty" and phrase.of_us:
        return "duty-here"
    if form == "value" and _SENTENCE.match(said):
        return "saying"
    return _thing(said, form) if form in ("skill", "knowledge") else form


def _thing(said: str, form: str) -> str:
    """What kind of thing somebody is to have experience or knowledge of."""
    if "skills" in said.split():
        return "ability"
    if "experience" in said.split() or said.endswith("knowledge"):
        return "background"
    if _NAME.fullmatch(said):
        return "tool"
    return "doing" if re.match(r"\w+ing \w", said) else form


def _tools(phrases: list[Phrase]) -> Iterator[Phrase]:
    """The phrases of an item; of tools in a row, a few together are one."""
    row: list[Phrase] = []
    for phrase in phrases:
        if phrase.topic is None and phrase.form == "skill" and _NAME.fullmatch(phrase.said):
            row.append(phrase)
        else:
            yield phrase
    for begin in range(0, len(row), _MOST_TOOLS):
        few = row[begin : begin + _MOST_TOOLS]
        names = [each.said for each in few]
        said = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
        yield Phrase("skill", said, ", ".join(each.source for each in few))


def _merged(phrases: Iterable[Phrase]) -> Iterator[Asked]:
    """Phrases on the same, in one question."""
    found: list[Asked] = []
    for phrase in phrases:
        same = next((each for each in found if _is_same(each.phrases[0], phrase)), None)
        if same is None:
            found.append(Asked([phrase]))
        else:
            same.phrases.append(phrase)
    yield from found


def _is_same(one: Phrase, other: Phrase) -> bool:
    if one.topic or other.topic:
        return one.topic is other.topic
    words, beside = stems_of(one.said), stems_of(other.said)
    return len(words & beside) >= _ALIKE * min(
        len(words | beside), 2 * min(len(words), len(beside))
    )


def question_on(asked: Asked, asker: Asker, kind: Kind | None = None) -> MadeQuestion:
    """The question on what is asked for; `kind` where it is asked for a reason of its own."""
    phrase, topic = asked.phrases[0], asked.topic
    if topic:
        question = Question(
            id=topic.id,
            theme=topic.theme,
            wordings=topic.wordings,
            seconds=DEFAULT_SECONDS,
            listen_for=topic.listen_for,
            follow_ups=topic.follow_ups,
        )
        usual: Kind = "value" if topic.theme == "values" else "requirement"
        return MadeQuestion(kind or usual, question, tuple(asked.sources))
    form = form_of(phrase)
    return asker.ask(form, phrase.said, asked.sources, kind or _kind(phrase))


def _kind(phrase: Phrase) -> Kind:
    if phrase.form in ("duty", "charge", "process"):
        return "duty"
    return "value" if phrase.form == "value" else "requirement"
