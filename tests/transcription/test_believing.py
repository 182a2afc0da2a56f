from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.facts import SoundFacts
from coach.audio.vad import SpeechSegment
from coach.language_names import LANGUAGE_NAMES, language_name
from coach.testing import CannedTranscriber
from coach.transcription.advising import advice
from coach.transcription.believing import Stretch, shown, together, unbelieved
from coach.transcription.fillers import FillerWords, with_fillers
from coach.transcription.guarding import with_only_believed
from coach.transcription.lines import readable
from coach.transcription.ports import Segment, SpokenLanguage, Transcript, Unclear, Word
from coach.transcription.repeating import is_one_sound, runs_on, worth
from tests.helpers.model_speeds import packages

__all__ = ["packages"]

# What tiny.en made of twelve seconds of Romanian and of Spanish: text, seconds, probability.
LOOP = (
    "I'm:0.5:0.08 going:0.2:0.18 to:0:0.94 go:0:0.05 to:0.6:0.41 the:0:0.34 next:0.2:0.04 "
    "one.:1.2:0.14 I'm:0.1:0.29 going:1.4:0.67 to:0:0.97 go:0.4:0.41 to:0:0.72 the:0.3:0.57 "
    "next:0.8:0.49 one.:0.3:0.85 I'm:0.4:0.42 going:0:0.81 to:0:0.98 go:0:0.75 to:0:0.8 "
    "the:0.6:0.69 next:0.4:0.65 one.:0.8:0.94 I'm:0.8:0.45 going:0.3:0.84 to:0:0.98 go:0:0.87 "
    "to:0:0.84 the:0.2:0.75 next:0:0.79 one.:0.8:0.97"
)
FLUENT = (
    "Thank:1.0:0.02 you:1.1:0.98 very:0.3:0.31 much:0:0.99 for:0.5:0.26 watching,:0.7:0.6 "
    "and:0.7:0.42 I:0.1:0.17 hope:1.3:0.36 you:0.5:0.81 enjoyed:0:0.26 this:0:0.34 video,:0:0.78 "
    "and:0:0.56 I'll:0:0.32 see:0.1:0.76 you:0:0.99 in:0:0.31 the:1.2:0.61 next:0:0.95 "
    "video.:0.3:0.48"
)
# What it made of a woman's halting talk in a meeting, nearly all of it right.
HALTING = (
    "So:0.4:0.6 we:0.2:0.9 get:0.2:0.5 um:0.3:0.4 the:0.1:0.9 transcriptions:0.9:0.8 back:0.3:0.9 "
    "and:0.2:0.95 then:0.3:0.7 we:0.1:0.98 we:0.2:0.5 check:0.3:0.6 them.:0.3:0.95"
)
# Not sure, and not odd enough for a rule: what it made of a German sentence.
DOUBTED = "Mist,:1.1:0.28 we:0.1:0.4 don't:0.4:0.65 need:0.2:0.6 to:0.2:0.26 craft.:0.4:0.41"


def words_of(line: str, start_s: float = 0.0) -> list[Word]:
    """Words of `TEXT:SECONDS:PROBABILITY`, one after the other."""
    words: list[Word] = []
    for each in line.split():
        text, length_s, probability = each.rsplit(":", 2)
        end_s = start_s + float(length_s)
        words.append(Word(text=text, start_s=start_s, end_s=end_s, probability=float(probability)))
        start_s = end_s
    return words


def said(text: str, each_s: float = 0.3, probability: float = 0.9) -> list[Word]:
    return words_of(" ".join(f"{word}:{each_s}:{probability}" for word in text.split()))


def written(*sentences: Sequence[Word], model: str = "tiny.en") -> Transcript:
    words = [word for sentence in sentences for word in sentence]
    segments: list[Segment] = []
    for sentence in sentences:
        first = segments[-1].end_word if segments else 0
        text = " ".join(word.text for word in sentence)
        segments.append(
            Segment(
                text=text, start_s=sentence[0].start_s, end_s=sentence[-1].end_s,
                first_word=first, end_word=first + len(sentence),
            )
        )  # fmt: skip
    return Transcript(
        engine="faster-whisper", model=model, language="en",
        words=tuple(words), segments=tuple(segments),
    )  # fmt: skip


def facts_of(*speech: tuple[float, float], duration_s: float = 40.0) -> SoundFacts:
    return SoundFacts(
        duration_s=duration_s,
        speech=tuple(SpeechSegment(start_s=start, end_s=end) for start, end in speech),
        levels_db=(),
        pitches_hz=(),
    )


class Polyglot(CannedTranscriber):
    """Takes speech for the languages it was made with, one after the other, the last for ever, and
    notes how much it was given.
    """

    def __init__(self, *found: SpokenLanguage | None) -> None:
        super().__init__([""])
        self._found = list(found) or [None]
        self.given_s: list[float] = []

    def spoken_language(self, samples: Samples) -> SpokenLanguage | None:
        self.given_s.append(len(samples) / LISTENING_RATE_HZ)
        return self._found.pop(0) if len(self._found) > 1 else self._found[0]


