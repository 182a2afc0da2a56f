"""Question sets: reading them from YAML, finding them by name, choosing what is asked.

`sets` holds the records, `reading` turns a file into one, `finding` knows the folders, `choosing`
picks questions and the coat each one wears.
"""
