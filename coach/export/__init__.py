"""Export of a session: as text, as subtitles, or as one zip file with everything."""
