"""The entry point of `python -m coach` and of the `coach` script."""

from __future__ import annotations

import os
import signal
from types import FrameType

_INTERRUPTED = 130


def run() -> None:
    """Run the command line and exit; Ctrl-C stops it quietly from the first moment."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else it is to be ignored
        signal.signal(signal.SIGINT, _stop_at_once)
    from coach.cli.main import main

    main()


def _stop_at_once(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    os._exit(_INTERRUPTED)  # nothing has begun, so there is nothing to keep


if __name__ == "__main__":
    run()
