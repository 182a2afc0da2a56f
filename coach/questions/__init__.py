"""Question sets: read from YAML, found by name, and the questions of a session chosen from them.

`sets` has the records, `reading` reads a file, `finding` searches the folders, and `choosing` picks
the questions and the coat (wording) of each.
"""
