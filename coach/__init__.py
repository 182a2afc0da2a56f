"""A private, local, spoken mock-interview coach."""

import os

__version__ = "0.2.0"

# ONNX Runtime, which Piper and faster-whisper run on, would keep a device's number and try to send
# what it is used for as soon as it is imported; whatever imports it comes after this.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
