"""What a meeting came to: who was there, what was put up, how the votes went."""
