"""What the page sends over its WebSocket: JSON objects, and blocks of sound in binary frames.

A binary frame begins with 16 bytes, little-endian: the number of its stream, the CRC-32 of what
follows (both uint32), and the position of its first sample in the stream (uint64). Mono 16-bit
samples at the stream's rate follow.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, PositiveInt, TypeAdapter, ValidationError

from coach.audio.clips import Samples
from coach.debrief.told import Part
from coach.interview.ports import Choice
from coach.vision.records import Section

_HEAD = struct.Struct("<IIQ")
_LENGTH = struct.Struct("<I")
_SAMPLE_BYTES = 2
_FULL_SCALE = 32767  # as `coach.audio.wav` writes it, so that what is kept is what was sent
_MOST_SAMPLES = 1 << 53  # whole numbers that JavaScript can tell apart

RATES_HZ = range(8_000, 384_001)

SessionId = Annotated[str, Field(max_length=300)]
PageId = Annotated[str, Field(min_length=1, max_length=100)]
Number = Annotated[int, Field(ge=0, lt=_MOST_SAMPLES)]


class BadMessage(Exception):
    """What no page of ours sends."""


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True)


class Hello(_Message):
    """The first message of a connection. `seen` is the last number (`seq`) that the page has."""

    type: Literal["hello"]
    page: PageId
    seen: Number = 0


MicrophoneSource = Literal["page", "machine"]


class Asking(_Message):
    """Asks for a sitting. `heard`: the page's microphone check has heard a voice. `microphone`: the
    machine's own is for a page whose browser gives it none.
    """

    options: dict[str, Any] = Field(default_factory=dict)
    heard: bool = False
    microphone: MicrophoneSource = "page"


class Begin(Asking):
    """Begin a session: with questions of a `set`, or with what is `planned` for today."""

    type: Literal["begin"] = "begin"
    kind: Literal["practice", "mock"] = "practice"
    set: Annotated[str, Field(max_length=2000)] = ""  # of all sets together
    planned: bool = False


class Resume(Asking):
    """Go on with a session."""

    type: Literal["resume"] = "resume"
    session: SessionId


class Retake(Asking):
    """Answer a question of a session once more."""

    type: Literal["retake"] = "retake"
    session: SessionId
    question: Number


class SayVision(Asking):
    """State the vision aloud; with `section`, say a line for that section now."""

    type: Literal["vision"] = "vision"
    section: Section | None = None


class Drill(Asking):
    """Say a hedged sentence once more: the newest one, of `session` if it is named."""

    type: Literal["drill"] = "drill"
    session: SessionId = ""


class TellStory(Asking):
    """Tell the story of that number once more, in about so many seconds."""

    type: Literal["story"] = "story"
    story: Number
    seconds: Annotated[int, Field(ge=10, le=600)] = 60


class SayNote(Asking):
    """Say what to fine-tune in an answer, while looking back."""

    type: Literal["note"] = "note"
    session: SessionId
    question: Number
    take: Number


class Tell(Asking):
    """Tell of a real interview; with `session`, go on with what was begun there. With `question`,
    tell what was `said` to it, or what one `wished` to have said.
    """

    type: Literal["real"] = "real"
    session: SessionId = ""
    question: Number = 0
    part: Part = "said"


class Chosen(_Message):
    """The person has pressed a button. `number` counts what they decide on this page: what may have
    been lost with a connection is sent again."""

    type: Literal["choice"]
    choice: Choice
    number: Number = 0


class Ticked(_Message):
    """The person has ticked by ear whether a point that the question listens for was heard."""

    type: Literal["ticked"]
    question: PositiveInt
    take: PositiveInt
    point: PositiveInt
    heard: bool


class StreamOpened(_Message):
    """The page has opened a microphone, whose first sample came at `began_ms` by the page's clock
    (milliseconds since 1970). `echo_cancelled`: by the browser.
    """

    type: Literal["stream"]
    stream: Number
    rate_hz: Annotated[int, Field(ge=RATES_HZ.start, lt=RATES_HZ.stop)]
    label: Annotated[str, Field(max_length=300)] = ""
    echo_cancelled: bool = True
    began_ms: Number | None = None


class LeftOver(_Message):
    """What is left of an answer whose recording a dead coach began.

    So many `blocks` follow in binary frames, from these `streams`. By the last `kept` that the page
    got, the recording had so many samples `written`, and went on at `position` of `stream`.
    """

    type: Literal["left_over"]
    session: SessionId
    question: Number
    take: Number
    stream: Number
    position: Number
    written: Number = 0
    streams: Annotated[tuple[StreamOpened, ...], Field(max_length=1000)]
    blocks: Annotated[int, Field(ge=1, le=10_000_000)]


class SoundStarted(_Message):
    """A clip's first sample left the loudspeaker when the microphone stood at `position`."""

    type: Literal["sound_started"]
    clip: Number
    stream: Number = 0
    position: Number = 0


