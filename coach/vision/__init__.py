"""The career vision: the person's own spoken sentences, each one playable. Nothing is generated."""
