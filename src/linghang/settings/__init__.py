"""Settings: base, embedded (SQLite), production (PostgreSQL), test."""
