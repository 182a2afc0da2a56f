"""What is kept: sessions, takes, transcripts, as plain files readable without this program."""
