"""Words that come a second time, better, while the session goes on."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.audio.clips import Samples
from coach.delivery.measuring import delivery_of_take
from coach.errors import EngineMissing, NoSpeech
from coach.interview import events
from coach.interview.conversation import Conversation
from coach.interview.ports import Choice
from coach.interview.session_devices import SessionDevices
from coach.interview.session_options import SessionOptions
from coach.library.library import Library
from coach.library.reading import KeptTake
from coach.library.records import AskedQuestion, Kind, SetName
from coach.testing import (
    CannedTranscriber,
    HurriedTime,
    RecordingPresenter,
    RecordingSpeaker,
    RecordingVoice,
    ScriptedMicrophone,
    ScriptedPerson,
)
from coach.transcription.ports import Stage
from coach.transcription.worker import Second, TranscriptionWorker
from coach.voices.prefetch import SpeechPrefetch
from tests.helpers.canned_second import CannedSecond
from tests.helpers.session_options import ALONE, ASKED

pytestmark = pytest.mark.real  # takes too long for `make quick`

SET = SetName(name="set", title="Set")
QUESTIONS = [
    AskedQuestion(id="strengths", text="What are your strengths?"),
    AskedQuestion(id="why-us", text="Why us?"),
]


class Whisper(CannedTranscriber):
    def __init__(self, model: str, *texts: str) -> None:
        super().__init__(texts)
        self.model = model


def held(
    folder: Path,
    speech: Samples,
    second: Second | None,
    options: SessionOptions = ALONE,
    script: Sequence[Choice | float] = (),
) -> tuple[list[Any], Library]:
    """The events of a session with two answers, and the library it is in."""
    library, presenter, clock = Library(folder), RecordingPresenter(), HurriedTime()
    microphone = ScriptedMicrophone([speech, speech], ends=True)
    engine = Whisper("tiny.en", "so relto one", "so relto two")
    with (
        library.new_session(Kind.PRACTICE, SET, QUESTIONS) as opened,
        SpeechPrefetch(RecordingVoice()) as voice,
        TranscriptionWorker(engine, second=second) as worker,
        microphone,
    ):
        person = ScriptedPerson(script, microphone, clock)
        devices = SessionDevices(
            microphone, RecordingSpeaker(), voice, worker, presenter, person, time=clock
        )
        Conversation(opened, devices, options).hold(list(opened.session.turns))
    return presenter.events, library


def of(kind: type, told: Sequence[object]) -> list[Any]:
    return [event for event in told if isinstance(event, kind)]


def kept(library: Library, number: int) -> KeptTake:
    session = library.find("last")
    return KeptTake(library.folder / session, library.session(session).turn(number).takes[0])


def test_better_words_follow_the_first(tmp_path: Path, speech: Samples) -> None:
    second = CannedSecond(Whisper("base", "Xarelto one", "Xarelto two"))
    told, library = held(tmp_path, speech, second)
    quick = [event.text for event in of(events.AnswerTranscribed, told)]
    improved = of(events.AnswerImproved, told)
    assert quick == ["so relto one", "so relto two"]
    assert [event.text for event in improved] == ["Xarelto one", "Xarelto two"]
    assert [(e.question.number, e.take, e.model) for e in improved] == [
        (1, 1, "base"),
        (2, 1, "base"),
    ]
    assert [word.text for word in improved[0].words] == ["Xarelto", "one"]
    names = [type(event).__name__ for event in told]
    assert names[-1] == "SessionFinished"
    for number, text in ((1, "Xarelto one"), (2, "Xarelto two")):
        heard = kept(library, number).heard
        assert heard is not None
        assert (heard.text, heard.stage) == (text, Stage.FULL)
    text = (library.folder / library.find("last") / "transcript.md").read_text()
    assert "Xarelto two" in text
    assert True in second.let


def test_the_figures_are_those_of_the_better_words(tmp_path: Path, speech: Samples) -> None:
    better = [f"so we led {number} of them and so on, which went well" for number in (1, 2)]
    second = CannedSecond(Whisper("base", *better))
    told, library = held(tmp_path, np.tile(speech, 4), second)
    session = library.session("last")
    for event in of(events.AnswerImproved, told):
        turn = session.turn(event.question.number)
        read_again = delivery_of_take(library.folder / session.id, turn, turn.takes[0])
        assert read_again
        assert event.words_per_minute == read_again.figure("pace") is not None
        assert event.fillers == read_again.figure("fillers")
        later = of(events.AnswerMeasured, told[told.index(event) :])
        shown = [each for each in later if each.question.number == turn.number]
        assert all(each.words_per_minute == event.words_per_minute for each in shown)


def test_a_slow_machine_waits_for_the_end(tmp_path: Path, speech: Samples) -> None:
    second = CannedSecond(Whisper("base", "Xarelto"), keeps_up=False)
    told, _ = held(tmp_path, speech, second)
    names = [type(event).__name__ for event in told]
    last_answer = len(names) - names[::-1].index("AnswerTranscribed")
    assert names.index("AnswerImproved") > last_answer
    assert names.count("AnswerImproved") == 2


def test_nothing_changes_without_a_second_model(tmp_path: Path, speech: Samples) -> None:
    told, library = held(tmp_path, speech, None)
    assert not of(events.AnswerImproved, told)
    assert kept(library, 1).models == {"tiny.en"}


def test_answers_without_words_get_none(tmp_path: Path) -> None:
    second = CannedSecond(Whisper("base", "Xarelto"))
    with pytest.raises(NoSpeech):
        held(tmp_path, np.zeros(16_000, np.float32), second)


def test_what_fails_is_told_once_and_the_first_words_stay(tmp_path: Path, speech: Samples) -> None:
    class Broken(Whisper):
        def transcribe(self, *_: object) -> Any:
            raise EngineMissing("The second process has ended.")

    told, library = held(tmp_path, speech, CannedSecond(Broken("base")))
    (notice,) = of(events.NoticeGiven, told)
    assert notice.message == "Some answers keep their first words. The second process has ended."
    assert notice.hint == f"coach resume {library.find('last')}"
    assert isinstance(told[-1], events.SessionFinished)


class NeverReady(CannedSecond):
    def submit(self, *_: object) -> Any:
        return Future()


@pytest.mark.parametrize("keeps_up", [True, False])
def test_the_person_may_leave_them(tmp_path: Path, speech: Samples, keeps_up: bool) -> None:
    second = NeverReady(Whisper("base", "Xarelto"), keeps_up=keeps_up)
    script = [Choice.NEXT, Choice.NEXT, 5.0, Choice.STOP]
    told, library = held(tmp_path, speech, second, ASKED, script)
    names = [type(event).__name__ for event in told]
    first_words = len(names) - names[::-1].index("AnswerTranscribed")
    (waiting,) = of(events.WritingAwaited, told[first_words:])
    assert waiting.answers == 2
    (notice,) = of(events.NoticeGiven, told)
    assert notice.message == "2 answers keep their first words for now."
    assert notice.hint == f"coach resume {library.find('last')}"
    assert kept(library, 1).heard is not None
