"""Language tags as people write them: `en`, `en-GB`, `en_GB`, `EN-us` (RFC 5646).

What is known of a language (word lists, stems, Whisper's weights) holds in all its regions, so it
is looked up by `primary_language`. Only a voice may have an accent.
"""

from __future__ import annotations

import re

ENGLISH = "en"

_COUNTRY_LETTERS = 2
_SCRIPT_LETTERS = 4


def primary_language(tag: str) -> str:
    """The language without region and script, in small letters: `en` for `en_GB`."""
    return _subtags(tag)[0].lower()


def canonical_tag(tag: str) -> str:
    """`tag` with hyphens, each part in the letters RFC 5646 (2.1.1) recommends: `zh-Hant-TW`."""
    language, *others = _subtags(tag)
    return "-".join([language.lower(), *(_canonical_subtag(each) for each in others)])


def _subtags(tag: str) -> list[str]:
    return re.split("[-_]", tag)


def _canonical_subtag(subtag: str) -> str:
    if len(subtag) == _COUNTRY_LETTERS:
        return subtag.upper()
    return subtag.title() if len(subtag) == _SCRIPT_LETTERS else subtag.lower()
