"""Whose a connection is."""

from __future__ import annotations

import socket
import sys

import pytest

from coach.web.neighbours import from_somebody_else


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells")
@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_our_own_connection_is_ours_until_its_other_end_is_gone(
    family: socket.AddressFamily,
) -> None:
    here = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::ffff:127.0.0.1"}[family]
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = socket.socket(family)
        client.connect((here, server.getsockname()[1]))
        accepted, address = server.accept()
        with accepted:
            ends = address[:2], accepted.getsockname()
            assert not from_somebody_else(*ends)
            client.close()
            assert from_somebody_else(*ends)


def test_what_the_system_does_not_know_is_nobodys() -> None:
    assert not from_somebody_else(("127.0.0.1", 1), ("127.0.0.1", 2))
