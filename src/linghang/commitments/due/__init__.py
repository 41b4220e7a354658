"""Days by which something is owed, and how often it is reported."""
