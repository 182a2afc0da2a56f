"""Makes a library as an old coach did; run with that coach's tree as the current folder.

    git worktree add /tmp/old COMMIT && cd /tmp/old
    COACH_RECORDINGS=/tmp/library python …/tests/library/old_libraries/make.py
    cd /tmp/library && zip -r 0.1-index-3.zip . -x '*.lock'

The commits: b183530 (before the index), 921acfb, 419da0c, 76a1abb, c6be113, f182f36 (0.2.0),
2e97fb1^ and 2e97fb1, for indexes 1 to 7.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path.cwd()))

import numpy as np

from coach.audio.facts import SoundFactsBuilder
from coach.audio.vad import SpeechSegment
from coach.library.library import Library
from coach.library.records import AskedQuestion, Kind, SetName
from coach.transcription.ports import Segment, Transcript, Word

FOLDER = Path(os.environ["COACH_RECORDINGS"])
TEXTS = ("I want to maybe lead a small team in Leeds.", "I will lead a team of forty people.")
QUESTIONS = (
    AskedQuestion(
        id="ten-years", theme="ambition", text="What do you want to have built?", seconds=60
    ),
    AskedQuestion(id="why", text="Why us?", seconds=60),
)


def _module(*names: str) -> Any:
    """The first of these modules that this coach has; None where it has none of them."""
    for name in names:
        with contextlib.suppress(ImportError):
            return importlib.import_module(name)
    return None


def _transcript(text: str) -> Transcript:
    step_s = 0.9 / len(text.split())
    words = tuple(
        Word(
            text=word,
            start_s=round(place * step_s, 3),
            end_s=round((place + 1) * step_s, 3),
            probability=0.9,
        )
        for place, word in enumerate(text.split())
    )
    segment = Segment(text=text, start_s=0, end_s=0.9, first_word=0, end_word=len(words))
    return Transcript(
        engine="faster-whisper", model="tiny.en", language="en", words=words, segments=(segment,)
    )


def main() -> None:
    """Keep a session of two takes, and what else this coach keeps."""
    library = Library(FOLDER)
    sound = np.zeros(16_000, np.float32)
    sound[1_600:14_400] = 0.1
    ended_by = _module("coach.audio.recorder", "coach.audio.listener").EndedBy.SOUND_ENDED
    name = SetName(name="mine", title="Mine")
    with library.new_session(Kind.PRACTICE, name, list(QUESTIONS)) as opened:
        for text in TEXTS:
            opened.asked(1)
            builder = SoundFactsBuilder()
            builder.feed(sound)
            facts = builder.facts([SpeechSegment(start_s=0.1, end_s=0.9)])
            take = opened.take_in(1, [sound])
            take = opened.end_take(1, take, ended_by=ended_by, facts=facts, think_s=1.5)
            take = opened.add_transcript(1, take, _transcript(text))
        if hasattr(opened, "correct"):
            opened.correct(1, take, 6, 7, "fifty")
        opened.finish()
    _look_back(library, opened.folder.name)


def _look_back(library: Library, session: str) -> None:
    if keeping := _module("coach.debrief.keeping"):
        records = _module("coach.debrief.records")
        ratings = dict.fromkeys(records.Aspect, records.Rating.PARTLY)
        now = datetime.now().astimezone()
        rated = records.Rated(question=1, take=2, ratings=ratings, note="calmer", rated_at=now)
        debrief = records.Debrief().having(rated)
        keeping.write_debrief(FOLDER / session, library.session(session), debrief)
    if building := _module("coach.vision.building"):
        section = _module("coach.vision.records").Section.AMBITION
        each_candidate = getattr(building, "each_candidate", None) or building.candidates
        building.pick(library, section, next(iter(each_candidate(library, section))))
    if kept := _module("coach.delivery.kept"):
        list(kept.all_measured(library))
    if search := _module("coach.library.search"):
        found_in = search.sentences(library) if hasattr(search, "sentences") else library
        search.search(found_in, "team")
    if places := _module("coach.web.places"):
        places.keep_place(FOLDER / session, "q1t1", 0.5)


main()
