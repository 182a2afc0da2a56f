"""Exact figures on made-up takes, where every second is known."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.audio.clips import LISTENING_RATE_HZ, Samples
from coach.audio.damage import SoundGap
from coach.audio.facts import SoundFacts, SoundFactsBuilder, Span
from coach.audio.reading import read_clip
from coach.audio.vad import SpeechSegment, VoiceActivity
from coach.delivery.bands import bands_of
from coach.delivery.delivery import delivery_of
from coach.delivery.findings import Certainty, Delivery
from coach.delivery.language import Phrases, language_of
from coach.delivery.phrases import PhraseMatch, Sentence
from coach.delivery.rules import rules_version
from coach.errors import InvalidSetting
from coach.paths import config_file
from coach.transcription.ports import Segment, Stage, Transcript, Word
from tests.helpers.labels import as_transcript, facts_for

TEN = "I asked the team and we moved every single order."


def transcript(*timed: tuple[str, float, float], probability: float = 0.9) -> Transcript:
    """Texts with their beginning and end in seconds; their words share the time."""
    words: list[Word] = []
    segments: list[Segment] = []
    for text, start_s, end_s in timed:
        parts = text.split()
        step_s = (end_s - start_s) / len(parts)
        first = len(words)
        words += (
            Word(
                text=part,
                start_s=round(start_s + n * step_s, 3),
                end_s=round(start_s + (n + 1) * step_s, 3),
                probability=probability,
            )
            for n, part in enumerate(parts)
        )
        segments.append(
            Segment(text=text, start_s=start_s, end_s=end_s, first_word=first, end_word=len(words))
        )
    return Transcript(
        engine="none",
        model="none",
        language="en",
        segments=tuple(segments),
        words=tuple(words),
        stage=Stage.VERBATIM,
    )


def facts(speech: Sequence[tuple[float, float]], duration_s: float, **others: object) -> SoundFacts:
    """Clean speech at -20 dBFS over a background at -70 dBFS."""
    steps = round(duration_s * 10)
    levels = [
        -20.0 if any(start <= n / 10 and (n + 1) / 10 <= end for start, end in speech) else -70.0
        for n in range(steps)
    ]
    given_facts = {
        "duration_s": duration_s,
        "speech": tuple(SpeechSegment(start_s=start, end_s=end) for start, end in speech),
        "levels_db": tuple(levels),
        "pitches_hz": tuple([0] * (steps * 5)),
    }
    return SoundFacts.model_validate(given_facts | others)


def take() -> tuple[Transcript, SoundFacts]:
    """Ten words in 1-6 s, a pause of 2.5 s, ten words in 8.5-12.5 s, one of 0.5 s, ten in 13-18."""
    said = transcript((TEN, 1.0, 6.0), (TEN, 8.5, 12.5), (TEN, 13.0, 18.0))
    return said, facts([(1.0, 6.0), (8.5, 12.5), (13.0, 18.0)], 20.0)


def figures(delivery: Delivery) -> dict[str, float | None]:
    return {finding.what: finding.how_many for finding in delivery.findings}


def test_time_is_told_exactly() -> None:
    told = figures(delivery_of(*take(), target_s=30, think_s=4.2))
    assert told["length"] == 20.0
    assert told["think_time"] == 4.2
    assert told["pace"] == pytest.approx(30 / 14 * 60, abs=0.05)
    assert told["pace_with_pauses"] == pytest.approx(30 / 17 * 60, abs=0.05)
    assert told["pauses"] == 2
    assert told["longest_pause"] == 2.5
    assert told["long_pauses"] == 1


def test_the_longest_pause_has_its_place() -> None:
    longest = delivery_of(*take()).of("longest_pause")
    assert longest is not None
    assert (longest.start_s, longest.end_s) == (6.0, 8.5)


def test_the_coach_and_what_is_said_to_it_are_no_pause() -> None:
    said, heard = take()
    others = {
        "coach_sounds": (Span(start_s=5.5, end_s=6.5),),
        "commands": (Span(start_s=12.5, end_s=12.8),),
    }
    told = figures(delivery_of(said, heard.model_copy(update=others)))
    assert told["longest_pause"] == 2.0  # what is left of 2.5 s
    assert told["long_pauses"] == 1
    assert told["pauses"] == 1  # of half a second too little is left


@pytest.mark.parametrize(("target_s", "over"), [(19, True), (21, False), (None, False)])
def test_the_length_is_laid_beside_the_time_of_the_question(
    target_s: float | None, over: bool
) -> None:
    length = delivery_of(*take(), target_s=target_s).of("length")
    assert length is not None
    assert length.outside_band is over


def test_a_long_pause_is_a_moment_between_the_words_around_it() -> None:
    delivery = delivery_of(*take())
    ((finding, moment),) = [each for each in delivery.moments if each[0].what == "long_pauses"]
    assert (moment.at_s, moment.how_many) == (6.0, 2.5)
    assert moment.quote == "moved every single order. I asked the team"
    assert moment.start_s < 6.0
    assert moment.end_s > 8.5
    assert finding.quote == moment.quote


def test_fillers_are_no_words_of_the_pace() -> None:
    said, sound = take()
    filler = Word(text="um,", start_s=7.0, end_s=7.3, probability=0.5)
    words = (*said.words[:10], filler, *said.words[10:])
    delivery = delivery_of(said.model_copy(update={"words": words}), sound)
    assert delivery.figure("fillers") == 1
    assert delivery.figure("fillers_per_minute") == pytest.approx(60 / 17, abs=0.05)
    assert delivery.figure("pace") == delivery_of(said, sound).figure("pace")
    finding = delivery.of("fillers")
    assert finding is not None
    assert finding.quote == "every single order. um, I asked the"
    assert finding.moments[0].phrase == "um,"


def test_without_a_verbatim_transcript_fillers_are_not_counted() -> None:
    said, sound = take()
    finding = delivery_of(said.model_copy(update={"stage": Stage.FULL}), sound).of("fillers")
    assert finding is not None
    assert (finding.how_many, finding.certainty) == (None, Certainty.UNSURE)
    assert "listened" in finding.why


@pytest.mark.parametrize(
    ("others", "unsure_of", "reason"),
    [
        ({"levels_db": (-30.0,) * 200}, "pauses", "background"),
        ({"levels_db": (-60.0,) * 200}, "fillers", "quiet"),
        ({"clipping": (Span(start_s=1.0, end_s=3.0),)}, "loudness_spread", "distorted"),
        ({"gaps": (SoundGap(at_s=7.0, lost_s=5.0),)}, "pace", "missing"),
    ],
)
def test_what_the_sound_cannot_carry_is_unsure(
    others: dict[str, object], unsure_of: str, reason: str
) -> None:
    said, sound = take()
    finding = delivery_of(said, sound.model_copy(update=others)).of(unsure_of)
    assert finding is not None
    assert (finding.how_many, finding.certainty, finding.moments) == (None, "unsure", ())
    assert reason in finding.why


def test_what_the_words_cannot_carry_is_unsure() -> None:
    said = transcript(("Maybe I guess we moved every order in 2019.", 1.0, 9.0), probability=0.2)
    delivery = delivery_of(said, facts([(1.0, 9.0)], 10.0))
    for what in ("hedges", "specifics", "markers", "structure"):
        finding = delivery.of(what)
        assert finding is not None
        assert (finding.how_many, finding.why) == (None, "Whisper is unsure of most of the words")


def test_one_doubtful_word_makes_its_moment_unsure() -> None:
    said = transcript((TEN, 1.0, 5.0), ("We maybe moved.", 5.0, 7.0))
    words = [
        word.model_copy(update={"probability": 0.1}) if word.text == "maybe" else word
        for word in said.words
    ]
    delivery = delivery_of(
        said.model_copy(update={"words": tuple(words)}), facts([(1.0, 7.0)], 8.0)
    )
    finding = delivery.of("hedges")
    assert finding is not None
    assert [moment.certainty for moment in finding.moments] == ["unsure"]


def test_too_little_speech_has_no_pace() -> None:
    delivery = delivery_of(transcript(("Yes.", 1.0, 1.5)), facts([(1.0, 1.5)], 3.0))
    assert delivery.figure("pace") is None
    assert delivery.figure("length") == 3.0


def test_nothing_said_is_no_fault() -> None:
    nothing = Transcript(engine="none", model="none", language="en", stage=Stage.VERBATIM)
    delivery = delivery_of(nothing, facts([], 5.0))
    assert figures(delivery) == {"length": 5.0}


def test_a_hedge_about_ambition_is_told_apart() -> None:
    said = transcript(
        ("I want to maybe lead a team of forty people.", 1.0, 5.0),
        ("It was maybe nine in the evening then.", 6.0, 9.0),
    )
    delivery = delivery_of(said, facts([(1.0, 5.0), (6.0, 9.0)], 10.0))
    assert (delivery.figure("hedges"), delivery.figure("hedges_in_ambition")) == (2, 1)
    finding = delivery.of("hedges")
    assert finding is not None
    assert ["ambition" in moment.rule for moment in finding.moments] == [True, False]


def test_a_phrase_said_three_times_is_a_repetition_in_its_longest_form() -> None:
    pet = "at the end of the day"
    said = transcript((f"{pet} we won. {pet} I left. And {pet} it rained.", 1.0, 9.0))
    finding = delivery_of(said, facts([(1.0, 9.0)], 10.0)).of("repetitions")
    assert finding is not None
    assert [moment.phrase.lower() for moment in finding.moments] == [pet] * 3


def test_what_is_heard_of_a_story_quotes_its_sentences() -> None:
    said = transcript(
        ("When I was at my last job, there were two floods.", 1.0, 4.0),
        ("My task was to move the archive.", 5.0, 8.0),
        ("I called a friend with a lorry.", 9.0, 12.0),
        ("As a result nothing was lost.", 13.0, 15.0),
    )
    finding = delivery_of(said, facts([(1.0, 15.0)], 16.0)).of("structure")
    assert finding is not None
    assert [(m.rule.split()[-1], m.quote) for m in finding.moments] == [
        ("situation", "When I was at my last job, there were two floods."),
        ("task", "My task was to move the archive."),
        ("action", "I called a friend with a lorry."),
        ("result", "As a result nothing was lost."),
    ]


def test_a_sentence_whose_end_is_lost_is_found() -> None:
    loud, soft = [-20.0] * 40, [-36.0] * 10
    sound = facts([(0.0, 10.0)], 10.0, levels_db=(*loud, *loud[:10], *loud, *soft))
    sound = sound.model_copy(update={"pitches_hz": tuple([120] * 500)})
    said = transcript((TEN, 0.0, 5.0), ("We lost the whole end of this sentence.", 5.0, 10.0))
    finding = delivery_of(said, sound).of("trailing_off")
    assert finding is not None
    assert [moment.how_many for moment in finding.moments] == [16.0]
    assert finding.moments[0].quote.endswith("end of this sentence.")


def test_a_held_sound_without_a_word_is_perhaps_a_filler() -> None:
    said, sound = take()
    sound = facts([(1.0, 6.0), (7.0, 7.6), (8.5, 12.5), (13.0, 18.0)], 20.0)
    pitches = [0] * 350 + [110] * 30 + [0] * 620
    finding = delivery_of(said, sound.model_copy(update={"pitches_hz": tuple(pitches)})).of(
        "fillers"
    )
    assert finding is not None
    assert finding.how_many == 0
    assert [(m.certainty, m.at_s, m.phrase) for m in finding.moments] == [("unsure", 7.0, "")]


def test_every_quote_stands_in_the_transcript() -> None:
    said, sound = take()
    for _, moment in delivery_of(said, sound).moments:
        assert moment.quote in " ".join(word.text for word in said.words)


class TestMetamorphic:
    @given(silence_s=st.floats(min_value=0.1, max_value=60))
    def test_silence_appended_changes_the_length_alone(self, silence_s: float) -> None:
        said, sound = take()
        longer = sound.model_copy(update={"duration_s": sound.duration_s + silence_s})
        before, after = figures(delivery_of(said, sound)), figures(delivery_of(said, longer))
        assert before.pop("length") != after.pop("length")
        assert before == after

    @settings(max_examples=30)
    @given(cut=st.integers(min_value=1, max_value=2))
    def test_a_take_cut_in_two_adds_up(self, cut: int) -> None:
        texts = [
            ("Um, I maybe asked 40 people in Leeds, you know, and we moved on.", 1.0, 6.0),
            ("I guess it was, like, hard, but I called all of them in March.", 8.5, 12.5),
            ("In the end, uh, we kept nineteen of them.", 13.0, 18.0),
        ]
        speech = [(start_s, end_s) for _, start_s, end_s in texts]
        whole = figures(delivery_of(transcript(*texts), facts(speech, 20.0)))
        parts = [
            figures(delivery_of(transcript(*texts[some]), facts(speech[some], 20.0)))
            for some in (slice(None, cut), slice(cut, None))
        ]
        for what in ("fillers", "markers", "hedges", "specifics"):
            assert whole[what] == sum(part[what] or 0 for part in parts), what


class TestOnSound:
    """Gaps and tones put there on purpose, heard by the real voice activity."""

    def test_known_pauses_in_speech(self, spoken: dict[str, Path]) -> None:
        said = [read_clip(path).at_rate(LISTENING_RATE_HZ).samples for path in spoken.values()]
        gaps_s = [0.8, 2.6, 1.4]
        sound = with_gaps([trimmed(said[n % len(said)]) for n in range(4)], gaps_s)
        builder = SoundFactsBuilder(VoiceActivity())
        builder.feed(sound)
        nothing = Transcript(engine="none", model="none", language="en", stage=Stage.VERBATIM)
        delivery = delivery_of(nothing, builder.facts())
        assert delivery.figure("long_pauses") == 1
        assert delivery.figure("longest_pause") == pytest.approx(2.6, abs=0.15)
        speech = builder.facts().speech
        measured = [after.start_s - before.end_s for before, after in pairwise(speech)]
        for gap_s in gaps_s:
            assert min(abs(each - gap_s) for each in measured) < 0.15

    def test_tones_of_known_loudness_and_pitch(self) -> None:
        loud, soft = tone(4.0, 0.2), tone(4.0, 0.1)
        builder = SoundFactsBuilder()
        builder.feed(np.concatenate([loud, soft, np.zeros(16_000, np.float32)]))
        sound = builder.facts([SpeechSegment(start_s=0.0, end_s=8.0)])
        said = transcript((TEN, 0.0, 4.0), (TEN, 4.0, 7.4))
        delivery = delivery_of(said, sound)
        assert delivery.figure("loudness_spread") == pytest.approx(6.0, abs=0.1)
        assert delivery.figure("pace") == pytest.approx(20 / 8 * 60)
        finding = delivery.of("fillers")
        assert finding is not None  # the tone goes on for 0.6 s after the last word
        assert [moment.certainty for moment in finding.moments] == ["unsure"]
        assert finding.moments[0].at_s == pytest.approx(7.45, abs=0.05)


class TestAnotherLanguage:
    def test_german_is_a_file(self) -> None:
        said = transcript(
            ("Ähm, ich möchte vielleicht ein Team von neun Leuten leiten.", 1.0, 5.0),
            ("Ich habe im März 2024 halt ein neues Lager aufgebaut.", 6.0, 10.0),
        ).model_copy(update={"language": "de"})
        delivery = delivery_of(said, facts([(1.0, 5.0), (6.0, 10.0)], 11.0))
        found = {f.what: [m.phrase for m in f.moments] for f in delivery.findings}
        assert found["fillers"] == ["Ähm,"]
        assert found["hedges"] == ["vielleicht"]
        assert found["markers"] == ["halt"]
        assert {"neun", "März 2024"} <= set(found["specifics"])
        assert delivery.figure("hedges_in_ambition") == 1

    def test_one_without_a_file_still_has_its_times(self) -> None:
        said, sound = take()
        delivery = delivery_of(said.model_copy(update={"language": "xx"}), sound)
        assert delivery.figure("pace") is not None
        for what in ("fillers", "markers", "hedges", "specifics", "structure", "repetitions"):
            finding = delivery.of(what)
            assert finding is not None, what
            assert finding.how_many is None, what
            assert finding.why == "there is no word list for the language “xx”"

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            ("code = ", "a mistake in its last line"),
            ('code = "yy"\n[hedges]\nfound = ["("]\n', "regular expression"),
            ('code = "yy"\n[hedges]\nfound = ["(?i)maybe"]\n', "global flags"),
            ('code = "yy"\n[hedges]\nfound = ["(?P<a>x)", "(?P<a>y)"]\n', "names a group"),
            ("code = 'yy'\n[hedges]\nfound = ['(a) \\1']\n", "give the group a name"),
            ("code = 'yy'\n[hedges]\nfound = ['(a)?(?(1)b|c)']\n", "give the group a name"),
            ('code = "yy"\n[structure]\nsituation = ["("]\n', "regular expression"),
            ('code = "yy"\n[advice.texts]\nover_time = "{o} over"\n', "nothing fits in the braces"),
            ('code = "yy"\n[advice.texts]\nfillers = "{count"\n', "nothing fits in the braces"),
            ('code = "yy"\nbands = 3\n', "“bands” is not what it should be"),
            ("\udcff", "not UTF-8"),
        ],
    )
    def test_a_bad_file_is_named(self, content: str, reason: str) -> None:
        folder = config_file().parent / "languages"
        folder.mkdir(parents=True)
        path = folder / "yy.toml"
        path.write_bytes(content.encode(errors="surrogateescape"))
        with pytest.raises(InvalidSetting, match="language file") as error:
            language_of("yy")
        assert str(path) in error.value.message
        assert reason in error.value.message

    def test_a_file_that_is_changed_or_taken_away_is_seen_by_a_page_that_stays_open(self) -> None:
        assert rules_version(language_of("yx").code) == language_of("yx").version
        path = config_file().parent / "languages" / "yx.toml"
        path.parent.mkdir(parents=True)
        for words in (["hm"], ["hm", "tja"]):
            path.write_text(
                f'code = "yx"\nfillers.words = {words}\n[bands.pace]\nlow = {len(words)}'
                '\nsource = "me"\n'
            )
            assert language_of("yx").fillers.words == tuple(words)
            assert language_of("yx").version == rules_version("yx")
            assert bands_of("yx")["pace"].low == len(words)
        path.unlink()
        assert language_of("yx").fillers.words == ()
        assert bands_of("yx") == {}

    @pytest.mark.parametrize(
        ("bands", "told"),
        [("3", "“bands” is not what it should be"), ("[" * 5000, "is nested too deeply")],
    )
    def test_bands_alone_are_named_too(self, bands: str, told: str) -> None:
        folder = config_file().parent / "languages"
        folder.mkdir(parents=True)
        (folder / "yz.toml").write_text(f'code = "yz"\nbands = {bands}\n')
        with pytest.raises(InvalidSetting, match=told):
            bands_of("yz")
        assert bands_of("xx") == {}


def test_letters_that_become_two_in_lower_case_move_no_word() -> None:
    sentence = Sentence(["İzmir,", "İstanbul,", "maybe", "Rome."])
    assert sentence.hits(Phrases(found=("maybe",))) == [PhraseMatch(2, 3)]


def tone(seconds: float, amplitude: float) -> Samples:
    """A voice-like tone: 120 Hz and its overtones, `amplitude` RMS."""
    time_s = np.arange(round(seconds * LISTENING_RATE_HZ)) / LISTENING_RATE_HZ
    wave = sum(np.sin(2 * np.pi * 120 * n * time_s) / n for n in range(1, 9))
    return (wave * amplitude / np.sqrt(np.mean(np.square(wave)))).astype(np.float32)


def trimmed(samples: Samples) -> Samples:
    loud = np.flatnonzero(np.abs(samples) > 0.02)
    return samples[loud[0] : loud[-1] + 1]


def with_gaps(parts: list[Samples], gaps_s: list[float]) -> Samples:
    joined = [parts[0]]
    for gap_s, part in zip(gaps_s, parts[1:], strict=True):
        joined += [np.zeros(round(gap_s * LISTENING_RATE_HZ), np.float32), part]
    return np.concatenate([np.zeros(8_000, np.float32), *joined, np.zeros(8_000, np.float32)])


class TestNames:
    @pytest.mark.parametrize(
        "text",
        [
            "We had to choose and So we moved to the second plan.",
            "I asked them and The answer came on the same day.",
            "If that works for You then it works for me.",
            "I was late, But nobody minded.",
            "They said that They're sorry, and I Didn't mind.",
            "I run the bakery. It is a good Bakery, in a small town.",
            "We stopped there. And However we turned it, it broke.",
        ],
    )
    def test_a_capital_in_mid_sentence_alone_makes_no_name(self, text: str) -> None:
        assert names(as_transcript(text)) == []

    def test_a_name_is_one(self) -> None:
        said = "I worked with Aoife in Leeds, and So Will Helen's sister."
        assert names(as_transcript(said)) == ["Aoife", "Leeds,", "Will Helen's"]

    def test_the_first_word_of_a_piece_is_none(self) -> None:
        heard = as_transcript("We were at Planning meetings in Leeds.")
        (whole,) = heard.segments
        pieces = (
            whole.model_copy(update={"end_word": 3, "text": "We were at"}),
            whole.model_copy(update={"first_word": 3, "text": "Planning meetings in Leeds."}),
        )
        assert names(heard.model_copy(update={"segments": pieces})) == ["Leeds."]


def names(transcript: Transcript) -> list[str]:
    """What is told as a name."""
    found = delivery_of(transcript, facts_for(transcript)).of("specifics")
    assert found
    return [moment.phrase for moment in found.moments if moment.rule == "name"]
