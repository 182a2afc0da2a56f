"""Voices: turn text into speech with pyttsx3 (default), with Piper (optional), or not at all."""
