"""Everything that reads, to be given input that nobody meant: see `../fuzz.py`."""
