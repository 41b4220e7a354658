"""回头看: whether what was done still holds."""
