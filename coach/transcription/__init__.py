"""Transcription: turns sound into words with times, with openai-whisper or faster-whisper."""
