"""The machine's own microphone, for a page whose browser gives it none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Self

from coach.audio.ports import Block, Microphone
from coach.web.practice.presence import Presence, page_lost


class MachineMicrophone:
    """A `Microphone` of the machine that serves the page.

    It listens only as long as the page is there: after that it is lost, as the page's own would be.
    """

    is_prepared = False
    hears_loudspeaker = True

    def __init__(self, find: Callable[[], Microphone], presence: Presence) -> None:
        """`find` looks for it once it is needed. It may raise DeviceMissing."""
        self._find = find
        self._presence = presence
        self._device: Microphone | None = None

    @property
    def name(self) -> str:
        """The device's name."""
        return self._device.name if self._device else "this machine's microphone"

    @property
    def exhausted(self) -> bool:
        """See Microphone."""
        return self._device is not None and self._device.exhausted

    def __enter__(self) -> Self:
        self._device = self._find()
        self._device.__enter__()
        return self

    def __exit__(self, *exc_info: object) -> None:
        if self._device:
            self._device.__exit__(*exc_info)

    def blocks(self) -> Iterator[Block]:
        """See Microphone."""
        assert self._device, "it is not open"
        return self._while_the_page_is_there(self._device.blocks())

    def _while_the_page_is_there(self, blocks: Iterator[Block]) -> Iterator[Block]:
        for block in blocks:
            if self._presence.interrupted:
                return
            if self._presence.is_lost:
                raise page_lost()
            yield block
