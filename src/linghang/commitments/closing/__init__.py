"""销号: a commitment is accepted by others than those who did it."""
