"""A telling that is written already: plain text, Markdown, subtitles, or one of our transcripts."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import ValidationError

from coach.errors import UnreadableText
from coach.transcription.ports import Transcript

_MOST_CHARACTERS = 200_000  # two hours of speech
_SUBTITLES = (".srt", ".vtt")
# Of subtitles: the header, notes' and cues' names, times, and marks inside the text.
_NO_WORDS = re.compile(r"^(?:WEBVTT.*|NOTE\b.*|\d+|.*-->.*)$")
_MARK = re.compile(r"<[^>]*>")


def told_in(path: Path) -> str:
    """The text of `path`. Raises UnreadableText."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableText(f"{path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise UnreadableText(
            f"{path} is no text in UTF-8.",
            "Audio files are told by their ending, such as .wav or .m4a.",
        ) from error
    suffix = path.suffix.lower()
    if suffix in _SUBTITLES:
        text = _words_of_subtitles(text)
    elif suffix == ".json":
        text = _words_of_transcript(path, text)
    text = text.strip()
    if not text:
        raise UnreadableText(f"There are no words in {path}.")
    if len(text) > _MOST_CHARACTERS:
        raise UnreadableText(f"{path} is too long for the telling of one interview.")
    return text


def _words_of_subtitles(text: str) -> str:
    lines = (line.strip() for line in text.splitlines())
    return " ".join(_MARK.sub("", line) for line in lines if line and not _NO_WORDS.match(line))


def _words_of_transcript(path: Path, text: str) -> str:
    try:
        return Transcript.model_validate_json(text).text
    except ValidationError as error:
        raise UnreadableText(f"{path} is no transcript of this program.") from error
