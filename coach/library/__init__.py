"""The library: sessions, takes and transcripts, as files that need no program to read."""
