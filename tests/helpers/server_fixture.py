"""The page of a coach in this process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.helpers.reviewing import Reviewing, page_here


@pytest.fixture
def server(home: object) -> Iterator[Reviewing]:
    """Serves the library of `home`."""
    with page_here() as running:
        yield running
