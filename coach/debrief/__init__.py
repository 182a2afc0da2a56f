"""Looking back at an answer, or at a real interview: listening, rating, fine-tuning."""
