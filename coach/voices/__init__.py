"""Text to sound: pyttsx3 (default), Piper (optional), or none."""
