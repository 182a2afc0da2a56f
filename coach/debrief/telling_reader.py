"""Reads a written account of an interview: plain text, Markdown, subtitles, or a transcript."""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from pathlib import Path

from pydantic import ValidationError

from coach.errors import UnreadableText
from coach.transcription.ports import Transcript

_MOST_CHARACTERS = 200_000  # two hours of speech
_MOST_BYTES = 50_000_000  # a transcript of ours takes a hundred for each word
_LOOKED_AT_BYTES = 65_536
_MOST_STRANGE = 0.1  # of the characters: text in another encoding is text, and told to be that
_SUBTITLES = (".srt", ".vtt")
# Of subtitles: the header, notes' and cues' names, times, and marks inside the text.
_NO_WORDS = re.compile(r"^(?:WEBVTT.*|NOTE\b.*|\d+|.*-->.*)$")
_MARK = re.compile(r"<[^>]*>")
_TURNS_AROUND = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}  # bidi classes


def read_telling(path: Path) -> str:
    """The text of `path`. Raises UnreadableText."""
    text = _decoded(path, _content(path))
    suffix = path.suffix.lower()
    if suffix in _SUBTITLES:
        text = _words_of_subtitles(text)
        text = html.unescape(text) if suffix == ".vtt" else text  # SubRip has no such signs
    elif suffix == ".json":
        text = _words_of_transcript(path, text)
    text = readable(text).strip()
    if not text:
        raise UnreadableText(f"There are no words in {path}.")
    if len(text) > _MOST_CHARACTERS:
        raise _too_long(path)
    return text


def is_text(path: Path) -> bool:
    """Whether the beginning of `path` is text; what cannot be read at all is called text, too."""
    if path.exists() and not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            beginning = file.read(_LOOKED_AT_BYTES)
    except OSError:
        return True
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = beginning[: len(beginning) // 2 * 2].decode("utf-16", errors="replace")
    else:
        text = codecs.getincrementaldecoder("utf-8")(errors="replace").decode(beginning)
    strange = sum(each == "\ufffd" or not (each.isspace() or _is_read(each)) for each in text)
    return strange <= len(text) * _MOST_STRANGE


def readable(text: str) -> str:
    """`text` without what would steer a terminal instead of being read on it."""
    return "".join(each if each in "\n\t" or _is_read(each) else " " for each in text)


def _is_read(character: str) -> bool:
    steers = unicodedata.category(character) in {"Cc", "Cs"}
    return not steers and unicodedata.bidirectional(character) not in _TURNS_AROUND


def _content(path: Path) -> bytes:
    """The bytes of `path`, which may be the wrong file, and of any size. Raises UnreadableText."""
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise UnreadableText(f"{path} cannot be read ({error.strerror}).") from error
    if len(content) > _MOST_BYTES:
        raise _too_long(path)
    return content


def _decoded(path: Path, content: bytes) -> str:
    """The text, in UTF-8 or in what Windows calls Unicode. Raises UnreadableText."""
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableText(
            f"{path} is no text in UTF-8.",
            "Save a document as plain text.",
        ) from error


def _too_long(path: Path) -> UnreadableText:
    return UnreadableText(f"{path} is too long for the telling of one interview.")


def _words_of_subtitles(text: str) -> str:
    lines = (line.strip() for line in text.splitlines())
    return " ".join(_MARK.sub("", line) for line in lines if line and not _NO_WORDS.match(line))


def _words_of_transcript(path: Path, text: str) -> str:
    try:
        return Transcript.model_validate_json(text).text
    except ValidationError as error:
        raise UnreadableText(f"{path} is no transcript of this program.") from error
