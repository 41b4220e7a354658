"""Logins: passwords, second factor, sessions, tokens."""
