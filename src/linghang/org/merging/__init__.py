"""Two registrations of one person made one: what points to the one comes to point to the other."""
