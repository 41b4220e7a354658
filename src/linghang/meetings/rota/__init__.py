"""The rota of lessons, and what of it was given."""
