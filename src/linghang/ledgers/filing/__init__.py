"""报送: entries are handed in, verified and locked together, by a declared procedure."""
