"""The results of a search as the page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from coach.library.search import SearchHit, search
from coach.web.library_view import LibraryView
from coach.web.listing import Wanted
from coach.web.takes import key_of

_MOST = 100


@dataclass(frozen=True)
class ShownHit:
    """A sentence: its words in pieces, each with whether it was asked for."""

    path: str  # opens the session at the word
    where: str
    question: str
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class ShownHits:
    """The sentences that were found, at most so many; `total` counts all.

    `unread` names the sessions with answers that cannot be read, and how many those are.
    """

    total: int
    hits: tuple[ShownHit, ...]
    unread: tuple[tuple[str, int], ...] = ()


def shown_hits(library_view: LibraryView, text: str, wanted: Wanted) -> ShownHits:
    """What was said with the words of `text` in the sessions that are `wanted`."""
    listing = library_view.listing
    sessions = None if wanted.everything else listing.ask(lambda rows: rows.ids(wanted))
    found = search(library_view.library, text, limit=_MOST, sessions=sessions)
    hits = tuple(_shown(library_view, hit) for hit in found.hits)
    return ShownHits(found.total, hits, tuple(found.unread.items()))


def _shown(library_view: LibraryView, hit: SearchHit) -> ShownHit:
    key = key_of(hit.question, hit.take)
    return ShownHit(
        path=f"{library_view.session_path(hit.session)}?take={key}&at={hit.at_s}#sought",
        where=f"{hit.title}, {hit.started_at.day} {hit.started_at:%b %Y}",
        question=hit.question_text,
        pieces=_pieces(hit),
    )


def _pieces(hit: SearchHit) -> tuple[tuple[str, bool], ...]:
    words = hit.text.split(" ")
    if len(words) != hit.end_word - hit.first_word:  # a language without spaces
        return ((hit.text, False),)
    matched = {number - hit.first_word for number in hit.matched}
    return tuple((word, number in matched) for number, word in enumerate(words))
