"""Writing entries down: drafts, what must be right before they are handed in, their files."""
