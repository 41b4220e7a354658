"""People over time: registering, correcting, leaving, coming back, merging duplicates."""
