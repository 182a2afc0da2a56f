"""Exports a session as one text: Markdown for a person, JSON for a program."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from coach.debrief.keeping import debrief_as_markdown, read_debrief
from coach.debrief.replies import replies_document, replies_of
from coach.delivery.advised import NO_ADVICE, advice_in, with_advice
from coach.errors import SessionDamaged
from coach.library.documents import session_document
from coach.library.reading import words_and_notes
from coach.library.records import Session, Take
from coach.library.texts import WordsAndNotes, as_markdown


def markdown(folder: Path, session: Session, *, with_notes: bool) -> str:
    """Questions, answers and advice as Markdown, then the ratings if wanted.

    Raises SessionDamaged.
    """
    advice = {
        session.take(*which).audio: each for which, each in advice_in(folder, session).items()
    }

    def words(take: Take) -> WordsAndNotes:
        told = advice.get(take.audio, NO_ADVICE).lines
        return replace(words_and_notes(folder, take), after=told)

    text = as_markdown(session, words, linked=False)
    debrief = read_debrief(folder) if with_notes else None
    if debrief and (debrief.has_notes or replies_of(folder)):
        text += "\n" + debrief_as_markdown(folder, session, debrief, linked=False)
    return text


def export_document(folder: Path, session: Session, *, with_notes: bool) -> dict[str, Any]:
    """Questions and answers as JSON, with words and their times. Raises SessionDamaged.

    Settings that matter only on this machine, such as devices and paths, are left out.
    """
    document = with_advice(session_document(folder, session), folder, session)
    del document["settings"]
    if with_notes:
        debrief = read_debrief(folder)
        document["ratings"] = [each.model_dump(mode="json") for each in debrief.rated]
        if debrief.telling:
            document["telling"] = debrief.telling.model_dump(mode="json")
        document["listeners"] = replies_document(folder)
    return document


def unread_words(folder: Path, session: Session) -> list[SessionDamaged]:
    """Of which takes the words, or the corrections, cannot be read as they should be."""
    read = (words_and_notes(folder, take) for turn in session.turns for take in turn.kept_takes)
    return [words.damage for words in read if words.damage]
