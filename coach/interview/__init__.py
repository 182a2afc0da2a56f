"""The conversation: asks questions, records and transcribes answers, and lets the person decide."""