class SoundEnded(_Message):
    """A clip's last sample has left the loudspeaker."""

    type: Literal["sound_ended"]
    clip: Number


class SoundFailed(_Message):
    """A clip cannot be played."""

    type: Literal["sound_failed"]
    clip: Number
    why: Annotated[str, Field(max_length=1000)] = ""


class TakeOver(_Message):
    """The session goes on in this tab, and not in the other."""

    type: Literal["take_over"]


Message = (
    Hello
    | Begin
    | Resume
    | Retake
    | SayVision
    | Drill
    | TellStory
    | SayNote
    | Tell
    | Chosen
    | Ticked
    | StreamOpened
    | SoundStarted
    | SoundEnded
    | SoundFailed
    | TakeOver
    | LeftOver
)
_ANY: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="type")])


@dataclass(frozen=True)
class SoundFrame:
    """A block of sound: `samples` float32 (n,) in [-1, 1] at the rate of its stream."""

    stream: int
    position: int
    samples: Samples


def message_of(text: str) -> Message:
    """What a text frame says. Raises BadMessage."""
    try:
        return _ANY.validate_json(text)
    except ValidationError as error:
        raise BadMessage(str(error)) from error


def sound_frame(data: bytes) -> SoundFrame:
    """What a binary frame holds. Raises BadMessage where it is cut off or not what was sent."""
    length = len(data) - _HEAD.size
    if length < 0 or length % _SAMPLE_BYTES:
        raise BadMessage("a frame is cut off")
    stream, checksum, position = _HEAD.unpack_from(data)
    payload = memoryview(data)[_HEAD.size :]
    if zlib.crc32(payload) != checksum:
        raise BadMessage("a frame has a wrong checksum")
    if position >= _MOST_SAMPLES:
        raise BadMessage("a frame is nowhere")
    return SoundFrame(stream, position, samples_of(payload))


def samples_of(payload: bytes | memoryview) -> Samples:
    """16-bit little-endian samples as float32 (n,) in [-1, 1]."""
    samples = np.frombuffer(payload, dtype="<i2").astype(np.float32) / _FULL_SCALE
    return np.maximum(samples, np.float32(-1.0))


def frames_in(body: bytes) -> Iterator[bytes]:
    """The binary frames in the body of a request, each of which comes after its length (uint32).

    Raises BadMessage.
    """
    at = 0
    while at < len(body):
        try:
            (length,) = _LENGTH.unpack_from(body, at)
        except struct.error as error:
            raise BadMessage("a length is cut off") from error
        at += _LENGTH.size
        yield body[at : at + length]
        at += length


def frame_of(stream: int, position: int, payload: bytes) -> bytes:
    """A binary frame, as the page makes it: `payload` are 16-bit samples."""
    return _HEAD.pack(stream, zlib.crc32(payload), position) + payload
