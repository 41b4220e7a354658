"""What a branch owes once in a year, and the plan of a body for a year."""
