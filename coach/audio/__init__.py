"""Sound in and out: clips, files, levels, voice activity, devices, listening, playing.

Inside the program sound is mono float32 in [-1, 1]; what is listened to is at `LISTENING_RATE_HZ`.
"""
