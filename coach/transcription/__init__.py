"""Sound to words with times: openai-whisper, faster-whisper."""
