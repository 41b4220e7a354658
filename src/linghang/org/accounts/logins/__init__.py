"""Logins and sessions: come, fail, go, be locked out."""
