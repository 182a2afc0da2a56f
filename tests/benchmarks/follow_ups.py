"""End of an answer until its follow-up begins.

    SPEECH_DIR=… python tests/benchmarks/follow_ups.py [--answers N]

A session with faster-whisper tiny.en and the voice that asks. Each answer is heard at the speed at
which it was spoken, and ends 0.2 to 1.2 s after its last word, as a person's does who then presses
a key. Holds when the follow-ups begin within LIMITS_S, at the median and for 95 %.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from answers import all_answers

from coach.audio.answers_microphone import AnswersMicrophone
from coach.audio.clips import LISTENING_RATE_HZ
from coach.interview import events
from coach.interview.absent import NobodyThere
from coach.interview.conversation import Conversation
from coach.interview.session_devices import SessionDevices
from coach.interview.session_options import SessionOptions
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind, SetName
from coach.testing import RecordingPresenter, RecordingSpeaker
from coach.transcription.choosing import choose_transcriber
from coach.transcription.worker import TranscriptionWorker
from coach.voices.choosing import choose_voice
from coach.voices.prefetch import SpeechPrefetch

LIMITS_S = (1.0, 1.6)  # the median and the 95th percentile
OPTIONS = SessionOptions(
    goes_on_by_itself=True,
    asks_for_a_sign_s=None,
    gives_up_s=None,
    watches_microphone=False,
    follow_ups=1,
)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--answers", type=int, default=20)
    transcriber = choose_transcriber("faster-whisper", None, "en", lambda offer: False)
    transcriber.load()
    found = list(itertools.islice(all_answers(transcriber, None), arguments.parse_args().answers))
    sounds = [each[1] for each in found]
    short = sounds[0][: LISTENING_RATE_HZ // 2]
    given = [[sound] for each in sounds for sound in (each, short)]
    microphone = AnswersMicrophone("answers", [lambda s=s: iter(s) for s in given], real_pace=True)  # type: ignore[misc]
    questions = [
        AskedQuestion(
            id=f"q{number}",
            text="Tell me about a time when you had a conflict.",
            seconds=120,
            follow_ups=(f"What would you do today, in answer {number}?",),
        )
        for number in range(len(sounds))
    ]
    presenter = RecordingPresenter()
    voice = choose_voice("auto", "en")
    with (
        tempfile.TemporaryDirectory() as scratch,
        SpeechPrefetch(voice) as ahead,
        TranscriptionWorker(transcriber) as worker,
        Library(Path(scratch)).new_session(
            Kind.PRACTICE, SetName(name="benchmark", title="Benchmark"), questions
        ) as opened,
    ):
        devices = SessionDevices(
            microphone, RecordingSpeaker(), ahead, worker, presenter, NobodyThere()
        )
        Conversation(opened, devices, OPTIONS).hold(list(opened.session.turns))
    asked = [each for each in presenter.events if isinstance(each, events.FollowUpAsked)]
    for each in asked:
        print(f"{each.latency_s:5.2f} s  {each.reason:<16} {each.text}")
    latencies_s = sorted(each.latency_s for each in asked)
    median_s = statistics.median(latencies_s)
    most_s = latencies_s[min(len(latencies_s) - 1, round(0.95 * len(latencies_s)))]
    print(f"{len(asked)} follow-ups to {len(sounds)} answers, with {voice.name}:")
    print(f"median {median_s:.2f} s, 95 % within {most_s:.2f} s; load {os.getloadavg()[0]:.1f}")
    return median_s > LIMITS_S[0] or most_s > LIMITS_S[1]


if __name__ == "__main__":
    sys.exit(main())
