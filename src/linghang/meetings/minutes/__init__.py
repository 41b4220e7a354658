"""A record is closed, minutes are issued, and corrected by a new version."""