def sound() -> list[Samples]:
    return [np.zeros(LISTENING_RATE_HZ, dtype=np.float32)] * 40


@pytest.mark.parametrize("line", [LOOP, FLUENT])
def test_what_was_made_up_over_another_language_is_not_believed(line: str) -> None:
    words = words_of(line)
    assert unbelieved(words) == [Stretch(0, len(words))]


def test_halting_and_unsure_speech_is_believed() -> None:
    assert unbelieved(words_of(HALTING)) == []


def test_only_the_stretch_that_was_made_up_is_not_believed() -> None:
    before = said("I started in a warehouse and packed boxes all night long.")
    loop = words_of(LOOP, before[-1].end_s + 0.5)
    after = words_of(HALTING, loop[-1].end_s + 0.5)
    (stretch,) = unbelieved([*before, *loop, *after])
    assert stretch == Stretch(len(before), len(before) + len(loop))


@pytest.mark.parametrize(
    "text",
    [
        "I wanted to, I wanted to, I wanted to say that we had a, a, a problem.",
        "And I said no, no, no, no, no, no, that is not how we do it here.",
        "We shipped one box, two boxes, three boxes, four boxes, five boxes every day.",
        "I am ready. I am ready. I am ready. I am ready. That is what I told myself.",
        "My number is 555 5555, and the code was 4-3-3-3-3-3.",
    ],
)
def test_stutters_lists_and_emphasis_are_believed(text: str) -> None:
    assert unbelieved(said(text)) == []


def test_one_sound_over_and_over_is_laughter() -> None:
    laughed = said("So, so, so, so, so. That's that's that's that's that's so, so, so, so.")
    assert is_one_sound(laughed)
    assert unbelieved(laughed) == [Stretch(0, len(laughed))]
    assert not is_one_sound(said("No, no, no, no."))
    assert not is_one_sound(said("One box, two boxes, three boxes and more. " * 9))


@pytest.mark.parametrize("text", [".", "♪", "(laughs)", "[Music]"])
def test_what_is_no_word_is_not_believed(text: str) -> None:
    assert unbelieved(said(text)) == [Stretch(0, 1)]


@pytest.mark.parametrize("text", ["[soft music] (laughs)", "♪ la la ♪", "♪ la ♪ la ♪", "*coughs*"])
def test_several_words_that_name_a_sound_are_not_believed(text: str) -> None:
    words = said(text)
    assert unbelieved(words) == [Stretch(0, len(words))]


@pytest.mark.parametrize("mark", ["(laughs)", "[Music]", "*laughs*"])
def test_what_is_said_between_two_sounds_is_believed(mark: str) -> None:
    assert unbelieved(said(f"{mark} I built a team of ten and it worked. {mark}")) == []


def test_a_word_that_runs_on_was_not_said() -> None:
    loop = said("n-4-3-3-3-3-3", probability=0.3)
    assert runs_on(loop[0])
    assert runs_on(said("T-T-T-T-T-T", each_s=6.0, probability=0.01)[0])
    assert not runs_on(said("n-4-3-3-3-3-3", each_s=1.5, probability=0.3)[0])
    assert not runs_on(said("4-3-3-3-3-3")[0])
    assert not runs_on(said("1,000,000", probability=0.3)[0])
    assert unbelieved([*said("It was"), *loop]) == [Stretch(2, 3)]


def test_a_repeated_word_is_worth_no_more_than_at_first() -> None:
    words = [*said("the next one", probability=0.2), *said("the next one", probability=0.9)]
    assert worth(words) == [0.2] * 6


def test_what_is_not_believed_stays_as_unclear_sound_with_all_its_speech() -> None:
    before = said("I started in a warehouse.")
    loop = words_of(LOOP, 3.0)
    after = words_of(HALTING, 20.0)
    transcript = written(before, loop, after)
    facts = facts_of((0.0, 1.5), (2.8, 17.5), (20.0, 24.0))
    heard = with_only_believed(Polyglot(), transcript, facts, sound)
    assert heard.words == (*before, *after)
    (span,) = heard.unclear
    assert (span.start_s, span.end_s) == (2.8, 17.5)
    assert span.written.startswith("I'm going to go")
    assert span.made_up
    assert readable(heard).startswith("I started in a warehouse. [15 s of sound I could not make")


def test_another_language_is_not_believed_where_words_are_in_doubt() -> None:
    german = words_of(DOUBTED, 5.0)
    transcript = written(said("I started in a warehouse and packed boxes."), german)
    facts = facts_of((0.0, 2.5), (5.0, 7.5))
    assert unbelieved(transcript.words) == []
    engine = Polyglot(SpokenLanguage("de", 0.95), SpokenLanguage("en", 0.99))
    heard = with_only_believed(engine, transcript, facts, sound)
    assert heard.text == "I started in a warehouse and packed boxes."
    assert [span.language for span in heard.unclear] == ["de"]
    assert "[2 s not understood; it sounds like German]" in readable(heard)
    assert engine.given_s == [pytest.approx(3.5, abs=0.6), pytest.approx(3.5, abs=1.2)]


