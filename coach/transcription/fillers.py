"""Um, uh, er, hmm: really heard, though Whisper leaves them out.

Whisper writes fillers down when the text it goes on from has some, but such a prompt costs words
elsewhere. So the wording stays that of the unprompted transcript, and a second, prompted pass gives
only the fillers, which are put in by place and time.

Thirteen human clips, Whisper tiny.en, pieces of up to 25 s: 13 of 13 um and uh heard, none
invented (`tests/benchmarks/fillers.py`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from coach.records import Record
from coach.transcription.cutting import Piece
from coach.transcription.ports import Stage, Transcriber, Transcript, Word
from coach.transcription.words import before, edited, one_after_the_other, plain_word
from coach.transcription.writing import write_guarded

_MOST_WAITING = 8  # pieces of a live take, 1.6 MB each; the rest is read from the file

_SHORTEST_S = 0.3  # Whisper often gives a filler no length at all
_ENDS_A_SENTENCE = (".", "?", "!", "…")


class FillerWords(Record):
    """The fillers of a language, and text that has some, for Whisper to go on from."""

    words: tuple[str, ...] = ()
    prompt: str = ""

    def has(self, text: str) -> bool:
        """Whether a word of a transcript is one of them; "ER" is a place."""
        is_acronym = len(text) > 1 and text.isupper()
        return not is_acronym and plain_word(text) in self.words

    def key(self, text: str) -> str:
        """A word as two transcripts are compared: all fillers are one."""
        return self.words[0] if self.has(text) else plain_word(text)


class FillerPass:
    """Listens to one take for fillers, piece by piece; it can be broken off and gone on with.

    `add` is called while the take goes on, by any one thread; `go_on` by the engine's.
    """

    def __init__(
        self,
        transcriber: Transcriber,
        fillers: FillerWords,
        on_progress: Callable[[float], None] = lambda _: None,
    ) -> None:
        """`on_progress` hears how many seconds of the take are done."""
        self._on_progress = on_progress
        self._transcriber = transcriber
        self._fillers = fillers
        self._waiting: deque[Piece] = deque()
        self._parts: list[tuple[float, Transcript]] = []
        self._rest: Iterator[Piece] = iter(())
        self.rest_from_s: float | None = None  # from where on nothing more was added
        self._abandoned = False

    def add(self, piece: Piece) -> None:
        """`piece` is over; its own part counts, the context does not."""
        if self.rest_from_s is None and len(self._waiting) < _MOST_WAITING:
            self._waiting.append(piece)
        elif self.rest_from_s is None:
            self.rest_from_s = piece.start_s

    def skip_from(self, at_s: float) -> None:
        """Nothing more will be added one by one, from `at_s` on."""
        if self.rest_from_s is None:
            self.rest_from_s = at_s

    def abandon(self) -> None:
        """The take is not wanted any more."""
        self._waiting.clear()
        self._rest = iter(())
        self._abandoned = True

    def add_rest(self, pieces: Iterable[Piece]) -> None:
        """What was not added one by one, such as all of a file; read as it is needed."""
        self._rest = iter(pieces)

    def go_on(self, given_up: Callable[[], bool] = lambda: False) -> None:
        """Listen to what is there. Raises GivenUp (call again later), EngineMissing."""
        while piece := self._next():
            if piece.has_speech:
                heard = self._heard(piece, lambda: given_up() or self._abandoned)
                self._parts.append((piece.start_s, before(heard, piece.own_s)))
            if self._waiting:  # else it was abandoned meanwhile
                self._waiting.popleft()
            self._on_progress(piece.end_s)

    def verbatim(self, transcript: Transcript) -> Transcript:
        """`transcript` with the fillers that were heard."""
        heard = one_after_the_other(self._transcriber.blank, self._parts)
        return with_fillers(transcript, heard, self._fillers)

    def _heard(self, piece: Piece, given_up: Callable[[], bool]) -> Transcript:
        return write_guarded(self._transcriber, piece, self._fillers.prompt, given_up)

    def _next(self) -> Piece | None:
        if not self._waiting and (piece := next(self._rest, None)):
            self._waiting.append(piece)
        return self._waiting[0] if self._waiting else None


def with_fillers(plain: Transcript, prompted: Transcript, fillers: FillerWords) -> Transcript:
    """`plain`, verbatim: with the fillers of `prompted` between its words."""
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
        if fillers.has(word.text) and number not in same
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


def places_in(verbatim: Transcript, plain: Transcript) -> tuple[int, ...]:
    """Where each word of `plain` is in what was made verbatim of it; () where it was not.

    A filler may have moved a word's beginning, and made its first letter a small one.
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
    """`plain`, verbatim: with the `fillers` (numbers of words) that somebody heard in another
    transcript of the same sound."""
    texts = dict.fromkeys(plain_word(verbatim.words[number].text) for number in fillers)
    return with_fillers(plain, verbatim, FillerWords(words=tuple(texts)))


def _place(
    plain: Sequence[Word], prompted: Sequence[Word], number: int, same: dict[int, int]
) -> int | None:
    """Before which word of `plain` a filler belongs; None where `plain` has it, or other words."""
    filler = prompted[number]
    earliest = max((same[n] + 1 for n in range(number) if n in same), default=0)
    latest = min((same[n] for n in range(number + 1, len(prompted)) if n in same), default=None)
    latest = len(plain) if latest is None else latest
    between = range(earliest, max(earliest, latest))
    middle_s = (filler.start_s + filler.end_s) / 2
    if any(_covers(plain[n], filler) for n in between):
        return None
    return next(
        (n for n in between if plain[n].start_s + plain[n].end_s > 2 * middle_s), between.stop
    )


def _covers(word: Word, filler: Word) -> bool:
    """Whether `plain` heard a word, more clearly, where `prompted` heard a filler."""
    middle_s = (filler.start_s + filler.end_s) / 2
    return word.start_s <= middle_s <= word.end_s and word.probability >= filler.probability


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
            if before_it:  # else nothing else was said
                edits[place - 1, place] = [*edits.get((place - 1, place), [before_it]), *put_in]
        else:
            after_it = _making_room(words[place], heard_as.get(place), opens=opens)
            put_in = _in_place(fillers, start_s, after_it.start_s, opens=opens)
            edits[place, place + 1] = [*put_in, after_it]
    return edited(plain, edits)


def _making_room(word: Word, heard_as: Word | None, *, opens: bool) -> Word:
    """The word after a filler: it does not open the sentence, and may have been heard too early."""
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
    """Fillers with times between two others', and spelled as in a sentence."""
    for filler in fillers:
        text = plain_word(filler.text)
        first_s = max(start_s, min(filler.start_s, end_s))
        length_s = max(filler.end_s - filler.start_s, _SHORTEST_S)
        start_s = max(first_s, min(first_s + length_s, end_s))
        yield filler.model_copy(
            update={
                "text": f"{text.capitalize() if opens else text},",
                "start_s": round(first_s, 3),
                "end_s": round(start_s, 3),
            }
        )
