"""What has been done and what is open: derived from the acts, never stored."""
