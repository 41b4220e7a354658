"""What steps ask of, and change in, Party records."""
