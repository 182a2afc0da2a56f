"""A real interview that was told of, made without a microphone or Whisper."""

from __future__ import annotations

from coach.debrief.real import RealWalk
from coach.debrief.told import REAL_SET, TELLING
from coach.interview.dictation import Dictated
from coach.library.library import Library
from coach.library.records import Kind, Turn
from coach.testing import ScriptedPrompter
from tests.helpers.kept_sessions import keep_take, recordings
from tests.helpers.labels import as_transcript, facts_for

TOLD = "They asked why I left <b>so early</b>. I said it was time."
RATINGS = ("yes", "partly", "no", "not asked for", "Plainer.")


def keep_told(*ratings: str) -> str:
    """A session in which one question was told of, typed, its answer said; its id."""
    with Library(recordings()).new_session(Kind.REAL, REAL_SET, [TELLING]) as opened:

        def hear(turn: Turn, prompt: str) -> Dictated:
            transcript = as_transcript("I said it was time.")
            return Dictated(keep_take(opened, transcript, facts_for(transcript), turn.number))

        script = ["rushed", "type it", TOLD, "that's right", "say it", "nothing", *ratings]
        RealWalk(opened, ScriptedPrompter(script), hear).through()
    return opened.folder.name
