"""What to practise next, until the day of the interview."""
