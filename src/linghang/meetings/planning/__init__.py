"""A meeting is called, moved and called off."""
