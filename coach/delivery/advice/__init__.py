"""Advice on one answer: at most one thing to keep, and one to change, each with its evidence."""
