"""Finds the fillers (um, uh, er, hmm) in a take, which Whisper leaves out.

Whisper writes fillers down if its prompt has some, but such a prompt costs words elsewhere. So the
words come from the pass without a prompt, and a second pass, with a prompt, gives only the fillers.
They are inserted by their place and time.

Measured on thirteen human clips with Whisper tiny.en, in pieces of up to 25 s: 13 of 13 um and uh
were found, and none was invented (`tests/benchmarks/fillers.py`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from coach.records import Record
from coach.transcription.cutting import Lengths, Piece
from coach.transcription.ports import Stage, Transcriber, Transcript, Word
from coach.transcription.words import before, edited, one_after_the_other, plain_word
from coach.transcription.writing import write_guarded

_MOST_WAITING = 8  # pieces of a live take, 1.6 MB each; later ones are read from the file

_SHORTEST_S = 0.3  # length of a filler for which Whisper gives none
_ENDS_A_SENTENCE = (".", "?", "!", "…")


class FillerWords(Record):
    """The fillers of a language, and a prompt for Whisper that has some."""

    words: tuple[str, ...] = ()
    prompt: str = ""

    def has(self, text: str) -> bool:
        """Whether a word of a transcript is a filler. "ER" is none: it is a place."""
        is_acronym = len(text) > 1 and text.isupper()
        return not is_acronym and plain_word(text) in self.words

    def key(self, text: str) -> str:
        """The key by which words of two transcripts are compared. All fillers have the same key."""
        return self.words[0] if self.has(text) else plain_word(text)


class FillerPass:
    """Listens to one take for fillers, piece by piece. It can be interrupted and continued.

    Threads: any one thread calls `add` while the take goes on; the engine's thread calls `go_on`.
    """

    def __init__(
        self,
        transcriber: Transcriber,
        fillers: FillerWords,
        on_progress: Callable[[float], None] = lambda _: None,
    ) -> None:
        """`on_progress` gets the seconds of the take that are done."""
        self._on_progress = on_progress
        self._transcriber = transcriber
        self._fillers = fillers
        self._waiting: deque[Piece] = deque()
        self._parts: list[tuple[float, Transcript]] = []
        self._rest: Iterator[Piece] = iter(())
        self.rest_from_s: float | None = None  # from here on no piece was added
        self._abandoned = False

    @property
    def piece_lengths(self) -> Lengths:
        """How long the pieces are that it gets."""
        return self._transcriber.piece_lengths

    def add(self, piece: Piece) -> None:
        """Queue a finished piece. Fillers in its own part count, those in its context do not."""
        if self.rest_from_s is None and len(self._waiting) < _MOST_WAITING:
            self._waiting.append(piece)
        elif self.rest_from_s is None:
            self.rest_from_s = piece.start_s

    def skip_from(self, at_s: float) -> None:
        """Note that no pieces will be added from `at_s` on."""
        if self.rest_from_s is None:
            self.rest_from_s = at_s

    def abandon(self) -> None:
        """Stop: the take is not wanted any more. Any thread may call this."""
        self._abandoned = True

    def add_rest(self, pieces: Iterable[Piece]) -> None:
        """Add all pieces that were not added one by one. They are read when they are needed."""
        self._rest = iter(pieces)

    def go_on(self, given_up: Callable[[], bool] = lambda: False) -> None:
        """Listen to the queued pieces. Raises GivenUp (call again later), EngineMissing."""
        while not self._abandoned and (piece := self._next()):
            if piece.has_speech:
                heard = self._heard(piece, lambda: given_up() or self._abandoned)
                self._parts.append((piece.start_s, before(heard, piece.own_s)))
            self._waiting.popleft()
            self._on_progress(piece.end_s)
        if self._abandoned:
            self._waiting.clear()

    def verbatim(self, transcript: Transcript) -> Transcript:
        """`transcript` with the fillers that were found."""
        heard = one_after_the_other(self._transcriber.blank, self._parts)
        return with_fillers(transcript, heard, self._fillers)

    def _heard(self, piece: Piece, given_up: Callable[[], bool]) -> Transcript:
        return write_guarded(self._transcriber, piece, self._fillers.prompt, given_up)

    def _next(self) -> Piece | None:
        if not self._waiting and (piece := next(self._rest, None)):
            self._waiting.append(piece)
        return self._waiting[0] if self._waiting else None


def with_fillers(plain: Transcript, prompted: Transcript, fillers: FillerWords) -> Transcript:
    """A verbatim transcript: `plain` with the fillers of `prompted` between its words."""
    matcher = SequenceMatcher(
        None,
        [fillers.key(word.text) for word in plain.words],
        [fillers.key(word.text) for word in prompted.words],
        autojunk=False,
    )
    same: dict[int, int] = {}  # word of `prompted` → the same word of `plain`
    for first, other, count in matcher.get_matching_blocks():
        same.update(zip(range(other, other + count), range(first, first + count), strict=True))
    heard = [
        number
        for number, word in enumerate(prompted.words)
        if fillers.has(word.text) and number not in same and not _is_unbelieved(plain, word)
    ]
    places: dict[int, list[Word]] = {}
    for number in heard:
        place = _place(plain.words, prompted.words, number, same)
        if place is not None:
            places.setdefault(place, []).append(prompted.words[number])
    unclear = [
        span
        for span in plain.unclear
        if not any(span.start_s <= prompted.words[n].start_s < span.end_s for n in heard)
    ]
    verbatim = {"stage": Stage.VERBATIM, "unclear": tuple(unclear)}
    return _inserted(plain, places, prompted.words, same).model_copy(update=verbatim)


def _is_unbelieved(plain: Transcript, filler: Word) -> bool:
    """Whether a filler is where no word is believed: a prompt makes Whisper invent fillers, too."""
    return any(
        span.written and span.start_s <= filler.middle_s <= span.end_s for span in plain.unclear
    )


def places_in(verbatim: Transcript, plain: Transcript) -> tuple[int, ...]:
    """The number in `verbatim` of each word of `plain`; () if `verbatim` was not made from `plain`.

    A filler may have moved the start of a word, and made its first letter lower case.
    """
    place = 0
    places: list[int] = []
    for word in plain.words:
        while place < len(verbatim.words) and not _is_same(verbatim.words[place], word):
            place += 1
        places.append(place)
        place += 1
    return tuple(places) if place <= len(verbatim.words) else ()


def _is_same(one: Word, other: Word) -> bool:
    return one.end_s == other.end_s and plain_word(one.text) == plain_word(other.text)


def with_fillers_of(
    plain: Transcript, verbatim: Transcript, fillers: Collection[int]
) -> Transcript:
    """A verbatim transcript: `plain` with the `fillers` (numbers of words) of `verbatim`, which is
    another transcript of the same sound.
    """
    texts = dict.fromkeys(plain_word(verbatim.words[number].text) for number in fillers)
    return with_fillers(plain, verbatim, FillerWords(words=tuple(texts)))


def _place(
    plain: Sequence[Word], prompted: Sequence[Word], number: int, same: dict[int, int]
) -> int | None:
    """The word of `plain` before which a filler belongs; None if `plain` has words in its place."""
    filler = prompted[number]
    earliest = max((same[n] + 1 for n in range(number) if n in same), default=0)
    latest = min((same[n] for n in range(number + 1, len(prompted)) if n in same), default=None)
    latest = len(plain) if latest is None else latest
    between = range(earliest, max(earliest, latest))
    if any(_covers(plain[n], filler) for n in between):
        return None
    return next((n for n in between if plain[n].middle_s > filler.middle_s), between.stop)


def _covers(word: Word, filler: Word) -> bool:
    """Whether `plain` has a word, with a higher probability, where `prompted` has a filler."""
    is_there = word.start_s <= filler.middle_s <= word.end_s
    return is_there and word.probability >= filler.probability


def _inserted(
    plain: Transcript,
    places: dict[int, list[Word]],
    prompted: Sequence[Word],
    same: dict[int, int],
) -> Transcript:
    words = plain.words
    heard_as = {n: prompted[other] for other, n in same.items()}
    edits: dict[tuple[int, int], list[Word]] = {}
    for place, fillers in sorted(places.items()):
        before_it = words[place - 1] if place else None
        opens = before_it is None or before_it.text.endswith(_ENDS_A_SENTENCE)
        start_s = before_it.end_s if before_it else 0.0
        if place == len(words):
            put_in = _in_place(fillers, start_s, fillers[-1].end_s, opens=opens)
            if before_it:  # else only the filler was said
                edits[place - 1, place] = [*edits.get((place - 1, place), [before_it]), *put_in]
        else:
            after_it = _making_room(words[place], heard_as.get(place), opens=opens)
            put_in = _in_place(fillers, start_s, after_it.start_s, opens=opens)
            edits[place, place + 1] = [*put_in, after_it]
    return edited(plain, edits)


def _making_room(word: Word, heard_as: Word | None, *, opens: bool) -> Word:
    """The word after a filler. It does not open the sentence, and its start may be too early."""
    if heard_as is None:
        return word
    changes: dict[str, object] = {}
    if opens and heard_as.text[:1].islower():
        changes["text"] = word.text[:1].lower() + word.text[1:]
    if heard_as.start_s > word.start_s:
        changes["start_s"] = min(heard_as.start_s, word.end_s)
    return word.model_copy(update=changes)


def _in_place(
    fillers: Sequence[Word], start_s: float, end_s: float, *, opens: bool
) -> Iterator[Word]:
    """Fillers with times between those of two words, and spelled as in a sentence."""
    for filler in fillers:
        text = plain_word(filler.text)
        first_s = max(start_s, min(filler.start_s, end_s))
        length_s = max(filler.end_s - filler.start_s, _SHORTEST_S)
        start_s = max(first_s, min(first_s + length_s, end_s))
        text, opens = (text.capitalize() if opens else text), False
        yield filler.model_copy(
            update={
                "text": f"{text},",
                "start_s": round(first_s, 3),
                "end_s": round(start_s, 3),
            }
        )
