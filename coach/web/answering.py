"""What a page's script is answered when it sends what was typed."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, request

_JSON = "application/json"


def wants_json() -> bool:
    """Whether a script asks, and not a form."""
    return request.headers.get("Accept") == _JSON


def kept(**what: Any) -> Response:
    """That it is kept, and `what` there is to say of it."""
    return Response(json.dumps({"kept": True} | what), mimetype=_JSON)
