"""A hospital in which everything bears a mark, strangers who look at it, and what they may see."""
