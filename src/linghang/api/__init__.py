"""The read API: the same policies and scopes as the pages."""
