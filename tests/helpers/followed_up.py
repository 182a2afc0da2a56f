"""Answers that are followed up when they are said aloud, and where the follow-up is kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from coach.library.follow_ups import FollowUpReason, why_asked
from coach.library.library import Library
from coach.paths import private_folder, user_question_sets
from tests.helpers.coach_program import coach_here, succeeded
from tests.helpers.kept_sessions import recordings
from tests.helpers.reviewing import client, read, send, text_of
from tests.helpers.spoken import said_within

ALL = {"vision": "yes", "ambition": "yes", "skills": "partly", "achievements": "not asked for"}
MORE = "We wrote everything down on a list, by the door, every evening."
_ONE_QUESTION = """
title: Mine
questions:
  - id: one
    theme: one
    wordings: {{interview: "{0}", meeting: "{0}", chat: "{0}"}}
    seconds: {1}
    listen_for: ["something"]
    follow_ups: ["And then?"]
"""


@dataclass(frozen=True)
class Said:
    """An answer to `question`, and a part of what the coach asks then."""

    question: str
    said: str
    expected: str
    seconds: int = 120


SAID = {
    "number": Said(
        "What achievement are you proudest of?",
        "I changed the way we load the vans. After a month, the number of damaged parcels had "
        "dropped by thirty percent.",
        "How did you measure that?",
    ),
    "hedged_ambition": Said(
        "What do you want to have built, ten years from now?",
        "I think I would sort of like to lead a small team of planners, in a company by the sea.",
        "sort of",
    ),
    "short": Said(
        "Tell me about a time when you had a conflict with a colleague.",
        "There was an argument with my team leader about the new machines in the workshop.",
        "You said",
    ),
    "own_part": Said(
        "Tell me about a time when you had to meet a deadline that looked impossible.",
        "We had three weeks to move the whole archive to the new building. We made a list of every "
        "shelf. We hired two more vans, and we worked on both Saturdays. On the last day we "
        "finished at four in the afternoon.",
        "What was your own part in it?",
    ),
    "no_outcome": Said(
        "Tell me about a time when you had a conflict with a colleague.",
        "A colleague of mine kept changing my plans without telling me. So I asked him to sit down "
        "with me. I showed him the plan of the shop floor for that week. I told him that I needed "
        "to know before four o'clock.",
        "what came of it?",
    ),
    "over_time": Said(
        "What do you do today?",
        "I work in the planning office of a small company that moves furniture. In the morning I "
        "look at the list of all the houses, and I decide which van goes where. After that I call "
        "the customers, and I tell them when we will be there. At noon I talk to the drivers, who "
        "always have something to say about the traffic. Then I write the plan for the next day, "
        "and I look at the one for the week. In the afternoon there are many calls, and some "
        "letters. On Fridays I clean the desk, and I count the boxes that came back. Once a month "
        "I go along in one of the vans, and I carry chairs and tables like everybody else. In the "
        "summer there is more to do than in the winter, and then somebody from the shop helps me "
        "with the calls.",
        "the one thing I should remember",
        seconds=15,
    ),
}
"""By the reason for the follow-up."""


def write_set(said: Said) -> None:
    """The person's own set `mine` has that question alone."""
    own = private_folder(user_question_sets()) / "mine.yaml"
    own.write_text(_ONE_QUESTION.format(said.question, said.seconds), encoding="utf-8")


def assert_kept_everywhere(reason: str, more: str, folder: Path) -> None:
    """The last session's one follow-up, and its answer `more`, are part of the turn everywhere.

    What is exported is written into `folder`.
    """
    (turn,) = succeeded(coach_here("show", "last", "--json")).document["turns"]
    assert [take["follow_up"] for take in turn["takes"]] == [None, 1]
    (asked,) = turn["follow_ups"]
    assert (asked["reason"], asked["after"]) == (reason, 1)
    answer = turn["takes"][1]["text"]
    assert said_within(more, answer) >= 0.6, answer
    title = f"Follow-up: {asked['text']} ({why_asked(FollowUpReason(reason))})"
    texts = {
        "show": succeeded(coach_here("show", "last")).stdout,
        "transcript.md": next(recordings().glob("*/transcript.md")).read_text(encoding="utf-8"),
        "export md": _exported("md", folder),
        "export html": text_of(_exported("html", folder)),
        "page": text_of(read(client(), f"/session/{Library(recordings()).sessions()[0].id}")),
        "figures": succeeded(coach_here("delivery", "last")).stdout,
        **_looked_back(),
    }
    for where, text in texts.items():
        words = " ".join(text.replace("> ", "").split())
        assert title in words, (where, words)
        assert where == "figures" or answer in words, (where, words)
    exported = json.loads(_exported("json", folder))
    assert asked["text"] in json.dumps(exported, ensure_ascii=False)
    assert answer in json.dumps(exported, ensure_ascii=False)
    subtitles = succeeded(
        coach_here(*("export", "last", "--format", "vtt", "--question", "1", "--take", "2"), "-o-")
    )
    assert said_within(answer, subtitles.stdout) >= 0.9


def _exported(form: str, folder: Path) -> str:
    path = folder / f"exported.{form}"
    succeeded(coach_here("export", "last", "--format", form, "-o", path, "--force"))
    return path.read_text(encoding="utf-8")


def _looked_back() -> dict[str, str]:
    """What the look back shows of the follow-up, on the page and in its file, once it is rated."""
    (path,) = recordings().glob("*/session.json")
    at, browser = f"/session/{path.parent.name}", client()
    for take in (1, 2):
        send(browser, f"{at}/1/{take}/rating", **ALL, note="", finish="1")
    return {
        "debrief page": text_of(read(browser, f"{at}/debrief?question=1&take=2")),
        "debrief.md": (path.parent / "debrief.md").read_text(encoding="utf-8"),
    }
