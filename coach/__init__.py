"""A private, local, spoken mock-interview coach."""

import os

__version__ = "0.2.0"

# ONNX Runtime, which Piper and faster-whisper run on, would keep a device's number and try to send
# what it is used for as soon as it is imported; whatever imports it comes after this.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

# Another package may have a plugin that is given all that pydantic validates, and may send it. To
# look for one, pydantic would read what every installed package says of itself, at every start.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
