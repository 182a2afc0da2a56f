"""What one takes along of a session: text, subtitles, everything in one file."""
