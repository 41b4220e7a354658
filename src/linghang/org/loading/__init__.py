"""Loading a whole organisation at once into an empty one."""