def test_who_said_one_sentence_in_another_language_may_have_said_all_in_it() -> None:
    """As base makes fluent English of German sentences that it is sure of."""
    sure = said("Europe and Asia are also described as Eurasian.")
    transcript = written(
        words_of(DOUBTED),
        [
            word.model_copy(update={"start_s": word.start_s + 4.0, "end_s": word.end_s + 4.0})
            for word in sure
        ],
    )
    engine = Polyglot(SpokenLanguage("de", 0.95))
    heard = with_only_believed(engine, transcript, facts_of((0.0, 2.5), (4.0, 6.5)), sound)
    assert heard.text == ""
    assert {span.language for span in heard.unclear} == {"de"}


@pytest.mark.parametrize("found", [None, SpokenLanguage("en", 0.9), SpokenLanguage("cy", 0.5)])
def test_doubted_words_stay_unless_another_language_is_sure(found: SpokenLanguage | None) -> None:
    transcript = written(words_of(DOUBTED))
    heard = with_only_believed(Polyglot(found), transcript, facts_of((0.0, 2.4)), sound)
    assert heard == transcript


def test_nobody_is_asked_where_nothing_is_in_doubt() -> None:
    engine = Polyglot(SpokenLanguage("de", 1.0))
    transcript = written(said("I started in a warehouse and packed boxes."))
    assert with_only_believed(engine, transcript, facts_of((0.0, 3.0)), sound) == transcript
    assert engine.given_s == []


def test_a_few_words_between_two_stretches_of_a_language_are_in_it_too() -> None:
    between = said("have liquor or your", 0.3, 0.99)
    transcript = written(
        words_of(DOUBTED),
        words_of(f"{' '.join(f'{word.text}:0.3:0.99' for word in between)}", 2.4),
        words_of(DOUBTED, 3.6),
    )
    engine = Polyglot(SpokenLanguage("de", 0.95))
    heard = with_only_believed(engine, transcript, facts_of((0.0, 6.0)), sound)
    assert heard.text == ""
    (span,) = heard.unclear
    assert (span.start_s, span.end_s, span.language) == (0.0, 6.0, "de")
    assert len(engine.given_s) == 2


def test_stretches_of_two_rules_become_one() -> None:
    both = together([Stretch(0, 4)], [Stretch(2, 9, "es"), Stretch(12, 13)])
    assert both == [Stretch(0, 9, "es"), Stretch(12, 13)]


def test_captions_have_a_mark_for_what_is_not_believed() -> None:
    before = said("I started in a warehouse and packed boxes all night long.")
    loop = words_of(LOOP, before[-1].end_s)
    assert shown([*before, *loop]) == [*(word.text for word in before), "[…]"]


NOT_UNDERSTOOD = Unclear(start_s=1.0, end_s=9.0, written="Thank you")


@pytest.mark.parametrize(
    ("model", "changed", "told"),
    [
        (
            "tiny.en",
            {"language": "es"},
            "This sounded like Spanish, which Whisper tiny.en does not understand, and base does: "
            "coach transcribe last --language es --model base",
        ),
        (
            "base",
            {"language": "es"},
            "This sounded like Spanish, where English was expected: coach transcribe last "
            "--language es --model base",
        ),
        (
            "tiny.en",
            {},
            "If this was not English, Whisper tiny.en cannot understand it, and base can: "
            "coach models get base",
        ),
        ("base", {}, ""),
        ("tiny.en", {"end_s": 1.5}, ""),
        ("tiny.en", {"written": ""}, ""),
    ],
)
def test_one_sentence_says_what_would_understand_it(
    model: str, changed: dict[str, object], told: str
) -> None:
    unclear = (NOT_UNDERSTOOD.model_copy(update=changed),)
    transcript = written(said("Well."), model=model).model_copy(
        update={"engine": "openai-whisper", "unclear": unclear}
    )
    assert advice(transcript) == told


@pytest.mark.usefixtures("packages")
def test_a_model_that_is_here_need_not_be_got() -> None:
    update = {"engine": "faster-whisper", "unclear": (NOT_UNDERSTOOD,)}
    transcript = written(said("Well.")).model_copy(update=update)
    assert advice(transcript, "monday") == (
        "If this was not English, Whisper tiny.en cannot understand it, and base can: "
        "coach transcribe monday --language CODE --model base"
    )


def test_languages_have_names() -> None:
    assert {name for name in LANGUAGE_NAMES.values() if name != name.strip()} == set()
    assert language_name("ht") == "Haitian Creole"
    assert language_name("xx") == "xx"


def test_no_filler_is_put_where_nothing_is_believed() -> None:
    transcript = written(words_of(LOOP), said("I said yes."))
    heard = with_only_believed(Polyglot(), transcript, facts_of((0.0, 12.0)), sound)
    prompted = written(words_of("Um,:0.5:0.9 uh,:0.5:0.9", 2.0))
    fillers = FillerWords(words=("um", "uh"), prompt="Um, uh")
    assert with_fillers(heard, prompted, fillers).unclear == heard.unclear
    assert "um" not in with_fillers(heard, prompted, fillers).text.casefold()
