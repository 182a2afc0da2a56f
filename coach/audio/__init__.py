"""Sound in and out: clips, files, levels, voice activity, devices, recording, playing.

`Samples` are mono float32 (n,) in [-1, 1]. Recorded sound is at `LISTENING_RATE_HZ` (16 kHz).
"""
