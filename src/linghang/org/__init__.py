"""Who: units in dated trees, people, posts, appointments, and the rights that follow."""
