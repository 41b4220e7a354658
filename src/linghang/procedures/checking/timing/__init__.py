"""Whether the least and most times of a procedure can hold together."""
