"""Numbers about how an answer was delivered, each with the words and the moment it came from."""
