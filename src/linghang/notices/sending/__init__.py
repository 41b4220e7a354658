"""Sending what was queued: singly, or once a morning as a digest."""
