"""A running PortAudio stream, opened and closed without ever hanging the program.

Threads: opening and closing happen on the "portaudio" thread (see `coach.audio.portaudio`) while
the caller waits with a deadline; the callbacks run on PortAudio's real-time thread and may only
copy and queue.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np
import numpy.typing as npt

from coach.audio import portaudio
from coach.audio.devices import Device, Direction, index_of
from coach.errors import DeviceMissing

Frames = npt.NDArray[np.float32]
# A callback. It gets the frames to take or to fill, float32 (n, channels), and whether some were
# lost before them. It returns whether the stream should go on; the frames filled last are still
# played.
Callback = Callable[[Frames, bool], bool]

BLOCK_S = 0.05
_LATENCY_S = 0.1  # Python may be busy elsewhere for so long before sound is lost


class DeviceStream:
    """A stream that runs from the making of this object until `close`.

    The stream runs at the device's own rate. `channels` lists the numbers of channels to try, best
    first. `ended` is called when the stream stops, for whatever reason. Making the object raises
    DeviceMissing.
    """

    def __init__(
        self,
        device: Device,
        direction: Direction,
        channels: tuple[int, ...],
        callback: Callback,
        ended: Callable[[], None],
    ) -> None:
        self._device = device
        self._direction: Direction = direction
        self._callback = callback
        self._ended = ended
        self._stream: Any = None
        self._is_unwanted = False
        self.latency_s = 0.0  # between the callback and the loudspeaker or microphone
        try:
            doing = f'"{device.name}" cannot be opened'
            portaudio.call(lambda sounddevice: self._start(sounddevice, channels), doing)
        except BaseException:  # Ctrl-C, too: nobody else would close the stream
            self.close()
            raise

    def close(self) -> None:
        """Stop at once and free the device. Gives up after CLOSE_WITHIN_S if the system hangs."""
        self._is_unwanted = True
        with suppress(DeviceMissing):
            portaudio.call(self._close, "The device cannot be closed", portaudio.CLOSE_WITHIN_S)

    def _start(self, sounddevice: Any, channels: tuple[int, ...]) -> None:
        index = index_of(sounddevice, self._device, self._direction)
        self._stream = self._opened(sounddevice, index, channels)
        portaudio.open_streams.add(self._stream)
        self.latency_s = float(self._stream.latency)
        try:
            self._stream.start()
        except sounddevice.PortAudioError:
            self._close(sounddevice)
            raise
        if self._is_unwanted:  # the caller gave up waiting
            self._close(sounddevice)

    def _opened(self, sounddevice: Any, index: int, channels: tuple[int, ...]) -> Any:
        def serve(frames: Frames, _count: int, _time: Any, status: Any) -> None:
            if not self._callback(frames, bool(status.input_overflow)):
                raise sounddevice.CallbackStop

        is_input = self._direction == "input"
        make = sounddevice.InputStream if is_input else sounddevice.OutputStream
        for count in channels:
            try:
                return make(
                    device=index,
                    channels=count,
                    samplerate=self._device.default_rate_hz,
                    dtype="float32",
                    blocksize=round(BLOCK_S * self._device.default_rate_hz),
                    latency=_LATENCY_S,
                    callback=serve,
                    finished_callback=self._ended,
                )
            except sounddevice.PortAudioError:
                if count == channels[-1]:
                    raise
        raise ValueError("channels is empty")

    def _close(self, sounddevice: Any) -> None:
        if self._stream is None or self._stream.closed:
            return
        with suppress(sounddevice.PortAudioError):  # the device may be gone already
            self._stream.abort()
        with suppress(sounddevice.PortAudioError):
            self._stream.close()
        portaudio.open_streams.discard(self._stream)
