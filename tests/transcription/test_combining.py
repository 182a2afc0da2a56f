"""The words of two models, combined stretch by stretch."""

from __future__ import annotations

import pytest

from coach.audio.vad import SpeechSegment
from coach.transcription.combining import combined
from coach.transcription.ports import Segment, Stage, Transcript, Word


def written(text: str, sureness: float = 0.9, model: str = "base", **unlike: float) -> Transcript:
    """A transcript with a word each 0.3 s; "|" ends a segment; some words with other probabilities.

    "_" is a place where no word is, so that two transcripts have words at the same times.
    """
    words: list[Word] = []
    segments: list[Segment] = []
    at_s = 0.0
    for part in text.split("|"):
        first = len(words)
        for each in part.split():
            if each != "_":
                probability = unlike.get(each.strip(".,").lower(), sureness)
                start_s, end_s = round(at_s, 3), round(at_s + 0.25, 3)
                words.append(Word(text=each, start_s=start_s, end_s=end_s, probability=probability))
            at_s += 0.3
        said = " ".join(word.text for word in words[first:])
        start_s, end_s = (words[first].start_s, words[-1].end_s) if said else (0.0, 0.0)
        segments.append(
            Segment(text=said, start_s=start_s, end_s=end_s, first_word=first, end_word=len(words))
        )
    return Transcript(
        engine="canned", model=model, language="en", segments=tuple(segments), words=tuple(words)
    )


def text(quick: Transcript, better: Transcript) -> str:
    return combined(quick, better, ()).text


def test_the_surer_words_count_in_each_stretch() -> None:
    quick = written("we were hacking boxes at night and then a long way to Leeds", hacking=0.3)
    better = written("we were packing boxes at night and then a long weigh to Leeds", weigh=0.1)
    assert text(quick, better) == "we were packing boxes at night and then a long way to Leeds"


def test_words_that_both_have_are_the_better_ones_as_it_spells_them() -> None:
    quick, better = written("so i went home", 0.9), written("So, I went home.", 0.5)
    result = combined(quick, better, ())
    assert result.text == "So, I went home."
    assert result.words == better.words
    assert (result.stage, result.model) == (Stage.FULL, "base")


def test_a_model_that_is_wrong_all_over_has_no_say() -> None:
    quick = written("no no he was too good a workman for that", 0.8)
    better = written("No, no, no, hey, what's up? You got the old workmen for that.", 0.45)
    assert text(quick, better) == "No, no, he was too good a workman for that."


def test_equally_sure_is_better() -> None:
    assert text(written("the red one"), written("the read one")) == "the read one"


@pytest.mark.parametrize(("sure", "kept"), [(0.9, True), (0.3, False)])
def test_words_that_one_model_left_out(sure: float, kept: bool) -> None:
    more, less = "I built it with my own hands", "I built it _ _ _ _"
    expected = more if kept else "I built it"
    unlike = dict.fromkeys(("with", "my", "own", "hands"), sure)
    assert text(written(more, **unlike), written(less)) == expected
    assert text(written(less), written(more, **unlike)) == expected


def test_two_differences_with_a_word_between_them_are_one() -> None:
    quick = written("I said the inn trick a seas of it", inn=0.2, trick=0.2, seas=0.9)
    better = written("I said the intricacies a c of it", c=0.6)
    assert text(quick, better) == "I said the intricacies a c of it"
    far = written("I said the intricacies a sea of it", sea=0.6)
    assert text(quick, far) == "I said the intricacies a sea of it"


def test_segments_end_where_they_did() -> None:
    quick = written("we met in Rome. |It was hot |and loud", rome=0.99)
    better = written("We met in room. |It was hot and loud.", room=0.1)
    result = combined(quick, better, ())
    assert [segment.text for segment in result.segments] == [
        "We met in Rome.",
        "It was hot and loud.",
    ]
    for segment in result.segments:
        words = result.words[segment.first_word : segment.end_word]
        assert segment.text.split() == [word.text for word in words]


def test_a_language_without_spaces_gets_none() -> None:
    def japanese(*words: str) -> Transcript:
        plain = written(" ".join(words))
        segment = plain.segments[0].model_copy(update={"text": "".join(words)})
        return plain.model_copy(update={"segments": (segment,)})

    assert text(japanese("私", "は", "駅"), japanese("私", "は", "役")) == "私は役"


def test_times_stay_in_order() -> None:
    quick = written("one two three four five", three=0.99, four=0.99)
    late = tuple(
        word.model_copy(update={"start_s": word.start_s + 0.4, "end_s": word.end_s + 0.4})
        for word in quick.words
    )
    quick = quick.model_copy(update={"words": late})
    better = written("one two tree for five", tree=0.1)
    times = [(word.start_s, word.end_s) for word in combined(quick, better, ()).words]
    assert times == sorted(times)
    assert all(start_s <= end_s for start_s, end_s in times)


@pytest.mark.parametrize("speech", [(), (SpeechSegment(start_s=0.0, end_s=59.0),)])
def test_a_long_take_is_compared_part_by_part(speech: tuple[SpeechSegment, ...]) -> None:
    count = 1000  # 300 s
    quick = written(" ".join(f"word{n}" for n in range(count)), 0.5)
    better = written(" ".join(f"word{n}" if n % 7 else f"other{n}" for n in range(count)))
    assert combined(quick, better, speech).text == better.text


def test_nothing_at_all() -> None:
    nothing = Transcript(engine="canned", model="base", language="en")
    assert combined(nothing, nothing, ()).words == ()
    assert text(written("only these words"), nothing) == "only these words"
    assert text(nothing, written("only these words")) == "only these words"
