"""The page for a listener: one HTML file with the answers, and a form about what was heard. Stories
that the person takes along are below the answers, only to be heard.

It has no figures, and the words only where they are asked for: one is to listen first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from coach.audio.small_copy import Coding
from coach.debrief.listener_file import answers_to_hear
from coach.debrief.listeners import KIND, LONGEST_LINE, LONGEST_TEXT, SCHEMA_VERSION
from coach.debrief.records import Aspect, Rating
from coach.debrief.walk import newest
from coach.errors import SessionDamaged
from coach.library.library import Library
from coach.library.reading import words_and_notes
from coach.library.records import Session, Take, Turn
from coach.questions.naming import short_name
from coach.transcription.lines import readable
from coach.web.page_file import STATIC_FILES, policy_of, sound_as_data
from coach.web.stories_along import shown_along
from coach.web.takes import key_of
from coach.web.templating import rendered


@dataclass(frozen=True)
class ListenerPage:
    """The page, the name of its file, and what could not be put into it, which is said there."""

    file_name: str
    text: str
    left_out: tuple[SessionDamaged, ...] = ()


@dataclass(frozen=True)
class AnswerToHear:
    """A question and its answer; `audio` is "" where there is `trouble` instead."""

    key: str
    number: int
    take: int
    question: str
    listen_for: tuple[str, ...]
    length_s: float
    audio: str
    trouble: str
    words: str
    language: str


def listener_page(library: Library, session: Session, listener: str) -> ListenerPage:
    """The newest answers of `session`, for `listener` to hear.

    Raises SessionNotFound where there is none, SessionDamaged where none can be played.
    """
    folder = library.folder / session.id
    left_out: list[SessionDamaged] = []
    answers = [_answer(folder, turn, left_out) for turn in answers_to_hear(session)]
    if not any(answer.audio for answer in answers):
        raise SessionDamaged("No answer could be played.", left_out[0].hint)
    script = (STATIC_FILES / "listener.js").read_text(encoding="utf-8")
    style = (STATIC_FILES / "page.css").read_text(encoding="utf-8")
    text = rendered(
        "listener.html",
        title=session.question_set.title,
        language=session.question_set.language,
        session=session,
        listener=listener,
        reply={"kind": KIND, "schema_version": SCHEMA_VERSION},
        answers=answers,
        length_s=sum(answer.length_s for answer in answers),
        stories=[each for each in shown_along(library, left_out, Coding.MP3) if each.sound],
        aspects=list(Aspect),
        ratings=list(Rating),
        longest_line=LONGEST_LINE,
        longest_text=LONGEST_TEXT,
        returned=f"{_safe(session.id)}_by-{short_name(listener, otherwise='listener')}.json",
        policy=policy_of(script, style),
        script=Markup(script),  # noqa: S704  ours  # nosec B704
        style=Markup(style),  # noqa: S704  ours  # nosec B704
    )
    name = f"{session.id}_for-{short_name(listener, otherwise='listener')}.html"
    return ListenerPage(name, text, tuple(left_out))


def _answer(folder: Path, turn: Turn, left_out: list[SessionDamaged]) -> AnswerToHear:
    take = newest(turn)
    assert take is not None  # `answers_to_hear` names only such questions
    audio, trouble = _sound(folder, take, left_out)
    words = words_and_notes(folder, take).transcript
    return AnswerToHear(
        key=key_of(turn.number, take.number),
        number=turn.number,
        take=take.number,
        question=turn.question.text,
        listen_for=turn.question.listen_for,
        length_s=take.duration_s or 0.0,
        audio=audio,
        trouble=trouble,
        words=readable(words) if words else "",
        language=words.language if words else "en",
    )


def _sound(folder: Path, take: Take, left_out: list[SessionDamaged]) -> tuple[str, str]:
    """Where the sound is, and why there is none; one of them is ""."""
    try:
        return sound_as_data(folder, take, Coding.MP3), ""
    except SessionDamaged as damage:
        left_out.append(damage)
        return "", damage.message


def _safe(name: str) -> str:
    """A folder's name as every system takes it for a file that is downloaded."""
    return re.sub(r"[^\w.-]+", "-", name)
