"""What each figure measures, in a few words, as they are shown beside it."""

from __future__ import annotations

EXPLAINED = {
    "pace": "words without fillers, over the time you spoke, and with the pauses in between",
    "pauses": "silences of a quarter of a second or more",
    "long_pauses": "silences of two seconds or more",
    "fillers": "um, uh and the like",
    "markers": "“like”, “you know”, “I mean”, “so”, where they are not the plain word",
    "hedges": "words that take back what is said",
    "specifics": "numbers, dates, names, and what you did",
    "structure": "of situation, task, action and result",
    "repetitions": "the same two to six words, three times or more",
    "trailing_off": "the end much softer than the rest",
    "loudness_spread": "between your softer and your louder speech",
}
