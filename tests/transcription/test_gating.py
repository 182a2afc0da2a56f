"""Words that nobody said. The times and probabilities are ones that Whisper gave."""

from __future__ import annotations

from coach.audio.vad import SpeechSegment
from coach.transcription.gating import only_spoken
from coach.transcription.ports import Transcript
from coach.transcription.words import EngineSegment, build_transcript

BLANK = Transcript(engine="fake", model="fake", language="en")
END = [(" before", 11.48, 12.0, 0.995), (" Christmas.", 12.0, 12.54, 0.995)]
SPEECH = (SpeechSegment(start_s=7.5, end_s=12.96),)

Words = list[tuple[str, float, float, float]]


def kept(*sentences: Words, speech: tuple[SpeechSegment, ...] = SPEECH) -> str:
    heard = [EngineSegment("".join(text for text, *_ in words), words) for words in sentences]
    return only_spoken(build_transcript(BLANK, heard, 30.0), speech).text


def test_words_far_from_speech_go() -> None:
    assert kept(END, [(" Thanks", 14.0, 14.4, 0.9)]) == "before Christmas."
    assert kept(END, [(" all", 13.2, 13.5, 0.9)]) == "before Christmas. all"


def test_a_sentence_added_at_the_end_of_speech_goes() -> None:
    thanks = [(" Thank", 0.02), (" you", 0.97), (" very", 0.28), (" much.", 0.99)]
    added = [(text, 12.54 if n == 0 else 12.84, 12.84, p) for n, (text, p) in enumerate(thanks)]
    assert kept(END, added) == "before Christmas."
    assert kept(END, [(" You", 12.54, 13.5, 0.034)]) == "before Christmas."


def test_a_last_sentence_that_was_said_stays() -> None:
    said = [(" I", 12.4, 12.5, 0.93), (" did.", 12.5, 12.9, 0.97)]
    assert kept(END, said) == "before Christmas. I did."


def test_a_word_on_its_own_stays_however_unsure() -> None:
    alone = (*SPEECH, SpeechSegment(start_s=14.0, end_s=14.5))
    assert kept(END, [(" No.", 14.05, 14.45, 0.1)], speech=alone) == "before Christmas. No."


def test_an_odd_sentence_in_the_midst_of_speech_stays() -> None:
    odd = [(" Xarelto.", 8.0, 8.1, 0.02)]
    assert kept(odd, END) == "Xarelto. before Christmas."
