"""Debriefs: listening back to answers and rating them, and recalling a real interview."""
