"""Elections of a branch's committee: how many stand, who was elected, who holds the posts then."""
