"""Makes inputs that nobody meant out of real ones: of bytes, of text, of JSON, of what is nasty."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from typing import Any

LONGEST = 100_000  # bytes of an input
_MOST_CHANGES = 4

# What has broken programs before, as values of JSON.
NASTY: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2, 0.5, 1e308, -1e308, 1e-308, 2**31, 2**63, -(2**63) - 1),
    *(10**18, 10**400, 1e22, 99999999, [], {}, [[]], [None], {"": None}, "", " ", "0", "-1"),
    *("\0", "\ud800", "\n\r\t", "\x1b[2J\x9b", "\u202eevil", "\ufeff", "\U0001f600", "a" * 10_000),
    *("../../outside", "/tmp/outside", "..", ".", "C:\\outside", "a/b", "a\\b", "~", "con", "-o"),
    *("[/]", "[bold", "{0}", "%s%n", "</script>", "{{7*7}}", "&lt;", '"', "'; --", "*"),
    *("0001-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999-12:00"),
    *("2026-11-29T10:00:00", "9999-12-31", "0001-01-01", "2026-02-30", "1e400", "nan", "tlh"),
    *("take-1.wav", "session.json", "01-team", "demo", "real", "verbatim", "\u0130\u1e9e\ufb03"),
)  # fmt: skip
_TEXTS = tuple(each.encode("utf-8", "surrogatepass") for each in NASTY if isinstance(each, str))
_PIECES = (
    *_TEXTS,
    *(b"\xff", b"\xff\xfe", b"\xfe\xff", b"\xc3", b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff"),
    *(b"[" * 5_000, b"{" * 500, b"9" * 5_000, b"(" * 300, b"\n" * 300, b" " * 3_000, b"- " * 900),
    *(b"NaN", b"Infinity", b"1e999", b"---\n", b"&a *a", b"!!python/object:os.system"),
    *(b"\r", b"\x85", "\u2028".encode(), b"#", b"=", b"'''", b'"""', b"?" * 99),
)  # fmt: skip


def mutated(seed: bytes, others: Sequence[bytes], draw: random.Random) -> bytes:
    """`seed` with a few changes that `draw` decides, perhaps with parts of `others`."""
    data = seed
    for _ in range(draw.randint(1, _MOST_CHANGES)):
        ways: list[Callable[[bytes, Sequence[bytes], random.Random], bytes]] = [*_WAYS]
        if data[:1] in (b"{", b"["):
            ways += [_json_changed] * len(_WAYS)
        data = draw.choice(ways)(data, others, draw)[:LONGEST]
    return data


def _json_changed(data: bytes, _: Sequence[bytes], draw: random.Random) -> bytes:
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return data
    places = list(_places(document))
    if not places:
        return json.dumps(draw.choice(NASTY)).encode()
    holder, key = draw.choice(places)
    change = draw.randrange(5)
    if change == 0 and isinstance(holder, dict):
        del holder[key]
    elif change == 1:
        other, at = draw.choice(places)
        if at in other if isinstance(other, dict) else at < len(other):
            holder[key] = json.loads(json.dumps(other[at]))
    elif change == 2 and isinstance(holder, list):
        holder += [holder[key]] * draw.choice((1, 1, 2, 50))
    else:
        holder[key] = draw.choice(NASTY)
    return json.dumps(document).encode()


def _places(document: Any) -> list[tuple[Any, Any]]:
    """Each list or mapping with each of its keys."""
    found: list[tuple[Any, Any]] = []
    waiting = [document]
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        found += [(holder, key) for key in keys]
        waiting += [holder[key] for key in keys if isinstance(holder[key], dict | list)]
    return found


def _flip(data: bytes, _: Sequence[bytes], draw: random.Random) -> bytes:
    changed = bytearray(data or b"\0")
    for _i in range(draw.choice((1, 1, 2, 8))):
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def _overwrite(data: bytes, _: Sequence[bytes], draw: random.Random) -> bytes:
    at = draw.randint(0, len(data))
    piece = draw.choice(_PIECES)[: draw.choice((1, 2, 4, 5_000))]
    return data[:at] + piece + data[at + len(piece) :]


def _insert(data: bytes, _: Sequence[bytes], draw: random.Random) -> bytes:
    at = draw.randint(0, len(data))
    return data[:at] + draw.choice(_PIECES) + data[at:]


def _delete(data: bytes, _: Sequence[bytes], draw: random.Random) -> bytes:
    first, end = _span(data, draw)
    return data[:first] + data[end:]


def _cut(data: bytes, _: Sequence[bytes], draw: random.Random) -> bytes:
    return data[: draw.randint(0, len(data))]


def _repeat(data: bytes, _: Sequence[bytes], draw: random.Random) -> bytes:
    first, end = _span(data, draw)
    return data[:end] + data[first:end] * draw.choice((1, 2, 30, 1_000)) + data[end:]


def _splice(data: bytes, others: Sequence[bytes], draw: random.Random) -> bytes:
    other = draw.choice(others) if others else data
    first, end = _span(other, draw)
    at = draw.randint(0, len(data))
    return data[:at] + other[first:end] + data[at:]


def _word_changed(data: bytes, _: Sequence[bytes], draw: random.Random) -> bytes:
    words = data.split(b" ")
    words[draw.randrange(len(words))] = draw.choice(_TEXTS)
    return b" ".join(words)


def _line_moved(data: bytes, _: Sequence[bytes], draw: random.Random) -> bytes:
    lines = data.split(b"\n")
    line = lines.pop(draw.randrange(len(lines)))
    at = draw.randint(0, len(lines))
    return b"\n".join((*lines[:at], line[: draw.choice((len(line), 5))], *lines[at:]))


def _span(data: bytes, draw: random.Random) -> tuple[int, int]:
    first = draw.randint(0, len(data))
    return first, min(len(data), first + draw.choice((1, 2, 4, 16, 64, 1_000)))


_WAYS = (
    *(_flip, _overwrite, _insert, _delete, _cut, _repeat, _splice, _word_changed, _line_moved),
)
