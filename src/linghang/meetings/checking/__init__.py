"""What a catalog of meetings must keep to."""
