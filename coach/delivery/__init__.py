"""Figures of how an answer was delivered, each with the words and moments it comes from."""
