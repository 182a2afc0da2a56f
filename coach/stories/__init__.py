"""Stories: answers that tell of something the person did, kept by name to be told again."""
