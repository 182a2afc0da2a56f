"""Where somebody was in a session, so that they can go on there another day.

It is remembered here and not in the browser, which sees another address each time.
"""

from __future__ import annotations

from typing import Any

from coach.state import remember, remembered

_NAME = "review_places"
_MOST = 200


def keep_place(session_id: str, key: str, at_s: float) -> None:
    """Remember the take `key` (such as q2t1) and the second in it."""
    places = _places()
    places.pop(session_id, None)
    newest = dict(list(places.items())[-(_MOST - 1) :])
    remember(_NAME, newest | {session_id: [key, round(at_s, 2)]})


def forget_place(session_id: str) -> None:
    """Remember nothing of a session."""
    places = _places()
    if places.pop(session_id, None) is not None:
        remember(_NAME, places)


def kept_place(session_id: str) -> str:
    """Such as q2t1:34.2; "" where there is none."""
    place = _places().get(session_id)
    if not isinstance(place, list) or len(place) != 2:
        return ""
    return f"{place[0]}:{place[1]}"


def _places() -> dict[str, Any]:
    places = remembered(_NAME)
    return places if isinstance(places, dict) else {}
