"""The career vision: sentences that the person said, each with its sound. Nothing is generated."""
